package officer_test

import (
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/webtest"
)

// TestTrusteesPage: who has done what, and who is waited for.
func TestTrusteesPage(t *testing.T) {
	s := webtest.Strict(t, rehearsal.Settled)
	b := signedIn(s)
	el := s.Election()
	var names []string
	for _, id := range el.Team.Trustees {
		names = append(names, s.R.Desk().Person(s.Ctx, id).Name)
	}
	who := names[0] + ", " + names[1] + " and " + names[2]
	b.Get(list+"/trustees").Want(200, "Waiting for "+who+" to make a key.").Not("Begin the key again", "The words of each")
	b.Get(list + "/key").To(list + "/trustees")
	b.Get(list + "/key/check").To(list + "/trustees")
	b.Get(list+"/registrar").Want(200, "to make the voting codes.", "Until Sunday 13 December 2026, 5pm").Not("Who has been sent")
	webtest.Must(t, s.R.Until(s.Ctx, rehearsal.KeyMade))
	b.Get(list+"/trustees").Want(200, "The key has been made.", "The words of each trustee’s key", "All keys together:", "Begin the key again")
	b.Get(list+"/registrar").Want(200, "The voting codes have been made. They are sent when the ballot has been prepared")
	b.Get(list+"/prepare").Want(200, "under the trustees’ key and this service’s").Not("under your key")
	webtest.Must(t, s.R.Until(s.Ctx, rehearsal.Prepared))
	b.Get(list+"/trustees").Want(200, "Every trustee has proved that the phrase was kept.").Not("Email those who are waited for")
	webtest.Must(t, s.R.Until(s.Ctx, rehearsal.Voted))
	b = signedIn(s)
	b.Get(list+"/trustees").Want(200, "The poll is open.").Not("Begin the key again")
	b.Get(list+"/trustees/restart").Want(200, "The poll has been opened; its keys cannot be exchanged any more.")
	webtest.Must(t, s.R.Until(s.Ctx, rehearsal.Tallied))
	b = signedIn(s)
	b.Get(list + "/decrypt").To(list + "/trustees")
	if s.Election().WeighedCount == nil {
		b.Get(list+"/trustees").Want(200, "The poll has closed. The returning officer looks first")
		b.Get(list+"/remind-team").Want(200, "Nobody of the team is waited for now.")
		webtest.Must(t, s.R.Desk().Weigh(s.Ctx, s.R.Officer, webtest.Poll, election.WeighedCount, "A test."))
	}
	b.Get(list+"/trustees").Want(200, "0 of the 2 trustees who are needed have decrypted. Still needed: 2 of "+who+".")
	b.Post(list + "/remind-team").To(list + "?done=waited")
	if n := len(s.Mails(mail.Waited, "")); n != 3 {
		t.Errorf("%d trustees were reminded, not 3", n)
	}
	webtest.Must(t, s.R.Until(s.Ctx, rehearsal.Counted))
	signedIn(s).Get(list+"/trustees").Want(200, "The totals have been decrypted, by 2 of 3 trustees and this service.")
}

// TestNoTeamInTheSimpleScheme: the pages say so.
func TestNoTeamInTheSimpleScheme(t *testing.T) {
	s := webtest.Start(t, rehearsal.Called)
	b := signedIn(s)
	b.Get(list+"/trustees").Want(200, "there are no trustees")
	b.Get(list+"/registrar").Want(200, "there is no registrar")
	b.Get(list+"/trustees/restart").Want(200, "There is no key ceremony to begin again.")
	b.Post(list+"/trustees/restart", "ground", "phrase-lost", "sure", "yes").Want(422, "There is no key ceremony to begin again.")
	b.Get(list).Not("The trustees", "The registrar")
}

