package officer_test

import (
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/webtest"
)

const strictList = "/officer/elections/strict-election-2026"

// calledStrict is a service on which the officer has called a strict election.
func calledStrict(t *testing.T) (*webtest.Service, *webtest.Browser) {
	t.Helper()
	s := webtest.Start(t, rehearsal.Begun)
	b := signedIn(s)
	form := []string{"title", "Strict election 2026", "contact", "Ring 01603 555000", "post", "chair", "support", "1",
		"closes-day", "14", "closes-month", "12", "closes-year", "2026", "preset", "full", "do", "call"}
	b.Post("/officer/call", append(form, "scheme", "loose")...).Want(422, "Choose how votes are to be protected: simple or strict.")
	b.Post("/officer/call", append(form, "scheme", "strict")...).To(strictList + "?done=called")
	return s, b
}

// team is a form that names three trustees, a registrar and an operator.
func team(change ...string) []string {
	values := map[string]string{"threshold": "2", "do": "name"}
	for key, who := range map[string]string{"trustee-1": "Ada Abel", "trustee-2": "Ben Bird", "trustee-3": "Cy Cole", "registrar": "Rita Reed", "operator": "Olga Ould", "scrutineer-1": "Sam Sole"} {
		values[key+"-name"] = who
		values[key+"-email"] = strings.ToLower(strings.ReplaceAll(who, " ", ".")) + "@example.org"
	}
	for i := 0; i < len(change); i += 2 {
		values[change[i]] = change[i+1]
	}
	var list []string
	for k, v := range values {
		list = append(list, k, v)
	}
	return list
}

func TestCallStrict(t *testing.T) {
	s, b := calledStrict(t)
	b.Get("/officer/call").Want(200, "Who could read one vote?", "The returning officer together with this service.", "Any two of the three trustees together with this service.", "The registrar.")
	el, err := s.R.Desk().Election("strict-election-2026")
	webtest.Must(t, err)
	if el.Called.Scheme != election.Strict || el.Called.Rules != election.RulesVersion {
		t.Errorf("called in the scheme %q under rules %d", el.Called.Scheme, el.Called.Rules)
	}
	s.Browser().Get("/elections/strict-election-2026").Want(200, "The trustees have not been named yet.")
}

// TestTeamForm: rows without a script, and an error beside each field.
func TestTeamForm(t *testing.T) {
	s, b := calledStrict(t)
	path := strictList + "/team"
	before := size(s)
	b.Get(path).Want(200, "Trustee 3", "different people").Not("Trustee 4")
	more := b.Post(path, team("do", "trustee")...).Want(200, "Trustee 4").Not("Trustee 5")
	if !strings.Contains(more.HTML, `value="Ada Abel"`) {
		t.Error("a further row made the form forget what was typed")
	}
	b.Post(path, team("do", "scrutineer")...).Want(200, "Scrutineer 2")
	officer := s.R.Desk().Person(s.Ctx, s.R.Officer)
	_, voter := s.Voter("d80001")
	for name, c := range map[string]struct {
		change []string
		want   string
	}{
		"no name":         {[]string{"trustee-2-name", ""}, "Give the full name of trustee 2."},
		"no address":      {[]string{"trustee-2-email", "ben at home"}, "Give the email address of trustee 2 in the correct format, such as name@example.org."},
		"one trustee":     {[]string{"trustee-2-name", "", "trustee-2-email", "", "trustee-3-name", "", "trustee-3-email", ""}, "Name at least 2 trustees."},
		"no registrar":    {[]string{"registrar-name", "", "registrar-email", ""}, "Give the full name of the registrar."},
		"one":             {[]string{"threshold", "1"}, "Of 3 trustees, 2 or 3 decrypt together: more than half"},
		"all and more":    {[]string{"threshold", "4"}, "Of 3 trustees, 2 or 3 decrypt together"},
		"two of two":      {[]string{"threshold", "1", "trustee-2-name", "", "trustee-2-email", ""}, "Of 2 trustees, 2 decrypt together"},
		"no number":       {[]string{"threshold", "two"}, "Of 3 trustees, 2 or 3 decrypt together"},
		"twice":           {[]string{"registrar-email", "Ada.Abel@example.org"}, "This is the address of trustee 1 too. The registrar, the operator and each trustee must be different people"},
		"the officer":     {[]string{"operator-email", officer.Email, "operator-name", officer.Name}, "This is your own address. You are the returning officer; the operator must be somebody else."},
		"the officer too": {[]string{"scrutineer-1-email", officer.Email, "scrutineer-1-name", officer.Name}, "You are the returning officer; the scrutineer must be somebody else."},
		"another name":    {[]string{"operator-email", voter.Email}, voter.Name + " is registered here with this address."},
	} {
		page := b.Post(path, team(c.change...)...).Want(422, c.want, "There is a problem")
		if !strings.Contains(page.HTML, `value="Cy Cole"`) && name != "one trustee" {
			t.Errorf("%s: the form forgot what was typed", name)
		}
	}
	if size(s) != before {
		t.Fatal("a refused team was recorded")
	}
}

