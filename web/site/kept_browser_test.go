package site_test

import (
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/ui/uitest"
	"github.com/onenorwich/guildhall/web/webtest"
)

// wizard is one way through forms in a real browser.
type wizard struct {
	name, from string
	who        record.PersonText
	refused    []func(*uitest.Tab) // each ends on a page that says what is wrong
	says       []string            // what it says
	taken      func(*uitest.Tab)   // mends and sends it
}

// In every wizard Back, Forward and Reload show the pages again, with what was
// typed; none of them is the browser's own question whether to send a form again,
// and nothing is recorded by them.
func TestBackForwardAndReload(t *testing.T) {
	s := webtest.Start(t, rehearsal.Frozen)
	officer := s.R.Desk().Person(s.Ctx, s.R.Officer)
	_, voter := s.Voter("d80000")
	base := "/officer/elections/" + string(webtest.Poll)
	wizards := []wizard{{
		name: "call an election", from: "/officer/call", who: officer,
		refused: []func(*uitest.Tab){
			func(tab *uitest.Tab) { tab.Follow("Work the timetable out") },
			func(tab *uitest.Tab) {
				tab.Fill("Title of the election", "Annual committee election 2027")
				tab.Fill("Day", "16")
				tab.Fill("Month", "12")
				tab.Fill("Year", "2026")
				tab.Click("The short timetable")
				tab.Follow("Work the timetable out")
			},
			func(tab *uitest.Tab) { tab.Follow("Call the election") },
		},
		says: []string{"Give the election a title.", "Notice of election", "adopted by the members"},
		taken: func(tab *uitest.Tab) {
			tab.Click("The members have adopted this shorter timetable")
			tab.Follow("Call the election")
		},
	}, {
		name: "name a person", from: base + "/people/d80003", who: officer,
		refused: []func(*uitest.Tab){func(tab *uitest.Tab) {
			tab.Fill("Full name", "Una Browser")
			tab.Click("A deputy")
			tab.Follow("Record this person")
		}},
		says: []string{"Enter the person’s email address."},
		taken: func(tab *uitest.Tab) {
			tab.Fill("Email address", "una@browser.example")
			tab.Follow("Record this person")
		},
	}, {
		name: "name scrutineers", from: base + "/team", who: officer,
		refused: []func(*uitest.Tab){
			func(tab *uitest.Tab) { tab.Follow("Add a row for a scrutineer") },
			func(tab *uitest.Tab) {
				tab.Fill("Full name", "Vic Browser")
				tab.Follow("Record these scrutineers")
			},
		},
		says: []string{"Scrutineer 2", "in the correct format"},
		taken: func(tab *uitest.Tab) {
			tab.Fill("Email address", "vic@browser.example")
			tab.Follow("Record these scrutineers")
		},
	}, {
		name: "a practice's people", from: "/practice/d80000/people", who: voter,
		refused: []func(*uitest.Tab){func(tab *uitest.Tab) {
			tab.Fill("Full name", "Wyn Browser")
			tab.Follow("Name this person")
		}},
		says: []string{"A partner must have authorised the change in writing."},
		taken: func(tab *uitest.Tab) {
			tab.Fill("Email address", "wyn@browser.example")
			tab.Click("A partner of the practice has authorised this in writing.")
			tab.Follow("Name this person")
		},
	}}
	for _, w := range wizards {
		t.Run(w.name, func(t *testing.T) {
			tab := uitest.Open(t)
			tab.Expect("422")
			s.Browser().Post("/sign-in", "email", w.who.Email).Want(200)
			path, _ := s.Link(s.Last(mail.SignIn, w.who.Email))
			tab.Go(s.URL + path)
			tab.Follow("Continue")
			tab.Go(s.URL + w.from)
			size := func() int64 { return s.R.Desk().Clerk.Point().Head.Size }
			before := size()
			for i, refuse := range w.refused {
				refuse(tab)
				tab.See(w.says[i])
				tab.Reload()
				tab.See(w.says[i])
			}
			tab.Axe()
			for range w.refused {
				history(t, tab, "back")
			}
			if at := strings.TrimPrefix(tab.Address(), s.URL); at != w.from {
				t.Errorf("Back leads to %s, not to %s", at, w.from)
			}
			for _, says := range w.says {
				history(t, tab, "forward")
				tab.See(says)
			}
			if size() != before {
				t.Fatal("a refusal was recorded, or Back, Forward or Reload recorded something")
			}
			w.taken(tab)
			after, at := size(), tab.Address()
			if after == before {
				t.Fatalf("nothing was recorded: %s", tab.Text())
			}
			tab.Reload()
			history(t, tab, "back")
			tab.See("is not kept any more")
			tab.Reload()
			history(t, tab, "forward")
			if tab.Address() != at || size() != after {
				t.Errorf("at %s, not %s, after Back and Forward; %d entries more", tab.Address(), at, size()-after)
			}
		})
	}
}

// history goes one page back or forward, and fails on the browser's own page.
func history(t *testing.T, tab *uitest.Tab, way string) {
	t.Helper()
	if way == "back" {
		tab.Back()
	} else {
		tab.Forward()
	}
	if at := tab.Address(); strings.HasPrefix(at, "chrome-error:") || tab.Sees("ERR_CACHE_MISS") || tab.Sees("Form Resubmission") {
		t.Fatalf("%s shows the browser's own page at %s: %s", way, at, tab.Text())
	}
}
