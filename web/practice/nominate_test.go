package practice_test

import (
	"fmt"
	"html"
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/webtest"
)

// nominations is a service in the time for nominations.
func nominations(t *testing.T) *webtest.Service {
	t.Helper()
	s := webtest.Start(t, rehearsal.Frozen)
	s.R.Clock.Set(s.Election().Called.Timetable.Notice.Time().Add(24 * time.Hour))
	return s
}

// good is a form that can be accepted, from practice A.
func good() []string {
	return []string{"post", "chair", "name", "Dr Wren Hingham", "role", "GP partner", "of", "d80001", "email", "wren@example.org",
		"number", "7012345", "seconder", "d80002"}
}

func with(form []string, name, value string) []string {
	form = append([]string{}, form...)
	for i := 0; i < len(form); i += 2 {
		if form[i] == name {
			form[i+1] = value
		}
	}
	return form
}

// Whoever nominates somebody who is known here cannot choose where the link goes
// to consent as that person: capital letters change nothing, and letters that look
// alike are no address.
func TestTheLinkToConsentGoesToTheRegisteredAddress(t *testing.T) {
	s := nominations(t)
	_, proposer := s.Voter("d80000")
	_, known := s.Voter("d80001")
	odd := strings.Replace(known.Email, "s", "\u017f", 1) // long s
	if odd == known.Email {
		t.Fatal("the address has no s")
	}
	b := s.SignIn(proposer)
	b.Post("/practice/d80000/nominate/committee-2026", with(good(), "email", odd)...).Want(422, "Write it with a to z")
	b.Post("/practice/d80000/nominate/committee-2026", with(good(), "email", strings.ToUpper(known.Email))...).To("/nominations/")
	if asked := s.Last(mail.ConsentAsk, ""); asked.To != known.Email {
		t.Fatalf("the link went to %q", asked.To)
	}
}

