package record_test

import (
	"slices"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
)

// strict makes a case of the strict tale.
func strict(name, want string, fn func(s *tale) *draft) forged {
	return forged{name, want, func(*tale) []*draft { return []*draft{fn(strictly())} }}
}

// bent changes one field of the n-th entry of a kind.
func bent[E election.Event](n int, name, want string, fn func(s *tale, e *E)) forged {
	return strict(name, want, func(s *tale) *draft {
		var zero E
		return change(s.genuine(zero.Kind(), n), func(e *E) { fn(s, e) })
	})
}

func (s *tale) team() *election.TeamNamed {
	el := s.election(s.end())
	return el.Team
}

// ceremonial are the forged entries of the team and of the key ceremony.
func ceremonial() map[string][]forged {
	type (
		team        = election.TeamNamed
		identified  = election.ContestsIdentified
		certificate = election.CertificateGiven
		polynomial  = election.PolynomialGiven
		output      = election.OutputGiven
		restarted   = election.CeremonyRestarted
		proved      = election.PhraseProved
	)
	return map[string][]forged{
		"team.named": {
			strict("by the service", "not-officer", func(s *tale) *draft { return s.genuine("team.named", 0).as(election.Service) }),
			strict("when the ceremony has begun", "begun", func(s *tale) *draft { return s.genuine("team.named", 0).after("certificate.given") }),
			bent(0, "half of the trustees are enough", "threshold", func(_ *tale, e *team) { e.Trustees, e.Threshold = e.Trustees[:2], 1 }),
			bent(0, "more than there are", "threshold", func(_ *tale, e *team) { e.Threshold = 4 }),
			bent(0, "one trustee alone", "trustees", func(_ *tale, e *team) { e.Trustees, e.Threshold = e.Trustees[:1], 1 }),
			bent(0, "no registrar", "team", func(_ *tale, e *team) { e.Registrar = "" }),
			bent(0, "no operator", "team", func(_ *tale, e *team) { e.Operator = "" }),
			bent(0, "the returning officer a trustee", "disjoint", func(s *tale, e *team) { e.Trustees = append(slices.Clone(e.Trustees[:2]), s.officer) }),
			bent(0, "the registrar a trustee", "disjoint", func(_ *tale, e *team) { e.Registrar = e.Trustees[1] }),
			bent(0, "the operator a trustee", "disjoint", func(_ *tale, e *team) { e.Operator = e.Trustees[1] }),
			bent(0, "the operator the registrar", "disjoint", func(_ *tale, e *team) { e.Operator = e.Registrar }),
			bent(0, "one trustee twice", "disjoint", func(_ *tale, e *team) { e.Trustees = []election.ID{e.Trustees[0], e.Trustees[1], e.Trustees[0]} }),
			bent(0, "the officer a scrutineer", "scrutineers", func(s *tale, e *team) { e.Scrutineers = []election.ID{s.officer} }),
			bent(0, "the registrar a scrutineer", "scrutineers", func(_ *tale, e *team) { e.Scrutineers = []election.ID{e.Registrar} }),
			bent(0, "the operator a scrutineer", "scrutineers", func(_ *tale, e *team) { e.Scrutineers = []election.ID{e.Operator} }),
			bent(0, "one scrutineer twice", "scrutineers", func(s *tale, e *team) { e.Scrutineers = []election.ID{s.rep(3), s.rep(3)} }),
			bent(0, "somebody unknown", "no-person", func(_ *tale, e *team) { e.Operator = "nobody" }),
			bent(0, "a representative as registrar", "represents", func(s *tale, e *team) { e.Registrar = s.rep(3) }),
			bent(0, "a representative as operator", "represents", func(s *tale, e *team) { e.Operator = s.rep(3) }),
			forged{"trustees in the simple scheme", "simple", one(func(s *tale) *draft {
				return change(s.genuine("team.named", 0), func(e *team) { e.Trustees, e.Threshold = []election.ID{s.sam(), s.rep(3)}, 2 })
			})},
		},
		"contests.identified": {
			strict("by the officer", "not-service", func(s *tale) *draft { return s.genuine("contests.identified", 0).as(s.officer) }),
			strict("twice", "identified", func(s *tale) *draft { return s.genuine("contests.identified", 1).after("contests.identified") }),
			bent(1, "an identifier of the ceremony before", "uuid", func(s *tale, e *identified) {
				old := s.event(s.nth("contests.identified", 0)).(identified)
				e.Contests[0].UUID = old.Contests[0].UUID
			}),
			bent(0, "one contest fewer", "contests", func(_ *tale, e *identified) { e.Contests = e.Contests[1:] }),
			bent(0, "in another order", "contests", func(_ *tale, e *identified) { slices.Reverse(e.Contests) }),
			bent(0, "two of the same", "uuid", func(_ *tale, e *identified) { e.Contests[1].UUID = e.Contests[0].UUID }),
		},
		"certificate.given": {
			strict("by another trustee", "not-trustee", func(s *tale) *draft { return s.genuine("certificate.given", 1).as(s.team().Trustees[1]) }),
			strict("by the service", "not-trustee", func(s *tale) *draft { return s.genuine("certificate.given", 1).as(election.Service) }),
			bent(1, "a certificate seen before", "replayed", func(s *tale, e *certificate) {
				old := s.event(s.nth("certificate.given", 0)).(certificate)
				e.Fingerprints, e.Certificate = old.Fingerprints, old.Certificate
			}),
			bent(1, "one key seen before", "replayed", func(s *tale, e *certificate) {
				e.Fingerprints[1] = s.event(s.nth("certificate.given", 0)).(certificate).Fingerprints[0]
			}),
			bent(1, "for the operator", "not-trustee", func(s *tale, e *certificate) { e.Trustee = s.team().Operator }),
			strict("a second one", "given", func(s *tale) *draft {
				return change(s.genuine("certificate.given", 1).put(s.nth("certificate.given", 1)+1), func(e *certificate) {
					e.Fingerprints = [2]election.Digest{{1}, {2}}
				})
			}),
		},
		"polynomial.given": {
			strict("before every certificate", "round", func(s *tale) *draft { return s.genuine("polynomial.given", 0).put(s.nth("certificate.given", -1)) }),
			strict("by another trustee", "not-trustee", func(s *tale) *draft { return s.genuine("polynomial.given", 0).as(s.team().Trustees[1]) }),
			strict("twice", "given", func(s *tale) *draft { return s.genuine("polynomial.given", 0).after("polynomial.given") }),
			bent(0, "of nobody", "not-trustee", func(_ *tale, e *polynomial) { e.Trustee = "nobody" }),
		},
		"output.given": {
			strict("before every polynomial", "round", func(s *tale) *draft { return s.genuine("output.given", 0).put(s.nth("polynomial.given", -1)) }),
			strict("by the officer", "not-trustee", func(s *tale) *draft { return s.genuine("output.given", 0).as(s.officer) }),
			strict("after the key was made", "made", func(s *tale) *draft { return s.genuine("output.given", 0).after("keys.made") }),
			strict("twice", "given", func(s *tale) *draft { return s.genuine("output.given", 0).put(s.nth("output.given", 1)) }),
			bent(0, "for another trustee", "not-trustee", func(s *tale, e *output) { e.Trustee = s.team().Trustees[1] }),
		},
		"keys.made": {
			strict("by a trustee", "not-service", func(s *tale) *draft { return s.genuine("keys.made", 0).as(s.team().Trustees[0]) }),
			strict("before every trustee has finished", "round", func(s *tale) *draft { return s.genuine("keys.made", 0).put(s.nth("output.given", -1)) }),
			strict("twice", "made", func(s *tale) *draft { return s.genuine("keys.made", 0).after("keys.made") }),
		},
		"ceremony.restarted": {
			strict("by the service", "not-officer", func(s *tale) *draft { return s.genuine("ceremony.restarted", 0).as(election.Service) }),
			strict("before it has begun", "not-begun", func(s *tale) *draft { return s.genuine("ceremony.restarted", 0).before("certificate.given") }),
			strict("when the poll is open", "opened", func(s *tale) *draft { return s.genuine("ceremony.restarted", 0).after("poll.opened") }),
			bent(0, "without a ground", "ground", func(_ *tale, e *restarted) { e.Ground = "" }),
		},
		"phrase.proved": {
			strict("by another trustee", "not-trustee", func(s *tale) *draft { return s.genuine("phrase.proved", 0).as(s.team().Trustees[1]) }),
			strict("before there is a ballot", "not-prepared", func(s *tale) *draft { return s.genuine("phrase.proved", 0).before("poll.prepared") }),
			strict("twice", "proved", func(s *tale) *draft { return s.genuine("phrase.proved", 0).after("phrase.proved") }),
			strict("when the poll is open", "opened", func(s *tale) *draft { return s.genuine("phrase.proved", 0).after("poll.opened") }),
			bent(0, "for fewer contests", "proofs", func(_ *tale, e *proved) { e.Proofs = e.Proofs[1:] }),
		},
	}
}

