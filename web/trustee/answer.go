package trustee

import (
	"context"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/keys/trustee"
	"github.com/onenorwich/guildhall/web/site"
)

// answer takes what the program in the page worked out.
func (p *pages) answer(c echo.Context, s *seated) error {
	raw, err := io.ReadAll(c.Request().Body)
	if err == nil {
		err = p.give(c.Request().Context(), s, raw)
	}
	if err != nil {
		return site.FailJSON(c, err)
	}
	// The log as it is now, for the trustee to keep.
	checkpoint, err := p.Desk.Clerk.Checkpoint(p.Desk.Clerk.Point())
	if err != nil {
		return site.FailJSON(c, err)
	}
	return c.JSON(http.StatusOK, map[string]any{"done": true, "key": string(p.Desk.Clerk.PublicKey()), "checkpoint": string(checkpoint)})
}

// give records an answer, which the desk checks first.
func (p *pages) give(ctx context.Context, s *seated, raw []byte) error {
	a, err := trustee.ParseAnswer(raw)
	if err != nil {
		return err
	}
	if a.Election != s.el.ID() || a.Seat != s.seat {
		return election.Refuse("other-seat", "This answer is of another trustee, or for another election. Nothing was recorded.")
	}
	switch a.Round {
	case trustee.RoundCertificate:
		return p.Desk.GiveCertificate(ctx, s.by, a.Election, []byte(a.Certificate))
	case trustee.RoundPolynomial:
		return p.Desk.GivePolynomial(ctx, s.by, a.Election, []byte(a.Polynomial))
	case trustee.RoundOutput:
		return p.Desk.GiveOutput(ctx, s.by, a.Election, []byte(a.Output))
	case trustee.RoundProof:
		return p.Desk.ProvePhrase(ctx, s.by, a.Election, pieces(a.Proofs))
	case trustee.RoundDecrypt:
		return p.Desk.Give(ctx, s.by, a.Election, pieces(a.Shares), pieces(a.Bindings))
	}
	return election.Refuse("round", "This answer is for no round of a key ceremony. Nothing was recorded.")
}

func pieces(list []string) (out [][]byte) {
	for _, s := range list {
		out = append(out, []byte(s))
	}
	return out
}
