package conduct

import (
	"context"
	"errors"
	"fmt"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/secrecy"
)

// Revelation is what the totals of one contest give away.
type Revelation struct {
	Report  *secrecy.Report
	Insider *secrecy.Insider // nil where fewer than two votes are sought, or Large is set
	// NotComputed is set instead of a report, and Large instead of an insider,
	// where it is too much to be worked out.
	NotComputed, Large *secrecy.NotComputed
}

// Totals are the figures of a contest whose totals are known, all of them public:
// the votes of each practice that voted, in the order of the roll, and for each
// answer its total, blank first. False where there are none.
func Totals(el *election.Election, post *election.Post) (secrecy.Contest, bool) {
	if post.Result == nil || len(el.Poll.Voted) == 0 {
		return secrecy.Contest{}, false
	}
	c := secrecy.Contest{Totals: post.Result.Counts}
	for _, practice := range el.Poll.Voted {
		row, _ := el.Roll.Row(practice)
		c.Weights = append(c.Weights, row.Votes)
	}
	return c, true
}

// Reveal begins to work out what the totals of a contest give away.
func (d *Desk) Reveal(c secrecy.Contest) *Later[*Revelation] {
	return d.revealed.start(fmt.Sprint(c.Weights, c.Totals), func(ctx context.Context) (*Revelation, error) {
		r := &Revelation{}
		var err error
		if r.Report, err = secrecy.Reveal(ctx, c, secrecy.Limits{}); err != nil {
			return r, unless(&r.NotComputed, err)
		}
		if r.Insider, err = secrecy.WorstInsider(ctx, c, secrecy.Limits{}); err != nil {
			return r, unless(&r.Large, err)
		}
		return r, nil
	})
}

// unless takes an error that says that something was not computed.
func unless(to **secrecy.NotComputed, err error) error {
	if errors.As(err, to) {
		return nil
	}
	return err
}
