package governance_test

import (
	"errors"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance"
)

// play is a state and its log's position. Package record forges an entry of
// every kind; here are the rules that need two elections, or two officers.
type play struct {
	testing.TB
	s    governance.State
	seq  int64
	time time.Time
}

func (p *play) apply(by election.ID, e governance.Event) error {
	try := p.s
	err := try.Apply(election.Fact{Seq: p.seq, Time: p.time, By: by}, e)
	if err == nil {
		p.s = try
		p.seq++
	}
	return err
}

func (p *play) does(by election.ID, e governance.Event) {
	p.Helper()
	if err := p.apply(by, e); err != nil {
		p.Fatalf("%s is refused: %v", e.Kind(), err)
	}
}

func (p *play) refuses(code string, by election.ID, e governance.Event) {
	p.Helper()
	var refusal *election.Error
	if err := p.apply(by, e); !errors.As(err, &refusal) || refusal.Code != code {
		p.Fatalf("expected %s to be refused with the code %s, not: %v", e.Kind(), code, err)
	}
}

const officer election.ID = "p-officer"

// begin opens a log with an officer, five practices a to e with a
// representative va to ve each, and two people more.
func begin(t testing.TB) *play {
	t.Helper()
	p := &play{TB: t, time: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)}
	p.does(election.Service, governance.LogOpened{Key: election.Digest{1}, Body: election.Digest{2}})
	for _, id := range []election.ID{officer, "x", "y", "z"} {
		p.does(election.Service, governance.PersonAdded{Person: id})
	}
	p.does(election.Service, governance.OfficerAppointed{Person: officer})
	for _, id := range []election.ID{"a", "b", "c", "d", "e"} {
		p.does(officer, governance.PracticeJoined{Practice: id, Details: election.Digest{3}})
		p.does(officer, governance.PersonAdded{Person: "v" + id})
		p.does(officer, governance.RepresentativeNamed{Practice: id, Person: "v" + id, Role: governance.Voting})
	}
	return p
}

// called calls an election of a chair and freezes its roll.
func (p *play) called(el election.ID) {
	p.Helper()
	at := func(days int) election.Moment { return election.At(p.time.AddDate(0, 0, days)) }
	p.does(officer, election.ElectionCalled{Election: el, Rules: election.RulesVersion, Officer: officer, Scheme: election.Simple, Group: election.GroupEd25519, OnePost: true,
		Support: 1, Definition: election.Digest{1}, Posts: []election.PostTerms{{Post: "chair", Eligible: election.EligibleAnyone}},
		Timetable: election.Timetable{Notice: at(0), NominationsClose: at(10), Published: at(11), WithdrawalsClose: at(12), PollNotice: at(13), PollOpens: at(14), PollCloses: at(24)}})
	var rows []election.RollRow
	for _, id := range []election.ID{"a", "b", "c", "d", "e"} {
		rows = append(rows, election.RollRow{Practice: id, Patients: 1, Votes: 1})
	}
	p.does(officer, election.RollListed{Election: el, Rows: rows})
	p.does(officer, election.RollFrozen{Election: el, Rule: roll.Rule{Kind: roll.Equal}, Practices: 5, Votes: 5, Source: election.Digest{2}})
}

func made(el, nominee election.ID) election.NominationMade {
	return election.NominationMade{Election: el, Nomination: "n", Post: "chair", Nominee: nominee, Of: "a", Proposer: "b", Seconder: "c"}
}

// elected elects somebody unopposed.
func (p *play) elected(el, chair election.ID) {
	p.Helper()
	p.called(el)
	p.does("vb", made(el, chair))
	p.does("vc", election.NominationSeconded{Election: el, Nomination: "n", Seconder: "c"})
	p.does(chair, election.NominationConsented{Election: el, Nomination: "n", Eligible: true, Interests: true})
	p.does(officer, election.NominationDecided{Election: el, Nomination: "n", Decision: election.Valid})
	p.time = p.time.AddDate(0, 0, 12)
	p.does(officer, election.CandidatesPublished{Election: el, Candidates: []election.PublishedCandidate{{Post: "chair", Nomination: "n", Card: election.Digest{1}}}})
	p.does(officer, election.ContestsSettled{Election: el, Posts: []election.SettledPost{{Post: "chair", How: election.Unopposed, Order: []election.ID{chair}}}})
	p.does(officer, election.ElectionDeclared{Election: el, Posts: []election.DeclaredPost{{Post: "chair", How: "unopposed", Elected: chair}}})
}

func filled(holder election.ID, el election.ID) governance.OfficeFilled {
	if el == "" {
		return governance.OfficeFilled{Office: "chair", Holder: holder, Basis: governance.Interim}
	}
	return governance.OfficeFilled{Office: "chair", Holder: holder, Basis: governance.ByElected, Election: el}
}

// TestHandover: an interim chair hands over to the elected one, who hands over
// to the next; no old declaration brings a former chair back.
func TestHandover(t *testing.T) {
	p := begin(t)
	p.does(officer, filled("z", ""))
	p.elected("first", "x")
	p.does(officer, filled("x", "first"))
	if o, _ := p.s.Office("chair"); o.Holder != "x" || o.Before != "z" || o.Basis != governance.ByElected {
		t.Errorf("the office is %+v", o)
	}
	p.elected("second", "y")
	p.refuses("not-elected", officer, filled("x", "second"))
	p.does(officer, filled("y", "second"))
	p.refuses("office-held", officer, filled("x", "first"))
	p.refuses("office-held", officer, filled("y", "second"))
	p.refuses("office-held", officer, filled("z", ""))
}