func TestNominateSecondConsent(t *testing.T) {
	s := nominations(t)
	_, proposer := s.Voter("d80000")
	b := s.SignIn(proposer)
	b.Get("/practice").To("/practice/d80000")
	b.Get("/practice/d80000").Want(200, "Practice A Surgery", "Nominate somebody", "Your practice has 1 vote")
	b.Get("/practice/d80000/nominate/committee-2026").Want(200, "Which post?", "A GP, with a GMC number", "Practice C Surgery").
		Not("Practice A Surgery Practice B") // its own is not among the practices to choose
	page := b.Post("/practice/d80000/nominate/committee-2026", good()...).To("/nominations/committee-2026/n-")
	path, _, _ := strings.Cut(page.Location, "?")
	b.Get(page.Location).Want(200, "The nomination is recorded", "Needs a seconder and consent", "Asked: Practice C Surgery").
		Not("7012345", "Second this nomination", "Consent to")

	// The practice that was asked.
	seconderPath, _ := s.Link(s.Last(mail.SecondAsk, ""))
	c := s.Browser()
	c.Get(seconderPath).Want(200, "Continue with your link").Not("Practice C Surgery")
	c.Post(seconderPath).To(path)
	c.Get(path).Want(200, "Second this nomination").Not("7012345", "Withdraw")
	c.Get("/practice/d80002").Want(403, "a link for one nomination")
	_, seconder := s.Voter("d80002")
	own := s.SignIn(seconder)
	own.Get("/practice/d80002").Want(200, "You are asked to second", "Dr Wren Hingham")
	c.Post(path + "/second").To(path)
	c.Get(path+"?done=seconded").Want(200, "Your practice has seconded", "Needs consent").Not("Second this")
	c.Post(path+"/second").Want(409, "seconded already")
	own.Get(path+"/consent").Want(403, "Only the person who is nominated")
	own.Post(path+"/withdraw").Want(403, "Only the nominee can withdraw")
	c.Get(path+"/consent").Want(403, "a link for one nomination")
	c.Post(path+"/withdraw").Want(403, "a link for one nomination")

	// The nominee.
	m := s.Last(mail.ConsentAsk, "wren@example.org")
	nomineePath, _ := s.Link(m)
	n := s.Browser()
	n.Post(nomineePath).To(path)
	n.Get(path).Want(200, "7012345", "Consent to the nomination", "Withdraw from this election")
	n.Get("/practice").Want(403, "a link for one nomination")
	n.Post(path+"/second").Want(403, "a link for one nomination")
	n.Get(path+"/consent").Want(200, "I am a GP and registered")
	long := strings.Repeat("word ", 251)
	refused := n.Post(path+"/consent", "name", "Dr Wren Hingham", "interests", "", "statement", long).
		Want(422, "Declare that you may stand", "Write down your interests", "It has 251: take out 1.", "Declare that these are all")
	if !strings.Contains(html.UnescapeString(refused.HTML), strings.TrimSpace(long)) {
		t.Fatal("what was typed is lost")
	}
	n.Post(path+"/consent", "name", "Dr Wren Hingham", "eligible", "yes", "declared", "yes", "interests", "None", "statement", strings.Repeat("word ", 250)).To(path)
	n.Get(path).Want(200, "With the returning officer", "Change your declarations")
	el := s.Election()
	id := election.ID(path[strings.LastIndexByte(path, '/')+1:])
	got, _ := el.Nomination(id)
	if !got.Consented || got.Seconder != "d80002" || got.Proposer != "d80000" || got.Of != "d80001" {
		t.Fatalf("recorded: %+v", got)
	}

	// The returning officer refuses it, and it is mended.
	mails, err := s.Web.Site.DecidedMails(s.Ctx, webtest.Poll, id, election.GroundParticulars, "The role is missing.")
	webtest.Must(t, err)
	webtest.Must(t, s.R.Desk().Decide(s.Ctx, s.R.Officer, webtest.Poll, id, election.GroundParticulars, false, "The role is missing.", mails))
	n.Get(path).Want(200, "has not accepted the nomination: its particulars are not complete.", "“The role is missing.”", "It can be mended until")
	decided := s.Last(mail.Decided, "wren@example.org")
	if !strings.Contains(decided.Text, "The role is missing.") || !strings.Contains(decided.Text, "can be mended") {
		t.Fatalf("the email says %q", decided.Text)
	}
	if len(s.Mails(mail.Decided, proposer.Email)) != 1 {
		t.Fatal("the proposing practice was not told")
	}
	n.Post(path+"/withdraw").Want(403, "a link for one nomination") // nobody can take it back
	n = s.SignIn(record.PersonText{Email: "wren@example.org"})
	n.Get("/practice").Want(200, "Your own nominations", "Dr Wren Hingham")
	n.Get("/practice/d80001").Want(403, "You do not act for this practice")
	n.Post(path + "/withdraw").To(path)
	n.Get(path).Want(200, "Withdrawn").Not("Withdraw from this election")
	n.Get(path + "/withdraw").Want(409)
	n.Get(path+"/consent").Want(409, "or you have withdrawn")
}

func TestNominationFormKeepsWhatWasTyped(t *testing.T) {
	s := nominations(t)
	_, proposer := s.Voter("d80000")
	b := s.SignIn(proposer)
	const at = "/practice/d80000/nominate/committee-2026"
	b.Post(at).Want(422, "Choose the post", "The name is missing", "The role is missing", "Enter the person’s email address", "Choose the practice in which", "Choose the practice that you ask")
	for _, c := range []struct{ name, value, says string }{
		{"post", "treasurer", "Choose the post for which you nominate."},
		{"number", "12345", "is not a GMC number"},
		{"number", "", "Enter the GMC number"},
		{"email", "wren", "is not an address for email"},
		{"name", strings.Repeat("x", 101), "at most 100"},
		{"seconder", "d80001", "The person’s own practice cannot second"},
		{"seconder", "d80000", "two different practices"},
		{"seconder", "d89999", "not on the roll"},
		{"of", "d80000", "two different practices"},
	} {
		p := b.Post(at, with(good(), c.name, c.value)...).Want(422, c.says, "There is a problem")
		for _, typed := range []string{`value="GP partner"`, `value="wren@example.org"`} {
			if c.name != "email" && !strings.Contains(p.HTML, typed) {
				t.Fatalf("%s=%q: the form lost %s", c.name, c.value, typed)
			}
		}
	}
	// Nothing was recorded, and nobody was told.
	el := s.Election()
	for n := range el.Nominations {
		t.Fatalf("a refused nomination was recorded: %+v", n)
	}
	if n := len(s.Mails(mail.ConsentAsk, "")); n != 0 {
		t.Fatalf("%d emails of refused nominations", n)
	}
	b.Post(at, good()...).Want(303)
	b.Post(at, good()...).Want(422, "already been nominated for this post")
	for i := 1; i < s.Election().Called.Support; i++ {
		b.Post(at, with(good(), "email", fmt.Sprintf("other%d@example.org", i))...).Want(303)
	}
	b.Post(at, with(good(), "email", "other@example.org")...).Want(422, "supports as many nominations for this post")
	b.Post(at, with(good(), "name", strings.Repeat("x", 70_000))...).Want(413, "too long")

	s.R.Clock.Set(s.Election().Called.Timetable.NominationsClose.Time())
	b = s.SignIn(proposer)
	b.Get(at).Want(409, "Nominations closed on")
	b.Post(at, good()...).Want(409, "Nominations closed on")
	b.Get("/practice/d80000/nominate/none").Want(404, "There is no election")
}

