package clerk

import (
	"context"
	"crypto/sha256"
	"time"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance"
)

// Vote is one act of voting, its proofs checked: only package belenios makes a
// Checked, so a ballot that was not checked cannot come this far.
type Vote struct {
	Election election.ID
	Practice election.ID // whose session sent it; it is not written beside the ballot
	Ballots  [][]byte    // in the order of the contests
	Checked  []belenios.Checked
	// Side, if given, runs in the transaction of a vote that is new: the
	// emails that tell of it are queued there.
	Side func(tx store.Side) error
}

// Receipt says where in the log a vote stands.
type Receipt struct {
	Done
	Seq      int64
	Time     time.Time
	Again    bool // these very bytes had been recorded before
	Replaced bool // an earlier vote of the same code counts no more
}

// tries is how often a vote is given to the clerk while the database fails.
const tries = 3

// Cast records a vote. The same bytes again give the first receipt again,
// also after the close; so after an error of the database it is tried again
// here: whoever arrived in the last second could not do that.
func (c *Clerk) Cast(ctx context.Context, arrived *Arrival, v Vote) (Receipt, error) {
	event, err := v.event(c.Point().State)
	if err != nil {
		return Receipt{}, err
	}
	var receipt Receipt
	voter := -1
	command := Command{
		Arrived: arrived,
		Blobs:   v.Ballots,
		Decide: func(s *governance.State, at time.Time) ([]Act, error) {
			receipt = Receipt{}
			el, _ := s.Election.Election(v.Election)
			if seq, ok := recorded(el.Poll, event); ok {
				cast, _ := el.Poll.Cast(seq)
				receipt = Receipt{Seq: seq, Time: cast.Time.Time(), Again: true}
				voter = cast.Voter
				return nil, nil
			}
			var err error
			if voter, err = entitled(&el, v.Practice, event); err != nil {
				return nil, err
			}
			if err := late(&el, voter, at); err != nil {
				return nil, err
			}
			_, receipt.Replaced = el.Poll.Last(voter)
			return []Act{{Event: event}}, nil
		},
		Side: func(tx store.Side) error {
			if receipt.Again {
				return owned(tx, v.Election, v.Practice, voter)
			}
			if err := claim(tx, v.Election, v.Practice, voter); err != nil || v.Side == nil {
				return err
			}
			return v.Side(tx)
		},
	}
	done, err := c.Do(ctx, command)
	for n := 1; n < tries && !settled(err) && ctx.Err() == nil; n++ {
		done, err = c.Do(ctx, command)
	}
	if err != nil {
		return Receipt{}, err
	}
	receipt.Done = done
	if !receipt.Again {
		receipt.Seq, receipt.Time = done.First, done.Time
	}
	return receipt, nil
}

// event makes the entry's event from what was checked.
func (v Vote) event(s governance.State) (election.BallotCast, error) {
	el, ok := s.Election.Election(v.Election)
	if !ok || el.Poll.Prepared == nil {
		return election.BallotCast{}, election.Refuse("not-open", "The poll is not open. Nothing was recorded.")
	}
	contests := el.Poll.Prepared.Contests
	if len(v.Ballots) != len(contests) || len(v.Checked) != len(contests) {
		return election.BallotCast{}, election.Refuse("ballots", "A vote has a ballot for each of the %d contests, not %d. Start again from your email.", len(contests), len(v.Ballots))
	}
	event := election.BallotCast{Election: v.Election}
	for i, c := range v.Checked {
		if c.ElectionDigest() != contests[i].Definition || c.Digest() != sha256.Sum256(v.Ballots[i]) {
			return election.BallotCast{}, election.Refuse("foreign", "This ballot was made for another election. Start again from your email.")
		}
		event.Ballots = append(event.Ballots, election.BallotPart{
			Post:       contests[i].Post,
			Credential: sha256.Sum256([]byte(c.Credential())),
			Ballot:     c.Digest(),
		})
	}
	return event, nil
}

// recorded finds a vote all of whose ballots are in the box as one act.
func recorded(p election.Poll, e election.BallotCast) (seq int64, ok bool) {
	for i, b := range e.Ballots {
		at, found := p.Find(b.Ballot)
		if !found || i > 0 && at != seq {
			return 0, false
		}
		seq = at
	}
	return seq, len(e.Ballots) > 0
}

// entitled compares the votes of the code with those of the practice.
func entitled(el *election.Election, practice election.ID, e election.BallotCast) (voter int, err error) {
	row, ok := el.Roll.Row(practice)
	if !ok {
		return 0, election.Refuse("not-on-roll", "This practice is not on the roll of this election.")
	}
	voter, ok = el.Poll.Voter(e.Ballots[0].Credential)
	if !ok {
		return 0, election.Refuse("credential", "The voting code is not one of this poll. Check the code in your email.")
	}
	if el.Poll.Voters()[voter].Votes != row.Votes {
		return 0, errForeignCode
	}
	return voter, nil
}

// late says that a vote came after the close, and what stands instead.
func late(el *election.Election, voter int, at time.Time) error {
	if at.Before(el.Called.Timetable.PollCloses.Time()) {
		return nil
	}
	stands := "No vote had been cast with this voting code before."
	if seq, ok := el.Poll.Last(voter); ok {
		cast, _ := el.Poll.Cast(seq)
		stands = "Your vote of " + cast.Time.String() + " stands."
	}
	return election.Refuse("closed", "This vote arrived at %s, after the close. It is not counted. %s", election.At(at), stands)
}
