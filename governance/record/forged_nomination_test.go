package record_test

import (
	"strings"
	"time"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/roll"
)

// times is the tale's timetable.
func (s *tale) times() election.Timetable {
	el := s.election(s.end())
	return el.Called.Timetable
}

// nominating are the forged entries from the call of the election to the end
// of nominations.
func nominating() map[string][]forged {
	type (
		called    = election.ElectionCalled
		listed    = election.RollListed
		frozen    = election.RollFrozen
		made      = election.NominationMade
		seconded  = election.NominationSeconded
		consented = election.NominationConsented
		decided   = election.NominationDecided
		withdrawn = election.NominationWithdrawn
	)
	call := func(name, want string, fn func(s *tale, e *called)) forged {
		return forged{name, want, one(func(s *tale) *draft {
			return change(s.genuine("election.called", 0), func(e *called) { fn(s, e) })
		})}
	}
	rolled := func(name, want string, fn func(e *listed)) forged {
		return forged{name, want, one(func(s *tale) *draft { return change(s.genuine("roll.listed", 0), fn) })}
	}
	freeze := func(name, want string, fn func(e *frozen)) forged {
		return forged{name, want, one(func(s *tale) *draft { return change(s.genuine("roll.frozen", 0), fn) })}
	}
	nominate := func(name, want string, fn func(s *tale, e *made)) forged {
		return forged{name, want, one(func(s *tale) *draft {
			return change(s.genuine("nomination.made", 0), func(e *made) { fn(s, e) })
		})}
	}
	decide := func(name, want string, fn func(e *decided)) forged {
		return forged{name, want, one(func(s *tale) *draft { return change(s.genuine("nomination.decided", 0), fn) })}
	}
	just := func(name, want string, fn func(s *tale) *draft) forged { return forged{name, want, one(fn)} }
	// early is the withdrawal that the tale has, but of the first nomination
	// and while nominations are open.
	early := func(s *tale) *draft {
		n := s.event(s.nth("nomination.made", 0)).(made)
		return change(s.genuine("nomination.withdrawn", 0).as(n.Nominee).put(s.nth("nomination.made", 0)+1), func(e *withdrawn) { e.Nomination = n.Nomination })
	}
	return map[string][]forged{
		"election.called": {
			just("by the service", "not-officer", func(s *tale) *draft { return s.genuine("election.called", 0).as(election.Service) }),
			just("a second time", "election-taken", func(s *tale) *draft { return s.genuine("election.called", 0).atEnd() }),
			call("by somebody who was not appointed", "not-officer", func(s *tale, e *called) { e.Officer = s.rep(0) }),
			just("by a representative as officer", "not-officer", func(s *tale) *draft {
				return change(s.genuine("election.called", 0).as(s.rep(0)), func(e *called) { e.Officer = s.rep(0) })
			}),
			call("under unknown rules", "rules", func(_ *tale, e *called) { e.Rules++ }),
			call("under no rules", "rules", func(_ *tale, e *called) { e.Rules = 0 }),
			call("under an unknown scheme", "scheme", func(_ *tale, e *called) { e.Scheme = "lax" }),
			call("under no scheme", "scheme", func(_ *tale, e *called) { e.Scheme = "" }),
			call("in an unknown group", "group", func(_ *tale, e *called) { e.Group = "p-256" }),
			call("without support", "support", func(_ *tale, e *called) { e.Support = 0 }),
			call("without posts", "posts", func(_ *tale, e *called) { e.Posts = []election.PostTerms{} }),
			call("with 65 posts", "posts", func(_ *tale, e *called) {
				for i := range 65 {
					e.Posts = append(e.Posts, election.PostTerms{Post: election.ID(strings.Repeat("x", i+1)), Eligible: "gp"})
				}
			}),
			call("a post twice", "posts", func(_ *tale, e *called) { e.Posts[1] = e.Posts[0] }),
			call("nobody knows who may stand", "posts", func(_ *tale, e *called) { e.Posts[1].Eligible = "friends" }),
			call("a post with a space", "bad-id", func(_ *tale, e *called) { e.Posts[1].Post = "vice chair" }),
			call("without a definition", "definition", func(_ *tale, e *called) { e.Definition = election.Digest{} }),
			call("bad identifier", "bad-id", func(_ *tale, e *called) { e.Election = "Committee" }),
			call("a poll that closes as it opens", "timetable", func(_ *tale, e *called) { e.Timetable.PollOpens = e.Timetable.PollCloses }),
			call("withdrawals before publication", "timetable", func(_ *tale, e *called) { e.Timetable.WithdrawalsClose = e.Timetable.Notice }),
			call("a missing date", "timetable", func(_ *tale, e *called) { e.Timetable.Notice = election.At(time.UnixMilli(0)) }),
			call("after nominations would have closed", "timetable", func(s *tale, e *called) {
				e.Timetable.Notice = election.At(e.Timetable.Notice.Time().AddDate(-1, 0, 0))
				e.Timetable.NominationsClose = election.At(s.entries[s.nth("election.called", 0)].Time)
			}),
			{"with an archive named as another's", "election-taken", one(func(s *tale) *draft {
				d := s.genuine("election.called", 0).put(s.nth("election.called", 0) + 1)
				return change(d, func(e *called) {
					e.Election, e.Posts = "committee", []election.PostTerms{{Post: "2026-chair", Eligible: "gp"}}
				})
			})},
		},
		"roll.listed": {
			just("by the service", "not-officer", func(s *tale) *draft { return s.genuine("roll.listed", 0).as(election.Service) }),
			just("after the freeze", "roll-frozen", func(s *tale) *draft { return s.genuine("roll.listed", 0).after("roll.frozen") }),
			just("for no election", "no-election", func(s *tale) *draft { return s.genuine("roll.listed", 0).before("election.called") }),
			just("again", "roll-duplicate", func(s *tale) *draft { return s.genuine("roll.listed", 0).after("roll.listed") }),
			rolled("a practice twice", "roll-duplicate", func(e *listed) { e.Rows[1].Practice = e.Rows[0].Practice }),
			rolled("no member", "no-practice", func(e *listed) { e.Rows[1].Practice = "x99999" }),
			rolled("no votes", "roll-votes", func(e *listed) { e.Rows[1].Votes = 0 }),
			rolled("negative votes", "roll-votes", func(e *listed) { e.Rows[1].Votes = -1 }),
			rolled("negative patients", "roll-votes", func(e *listed) { e.Rows[1].Patients = -1 }),
			rolled("too many votes", "roll-votes", func(e *listed) { e.Rows[1].Votes = election.MaxVotes + 1 }),
			rolled("too many votes in all", "roll-votes", func(e *listed) { e.Rows[0].Votes, e.Rows[1].Votes = election.MaxVotes, 1 }),
			rolled("an overflow", "roll-votes", func(e *listed) { e.Rows[0].Votes, e.Rows[1].Votes = 1, 1<<63-1 }),
			rolled("nobody", "roll-empty", func(e *listed) { e.Rows = []election.RollRow{} }),
		},
		"roll.frozen": {
			just("by the service", "not-officer", func(s *tale) *draft { return s.genuine("roll.frozen", 0).as(election.Service) }),
			just("twice", "roll-frozen", func(s *tale) *draft { return s.genuine("roll.frozen", 0).atEnd() }),
			just("empty", "roll-sum", func(s *tale) *draft { return s.genuine("roll.frozen", 0).before("roll.listed") }),
			freeze("other practices", "roll-sum", func(e *frozen) { e.Practices-- }),
			freeze("other votes", "roll-sum", func(e *frozen) { e.Votes++ }),
			freeze("another rule", "roll-votes", func(e *frozen) { e.Rule = roll.Rule{Kind: roll.Equal} }),
			freeze("no rule", "rule", func(e *frozen) { e.Rule = roll.Rule{Kind: "mine"} }),
			{"two weights altered with the sum kept", "roll-votes", func(s *tale) []*draft {
				return []*draft{
					change(s.genuine("roll.listed", 0), func(e *listed) { e.Rows[0].Votes++; e.Rows[10].Votes-- }),
					s.genuine("roll.frozen", 0),
				}
			}},
		},
		"nomination.made": {
			just("before the notice", "too-early", func(s *tale) *draft {
				d := change(s.genuine("nomination.made", 0), func(e *made) { e.Nominee = s.rep(0) })
				return d.after("roll.frozen").when(s.times().Notice.Time().Add(-time.Millisecond))
			}),
			just("at the close", "nominations-closed", func(s *tale) *draft {
				return s.genuine("nomination.made", 0).when(s.times().NominationsClose.Time())
			}),
			just("by the returning officer", "not-representative", func(s *tale) *draft { return s.genuine("nomination.made", 0).as(s.officer) }),
			just("by nobody", "not-representative", func(s *tale) *draft { return s.genuine("nomination.made", 0).as("") }),
			just("by the service", "not-representative", func(s *tale) *draft { return s.genuine("nomination.made", 0).as(election.Service) }),
			nominate("for another practice", "not-representative", func(_ *tale, e *made) { e.Proposer = e.Seconder }),
			nominate("by the nominee's own practice", "supporters", func(_ *tale, e *made) { e.Of = e.Proposer }),
			nominate("to be seconded by the nominee's own practice", "supporters", func(_ *tale, e *made) { e.Of = e.Seconder }),
			nominate("to be seconded by the proposer", "supporters", func(_ *tale, e *made) { e.Seconder = e.Proposer }),
			just("of oneself", "supporters", func(s *tale) *draft {
				d := s.genuine("nomination.made", 0)
				return change(d, func(e *made) { e.Nominee = d.by })
			}),
			nominate("of the returning officer", "officer-stands", func(s *tale, e *made) { e.Nominee = s.officer }),
			nominate("of a stranger", "no-person", func(_ *tale, e *made) { e.Nominee = "p-stranger" }),
			nominate("for no post", "no-post", func(_ *tale, e *made) { e.Post = "treasurer" }),
			nominate("from outside the roll", "not-on-roll", func(_ *tale, e *made) { e.Of = "x99999" }),
			nominate("under a bad identifier", "bad-id", func(_ *tale, e *made) { e.Nomination = "N 1" }),
			just("again", "nomination-taken", func(s *tale) *draft { return s.genuine("nomination.made", 0).put(s.nth("nomination.made", 0) + 1) }),
			just("twice for one post", "nominated-already", func(s *tale) *draft {
				return change(s.genuine("nomination.made", 0).put(s.nth("nomination.made", 0)+1), func(e *made) { e.Nomination = "n-again" })
			}),
		},
		"nomination.seconded": {
			just("by the proposer", "not-representative", func(s *tale) *draft {
				return s.genuine("nomination.seconded", 0).as(election.ID(s.entries[s.nth("nomination.made", 0)].By))
			}),
			just("by a practice that was not asked", "not-asked", func(s *tale) *draft {
				n := s.event(s.nth("nomination.made", 0)).(made)
				return change(s.genuine("nomination.seconded", 0).as(election.ID(s.entries[s.nth("nomination.made", 0)].By)), func(e *seconded) { e.Seconder = n.Proposer })
			}),
			just("twice", "seconded", func(s *tale) *draft {
				return s.genuine("nomination.seconded", 0).put(s.nth("nomination.seconded", 0) + 1)
			}),
			just("before it is made", "no-nomination", func(s *tale) *draft { return s.genuine("nomination.seconded", 0).before("nomination.made") }),
			just("at the close", "nominations-closed", func(s *tale) *draft {
				return s.genuine("nomination.seconded", 0).when(s.times().NominationsClose.Time())
			}),
			{"after it was withdrawn", "withdrawn", func(s *tale) []*draft { return []*draft{early(s), s.genuine("nomination.seconded", 0)} }},
		},
		"nomination.consented": {
			just("by the returning officer", "not-nominee", func(s *tale) *draft { return s.genuine("nomination.consented", 0).as(s.officer) }),
			just("by the proposer", "not-nominee", func(s *tale) *draft {
				return s.genuine("nomination.consented", 0).as(election.ID(s.entries[s.nth("nomination.made", 0)].By))
			}),
			just("without eligibility", "declarations", func(s *tale) *draft {
				return change(s.genuine("nomination.consented", 0), func(e *consented) { e.Eligible = false })
			}),
			just("without interests", "declarations", func(s *tale) *draft {
				return change(s.genuine("nomination.consented", 0), func(e *consented) { e.Interests = false })
			}),
			just("at the close", "nominations-closed", func(s *tale) *draft {
				return s.genuine("nomination.consented", 0).when(s.times().NominationsClose.Time())
			}),
			{"after it was withdrawn", "withdrawn", func(s *tale) []*draft { return []*draft{early(s), s.genuine("nomination.consented", 0)} }},
			{"after it was accepted", "decided", func(s *tale) []*draft {
				at := s.nth("nomination.consented", 0)
				n := s.event(at).(consented).Nomination
				accepted := change(s.genuine("nomination.decided", 0).put(at+1), func(e *decided) { e.Nomination, e.Decision, e.Register = n, election.Valid, true })
				return []*draft{accepted, s.genuine("nomination.consented", 0)}
			}},
		},
		"nomination.decided": {
			just("by a representative", "not-officer", func(s *tale) *draft { return s.genuine("nomination.decided", 0).as(s.rep(0)) }),
			just("by the service", "not-officer", func(s *tale) *draft { return s.genuine("nomination.decided", 0).as(election.Service) }),
			decide("on no known ground", "decision", func(e *decided) { e.Decision = "disliked" }),
			decide("not at all", "decision", func(e *decided) { e.Decision = "" }),
			decide("without the register", "register", func(e *decided) { e.Decision, e.Register = election.Valid, false }),
			just("after publication", "published", func(s *tale) *draft { return s.genuine("nomination.decided", 0).after("candidates.published") }),
			just("of none", "no-nomination", func(s *tale) *draft { return s.genuine("nomination.decided", 0).before("nomination.made") }),
			just("accepted without a seconder", "supporters", func(s *tale) *draft { return accepted(s, 0, s.nth("nomination.made", 0)+1) }),
			just("accepted without consent", "consent", func(s *tale) *draft { return accepted(s, 0, s.nth("nomination.seconded", 0)+1) }),
			{"after it was withdrawn", "withdrawn", func(s *tale) []*draft {
				return []*draft{early(s), accepted(s, 0, s.nth("nomination.made", 0)+1)}
			}},
			{"accepted after another nomination for the same post", "nominated-already", func(s *tale) []*draft {
				at := s.nth("nomination.consented", 0) + 1
				refusedFirst := change(accepted(s, 0, at), func(e *decided) { e.Decision = election.GroundParticulars })
				again := change(s.genuine("nomination.made", 0).put(at), func(e *made) { e.Nomination = "n-again" })
				return []*draft{refusedFirst, again, accepted(s, 0, at)}
			}},
		},
		"nomination.withdrawn": {
			just("by the returning officer", "not-nominee", func(s *tale) *draft { return s.genuine("nomination.withdrawn", 0).as(s.officer) }),
			just("by another nominee", "not-nominee", func(s *tale) *draft {
				return s.genuine("nomination.withdrawn", 0).as(s.event(s.nth("nomination.made", 0)).(made).Nominee)
			}),
			just("twice", "withdrawn", func(s *tale) *draft {
				return s.genuine("nomination.withdrawn", 0).put(s.nth("nomination.withdrawn", 0) + 1)
			}),
			just("at the deadline", "withdrawals-closed", func(s *tale) *draft {
				return s.genuine("nomination.withdrawn", 0).when(s.times().WithdrawalsClose.Time())
			}),
			just("of none", "no-nomination", func(s *tale) *draft {
				return s.genuine("nomination.withdrawn", 0).before("nomination.made").as(s.rep(0))
			}),
			just("after the contests were settled", "withdrawals-closed", func(s *tale) *draft {
				n := s.event(s.nth("nomination.made", 0)).(made)
				return change(s.genuine("nomination.withdrawn", 0).after("contests.settled").as(n.Nominee), func(e *withdrawn) { e.Nomination = n.Nomination })
			}),
		},
	}
}

// accepted is the acceptance of the n-th nomination at some place.
func accepted(s *tale, n, at int) *draft {
	nomination := s.event(s.nth("nomination.made", n)).(election.NominationMade).Nomination
	return change(s.genuine("nomination.decided", 0).put(at), func(e *election.NominationDecided) {
		e.Nomination, e.Decision, e.Register = nomination, election.Valid, true
	})
}
