package conduct

import (
	"context"
	"time"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/clerk"
)

// SpentLimit is how many votes a practice may open in one poll. Each is an entry
// of the log for ever, and one or two are enough to catch a page that lies.
const SpentLimit = 20

// spentSchema is the side table of how many votes each practice has opened in a
// poll that is open. It does not say which: what was opened stays as far from
// the practice as what was cast. It is emptied after the close.
const spentSchema = `CREATE TABLE IF NOT EXISTS spent (
	election TEXT NOT NULL,
	practice TEXT NOT NULL,
	opened INTEGER NOT NULL,
	PRIMARY KEY (election, practice)
) WITHOUT ROWID`

// Spend records that a vote, named by the digests of its ballots in the order of
// the contests, was opened to check the page that had made it, so that it can
// never be cast. The same vote again is answered as the first time. practice is
// whose session says so; it is counted, and written nowhere beside the digests.
func (d *Desk) Spend(ctx context.Context, id, practice election.ID, ballots []election.Digest) error {
	again := false
	_, err := d.Clerk.Do(ctx, clerk.Command{
		Decide: func(s *governance.State, _ time.Time) ([]clerk.Act, error) {
			el, ok := s.Election.Election(id)
			if !ok {
				return nil, election.Refuse("no-election", "There is no election %q.", id)
			}
			if again = spentAsOne(&el.Poll, ballots); again {
				return nil, nil
			}
			if _, ok := el.Roll.Row(practice); !ok {
				return nil, election.Refuse("not-on-roll", "This practice is not on the roll of this election.")
			}
			return []clerk.Act{{Event: election.BallotSpent{Election: id, Ballots: ballots}}}, nil
		},
		Side: func(tx store.Side) error {
			if again {
				return nil
			}
			return countSpent(tx, id, practice)
		},
	})
	return err
}

// spentAsOne says whether one entry spent all of these ballots.
func spentAsOne(p *election.Poll, ballots []election.Digest) bool {
	var first int64
	for i, b := range ballots {
		seq, ok := p.Spent(b)
		if !ok || i > 0 && seq != first {
			return false
		}
		first = seq
	}
	return len(ballots) > 0
}

// countSpent adds one to what a practice has opened, up to the limit.
func countSpent(tx store.Side, id, practice election.ID) error {
	var opened int
	err := tx.QueryRow(`SELECT COALESCE((SELECT opened FROM spent WHERE election = $1 AND practice = $2), 0)`,
		string(id), string(practice)).Scan(&opened)
	switch {
	case err != nil:
		return err
	case opened >= SpentLimit:
		return election.Refuse("spent-limit", "This practice has opened %d votes in this poll, and more are not recorded. Cast a vote, or ask the returning officer.", opened)
	}
	_, err = tx.Exec(`INSERT INTO spent (election, practice, opened) VALUES ($1, $2, 1)
		ON CONFLICT (election, practice) DO UPDATE SET opened = spent.opened + 1`, string(id), string(practice))
	return err
}

// forgetSpent empties the counts of a poll that is over.
func forgetSpent(tx store.Side, id election.ID) error {
	_, err := tx.Exec(`DELETE FROM spent WHERE election = $1`, string(id))
	return err
}