func TestNominationsAreNobodyElsesBusiness(t *testing.T) {
	s := nominations(t)
	_, proposer := s.Voter("d80000")
	page := s.SignIn(proposer).Post("/practice/d80000/nominate/committee-2026", good()...)
	path, _, _ := strings.Cut(page.Location, "?")
	_, other := s.Voter("d80004")
	b := s.SignIn(other)
	b.Get(path).Want(404, "no nomination here that concerns you")
	b.Post(path + "/second").Want(404)
	b.Get("/practice/d80000/nominate/committee-2026").Want(403)
	b.Post("/practice/d80000/nominate/committee-2026", good()...).Want(403)
	s.Browser().Get(path).Want(401, "Sign in")
	s.Browser().Post(path + "/second").Want(401)
	officer := s.SignIn(s.R.Desk().Person(s.Ctx, s.R.Officer))
	officer.Get(path).Want(200, "7012345").Not("Second this")
}

func TestPeople(t *testing.T) {
	s := webtest.Start(t, rehearsal.Opened)
	_, voter := s.Voter("d80003")
	b := s.SignIn(voter)
	const at = "/practice/d80003/people"
	b.Get(at).Want(200, voter.Name, "Voting representative")
	p := b.Post(at, "name", "Una Yaxham", "email", "una@", "role", "deputy").Want(422, "is not an address for email", "A partner must have authorised")
	if !strings.Contains(p.HTML, `value="Una Yaxham"`) {
		t.Fatal("what was typed is lost")
	}
	b.Post(at, "name", "Una Yaxham", "email", "una@example.org", "role", "deputy", "authority", "yes").To(at)
	b.Get(at+"?done=named").Want(200, "Una Yaxham", "Deputy", "has been told by email")
	if !strings.Contains(s.Last(mail.Appointed, voter.Email).Text, "Una Yaxham is now a deputy") {
		t.Fatal("the voting representative was not told of the deputy")
	}
	invitation := s.Last(mail.Invitation, "una@example.org")
	path, _ := s.Link(invitation)
	if !strings.Contains(invitation.Text, s.R.Codes["d80003"]) || !strings.Contains(invitation.Text, "a deputy for Practice D Surgery") {
		t.Fatalf("the deputy's invitation: %q", invitation.Text)
	}
	una := s.Browser()
	una.Post(path).To("/booth/")
	una.Get(path).Want(200, "Una Yaxham, a deputy")
	b.Post(at, "name", "Una Yaxham", "email", "UNA@example.org", "role", "deputy", "authority", "yes").Want(422, "acts for this practice already")
	officer := s.R.Desk().Person(s.Ctx, s.R.Officer)
	b.Post(at, "name", officer.Name, "email", officer.Email, "role", "deputy", "authority", "yes").Want(422, "returning officer cannot represent")

	// The deputy's role ends: neither link nor session votes for the practice.
	var unaID string
	state := s.R.Desk().State()
	known, _ := state.Practice("d80003")
	unaID = string(known.Deputies[0])
	b.Get(at+"/"+unaID+"/end").Want(200, "End the role of Una Yaxham at")
	b.Post(at + "/" + unaID + "/end").To(at)
	una.Get(path).Want(403, "Somebody else votes for this practice now")
	una.JSON("/cast/committee-2026", `{"practice":"","ballots":["x"]}`).Want(401, "You are not signed in for this practice")
	b.Post(at+"/"+unaID+"/end").Want(404, "does not act for the practice any more")
}
