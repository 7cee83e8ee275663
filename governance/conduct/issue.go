package conduct

import (
	"context"
	"time"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/record"
)

// IssueCodes records that practices were given their voting codes, and how.
// Said again of a practice it changes nothing, but that a lost code was given
// again (election.Again) is recorded each time.
func (d *Desk) IssueCodes(ctx context.Context, by, id election.ID, how string, practices ...election.ID) error {
	_, err := d.Clerk.Do(ctx, clerk.Command{Decide: func(s *governance.State, _ time.Time) ([]clerk.Act, error) {
		el, ok := s.Election.Election(id)
		if !ok {
			return nil, election.Refuse("no-election", "There is no election %q.", id)
		}
		var acts []clerk.Act
		for _, p := range practices {
			if how == election.Again || el.Issued(p) != how {
				acts = append(acts, clerk.Act{By: by, Event: election.CodeIssued{Election: id, Practice: p, How: how}})
			}
		}
		return acts, nil
	}})
	return err
}

// MayIssue says why a practice's voting code cannot be given now, before it
// leaves anybody's hands; nil if it can.
func (d *Desk) MayIssue(by, id election.ID, how string, practice election.ID) error {
	p := d.Clerk.Point()
	s := p.State
	return s.Apply(election.Fact{Seq: p.Head.Size, Time: d.Clerk.Now(), By: by}, election.CodeIssued{Election: id, Practice: practice, How: how})
}

// CheckCode refuses a text that is not the voting code of a practice with that
// many votes on the list: a code that does not work is better found by the
// registrar than by the practice. Whose of them it is, the list does not say.
func (d *Desk) CheckCode(el *election.Election, practice election.ID, text string) error {
	wrong := election.Refuse("code", "This is not a voting code that the registrar has listed for such a practice. Nothing was sent. Open the newest file.")
	code, err := belenios.ParseCode(text)
	if err != nil || len(el.Identified) == 0 {
		return wrong
	}
	line, err := record.NewCodeLine(code, record.GroupName(el.Called.Group), 0, []string{el.Identified[0].UUID})
	if err != nil {
		return wrong
	}
	row, on := el.Poll.Voter(line.Row().Credentials[0])
	if onRoll, known := el.Roll.Row(practice); !on || !known || el.Poll.Voters()[row].Votes != onRoll.Votes {
		return wrong
	}
	return nil
}
