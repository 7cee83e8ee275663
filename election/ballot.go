package election

import "slices"

// BallotPart is one contest's encrypted ballot. Its digest is its tracker.
type BallotPart struct {
	Post       ID     `json:"post"`
	Credential Digest `json:"credential"`
	Ballot     Digest `json:"ballot"` // blob
}

// BallotCast is one act of voting: a ballot for each contest, all with the
// credentials of one voting code. It names nobody.
type BallotCast struct {
	Election ID           `json:"election"`
	Ballots  []BallotPart `json:"ballots"`
}

// Cast is a ballot in the ballot box.
type Cast struct {
	Seq     int64
	Time    Moment
	Voter   int // row of the voting code
	Ballots []BallotPart
}

func (BallotCast) Kind() string { return "ballot.cast" }

// Blobs lists the blobs that the event refers to.
func (e BallotCast) Blobs() []Digest {
	list := make([]Digest, len(e.Ballots))
	for i, b := range e.Ballots {
		list[i] = b.Ballot
	}
	return list
}

func (e BallotCast) apply(s *State, f Fact) error {
	return s.change(e.Election, func(el *Election) error {
		if f.By != "" {
			return Refuse("named", "A ballot's entry names nobody.")
		}
		if !el.Poll.Open() {
			return Refuse("not-open", "The poll is not open. Nothing was recorded.")
		}
		if !f.Time.Before(el.Called.Timetable.PollCloses.Time()) {
			return Refuse("closed", "The ballot arrived at %s, after the close. It is not counted.", At(f.Time))
		}
		contests := el.Poll.Prepared.Contests
		if len(e.Ballots) != len(contests) {
			return Refuse("ballots", "A vote has a ballot for each of the %d contests, not %d.", len(contests), len(e.Ballots))
		}
		voter, ok := el.Poll.byCredential.Get(e.Ballots[0].Credential.String())
		if !ok {
			return Refuse("credential", "The voting code is not one of this poll. Check the code in your email.")
		}
		row := el.Poll.voters[voter]
		for i, b := range e.Ballots {
			if b.Post != contests[i].Post || b.Credential != row.Credentials[i] {
				return Refuse("credential", "The ballots of one vote belong to different voting codes or contests. Start again from your email.")
			}
			if _, seen := el.Poll.seen.Get(b.Ballot.String()); seen {
				return Refuse("repeated", "This very ballot is in the ballot box already.")
			}
			if _, spent := el.Poll.spent.Get(b.Ballot.String()); spent {
				return Refuse("spent", "This vote was opened to check the page that made it, so it can never be cast. Make a new one: start again from your email.")
			}
			el.Poll.seen.Set(b.Ballot.String(), f.Seq)
		}
		el.Poll.casts.Set(f.Seq, Cast{Seq: f.Seq, Time: At(f.Time), Voter: voter, Ballots: slices.Clone(e.Ballots)})
		el.Poll.last.Set(voter, f.Seq)
		return nil
	})
}

// Casts runs over the ballot box in the order of arrival.
func (p *Poll) Casts(yield func(Cast) bool) {
	for _, c := range p.casts.All() {
		if !yield(c) {
			return
		}
	}
}

// Cast is the ballot at a position of the log.
func (p *Poll) Cast(seq int64) (Cast, bool) { return p.casts.Get(seq) }

// CastCount is the number of ballots in the box, superseded ones included.
func (p *Poll) CastCount() int { return p.casts.Len() }

// Find is the position in the log of the ballot with a digest (its tracker).
func (p *Poll) Find(ballot Digest) (seq int64, ok bool) { return p.seen.Get(ballot.String()) }

// Voter is the row of the voting code with a credential, in any contest.
func (p *Poll) Voter(credential Digest) (row int, ok bool) {
	return p.byCredential.Get(credential.String())
}

// Last is the position of the counting ballot of a voting code.
func (p *Poll) Last(voter int) (seq int64, ok bool) { return p.last.Get(voter) }

// Turnout is the number of voting codes that cast a ballot.
func (p *Poll) Turnout() int { return p.last.Len() }

// TurnoutVotes is the sum of their votes.
func (p *Poll) TurnoutVotes() int64 {
	var votes int64
	for voter := range p.last.All() {
		votes += p.voters[voter].Votes
	}
	return votes
}