// registered are the forged entries of the registrar.
func registered() map[string][]forged {
	type (
		signed = election.VotersSigned
		code   = election.CodeIssued
	)
	return map[string][]forged{
		"voters.listed": {
			strict("by the service", "not-registrar", func(s *tale) *draft { return s.genuine("voters.listed", 0).as(election.Service) }),
			strict("by a trustee", "not-registrar", func(s *tale) *draft { return s.genuine("voters.listed", 0).as(s.team().Trustees[0]) }),
			strict("a credential more, when the list is signed", "signed", func(s *tale) *draft {
				return change(s.genuine("voters.listed", 0).after("voters.signed"), func(e *election.VotersListed) {
					e.Rows = []election.VoterRow{{Votes: 3, Credentials: []election.Digest{{1}, {2}, {3}}}}
				})
			}),
		},
		"voters.signed": {
			strict("by the service", "no-key", func(s *tale) *draft { return s.genuine("voters.signed", 0).as(election.Service) }),
			strict("before the list", "voters", func(s *tale) *draft { return s.genuine("voters.signed", 0).put(s.nth("voters.listed", -1)) }),
			strict("twice", "signed", func(s *tale) *draft { return s.genuine("voters.signed", 0).after("voters.signed") }),
			bent(0, "with another key", "no-key", func(_ *tale, e *signed) { e.Key = election.Digest{1} }),
		},
		"code.issued": {
			strict("by the service", "not-registrar", func(s *tale) *draft { return s.genuine("code.issued", 0).as(election.Service) }),
			strict("before the codes were made", "not-listed", func(s *tale) *draft { return s.genuine("code.issued", 0).before("voters.signed") }),
			strict("again, to one who has none", "not-issued", func(s *tale) *draft { return s.genuine("code.issued", 1).put(s.nth("code.issued", 0)) }),
			strict("after the cut-off", "cut-off", func(s *tale) *draft {
				el := s.election(s.end())
				return s.genuine("code.issued", 0).after("ballot.cast").when(el.CodesCutOff().Time().Add(time.Millisecond))
			}),
			bent(0, "by telephone", "how", func(_ *tale, e *code) { e.How = "telephone" }),
			bent(0, "to a practice that is none", "no-practice", func(_ *tale, e *code) { e.Practice = "nowhere" }),
		},
		"poll.prepared": {
			strict("before the list is signed", "list", func(s *tale) *draft { return s.genuine("poll.prepared", 0).put(s.nth("voters.signed", 0)) }),
			strict("before the key is made", "key", func(s *tale) *draft { return s.genuine("poll.prepared", 0).before("keys.made") }),
			bent(0, "another key", "key", func(_ *tale, e *election.PollPrepared) { e.Contests[0].Trustees = election.Digest{1} }),
			bent(0, "identifiers that the codes do not know", "uuid", func(s *tale, e *election.PollPrepared) {
				e.Contests[0].UUID = s.event(s.nth("contests.identified", 0)).(election.ContestsIdentified).Contests[0].UUID
			}),
		},
		"key.made": {
			strict("by the officer alone", "holder", func(s *tale) *draft {
				return s.draft(s.nth("certificate.given", 0), string(s.officer), election.KeyMade{Election: "committee-2026", Holder: s.officer, Key: election.Digest(audit.Hash([]byte("key")))})
			}),
		},
		"poll.opened": {
			strict("before a trustee proved the phrase", "not-proved", func(s *tale) *draft { return s.genuine("poll.opened", 0).put(s.nth("phrase.proved", -1)) }),
			strict("before the secrecy was weighed", "not-weighed", func(s *tale) *draft { return s.genuine("poll.opened", 0).put(s.nth("secrecy.weighed", 0)) }),
		},
		"share.given": {
			strict("by another trustee", "holder", func(s *tale) *draft { return s.genuine("share.given", 0).as(s.team().Trustees[1]) }),
			strict("by the officer", "holder", func(s *tale) *draft {
				return change(s.genuine("share.given", 0).as(s.officer), func(e *election.ShareGiven) { e.Holder = s.officer })
			}),
			bent(0, "in another's place", "holder", func(_ *tale, e *election.ShareGiven) { e.Owner++ }),
			strict("before the secrecy was weighed", "not-weighed", func(s *tale) *draft { return s.genuine("share.given", 0).put(s.nth("secrecy.weighed", 1)) }),
			strict("the service's, before as many as are needed", "service-last", func(s *tale) *draft {
				return s.genuine("share.given", 4).put(s.nth("share.given", 3))
			}),
			strict("by one more than are needed", "enough", func(s *tale) *draft {
				third := s.team().Trustees[2]
				return change(s.genuine("share.given", 0).as(third).atEnd(), func(e *election.ShareGiven) { e.Holder, e.Owner = third, 4 })
			}),
		},
		"result.found": {
			strict("with one trustee and the service", "no-share", func(s *tale) *draft { return s.genuine("result.found", 0).put(s.nth("share.given", 3)) }),
			strict("without the service", "no-share", func(s *tale) *draft {
				return s.genuine("result.found", 0).put(s.nth("share.given", 4))
			}),
		},
	}
}
