package record_test

import (
	"github.com/onenorwich/guildhall/election"
)

// spending are the forged entries of votes that were opened to check the page
// that made them, and of a vote that is cast although it was opened.
func spending() map[string][]forged {
	type (
		spent = election.BallotSpent
		cast  = election.BallotCast
	)
	just := func(name, want string, fn func(s *tale) *draft) forged { return forged{name, want, one(fn)} }
	open := func(name, want string, fn func(s *tale, e *spent)) forged {
		return just(name, want, func(s *tale) *draft {
			return change(s.genuine("ballot.spent", 0), func(e *spent) { fn(s, e) })
		})
	}
	// after puts a changed opening where the last vote is.
	after := func(name, want string, fn func(s *tale, e *spent)) forged {
		return just(name, want, func(s *tale) *draft {
			return change(s.genuine("ballot.spent", 0).put(s.nth("ballot.cast", -1)), func(e *spent) { fn(s, e) })
		})
	}
	return map[string][]forged{
		"ballot.spent": {
			just("by its practice's representative", "named", func(s *tale) *draft { return s.genuine("ballot.spent", 0).as(s.rep(0)) }),
			just("by the service", "named", func(s *tale) *draft { return s.genuine("ballot.spent", 0).as(election.Service) }),
			just("before the poll opens", "not-open", func(s *tale) *draft { return s.genuine("ballot.spent", 0).before("poll.opened") }),
			just("at the deadline", "closed", func(s *tale) *draft { return s.genuine("ballot.spent", 0).when(s.times().PollCloses.Time()) }),
			just("after the close", "not-open", func(s *tale) *draft { return s.genuine("ballot.spent", 0).after("poll.closed") }),
			just("a second time", "repeated", func(s *tale) *draft { return s.genuine("ballot.spent", 0).after("ballot.spent") }),
			open("a ballot too few", "ballots", func(_ *tale, e *spent) { e.Ballots = e.Ballots[1:] }),
			open("a ballot too many", "ballots", func(_ *tale, e *spent) { e.Ballots = append(e.Ballots, election.Digest{1}) }),
			open("no ballot", "ballots", func(_ *tale, e *spent) { e.Ballots = []election.Digest{} }),
			open("a ballot in two contests", "repeated", func(_ *tale, e *spent) { e.Ballots[1] = e.Ballots[0] }),
			open("in no election", "no-election", func(_ *tale, e *spent) { e.Election = "nowhere" }),
			after("one ballot that was opened before", "repeated", func(_ *tale, e *spent) { e.Ballots[0], e.Ballots[2] = election.Digest{1}, election.Digest{2} }),
			after("a vote that was cast", "cast", func(s *tale, e *spent) {
				for i, b := range s.event(s.nth("ballot.cast", 0)).(cast).Ballots {
					e.Ballots[i] = b.Ballot
				}
			}),
			after("one ballot that was cast", "cast", func(s *tale, e *spent) {
				e.Ballots = []election.Digest{{1}, {2}, s.event(s.nth("ballot.cast", 0)).(cast).Ballots[2].Ballot}
			}),
			just("with the ballots as files", "~does not list the blobs", func(s *tale) *draft {
				d := s.genuine("ballot.spent", 0)
				return d.list(s.entries[s.nth("ballot.cast", 0)].Blobs, 0)
			}),
		},
	}
}

// challenged are the forged votes that were opened before.
func challenged() []forged {
	type cast = election.BallotCast
	opened := func(name string, fn func(e *cast, ballots []election.Digest)) forged {
		return forged{name, "spent", one(func(s *tale) *draft {
			spent := s.event(s.nth("ballot.spent", 0)).(election.BallotSpent).Ballots
			return change(s.genuine("ballot.cast", 1), func(e *cast) { fn(e, spent) })
		})}
	}
	return []forged{
		opened("a vote that was opened", func(e *cast, ballots []election.Digest) {
			for i := range e.Ballots {
				e.Ballots[i].Ballot = ballots[i]
			}
		}),
		opened("one ballot that was opened", func(e *cast, ballots []election.Digest) { e.Ballots[2].Ballot = ballots[2] }),
	}
}
