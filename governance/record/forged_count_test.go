package record_test

import (
	"github.com/onenorwich/guildhall/election"
)

// counting are the forged entries from the tally to the declaration.
func counting() map[string][]forged {
	type (
		tally    = election.TallyMade
		share    = election.ShareGiven
		result   = election.ResultFound
		declared = election.ElectionDeclared
	)
	just := func(name, want string, fn func(s *tale) *draft) forged { return forged{name, want, one(fn)} }
	tallied := func(name, want string, fn func(e *tally)) forged {
		return just(name, want, func(s *tale) *draft { return change(s.genuine("tally.made", 0), fn) })
	}
	shared := func(name, want string, fn func(s *tale, e *share)) forged {
		return just(name, want, func(s *tale) *draft {
			return change(s.genuine("share.given", 0), func(e *share) { fn(s, e) })
		})
	}
	found := func(name, want string, fn func(e *result)) forged {
		return just(name, want, func(s *tale) *draft { return change(s.genuine("result.found", 0), fn) })
	}
	declare := func(name, want string, fn func(s *tale, e *declared)) forged {
		return just(name, want, func(s *tale) *draft {
			return change(s.genuine("election.declared", 0), func(e *declared) { fn(s, e) })
		})
	}
	return map[string][]forged{
		"tally.made": {
			just("by the returning officer", "not-service", func(s *tale) *draft { return s.genuine("tally.made", 0).as(s.officer) }),
			just("before the close", "not-closed", func(s *tale) *draft { return s.genuine("tally.made", 0).before("poll.closed") }),
			just("a second time", "tallied", func(s *tale) *draft { return s.genuine("tally.made", 0).after("tally.made") }),
			just("another one after the decryption", "tallied", func(s *tale) *draft {
				return change(s.genuine("tally.made", 0).atEnd(), func(e *tally) { e.Tally[0] ^= 1 })
			}),
			tallied("of fewer voters", "tally", func(e *tally) { e.Voters-- }),
			tallied("of more votes", "tally", func(e *tally) { e.Votes++ }),
			tallied("of an unopposed post", "no-contest", func(e *tally) { e.Post = "lead-nurse" }),
			tallied("of no post", "no-contest", func(e *tally) { e.Post = "treasurer" }),
			tallied("of no election", "no-election", func(e *tally) { e.Election = "other" }),
		},
		"share.given": {
			just("by the service", "holder", func(s *tale) *draft { return s.genuine("share.given", 0).as(election.Service) }),
			just("by a representative", "holder", func(s *tale) *draft { return s.genuine("share.given", 0).as(s.rep(0)) }),
			just("before the tally", "no-tally", func(s *tale) *draft { return s.genuine("share.given", 0).before("tally.made") }),
			just("before the close", "not-closed", func(s *tale) *draft { return s.genuine("share.given", 0).before("poll.closed") }),
			just("a second time", "shared", func(s *tale) *draft { return s.genuine("share.given", 0).atEnd() }),
			shared("for another holder", "holder", func(s *tale, e *share) { e.Holder = s.rep(0) }),
			shared("in the service's place", "holder", func(_ *tale, e *share) { e.Owner = 1 }),
			just("the service's, before the officer's", "service-last", func(s *tale) *draft { return s.genuine("share.given", 1).put(s.nth("share.given", 0)) }),
			just("the service's, a second time", "shared", func(s *tale) *draft { return s.genuine("share.given", 1).atEnd() }),
			just("the service's, by the officer", "holder", func(s *tale) *draft { return s.genuine("share.given", 1).as(s.officer) }),
			shared("for an unopposed post", "no-contest", func(_ *tale, e *share) { e.Post = "lead-nurse" }),
		},
		"result.found": {
			just("by the returning officer", "not-service", func(s *tale) *draft { return s.genuine("result.found", 0).as(s.officer) }),
			just("before the share", "no-share", func(s *tale) *draft { return s.genuine("result.found", 0).before("share.given") }),
			just("with the officer's share alone", "no-share", func(s *tale) *draft { return s.genuine("result.found", 0).put(s.nth("share.given", 1)) }),
			just("a second time", "counted", func(s *tale) *draft { return s.genuine("result.found", 0).atEnd() }),
			found("an answer too few", "counts", func(e *result) { e.Counts = e.Counts[1:] }),
			found("an answer too many", "counts", func(e *result) { e.Counts = append(e.Counts, 0) }),
			found("one vote more", "counts", func(e *result) { e.Counts[1]++ }),
			found("nobody's votes", "counts", func(e *result) { clear(e.Counts) }),
			found("a negative count with the sum kept", "counts", func(e *result) {
				e.Counts[1] += e.Counts[0] + 1
				e.Counts[0] = -1
			}),
			found("an overflow", "counts", func(e *result) { e.Counts[1] = 1<<63 - 1 }),
			found("of another contest", "no-share", func(e *result) { e.Post = "vice-chair" }),
		},
		"election.declared": {
			just("by the service", "not-officer", func(s *tale) *draft { return s.genuine("election.declared", 0).as(election.Service) }),
			just("before the count", "not-counted", func(s *tale) *draft { return s.genuine("election.declared", 0).before("share.given") }),
			just("before the last count", "not-counted", func(s *tale) *draft { return s.genuine("election.declared", 0).put(s.nth("result.found", -1)) }),
			just("before the contests were settled", "not-settled", func(s *tale) *draft { return s.genuine("election.declared", 0).before("contests.settled") }),
			just("twice", "declared", func(s *tale) *draft { return s.genuine("election.declared", 0).atEnd() }),
			declare("another winner", "outcome", func(s *tale, e *declared) {
				el := s.election(s.end())
				post, _ := el.Post("chair")
				for _, id := range post.Order {
					if id != e.Posts[0].Elected {
						e.Posts[0].How, e.Posts[0].Elected = "elected", id
						return
					}
				}
			}),
			declare("an unopposed candidate not elected", "outcome", func(_ *tale, e *declared) { e.Posts[2].How, e.Posts[2].Elected = "none", "" }),
			declare("elected by poll instead of unopposed", "outcome", func(_ *tale, e *declared) { e.Posts[2].How = "elected" }),
			declare("without a post", "outcome", func(_ *tale, e *declared) { e.Posts = e.Posts[1:] }),
			declare("posts in another order", "outcome", func(_ *tale, e *declared) { e.Posts[0], e.Posts[1] = e.Posts[1], e.Posts[0] }),
		},
	}
}
