package public

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/site"
)

// attach sends what is written as a file. Once the first byte has left, an
// error can only break the connection, so that nobody takes a part for whole.
func (p *pages) attach(c echo.Context, name, mime string, write func(io.Writer) error) error {
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, mime)
	if name != "" {
		h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	}
	err := write(c.Response())
	if err != nil && c.Response().Committed {
		p.Log.WithField("route", c.Path()).WithField("error", err.Error()).Warn("a download was broken off")
		panic(http.ErrAbortHandler)
	}
	if err != nil {
		h.Del("Content-Disposition")
	}
	return err
}

// archive is a contest's Belenios archive, as far as the log goes.
func (p *pages) archive(c echo.Context, o poll) error {
	name, ok := strings.CutSuffix(c.Param("archive"), ".bel")
	post := election.ID(name)
	if found, _ := o.el.Post(post); !ok || found.Contest == nil {
		return site.Refuse(404, "no-archive", "There is no archive at this address: an archive exists once the ballot of a post has been prepared.")
	}
	return p.download(c, o.point, record.ArchiveName(o.el.ID(), post), "application/x-belenios", func(ctx context.Context, w io.Writer) error {
		return record.Project(ctx, &o.point.State, o.el.ID(), post, p.Store(), w)
	})
}

// bundle is everything that is public, in one file.
func (p *pages) bundle(c echo.Context) error {
	point := site.Of(c).Point
	checkpoint, err := p.Desk.Clerk.Checkpoint(point)
	if err != nil {
		return err
	}
	return p.download(c, point, "bundle.zip", "application/zip", func(ctx context.Context, w io.Writer) error {
		return record.Lean(record.Contents(ctx, point, p.Desk.Clerk.PublicKey(), checkpoint, p.Store(), true)).WriteZip(ctx, w)
	})
}

// download sends a file that is made of the whole log, and kept until the log
// has grown.
func (p *pages) download(c echo.Context, point *record.Point, name, mime string, write func(context.Context, io.Writer) error) error {
	made, err := p.made.get(c.Request().Context(), name, point.Head.Size, write)
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentLength, strconv.FormatInt(made.size, 10))
	return p.attach(c, name, mime, made.writeTo)
}

// logLines is the log, as it is stored and hashed; ?from=N leaves out the first N
// entries, for those who keep them already.
func (p *pages) logLines(c echo.Context) error {
	from, err := position(c, "from", 0, site.Of(c).Point.Head.Size)
	if err != nil {
		return err
	}
	return p.attach(c, "", "application/jsonl; charset=utf-8", func(w io.Writer) error {
		return lines(c.Request().Context(), p, site.Of(c).Point, from, func(_ int64, line []byte) error {
			_, err := w.Write(append(line[:len(line):len(line)], '\n'))
			return err
		})
	})
}

// lines goes over the log's lines of a point, from an entry on.
func lines(ctx context.Context, p *pages, point *record.Point, from int64, fn func(seq int64, line []byte) error) error {
	seq := from
	for line, err := range p.Store().Lines(ctx, from) {
		if err != nil {
			return err
		}
		if seq >= point.Head.Size {
			return nil
		}
		if err := fn(seq, line); err != nil {
			return err
		}
		seq++
	}
	return nil
}

// checkpoint is the signed checkpoint of the visit's point.
func (p *pages) checkpoint(c echo.Context) error {
	raw, err := p.Desk.Clerk.Checkpoint(site.Of(c).Point)
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, "text/plain; charset=utf-8", raw)
}

// key is the log's public key.
func (p *pages) key(c echo.Context) error {
	return c.String(http.StatusOK, string(p.Desk.Clerk.PublicKey())+"\n")
}

// blob is a public file that the log refers to.
func (p *pages) blob(c echo.Context) error {
	digest, err := audit.ParseDigest(c.Param("digest"))
	if err != nil {
		return echo.ErrNotFound
	}
	raw, err := p.Store().Blob(c.Request().Context(), digest)
	if err != nil {
		return site.Refuse(404, "no-blob", "This file is not held here. It was never stored, or it has been destroyed; the log says which.")
	}
	// It may be anything that somebody once uploaded: nothing a browser runs.
	c.Response().Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	return p.attach(c, digest.String(), "application/octet-stream", func(w io.Writer) error {
		_, err := w.Write(raw)
		return err
	})
}
