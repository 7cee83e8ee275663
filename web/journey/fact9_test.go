package journey_test

import (
	"context"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui/uitest"
)

// task is one row of the officer's list as it stands in the page.
type task struct {
	Title, Status, Why, Address string
	Next                        bool
}

// tasks reads the list in the page.
func tasks(tab *uitest.Tab) (list []task) {
	tab.Eval(`[...document.querySelectorAll(".gh-tasks > li")].map(li => {
		const text = q => (li.querySelector(q)?.textContent || "").replace(/\s+/g, " ").trim();
		const link = li.querySelector("a.nhsuk-task-list__link");
		return {title: link ? link.textContent.trim() : text(".nhsuk-task-list__name-and-hint > div"), status: text(".nhsuk-task-list__status"),
			why: text(".gh-tasks__why"), address: link ? link.getAttribute("href") : "", next: !!li.querySelector(".gh-tasks__mark")};
	})`, &list)
	return list
}

// TestFact9: every blocked row says why; one row is next. At each stage of an
// election, and between them.
func TestFact9(t *testing.T) {
	t.Parallel()
	s := playedTo(t, rehearsal.Called, script())
	tab := uitest.Open(t)
	s.signIn(tab, s.played.Officer)
	stages := []rehearsal.Stage{rehearsal.Called, rehearsal.Frozen, rehearsal.Nominated, rehearsal.Decided, rehearsal.Published, rehearsal.Settled,
		rehearsal.KeyMade, rehearsal.Prepared, rehearsal.Opened, rehearsal.Voted, rehearsal.Closed, rehearsal.Tallied, rehearsal.Counted, rehearsal.Declared}
	for _, stage := range stages {
		must(t, s.played.Until(s.ctx, stage))
		if stage >= rehearsal.Closed {
			s.closing(poll) // the service makes the totals by itself
		}
		s.signIn(tab, s.played.Officer) // the clock has moved on by days
		tab.Go(s.url + "/officer/elections/" + string(poll))
		tab.See("Prepare", "Nominate")
		t.Logf("%-12v next: %s", stage, s.rows(t, stage, tasks(tab)))
	}
}

// rows holds the list against the fact, and gives the row that is next.
func (s *service) rows(t testing.TB, stage rehearsal.Stage, list []task) (next string) {
	t.Helper()
	if len(list) < 15 {
		t.Fatalf("%v: the list has %d rows: %+v", stage, len(list), list)
	}
	for _, row := range list {
		switch row.Status {
		case "Cannot start yet":
			if row.Why == "" {
				t.Errorf("%v: %q is blocked and does not say why", stage, row.Title)
			} else if end := row.Why[len(row.Why)-1]; end != '.' && end != '?' {
				t.Errorf("%v: why %q is blocked is no sentence: %q", stage, row.Title, row.Why)
			}
		case "Completed", "In progress", "Not yet started":
			if row.Address == "" {
				t.Errorf("%v: %q is %q and leads nowhere", stage, row.Title, row.Status)
			}
		default:
			t.Errorf("%v: %q is %q", stage, row.Title, row.Status)
		}
		if row.Next {
			if next != "" {
				t.Errorf("%v: both %q and %q are next", stage, next, row.Title)
			}
			if row.Status == "Completed" {
				t.Errorf("%v: %q is next and completed", stage, row.Title)
			}
			next = row.Title
		}
	}
	if next == "" {
		t.Errorf("%v: no row is next", stage)
	}
	return next
}

// signIn signs a person in through a link, as the one in their email.
func (s *service) signIn(tab *uitest.Tab, person election.ID) {
	s.t.Helper()
	tab.Go(s.url + "/in/" + s.newLink(s.ctx, person))
	tab.Follow("Continue")
	tab.See("Sign out")
}

// newLink makes a link that signs in.
func (s *service) newLink(ctx context.Context, person election.ID) (token string) {
	s.t.Helper()
	must(s.t, s.server.Site.Store().Write(ctx, func(tx store.Side) (err error) {
		token, err = s.server.Site.NewLink(tx, site.Link{Grant: site.Grant{Purpose: site.ToSignIn, Person: person}, Expires: s.clock.Now().Add(time.Hour)})
		return err
	}))
	return token
}