// TestIndependence: who runs elections represents nobody, stands for nothing
// and holds no office, in whatever order it is tried.
func TestIndependence(t *testing.T) {
	p := begin(t)
	p.does(officer, governance.OfficerAppointed{Person: "y"})
	p.refuses("officer", officer, governance.OfficerAppointed{Person: "y"})
	p.called("e")
	p.refuses("officer-stands", "vb", made("e", officer))
	p.refuses("officer-stands", "vb", made("e", "y")) // another officer, not of this election
	p.refuses("officer-represents", officer, governance.RepresentativeNamed{Practice: "a", Person: "y", Role: governance.Deputy})
	p.refuses("officer-member", officer, filled("y", ""))

	p.does("vb", made("e", "x"))
	p.refuses("officer-stands", officer, governance.OfficerAppointed{Person: "x"})
	p.refuses("officer-represents", officer, governance.OfficerAppointed{Person: "va"})
	p.does(officer, filled("z", ""))
	p.refuses("officer-member", officer, governance.OfficerAppointed{Person: "z"})
	p.does("x", election.NominationWithdrawn{Election: "e", Nomination: "n"})
	p.does(officer, governance.OfficerAppointed{Person: "x"})
}

// TestRegistrarNamesNobody: whoever makes the voting codes or runs the service is no
// returning officer, of another election either, since these say who acts for a
// practice.
func TestRegistrarNamesNobody(t *testing.T) {
	p := begin(t)
	at := func(days int) election.Moment { return election.At(p.time.AddDate(0, 0, days)) }
	p.does(officer, election.ElectionCalled{Election: "e", Rules: election.RulesVersion, Officer: officer, Scheme: election.Strict, Group: election.GroupEd25519, OnePost: true,
		Support: 1, Definition: election.Digest{1}, Posts: []election.PostTerms{{Post: "chair", Eligible: election.EligibleAnyone}},
		Timetable: election.Timetable{Notice: at(0), NominationsClose: at(10), Published: at(11), WithdrawalsClose: at(12), PollNotice: at(13), PollOpens: at(14), PollCloses: at(24)}})
	team := func(registrar, operator election.ID) election.TeamNamed {
		return election.TeamNamed{Election: "e", Threshold: 2, Trustees: []election.ID{"va", "vb"}, Registrar: registrar, Operator: operator, Scrutineers: []election.ID{}}
	}
	p.does(officer, governance.OfficerAppointed{Person: "z"})
	p.refuses("disjoint", officer, team("z", "y"))
	p.refuses("disjoint", officer, team("x", "z"))
	p.does(officer, team("x", "y"))
	p.refuses("in-team", officer, governance.OfficerAppointed{Person: "x"})
	p.refuses("in-team", election.Service, governance.OfficerAppointed{Person: "y"})
}

// TestRepresentatives: a practice names its own people, replaces its voting
// representative, and lets deputies go.
func TestRepresentatives(t *testing.T) {
	p := begin(t)
	p.does("va", governance.RepresentativeNamed{Practice: "a", Person: "x", Role: governance.Deputy})
	p.does("x", governance.RepresentativeNamed{Practice: "a", Person: "z", Role: governance.Voting}) // a deputy acts too
	if a, _ := p.s.Practice("a"); a.Voting != "z" || len(a.Deputies) != 1 || a.Represented("va") {
		t.Errorf("the practice is represented by %+v", a)
	}
	p.refuses("not-officer", "va", governance.RepresentativeNamed{Practice: "a", Person: "va", Role: governance.Voting})
	p.refuses("not-officer", "vb", governance.RepresentativeEnded{Practice: "a", Person: "x"})
	p.does("z", governance.RepresentativeEnded{Practice: "a", Person: "x"})
	p.does(officer, governance.RepresentativeEnded{Practice: "a", Person: "z"})
	if a, _ := p.s.Practice("a"); a.Voting != "" || len(a.Deputies) != 0 || a.Represented("") {
		t.Errorf("the practice is represented by %+v", a)
	}
	p.called("e")
	p.refuses("not-representative", "z", election.NominationMade{Election: "e", Nomination: "n", Post: "chair", Nominee: "y", Of: "b", Proposer: "a", Seconder: "c"})
}

// TestSnapshot: a copy of the state does not see what is done to another.
func TestSnapshot(t *testing.T) {
	p := begin(t)
	p.does(officer, governance.RepresentativeNamed{Practice: "a", Person: "x", Role: governance.Deputy})
	old := p.s
	before, _ := old.Practice("a")
	p.does(officer, governance.RepresentativeNamed{Practice: "a", Person: "y", Role: governance.Deputy})
	p.does(officer, governance.RepresentativeEnded{Practice: "a", Person: "x"})
	again, _ := old.Practice("a")
	if len(again.Deputies) != 1 || again.Deputies[0] != "x" || before.Deputies[0] != "x" {
		t.Errorf("the snapshot changed: %+v", again)
	}
}

// stranger is an event of no kind that there is.
type stranger struct{}

func (stranger) Kind() string { return "stranger.came" }

// TestStranger: an event that has no rule is refused, not ignored.
func TestStranger(t *testing.T) {
	p := begin(t)
	p.refuses("unknown-kind", officer, stranger{})
	p = &play{TB: t, time: p.time}
	p.refuses("not-opened", election.Service, stranger{})
}