// TestRestart: only with a ground and a second thought; everybody whom it
// concerns is told, and everything begins again.
func TestRestart(t *testing.T) {
	s := webtest.Strict(t, rehearsal.Prepared)
	b := signedIn(s)
	act := clerk.Act{By: s.R.Team.Registrar, Event: election.CodeIssued{Election: webtest.Poll, Practice: "d80000", How: election.ByLetter}}
	_, err := s.R.Desk().Clerk.Do(s.Ctx, clerk.Command{Decide: func(*governance.State, time.Time) ([]clerk.Act, error) { return []clerk.Act{act}, nil }})
	webtest.Must(t, err)
	path, before := list+"/trustees/restart", size(s)
	b.Get(path).Want(200, "What has been done does not count any more", "A trustee has lost the recovery phrase")
	b.Post(path).Want(422, "Choose why the key is made again.", "Say that you are sure")
	b.Post(path, "ground", election.GroundPhraseLost).Want(422, "Say that you are sure")
	b.Post(path, "sure", "yes").Want(422, "Choose why the key is made again.")
	b.Post(path, "ground", "because", "sure", "yes").Want(422, "is not one on which a key ceremony is begun again")
	b.Get(list+"/team").Want(200, "they cannot be exchanged any more")
	if size(s) != before {
		t.Fatal("a refused restart was recorded")
	}
	if n := len(s.Mails(mail.Team, "")); n != 0 {
		t.Fatalf("a refused restart sent %d emails", n)
	}
	b.Post(path, "ground", election.GroundPhraseLost, "sure", "yes").To(list + "/trustees?done=restarted")
	el := s.Election()
	if el.Issued("d80000") != "" {
		t.Error("a code of before counts as sent")
	}
	if len(el.Ceremony) != 0 || el.Keys != nil || el.Listed != nil || el.Poll.Prepared != nil {
		t.Errorf("something of the ceremony is left: %+v", el.Ceremony)
	}
	told := s.Mails(mail.Team, "")
	if len(told) != 4 {
		t.Fatalf("%d emails, not 4", len(told))
	}
	for _, m := range told {
		if !strings.HasPrefix(m.Subject, "Again from the beginning") || !strings.Contains(m.Text, "/in/") {
			t.Errorf("%s is told: %s\n%s", m.To, m.Subject, m.Text)
		}
	}
	b.Get(list+"/trustees?done=restarted").Want(200, "The key is made again from the beginning.", "Waiting for")
	b.Get(list+"/team").Want(200, "Record this team")
}

// TestRegistrarPage: which practices lack a code, first.
func TestRegistrarPage(t *testing.T) {
	s := webtest.Strict(t, rehearsal.Prepared)
	b := signedIn(s)
	registrar := s.R.Desk().Person(s.Ctx, s.R.Team.Registrar)
	b.Get(list+"/registrar").Want(200, "0 of 6 practices have been sent a voting code. Waiting for "+registrar.Name+" to send the others.")
	issue := func(how string, practices ...election.ID) {
		t.Helper()
		for _, p := range practices {
			act := clerk.Act{By: s.R.Team.Registrar, Event: election.CodeIssued{Election: webtest.Poll, Practice: p, How: how}}
			_, err := s.R.Desk().Clerk.Do(s.Ctx, clerk.Command{Decide: func(*governance.State, time.Time) ([]clerk.Act, error) { return []clerk.Act{act}, nil }})
			webtest.Must(t, err)
		}
	}
	issue(election.ByLetter, "d80000", "d80001", "d80002", "d80003")
	issue(election.ByMail, "d80005")
	text := b.Get(list+"/registrar").Want(200, "5 of 6 practices have been sent a voting code.", "By email, which this service and mail providers could read").Text()
	if lacking, has := strings.Index(text, "Practice E Surgery"), strings.Index(text, "Practice A Surgery"); lacking < 0 || lacking > has {
		t.Error("who lacks a code does not come first")
	}
	b.Get(list).Want(200, "5 of 6 practices have been sent theirs.")
	b.Post(list + "/remind-team").To(list + "?done=waited")
	if m := s.Last(mail.Waited, registrar.Email); !strings.Contains(m.Text, "1 practice has not been sent theirs; it is possible until Sunday 13 December 2026, 5pm.") {
		t.Errorf("the registrar is told:\n%s", m.Text)
	}
	issue(election.ByLetter, "d80004")
	b.Get(list+"/registrar").Want(200, "Every practice has been sent a voting code.").Not("Email those who are waited for")
	b.Get(list+"/remind-team").Want(200, "Nobody of the team is waited for now.")
	b.Post(list+"/remind-team").Want(422, "Nobody of the team is waited for now.")
}

// TestPartsInTheMenu: whoever has a part finds its pages, and nobody else.
func TestPartsInTheMenu(t *testing.T) {
	s := webtest.Strict(t, rehearsal.Settled)
	desk := s.R.Desk()
	for person, want := range map[election.ID][]string{
		s.R.Team.Trustees[0].Person: {`href="/trustee"`, `href="/witness"`},
		s.R.Team.Registrar:          {`href="/registrar"`},
		s.R.Team.Operator:           {},
		s.R.Officer:                 {},
	} {
		page := s.SignIn(desk.Person(s.Ctx, person)).Get("/").Want(200)
		for _, link := range []string{`href="/trustee"`, `href="/registrar"`, `href="/witness"`} {
			_, nav, _ := strings.Cut(page.HTML, `aria-label="Menu"`)
			nav, _, _ = strings.Cut(nav, "</nav>")
			if has, should := strings.Contains(nav, link), strings.Contains(strings.Join(want, " "), link); has != should {
				t.Errorf("the menu of %s has %s: %v", desk.Person(s.Ctx, person).Name, link, has)
			}
		}
	}
}
