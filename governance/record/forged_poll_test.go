package record_test

import (
	"slices"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
)

// polling are the forged entries from the publication of the candidates to the
// close of the poll.
func polling() map[string][]forged {
	type (
		published = election.CandidatesPublished
		settled   = election.ContestsSettled
		keyMade   = election.KeyMade
		listed    = election.VotersListed
		prepared  = election.PollPrepared
		cast      = election.BallotCast
		closed    = election.PollClosed
	)
	just := func(name, want string, fn func(s *tale) *draft) forged { return forged{name, want, one(fn)} }
	publish := func(name, want string, fn func(s *tale, e *published)) forged {
		return just(name, want, func(s *tale) *draft {
			return change(s.genuine("candidates.published", 0), func(e *published) { fn(s, e) })
		})
	}
	settle := func(name, want string, fn func(s *tale, e *settled)) forged {
		return just(name, want, func(s *tale) *draft {
			return change(s.genuine("contests.settled", 0), func(e *settled) { fn(s, e) })
		})
	}
	voters := func(name, want string, fn func(e *listed)) forged {
		return just(name, want, func(s *tale) *draft { return change(s.genuine("voters.listed", 0), fn) })
	}
	prepare := func(name, want string, fn func(e *prepared)) forged {
		return just(name, want, func(s *tale) *draft { return change(s.genuine("poll.prepared", 0), fn) })
	}
	vote := func(name, want string, fn func(s *tale, e *cast)) forged {
		return just(name, want, func(s *tale) *draft {
			return change(s.genuine("ballot.cast", 1), func(e *cast) { fn(s, e) })
		})
	}
	end := func(name, want string, fn func(s *tale, e *closed)) forged {
		return just(name, want, func(s *tale) *draft {
			return change(s.genuine("poll.closed", 0), func(e *closed) { fn(s, e) })
		})
	}
	return map[string][]forged{
		"candidates.published": {
			just("by the service", "not-officer", func(s *tale) *draft { return s.genuine("candidates.published", 0).as(election.Service) }),
			just("before nominations closed", "too-early", func(s *tale) *draft {
				at := s.nth("nomination.decided", -1) + 1
				return s.genuine("candidates.published", 0).put(at).when(s.times().NominationsClose.Time().Add(-time.Millisecond))
			}),
			just("twice", "published", func(s *tale) *draft { return s.genuine("candidates.published", 0).atEnd() }),
			just("with a nomination undecided", "undecided", func(s *tale) *draft {
				return s.genuine("candidates.published", 0).put(s.nth("nomination.decided", -1)).when(s.times().NominationsClose.Time())
			}),
			publish("without one", "candidates", func(_ *tale, e *published) { e.Candidates = e.Candidates[1:] }),
			publish("one twice", "candidates", func(_ *tale, e *published) { e.Candidates[1] = e.Candidates[0] }),
			publish("one for another post", "candidates", func(_ *tale, e *published) { e.Candidates[0].Post = "lead-nurse" }),
			publish("one for no post", "candidates", func(_ *tale, e *published) { e.Candidates[0].Post = "treasurer" }),
			publish("one that was found invalid", "candidates", func(s *tale, e *published) {
				el := s.election(s.end())
				for n := range el.Nominations {
					if n.Decision != election.Valid {
						e.Candidates[0].Post, e.Candidates[0].Nomination = n.Post, n.ID
					}
				}
			}),
			publish("one who was never nominated", "candidates", func(_ *tale, e *published) { e.Candidates[0].Nomination = "n-friend" }),
		},
		"contests.settled": {
			just("by the service", "not-officer", func(s *tale) *draft { return s.genuine("contests.settled", 0).as(election.Service) }),
			just("before withdrawals closed", "too-early", func(s *tale) *draft {
				return s.genuine("contests.settled", 0).when(s.times().WithdrawalsClose.Time().Add(-time.Millisecond))
			}),
			just("before publication", "unpublished", func(s *tale) *draft {
				return s.genuine("contests.settled", 0).before("candidates.published").when(s.times().WithdrawalsClose.Time())
			}),
			just("twice", "settled", func(s *tale) *draft { return s.genuine("contests.settled", 0).atEnd() }),
			settle("posts in another order", "settled", func(_ *tale, e *settled) { e.Posts[0], e.Posts[1] = e.Posts[1], e.Posts[0] }),
			settle("without a post", "settled", func(_ *tale, e *settled) { e.Posts = e.Posts[1:] }),
			settle("a contested post unopposed", "settled", func(_ *tale, e *settled) { e.Posts[0].How, e.Posts[0].Order = election.Unopposed, e.Posts[0].Order[:1] }),
			settle("an unopposed post by poll", "settled", func(_ *tale, e *settled) { e.Posts[2].How = election.ByPoll }),
			settle("a contested post by nobody", "settled", func(_ *tale, e *settled) { e.Posts[0].How, e.Posts[0].Order = election.Nobody, []election.ID{} }),
			settle("without a candidate", "order", func(_ *tale, e *settled) { e.Posts[0].Order = e.Posts[0].Order[1:] }),
			settle("a candidate twice", "order", func(_ *tale, e *settled) { e.Posts[0].Order[1] = e.Posts[0].Order[0] }),
			settle("an outsider", "order", func(s *tale, e *settled) { e.Posts[0].Order[0] = s.rep(0) }),
			settle("one who withdrew", "order", func(s *tale, e *settled) {
				e.Posts[3].Order[0] = election.ID(s.entries[s.nth("nomination.withdrawn", 0)].By)
			}),
		},
		"key.made": {
			just("by the service", "not-officer", func(s *tale) *draft { return s.genuine("key.made", 0).as(election.Service) }),
			just("for another holder", "holder", func(s *tale) *draft {
				return change(s.genuine("key.made", 0), func(e *keyMade) { e.Holder = s.rep(0) })
			}),
			just("after the ballot was prepared", "prepared", func(s *tale) *draft { return s.genuine("key.made", 0).after("poll.prepared") }),
			just("while the poll is open", "prepared", func(s *tale) *draft { return s.genuine("key.made", 0).after("poll.opened") }),
			just("for no election", "no-election", func(s *tale) *draft { return s.genuine("key.made", 0).before("election.called") }),
		},
		"keys.made": {
			just("by the returning officer", "not-service", func(s *tale) *draft { return s.genuine("keys.made", 0).as(s.officer) }),
			just("before the officer's", "key", func(s *tale) *draft { return s.genuine("keys.made", 0).before("key.made") }),
			just("twice", "made", func(s *tale) *draft { return s.genuine("keys.made", 0).after("keys.made") }),
			just("when the ballot is prepared", "made", func(s *tale) *draft { return s.genuine("keys.made", 0).after("poll.prepared") }),
			just("with another's than the officer's", "key", func(s *tale) *draft {
				return change(s.genuine("keys.made", 0), func(e *election.KeysMade) { e.People[0] ^= 1 })
			}),
			just("with the service's own in the officer's place", "key", func(s *tale) *draft {
				return change(s.genuine("keys.made", 0), func(e *election.KeysMade) { e.People = e.Service })
			}),
		},
		"voters.listed": {
			just("by the returning officer", "not-service", func(s *tale) *draft { return s.genuine("voters.listed", 0).as(s.officer) }),
			just("before the contests were settled", "not-settled", func(s *tale) *draft { return s.genuine("voters.listed", 0).before("contests.settled") }),
			just("again", "voters", func(s *tale) *draft { return s.genuine("voters.listed", 0).after("voters.listed") }),
			just("after the ballot was prepared", "prepared", func(s *tale) *draft { return s.genuine("voters.listed", 0).after("poll.prepared") }),
			just("while the poll is open", "prepared", func(s *tale) *draft {
				return change(s.genuine("voters.listed", 0).after("poll.opened"), func(e *listed) {
					e.Rows = e.Rows[:1]
					for i := range e.Rows[0].Credentials {
						e.Rows[0].Credentials[i][0] ^= 1
					}
				})
			}),
			voters("nobody", "voters", func(e *listed) { e.Rows = []election.VoterRow{} }),
			voters("one more than practices", "voters", func(e *listed) { e.Rows = append(e.Rows, e.Rows[0]) }),
			voters("a credential too few", "voters", func(e *listed) { e.Rows[0].Credentials = e.Rows[0].Credentials[1:] }),
			voters("a credential too many", "voters", func(e *listed) {
				e.Rows[0].Credentials = append(e.Rows[0].Credentials, election.Digest{1})
			}),
			voters("a credential of two codes", "voters", func(e *listed) { e.Rows[1].Credentials[0] = e.Rows[0].Credentials[0] }),
			voters("a credential of two contests", "voters", func(e *listed) { e.Rows[0].Credentials[1] = e.Rows[0].Credentials[0] }),
		},
		"poll.prepared": {
			just("by the returning officer", "not-service", func(s *tale) *draft { return s.genuine("poll.prepared", 0).as(s.officer) }),
			just("twice", "prepared", func(s *tale) *draft { return s.genuine("poll.prepared", 0).atEnd() }),
			just("without a key", "key", func(s *tale) *draft { return s.genuine("poll.prepared", 0).before("key.made") }),
			just("without voters", "voters", func(s *tale) *draft { return s.genuine("poll.prepared", 0).before("voters.listed") }),
			just("without the service's key", "key", func(s *tale) *draft { return s.genuine("poll.prepared", 0).before("keys.made") }),
			prepare("a contest with other keys", "key", func(e *prepared) { e.Contests[1].Trustees[0] ^= 1 }),
			prepare("a contest with the officer's key alone", "key", func(e *prepared) { e.Contests[0].Trustees = election.Digest{1} }),
			prepare("for fewer voters", "voters", func(e *prepared) { e.Voters-- }),
			prepare("without a contest", "contests", func(e *prepared) { e.Contests = e.Contests[1:] }),
			prepare("contests in another order", "contests", func(e *prepared) { e.Contests[0], e.Contests[1] = e.Contests[1], e.Contests[0] }),
			prepare("a contest for an unopposed post", "contests", func(e *prepared) { e.Contests[0].Post = "lead-nurse" }),
			prepare("a short identifier", "uuid", func(e *prepared) { e.Contests[0].UUID = "abc" }),
			prepare("an identifier with a zero", "uuid", func(e *prepared) { e.Contests[0].UUID = "00000000000000" }),
			prepare("an identifier twice", "uuid", func(e *prepared) { e.Contests[1].UUID = e.Contests[0].UUID }),
			{"one voter short", "voters", func(s *tale) []*draft {
				return []*draft{
					change(s.genuine("voters.listed", 0), func(e *listed) { e.Rows = e.Rows[1:] }),
					change(s.genuine("poll.prepared", 0), func(e *prepared) { e.Voters-- }),
				}
			}},
			{"two weights altered with the sum kept", "weights", func(s *tale) []*draft {
				return []*draft{change(s.genuine("voters.listed", 0), func(e *listed) {
					big := slices.IndexFunc(e.Rows, func(r election.VoterRow) bool { return r.Votes == 3 })
					small := slices.IndexFunc(e.Rows, func(r election.VoterRow) bool { return r.Votes == 1 })
					e.Rows[big].Votes++
					e.Rows[small].Votes--
				}), s.genuine("poll.prepared", 0)}
			}},
			{"one weight altered", "weights", func(s *tale) []*draft {
				return []*draft{change(s.genuine("voters.listed", 0), func(e *listed) { e.Rows[4].Votes += 10 }), s.genuine("poll.prepared", 0)}
			}},
		},
		"poll.opened": {
			just("by the service", "not-officer", func(s *tale) *draft { return s.genuine("poll.opened", 0).as(election.Service) }),
			just("before it is prepared", "not-prepared", func(s *tale) *draft {
				return s.genuine("poll.opened", 0).before("poll.prepared").when(s.times().PollOpens.Time())
			}),
			just("too early", "too-early", func(s *tale) *draft {
				return s.genuine("poll.opened", 0).when(s.times().PollOpens.Time().Add(-time.Millisecond))
			}),
			just("at its close", "deadline", func(s *tale) *draft { return s.genuine("poll.opened", 0).when(s.times().PollCloses.Time()) }),
			just("twice", "opened", func(s *tale) *draft { return s.genuine("poll.opened", 0).after("poll.opened") }),
			just("again after the close", "opened", func(s *tale) *draft { return s.genuine("poll.opened", 0).after("poll.closed") }),
		},
		"ballot.cast": {
			just("by its practice's representative", "named", func(s *tale) *draft { return s.genuine("ballot.cast", 0).as(s.rep(0)) }),
			just("by the service", "named", func(s *tale) *draft { return s.genuine("ballot.cast", 0).as(election.Service) }),
			just("by a stranger", "no-person", func(s *tale) *draft { return s.genuine("ballot.cast", 0).as("p-stranger") }),
			just("before the poll opens", "not-open", func(s *tale) *draft { return s.genuine("ballot.cast", 0).before("poll.opened") }),
			just("at the deadline", "closed", func(s *tale) *draft { return s.genuine("ballot.cast", 0).when(s.times().PollCloses.Time()) }),
			just("after the close", "not-open", func(s *tale) *draft { return s.genuine("ballot.cast", 0).after("poll.closed") }),
			just("a second time", "repeated", func(s *tale) *draft { return s.genuine("ballot.cast", 0).put(s.nth("ballot.cast", -1)) }),
			vote("one ballot of an earlier vote", "credential", func(s *tale, e *cast) { e.Ballots[1] = s.event(s.nth("ballot.cast", 0)).(cast).Ballots[1] }),
			vote("a ballot that is in the box", "repeated", func(s *tale, e *cast) {
				e.Ballots[1].Ballot = s.event(s.nth("ballot.cast", 0)).(cast).Ballots[1].Ballot
			}),
			vote("a ballot in two contests", "repeated", func(_ *tale, e *cast) { e.Ballots[1].Ballot = e.Ballots[0].Ballot }),
			vote("a foreign credential", "credential", func(_ *tale, e *cast) { e.Ballots[0].Credential[0] ^= 1 }),
			vote("a foreign credential in a later contest", "credential", func(_ *tale, e *cast) { e.Ballots[2].Credential[0] ^= 1 }),
			vote("a credential of another contest", "credential", func(_ *tale, e *cast) { e.Ballots[0].Credential = e.Ballots[1].Credential }),
			vote("ballots in another order", "credential", func(_ *tale, e *cast) { e.Ballots[0], e.Ballots[1] = e.Ballots[1], e.Ballots[0] }),
			vote("posts exchanged", "credential", func(_ *tale, e *cast) { e.Ballots[0].Post, e.Ballots[1].Post = e.Ballots[1].Post, e.Ballots[0].Post }),
			vote("a ballot too few", "ballots", func(_ *tale, e *cast) { e.Ballots = e.Ballots[:2] }),
			vote("a ballot too many", "ballots", func(_ *tale, e *cast) { e.Ballots = append(e.Ballots, e.Ballots[0]) }),
			vote("no ballot", "ballots", func(_ *tale, e *cast) { e.Ballots = []election.BallotPart{} }),
			just("other files than its ballots", "~does not list the blobs", func(s *tale) *draft {
				return s.genuine("ballot.cast", 0).list([]audit.Digest{{1}, {2}, {3}}, 0)
			}),
		},
		"poll.closed": {
			just("by the returning officer", "not-service", func(s *tale) *draft { return s.genuine("poll.closed", 0).as(s.officer) }),
			just("before the deadline", "too-early", func(s *tale) *draft {
				return s.genuine("poll.closed", 0).when(s.times().PollCloses.Time().Add(-time.Millisecond))
			}),
			just("twice", "not-open", func(s *tale) *draft { return s.genuine("poll.closed", 0).after("poll.closed") }),
			just("before it is open", "not-open", func(s *tale) *draft { return s.genuine("poll.closed", 0).before("poll.opened") }),
			end("unsorted", "voted", func(_ *tale, e *closed) { slices.Reverse(e.Voted) }),
			end("a practice twice", "voted", func(_ *tale, e *closed) { e.Voted[1] = e.Voted[0] }),
			end("a stranger", "voted", func(_ *tale, e *closed) { e.Voted[len(e.Voted)-1] = "x99999" }),
			end("without a practice that voted", "voted", func(_ *tale, e *closed) { e.Voted = e.Voted[1:] }),
			end("with one that did not", "voted", func(s *tale, e *closed) { e.Voted = everybody(s) }),
			end("others with other votes", "voted", func(s *tale, e *closed) {
				// Take out one practice and put one in that has another number of votes.
				el := s.election(s.end())
				for i, id := range e.Voted {
					for _, other := range everybody(s) {
						was, _ := el.Roll.Row(id)
						now, _ := el.Roll.Row(other)
						if !slices.Contains(e.Voted, other) && was.Votes != now.Votes {
							e.Voted[i] = other
							slices.Sort(e.Voted)
							return
						}
					}
				}
				panic("no such practice")
			}),
		},
	}
}

// everybody is the whole roll, sorted.
func everybody(s *tale) (list []election.ID) {
	el := s.election(s.end())
	for row := range el.Roll.Rows {
		list = append(list, row.Practice)
	}
	return list
}
