package officer_test

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/ui/uitest"
	"github.com/onenorwich/guildhall/web/webtest"
)

func TestMain(m *testing.M) { os.Exit(uitest.Main(m)) }

// enter signs a real browser in as the returning officer.
func enter(t *testing.T, s *webtest.Service) *uitest.Tab {
	t.Helper()
	person := s.R.Desk().Person(s.Ctx, s.R.Officer)
	s.Browser().Post("/sign-in", "email", person.Email).Want(200)
	path, _ := s.Link(s.Last(mail.SignIn, person.Email))
	tab := uitest.Open(t)
	tab.Go(s.URL + path)
	tab.Eval(`fetch(location.href, {method: "POST"}).then(r => r.status)`, nil)
	return tab
}

// picture keeps a page for people to look at, where GUILDHALL_PICTURES names a
// folder.
func picture(tab *uitest.Tab, name string) {
	dir := os.Getenv("GUILDHALL_PICTURES")
	if dir == "" {
		return
	}
	tab.Size(320, 900)
	tab.Screenshot(filepath.Join(dir, name+"-320.png"))
	tab.Size(1280, 900)
	tab.Screenshot(filepath.Join(dir, name+"-1280.png"))
}

// TestEveryPageIsAccessible holds each page, at the stages at which it looks
// different, against axe-core at 1280 and 320 pixels.
func TestEveryPageIsAccessible(t *testing.T) {
	for _, c := range []struct {
		stage rehearsal.Stage
		pages []string
	}{
		{rehearsal.Begun, []string{"/officer", "/officer/call", "/officer/offices", "/officer/clock"}},
		{rehearsal.Called, []string{list, list + "/called", list + "/roll", list + "/people"}},
		{rehearsal.Nominated, []string{list + "/nominations", list + "/people/d80001", list + "/roll"}},
		{rehearsal.Settled, []string{list + "/settle", list + "/key", list + "/prepare"}},
		{rehearsal.Prepared, []string{list + "/ballot", list + "/open", list + "/key/check", list + "/test-mail"}},
		{rehearsal.Voted, []string{list, list + "/poll", list + "/remind"}},
		{rehearsal.Closed, []string{list + "/weigh-count", list + "/weigh"}},
		{rehearsal.Tallied, []string{list + "/account", list + "/decrypt"}},
		{rehearsal.Counted, []string{list + "/result", list + "/declare"}},
		{rehearsal.Declared, []string{list, "/officer/offices"}},
	} {
		s := webtest.Start(t, c.stage)
		if c.stage == rehearsal.Nominated {
			el := s.Election()
			for n := range el.Nominations {
				c.pages = append(c.pages, list+"/nominations/"+string(n.ID))
				break
			}
		}
		if c.stage == rehearsal.Voted {
			c.pages = append(c.pages, "/officer/mail", "/officer/mail/"+strconv.FormatInt(s.Last(mail.Invitation, "").ID, 10))
		}
		tab := enter(t, s)
		for i, page := range c.pages {
			tab.Go(s.URL + page)
			tab.Axe()
			picture(tab, "officer-"+c.stage.String()+"-"+string(rune('a'+i)))
		}
	}
}

// TestRollInTheBrowser chooses a file, looks at the votes under two rules, and
// freezes; a bad file first.
func TestRollInTheBrowser(t *testing.T) {
	s := webtest.Start(t, rehearsal.Called)
	tab := enter(t, s)
	dir := t.TempDir()
	bad, good := filepath.Join(dir, "bad.csv"), filepath.Join(dir, "good.csv")
	const rows = "ods_code,name,patients\nD80000,Practice A Surgery,3000\nD80001,\"Practice B, the Surgery\",3500\nD80002,Practice C Surgery,9000\n"
	webtest.Must(t, os.WriteFile(bad, []byte(rows+"D80000,Again,5\n"), 0o600))
	webtest.Must(t, os.WriteFile(good, []byte(rows), 0o600))
	tab.Expect("422") // the browser notes the status of a form that was refused
	tab.Go(s.URL + list)
	tab.Follow("Freeze the roll and its weights")
	tab.Upload("The roll", bad)
	tab.Follow("Show the votes")
	tab.See("The roll has 1 problem. Nothing was recorded.", "What to mend in the file")
	tab.Axe()
	picture(tab, "officer-roll-bad")
	tab.Upload("The roll", good)
	tab.Click("By registered patients")
	tab.Follow("Show the votes")
	tab.See("The result can give votes away", "Practice C Surgery: 5 votes")
	tab.Axe()
	picture(tab, "officer-roll-warned")
	tab.Click("Each practice has one vote")
	tab.Follow("Show other votes")
	tab.See("Practice B, the Surgery", "Freeze this roll")
	if tab.Sees("The result can give votes away") {
		t.Error("equal votes are warned of")
	}
	picture(tab, "officer-roll-equal")
	tab.Follow("Freeze this roll")
	tab.See("The roll is frozen.")
	if el := s.Election(); el.Roll.Len() != 3 || el.Roll.Votes != 3 {
		t.Errorf("the roll has %d practices with %d votes", el.Roll.Len(), el.Roll.Votes)
	}
}

// TestCallInTheBrowser: the timetable is worked out before anything is called.
func TestCallInTheBrowser(t *testing.T) {
	s := webtest.Start(t, rehearsal.Begun)
	tab := enter(t, s)
	tab.Expect("422")
	tab.Go(s.URL + "/officer")
	tab.Follow("Call an election")
	tab.Fill("Title of the election", "Committee election 2026")
	tab.Fill("Day", "20")
	tab.Fill("Month", "11")
	tab.Fill("Year", "2026")
	tab.Follow("Work the timetable out")
	tab.See("The poll can close on Friday 11 December 2026 at the earliest.", "needs the short timetable")
	tab.Axe()
	picture(tab, "officer-call-full")
	tab.Click("The short timetable")
	tab.Follow("Work the timetable out")
	tab.See("Friday 30 October 2026, 9am")
	tab.Axe()
	picture(tab, "officer-call-short")
	tab.Click("The members have adopted this shorter timetable")
	tab.Follow("Call the election")
	tab.See("The election has been called.", "Next: Freeze the roll and its weights")
}
