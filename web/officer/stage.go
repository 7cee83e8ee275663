package officer

import (
	"bytes"
	"encoding/binary"
	"time"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/record"
)

// stage is an election at a point and a time: all that the task list is made
// from.
type stage struct {
	point *record.Point
	el    election.Election
	at    time.Time
}

// try applies events to a copy of the state, as if they were recorded now. Its
// error is the rule's own sentence.
func (s *stage) try(by election.ID, events ...governance.Event) error {
	state := s.point.State
	at := s.at
	if at.Before(s.point.Head.Time) {
		at = s.point.Head.Time // an entry is never before the one before it
	}
	for i, e := range events {
		if err := state.Apply(election.Fact{Seq: s.point.Head.Size + int64(i), Time: at, By: by}, e); err != nil {
			return err
		}
	}
	return nil
}

// officer tries an event of the returning officer's.
func (s *stage) officer(e governance.Event) error { return s.try(s.el.Called.Officer, e) }

// service tries events of the service's.
func (s *stage) service(events ...governance.Event) error {
	return s.try(election.Service, events...)
}

// before says whether a moment of the timetable has not come.
func (s *stage) before(m election.Moment) bool { return s.at.Before(m.Time()) }

// The events that the rows try. Digests may be empty where no rule reads them.

func (s *stage) publishing() election.CandidatesPublished {
	e := election.CandidatesPublished{Election: s.el.ID()}
	for n := range s.el.Nominations {
		if n.Standing() {
			e.Candidates = append(e.Candidates, election.PublishedCandidate{Post: n.Post, Nomination: n.ID})
		}
	}
	return e
}

func (s *stage) making() election.KeyMade {
	return election.KeyMade{Election: s.el.ID(), Holder: s.el.Called.Officer}
}

// preparing is a ballot with credentials that nobody has.
func (s *stage) preparing() []governance.Event {
	contested := s.el.Contested()
	prepared := election.PollPrepared{Election: s.el.ID(), Voters: s.el.Roll.Len()}
	if s.strict() {
		return []governance.Event{s.preparingStrict(prepared)}
	}
	const letters = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	for i, post := range contested {
		uuid := append(bytes.Repeat([]byte{'1'}, 13), letters[i%len(letters)], letters[i/len(letters)])
		prepared.Contests = append(prepared.Contests, election.Contest{Post: post.ID, UUID: string(uuid), Trustees: s.trustees()})
	}
	listed := election.VotersListed{Election: s.el.ID()}
	n := uint64(0)
	for row := range s.el.Roll.Rows {
		line := election.VoterRow{Votes: row.Votes}
		for range contested {
			var d election.Digest
			n++
			binary.BigEndian.PutUint64(d[:], n)
			line.Credentials = append(line.Credentials, d)
		}
		listed.Rows = append(listed.Rows, line)
	}
	return []governance.Event{listed, prepared}
}

// preparingStrict is the ballot under the trustees' key. The registrar has listed
// the credentials.
func (s *stage) preparingStrict(e election.PollPrepared) governance.Event {
	for _, c := range s.el.Identified {
		e.Contests = append(e.Contests, election.Contest{Post: c.Post, UUID: c.UUID, Trustees: s.trustees()})
	}
	return e
}

// trustees are the keys that were made; none if they have not been.
func (s *stage) trustees() (d election.Digest) {
	if s.el.Keys != nil {
		d = s.el.Keys.Trustees
	}
	return d
}

func (s *stage) opening() election.PollOpened { return election.PollOpened{Election: s.el.ID()} }

// closing closes with nobody named: only whether it may be tried now counts.
func (s *stage) closing() election.PollClosed { return election.PollClosed{Election: s.el.ID()} }

func (s *stage) tallying() governance.Event {
	e := election.TallyMade{Election: s.el.ID(), Voters: s.el.Poll.Turnout(), Votes: s.el.Poll.Votes}
	for _, p := range s.el.Contested() {
		if e.Post = p.ID; p.Tally == nil {
			break
		}
	}
	return e
}

func (s *stage) sharing() election.ShareGiven {
	e := election.ShareGiven{Election: s.el.ID(), Holder: s.el.Called.Officer, Owner: s.el.Owner(s.el.Called.Officer)}
	if s.strict() && s.el.Team != nil {
		// Of the first trustee who has given none: the moment is what counts.
		for _, person := range s.el.Team.Trustees {
			if e.Holder, e.Owner = person, s.el.Owner(person); !s.sharedBy(person) {
				break
			}
		}
	}
	for _, p := range s.el.Contested() {
		if e.Post = p.ID; p.Result == nil {
			break
		}
	}
	return e
}

// declaring gives the outcome's own refusal where nothing can be declared.
func (s *stage) declaring() error {
	posts, _, err := s.el.Outcome()
	if err != nil {
		// What is missing is best said by the step before.
		if s.el.Settled && !s.counted() {
			if err := s.sharable(); err != nil {
				return err
			}
			if s.strict() {
				return election.Refuse("not-counted", "Not as many trustees have decrypted the totals as are needed.")
			}
			return election.Refuse("not-counted", "Verify the ballots and decrypt the totals first.")
		}
		return err
	}
	return s.officer(election.ElectionDeclared{Election: s.el.ID(), Posts: posts})
}

func (s *stage) issuing() governance.Event {
	return governance.PaperIssued{Paper: "probe", What: governance.PaperDeclaration, Election: s.el.ID(), Size: 1}
}

// every says whether each contested post has what has looks for.
func (s *stage) every(has func(election.Post) bool) bool {
	for _, p := range s.el.Contested() {
		if !has(p) {
			return false
		}
	}
	return s.el.Settled
}

func (s *stage) tallied() bool {
	return s.every(func(p election.Post) bool { return p.Tally != nil })
}
func (s *stage) counted() bool {
	return s.every(func(p election.Post) bool { return p.Result != nil })
}

// noPoll says that the contests are settled and none goes to a poll.
func (s *stage) noPoll() bool { return s.el.Settled && len(s.el.Contested()) == 0 }
