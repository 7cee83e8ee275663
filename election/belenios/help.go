package belenios

import (
	"errors"

	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// Help is other workers that check ballots for one which has a single core to
// itself, as in a browser. They run this very program for the same person: what
// they refuse is refused, and what they find true is taken as if checked here.
type Help struct {
	Ballots int // at most so many are with them at a time
	// Begin tells them of a contest. What it gives has one of them check a ballot;
	// the error is the refusal, or ErrNoHelp.
	Begin func(s *Setup) (check func(raw []byte) error)
}

// ErrNoHelp says that nobody else checked a ballot; it is then checked here.
var ErrNoHelp = errors.New("nobody else checked this ballot")

// verifier is a contest's verifier with this help.
func (h *Help) verifier(v *Verifier, s *Setup) *Verifier {
	helped := *v
	helped.help = h.Begin(s)
	return &helped
}

// points decodes a ballot's points alone, when everything else has been checked.
func (p *plan) points() ([]group.Point, error) {
	list := make([]group.Point, len(p.job.Encoded))
	for i, text := range p.job.Encoded {
		var err error
		if p.g.Name() == group.Ed25519 {
			curve, e := group.DecodeCurve(text) // its order was looked at, too
			if list[i], err = nil, e; err == nil {
				list[i] = group.FromCurve(curve)
			}
		} else {
			list[i], err = p.g.Decode(text)
		}
		if err != nil {
			return nil, &group.PointError{Index: i, Err: err}
		}
	}
	return list, nil
}
