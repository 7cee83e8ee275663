package officer

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/site"
)

// keyJSON tells the panel what the key is for.
func (p *pages) keyJSON(c echo.Context, st *stage) error {
	answer := map[string]string{"election": string(st.el.ID()), "title": p.Desk.Text(c.Request().Context(), &st.el).Title,
		"group": record.GroupName(st.el.Called.Group), "public_key": ""}
	if st.el.Key != nil {
		raw, err := p.Store().Blob(c.Request().Context(), audit.Digest(st.el.Key.Key))
		if err != nil {
			return err
		}
		trustee, err := belenios.ParseTrustee(answer["group"], raw)
		if err != nil {
			return err
		}
		answer["public_key"] = trustee.PublicKey
	}
	return c.JSON(http.StatusOK, answer)
}

// keyMade records the public half.
func (p *pages) keyMade(c echo.Context, st *stage) error {
	raw, err := io.ReadAll(c.Request().Body)
	if err != nil {
		return site.FailJSON(c, err)
	}
	if err := p.Desk.MakeKey(c.Request().Context(), who(c), st.el.ID(), raw); err != nil {
		return site.FailJSON(c, err)
	}
	// The log as it is now, for the officer's browser to keep.
	checkpoint, err := p.Desk.Clerk.Checkpoint(p.Desk.Clerk.Point())
	if err != nil {
		return site.FailJSON(c, err)
	}
	return c.JSON(http.StatusOK, map[string]any{"ok": true, "key": string(p.Desk.Clerk.PublicKey()), "checkpoint": string(checkpoint)})
}

func pieces(list []string) (out [][]byte) {
	for _, s := range list {
		out = append(out, []byte(s))
	}
	return out
}

// shares records the partial decryptions. They are checked before anything is
// recorded: a wrong key gives a sentence and changes nothing.
func (p *pages) shares(c echo.Context, st *stage) error {
	var given struct{ Shares, Bindings []string }
	if err := json.NewDecoder(c.Request().Body).Decode(&given); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return site.FailJSON(c, err)
		}
		return site.FailJSON(c, site.Refuse(http.StatusBadRequest, "shares", "The decryption arrived damaged. Nothing was recorded; decrypt again."))
	}
	if err := p.Desk.Give(c.Request().Context(), who(c), st.el.ID(), pieces(given.Shares), pieces(given.Bindings)); err != nil {
		return site.FailJSON(c, err)
	}
	return c.JSON(http.StatusOK, map[string]bool{"ok": true})
}
