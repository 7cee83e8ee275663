package outside

import (
	"html"
	"strconv"
	"strings"
	"testing"
	"time"
)

// signedIn is a browser in which somebody has signed in by the emailed link.
func signedIn(t *testing.T, w *World, s *Service, box *Mailbox, email string) *Browser {
	t.Helper()
	b := s.Browser()
	b.Follow(b.Post("/sign-in", "email", email)).Want(200)
	link := box.Wait(t, time.Minute, To(email), Says("/in/")).Link(t, w.URL+"/in/")
	b.Post(b.Get(link).Want(200).Forms()[0]).Want(303)
	return b
}

// calling is the form with which an election is called, whose poll closes in two
// months or so, on a Wednesday.
func calling(title string) []string {
	day := time.Now().AddDate(0, 0, 60)
	for day.Weekday() != time.Wednesday {
		day = day.AddDate(0, 0, 1)
	}
	return []string{"title", title, "contact", "Ring 01603 555000", "post", "chair", "post", "vice-chair", "support", "1", "scheme", "simple",
		"closes-day", strconv.Itoa(day.Day()), "closes-month", strconv.Itoa(int(day.Month())), "closes-year", strconv.Itoa(day.Year()),
		"preset", "short", "adopted", "yes", "do", "call"}
}

func TestElectionWithALongTitleCanBeCalled(t *testing.T) {
	w := Rehearse(t, Plan{})
	box := NewMailbox(t)
	s := w.Serve(t, box)
	b := signedIn(t, w, s, box, w.Officer.Email)
	for _, title := range []string{"Annual committee election 2027", "Annual committee election 2027", "委员会选举", "لجنة", "By-election", `<script>=1+1</script>`,
		strings.Repeat("Election of the committee ", 7)} {
		p := b.Post("/officer/call", calling(title)...).To("/officer/elections/")
		if page := b.Get(p.Location).Want(200, "The election has been called"); !strings.Contains(html.UnescapeString(page.Body), strings.TrimSpace(title)) {
			t.Errorf("%q does not stand on the page that follows", title)
		}
	}
	for field, value := range map[string]string{"title": strings.Repeat("x", 201), "contact": strings.Repeat("x", 301)} {
		form := calling("A title")
		for i := range form {
			if form[i] == field {
				form[i+1] = value
			}
		}
		form[len(form)-1] = "work" // the first step
		if p := b.Follow(b.Post("/officer/call", form...)).Want(422, "at most"); !strings.Contains(p.Body, `id="`+field+`-error"`) {
			t.Errorf("what is wrong with the %s is not said beside it", field)
		}
	}
}

// A page that answers a POST makes browsers ask "Confirm Form Resubmission" on Back,
// Forward and Reload; what is refused is shown at an address that can be opened
// again and again, by this browser alone.
func TestRefusedFormIsNoAnswerToAPost(t *testing.T) {
	w := Rehearse(t, Plan{})
	box := NewMailbox(t)
	s := w.Serve(t, box)
	officer, practice := signedIn(t, w, s, box, w.Officer.Email), signedIn(t, w, s, box, w.Practices[0].Voting.Email)
	election, own := "/officer/elections/"+w.Election, "/practice/"+w.Practices[0].Practice
	for _, c := range []struct {
		b    *Browser
		path string
		form []string
	}{
		{s.Browser(), "/sign-in", []string{"email", "ann at practice"}},
		{s.Browser(), "/again", []string{"email", "ann at practice"}},
		{s.Browser(), "/vote", []string{"code", "nonsense"}},
		{s.Browser(), "/receipt", []string{"text", "nonsense"}},
		{officer, "/officer/call", []string{"title", "Half a form", "do", "work"}},
		{officer, "/officer/call", calling("")},
		{officer, election + "/people", []string{"people", ""}},
		{officer, election + "/people/" + w.Practices[1].Practice, []string{"name", "Half A Person", "role", "deputy"}},
		{officer, election + "/team", []string{"do", "name", "scrutineer-1-name", "Half A Person"}},
		{officer, election + "/remind-team", nil},
		{officer, election + "/declare", nil},
		{practice, own + "/people", []string{"name", "Half A Person"}},
		{practice, own + "/people/nobody/end", nil},
		{practice, "/officer/call", calling("No right to")},
	} {
		before := len(officer.Get("/log.jsonl").Body)
		p := c.b.Post(c.path, c.form...)
		if p.Status != 303 {
			t.Errorf("POST %s answers with status %d and a page", c.path, p.Status)
			continue
		}
		for i, value := range c.form {
			if i%2 == 1 && len(value) > 5 && strings.Contains(p.Location, strings.Fields(value)[0]) {
				t.Errorf("POST %s: what was typed stands in the address %s", c.path, p.Location)
			}
		}
		first := c.b.Follow(p)
		if first.Status < 400 {
			t.Errorf("POST %s: what was refused has the status %d", c.path, first.Status)
		}
		if again := c.b.Follow(p); again.Status != first.Status || again.Text() != first.Text() && !strings.Contains(again.Text(), "give this number") {
			t.Errorf("POST %s: Reload shows another page: %d %s", c.path, again.Status, again.Text())
		}
		if stranger := s.Browser().Get(p.Location); strings.Contains(stranger.Body, "Half A Person") || strings.Contains(stranger.Body, "ann at practice") {
			t.Errorf("POST %s: another browser sees what was typed", c.path)
		}
		if after := len(officer.Get("/log.jsonl").Body); after != before {
			t.Errorf("POST %s: something was recorded", c.path)
		}
	}
}
