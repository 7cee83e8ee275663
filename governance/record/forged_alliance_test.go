package record_test

import (
	"strings"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
)

// rep is the voting representative of the n-th practice of the tale.
func (s *tale) rep(n int) election.ID {
	i := 0
	for p := range s.before[s.end()].State.Practices {
		if i == n {
			return p.Voting
		}
		i++
	}
	panic("the tale has fewer practices")
}

func alliance() map[string][]forged {
	type (
		person   = governance.PersonAdded
		appoint  = governance.OfficerAppointed
		joined   = governance.PracticeJoined
		named    = governance.RepresentativeNamed
		ended    = governance.RepresentativeEnded
		office   = governance.OfficeFilled
		issued   = governance.PaperIssued
		makes    = func(s *tale) *draft
		builders = []struct {
			name, want string
			make       makes
		}
	)
	list := func(b builders) (out []forged) {
		for _, c := range b {
			out = append(out, forged{c.name, c.want, one(c.make)})
		}
		return out
	}
	added := func(s *tale) *draft { return s.genuine("person.added", -1).atEnd() }
	fresh := func(s *tale) *draft { return change(added(s), func(e *person) { e.Person = "p-new" }) }
	namedOf := func(s *tale) *draft {
		return change(s.genuine("representative.named", 0).atEnd(), func(e *named) { e.Person = s.rep(5) })
	}
	byElection := func(s *tale) *draft { return s.genuine("office.filled", -1) }
	return map[string][]forged{
		"log.opened": list(builders{
			{"a second time", "opened", func(s *tale) *draft { return s.genuine("log.opened", 0).atEnd() }},
			{"by nobody", "not-service", func(s *tale) *draft { return s.genuine("log.opened", 0).as("") }},
			{"by a person", "no-person", func(s *tale) *draft { return s.genuine("log.opened", 0).as(s.officer) }},
			{"short key", "~64 hexadecimal digits", func(s *tale) *draft {
				return s.genuine("log.opened", 0).bytes(func(l string) string { return strings.Replace(l, `{"key":"`, `{"key":"00`, 1) })
			}},
		}),
		"person.added": list(builders{
			{"before the log is opened", "not-opened", func(s *tale) *draft { return s.genuine("person.added", 0).put(0) }},
			{"known already", "person-taken", added},
			{"as the service", "person-taken", func(s *tale) *draft { return change(added(s), func(e *person) { e.Person = election.Service }) }},
			{"by nobody", "nobody", func(s *tale) *draft { return fresh(s).as("") }},
			{"by a stranger", "no-person", func(s *tale) *draft { return fresh(s).as("p-stranger") }},
			{"capitals", "bad-id", func(s *tale) *draft { return change(added(s), func(e *person) { e.Person = "Anna" }) }},
			{"free text", "bad-id", func(s *tale) *draft { return change(added(s), func(e *person) { e.Person = "anna smith" }) }},
			{"empty", "bad-id", func(s *tale) *draft { return change(added(s), func(e *person) { e.Person = "" }) }},
			{"hyphen first", "bad-id", func(s *tale) *draft { return change(added(s), func(e *person) { e.Person = "-x" }) }},
			{"41 characters", "bad-id", func(s *tale) *draft {
				return change(added(s), func(e *person) { e.Person = election.ID(strings.Repeat("x", 41)) })
			}},
		}),
		"officer.appointed": list(builders{
			{"by a representative", "not-officer", func(s *tale) *draft { return s.genuine("officer.appointed", 0).atEnd().as(s.rep(0)) }},
			{"by nobody", "not-officer", func(s *tale) *draft { return s.genuine("officer.appointed", 0).as("") }},
			{"a stranger", "no-person", func(s *tale) *draft {
				return change(s.genuine("officer.appointed", 0), func(e *appoint) { e.Person = "p-stranger" })
			}},
			{"a representative", "officer-represents", func(s *tale) *draft {
				return change(s.genuine("officer.appointed", 0).atEnd(), func(e *appoint) { e.Person = s.rep(1) })
			}},
			{"the interim chair", "officer-member", func(s *tale) *draft {
				chair := s.event(s.nth("office.filled", 0)).(office).Holder
				return change(s.genuine("officer.appointed", 0).after("practice.joined"), func(e *appoint) { e.Person = chair })
			}},
			{"a nominee", "officer-stands", func(s *tale) *draft {
				nominee := s.event(s.nth("nomination.made", 0)).(election.NominationMade).Nominee
				return change(s.genuine("officer.appointed", 0).after("nomination.made"), func(e *appoint) { e.Person = nominee })
			}},
		}),
		"practice.joined": list(builders{
			{"a member already", "member", func(s *tale) *draft { return s.genuine("practice.joined", 0).atEnd() }},
			{"by a representative", "not-officer", func(s *tale) *draft {
				return change(s.genuine("practice.joined", 0).atEnd().as(s.rep(0)), func(e *joined) { e.Practice = "x99999" })
			}},
			{"bad code", "bad-id", func(s *tale) *draft {
				return change(s.genuine("practice.joined", 0), func(e *joined) { e.Practice = "D82008" })
			}},
			{"before the log is opened", "not-opened", func(s *tale) *draft { return s.genuine("practice.joined", 0).as(election.Service).put(0) }},
		}),
		"representative.named": list(builders{
			{"by another practice", "not-officer", func(s *tale) *draft { return namedOf(s).as(s.rep(3)) }},
			{"by nobody", "not-officer", func(s *tale) *draft { return namedOf(s).as("") }},
			{"a stranger", "no-person", func(s *tale) *draft { return change(namedOf(s), func(e *named) { e.Person = "p-stranger" }) }},
			{"for no member", "no-practice", func(s *tale) *draft { return change(namedOf(s), func(e *named) { e.Practice = "x99999" }) }},
			{"the returning officer", "officer-represents", func(s *tale) *draft { return change(namedOf(s), func(e *named) { e.Person = s.officer }) }},
			{"in no known role", "role", func(s *tale) *draft { return change(namedOf(s), func(e *named) { e.Role = "owner" }) }},
			{"twice", "represents", func(s *tale) *draft { return s.genuine("representative.named", 0).atEnd() }},
		}),
		"representative.ended": list(builders{
			{"twice", "represents", func(s *tale) *draft { return s.genuine("representative.ended", 0).atEnd() }},
			{"by another practice", "not-officer", func(s *tale) *draft { return s.genuine("representative.ended", 0).as(s.rep(4)) }},
			{"for no member", "no-practice", func(s *tale) *draft {
				return change(s.genuine("representative.ended", 0), func(e *ended) { e.Practice = "x99999" })
			}},
			{"before it began", "represents", func(s *tale) *draft {
				return s.genuine("representative.ended", 0).before("representative.ended").put(s.nth("practice.joined", 0) + 1)
			}},
		}),
		"office.filled": list(builders{
			{"an interim holder for a held office", "office-held", func(s *tale) *draft {
				return change(s.genuine("office.filled", 0).atEnd(), func(e *office) { e.Holder = s.rep(2) })
			}},
			{"an interim holder with an election", "office-held", func(s *tale) *draft {
				return change(s.genuine("office.filled", 0).atEnd(), func(e *office) { e.Office, e.Election = "treasurer", "committee-2026" })
			}},
			{"before the declaration", "not-declared", func(s *tale) *draft { return byElection(s).before("election.declared") }},
			{"by no election", "not-declared", func(s *tale) *draft { return change(byElection(s), func(e *office) { e.Election = "other" }) }},
			{"by somebody who was not elected", "not-elected", func(s *tale) *draft { return change(byElection(s), func(e *office) { e.Holder = s.rep(2) }) }},
			{"another office than elected to", "not-elected", func(s *tale) *draft { return change(byElection(s), func(e *office) { e.Office = "treasurer" }) }},
			{"with an empty holder", "no-person", func(s *tale) *draft { return change(byElection(s), func(e *office) { e.Holder = "" }) }},
			{"twice", "office-held", func(s *tale) *draft { return byElection(s).atEnd() }},
			{"on no basis", "basis", func(s *tale) *draft { return change(byElection(s), func(e *office) { e.Basis = "gift" }) }},
			{"by a representative", "not-officer", func(s *tale) *draft { return byElection(s).as(s.rep(0)) }},
			{"by the returning officer's person", "officer-member", func(s *tale) *draft {
				return change(s.genuine("office.filled", 0).atEnd(), func(e *office) { e.Office, e.Holder = "treasurer", s.officer })
			}},
			{"under a bad name", "bad-id", func(s *tale) *draft { return change(byElection(s), func(e *office) { e.Office = "The Chair" }) }},
		}),
		"paper.issued": list(builders{
			{"before the declaration", "not-declared", func(s *tale) *draft { return s.genuine("paper.issued", 0).before("election.declared") }},
			{"of no election", "not-declared", func(s *tale) *draft {
				return change(s.genuine("paper.issued", 0), func(e *issued) { e.Election = "other" })
			}},
			{"of no known sort", "not-declared", func(s *tale) *draft {
				return change(s.genuine("paper.issued", 0), func(e *issued) { e.What = "poster" })
			}},
			{"by the returning officer", "not-service", func(s *tale) *draft { return s.genuine("paper.issued", 0).as(s.officer) }},
			{"twice", "paper-issued", func(s *tale) *draft { return s.genuine("paper.issued", 0).atEnd() }},
			{"from no log", "paper-size", func(s *tale) *draft { return change(s.genuine("paper.issued", 0), func(e *issued) { e.Size = 0 }) }},
			{"from the future", "paper-size", func(s *tale) *draft { return change(s.genuine("paper.issued", 0), func(e *issued) { e.Size++ }) }},
			{"under a path", "bad-id", func(s *tale) *draft {
				return change(s.genuine("paper.issued", 0), func(e *issued) { e.Paper = "../x" })
			}},
		}),
	}
}