// TestTeamNamed: everybody whose part is new is told, in the same step, and
// nobody twice.
func TestTeamNamed(t *testing.T) {
	s, b := calledStrict(t)
	path := strictList + "/team"
	b.Post(path, team("scrutineer-1-name", "Ada Abel", "scrutineer-1-email", "ada.abel@example.org")...).To(strictList + "?done=team")
	told := s.Mails(mail.Team, "")
	if len(told) != 5 {
		t.Fatalf("%d emails, not 5", len(told))
	}
	ada := s.Last(mail.Team, "ada.abel@example.org")
	for _, want := range []string{"You are a trustee and a scrutineer of the Strict election 2026", "2 of the 3 trustees are enough", "As a scrutineer you come to the log", "Monday 14 December 2026, 5pm"} {
		if !strings.Contains(ada.Subject+ada.Text, want) {
			t.Errorf("the trustee is not told %q:\n%s", want, ada.Text)
		}
	}
	if m := s.Last(mail.Team, "olga.ould@example.org"); !strings.Contains(m.Text, "Open this link to see the election:") {
		t.Errorf("the operator is told:\n%s", m.Text)
	}
	link, _ := s.Link(ada)
	s.Browser().Get(link).Want(200, "Continue with your link").Not("Ada Abel", "trustee")
	s.Browser().Get("/elections/strict-election-2026").Want(200, "Any two of Ada Abel, Ben Bird and Cy Cole together with this service.", "The registrar, Rita Reed.", "Olga Ould").Not("rita.reed@")
	if page := b.Get(path).Want(200); !strings.Contains(page.HTML, `value="Rita Reed"`) {
		t.Error("the form does not begin with who has been named")
	}

	// The scrutineer is another one now, and a trustee has been exchanged.
	b.Post(path, team("trustee-3-name", "Di Dale", "trustee-3-email", "di.dale@example.org")...).To(strictList + "?done=team")
	told = s.Mails(mail.Team, "")
	if len(told) != 9 {
		t.Fatalf("%d emails, not 9: %+v", len(told), told)
	}
	if m := s.Last(mail.Team, "cy.cole@example.org"); !strings.HasPrefix(m.Subject, "You have no part") || strings.Contains(m.Text, "/in/") {
		t.Errorf("who has no part any more is told: %s\n%s", m.Subject, m.Text)
	}
	if m := s.Last(mail.Team, "ada.abel@example.org"); m.Subject != "You are a trustee of the Strict election 2026" {
		t.Errorf("whose part has changed is told: %s", m.Subject)
	}
	if n := len(s.Mails(mail.Team, "rita.reed@example.org")); n != 1 {
		t.Errorf("whose part has not changed is told %d times", n)
	}
	el, err := s.R.Desk().Election("strict-election-2026")
	webtest.Must(t, err)
	if el.Team.Threshold != 2 || len(el.Team.Trustees) != 3 || len(el.Team.Scrutineers) != 1 {
		t.Errorf("the team: %+v", el.Team)
	}
}

// TestScrutineers of the simple scheme: nothing else is asked for.
func TestScrutineers(t *testing.T) {
	s := webtest.Start(t, rehearsal.Frozen)
	b := signedIn(s)
	b.Get(list).Want(200, "Scrutineers")
	b.Get(list+"/team").Want(200, "Name scrutineers").Not("Trustee", "Registrar")
	b.Post(list+"/team", "scrutineer-1-name", "Sam Sole", "scrutineer-1-email", "sam@example.org", "do", "name").To(list + "?done=team")
	if m := s.Last(mail.Team, "sam@example.org"); m.Subject != "You are a scrutineer of the Committee election 2026" {
		t.Errorf("told: %s", m.Subject)
	}
	if el := s.Election(); len(el.Team.Scrutineers) != 1 || len(el.Team.Trustees) != 0 {
		t.Errorf("the team: %+v", el.Team)
	}
	webtest.Must(t, s.R.Until(s.Ctx, rehearsal.Prepared))
	signedIn(s).Get(list+"/team").Want(200, "The ballot has been prepared; scrutineers cannot be named any more.", "Sam Sole")
}
