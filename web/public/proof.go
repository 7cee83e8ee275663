package public

import (
	"encoding/base64"
	"io"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/web/site"
)

// consistency proves that the log of to entries was made by adding to that of
// from entries (RFC 6962, 2.1.2): one hash a line, in standard base64. Whoever
// kept a checkpoint needs no entry to see that a newer one follows from it.
func (p *pages) consistency(c echo.Context) error {
	point := site.Of(c).Point
	from, err := position(c, "from", 0, point.Head.Size)
	if err != nil {
		return err
	}
	to, err := position(c, "to", point.Head.Size, point.Head.Size)
	if err != nil {
		return err
	}
	if from > to {
		return site.Refuse(400, "position", "A proof leads from an older log to a newer one: from must not be greater than to.")
	}
	nodes, err := p.nodes(c.Request().Context(), point)
	if err != nil {
		return err
	}
	proof, err := nodes.Consistency(from, to)
	if err != nil {
		return err
	}
	return p.attach(c, "", "text/plain; charset=utf-8", func(w io.Writer) error {
		for _, hash := range proof {
			if _, err := io.WriteString(w, base64.StdEncoding.EncodeToString(hash[:])+"\n"); err != nil {
				return err
			}
		}
		return nil
	})
}

// position reads a number of entries from the address; other if it says none.
func position(c echo.Context, name string, other, size int64) (int64, error) {
	text := c.QueryParam(name)
	if text == "" {
		return other, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || n > size {
		return 0, site.Refuse(400, "position", "The log has %d entries: %s must be a number from 0 to that.", size, name)
	}
	return n, nil
}
