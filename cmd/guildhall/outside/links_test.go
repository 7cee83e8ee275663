package outside

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// link is the path of our link in a letter.
func link(t testing.TB, l Letter, prefix string) string {
	t.Helper()
	found := regexp.MustCompile(regexp.QuoteMeta(prefix) + `[\w-]{22}`).FindString(l.Text)
	if found == "" {
		t.Fatalf("no link %s… in %q", prefix, l.Text)
	}
	return found
}

// digits is the number in a letter.
func digits(t testing.TB, l Letter) string {
	t.Helper()
	found := regexp.MustCompile(`(?m)^\s*(\d{6})\s*$`).FindStringSubmatch(l.Text)
	if found == nil {
		t.Fatalf("no number in %q", l.Text)
	}
	return found[1]
}

// letter asks for a number with an address, as the page of a letter does, and gives
// the page that asks for it and its address.
func letter(b *Browser, email string) (Page, string) {
	b.T.Helper()
	p := b.Follow(b.Post("/c", "email", email)).Want(200)
	for _, action := range p.Forms() {
		if strings.HasPrefix(action, "/c/") {
			return p, action
		}
	}
	b.T.Fatalf("no form for the number:\n%s", p.Text())
	return p, ""
}

// TestALettersPageGivesNothingAway: whoever knows an address gets from it no voting
// link, and nothing of person, practice or vote; nor does whoever opens a voting
// link in a browser that has not started with it.
func TestALettersPageGivesNothingAway(t *testing.T) {
	w := Rehearse(t, Plan{Trustees: "2/3", Each: 1})
	s := w.Serve(t, nil)
	p := w.Practices[0]
	voter := s.Browser()
	voter.Post(p.Link).To("/booth/")
	voter.JSON("/cast/"+w.Election, p.Votes[0]).Want(200)

	stranger := s.Browser()
	known, ticket := letter(stranger, p.Voting.Email)
	other, otherTicket := letter(s.Browser(), "nobody@example.org")
	token := strings.TrimPrefix(ticket, "/c/")
	for _, path := range []string{"/v/" + token, "/v/" + token + "/not-me"} {
		if page := s.Browser().Get(path); page.Status < 400 {
			t.Errorf("GET %s with a ticket: %d\n%s", path[:3], page.Status, page.Text())
		}
	}
	alarm := s.Browser()
	if page := alarm.Follow(alarm.Post("/v/" + token + "/not-me")); page.Status < 400 {
		t.Errorf("a ticket raises an alarm: %d\n%s", page.Status, page.Text())
	}
	clean := func(p Page, email, at string) string { return strings.NewReplacer(email, "E", at, "T").Replace(p.Body) }
	if clean(known, p.Voting.Email, ticket) != clean(other, "nobody@example.org", otherTicket) {
		t.Error("the page tells who is registered")
	}
	s.Browser().Get(p.Link).Want(200).Not(p.Voting.Name, p.Name, p.Practice, "was cast", p.Voting.Email)
	s.Browser().Get(p.Link+"/not-me").Want(200).Not(p.Voting.Name, p.Name)
	again := s.Browser()
	again.Follow(again.Post(p.Link)).Not(p.Voting.Name, p.Name, "@")
	for range 5 {
		s.Browser().JSON(p.Link+"/number", json.RawMessage(`{}`)).Not(p.Voting.Name, p.Name, "@")
	}
}

// TestAPracticeEndsNobodyElsesSession: to name another practice's representative
// and to end it again leaves that person signed in.
func TestAPracticeEndsNobodyElsesSession(t *testing.T) {
	w := Rehearse(t, Plan{})
	box := NewMailbox(t)
	s := w.Serve(t, box)
	a, b := w.Practices[0], w.Practices[1]
	victim, own := signIn(t, s, box, b.Voting.Email), signIn(t, s, box, a.Voting.Email)
	people := "/practice/" + a.Practice + "/people"
	own.Post(people, "name", b.Voting.Name, "email", b.Voting.Email, "role", "deputy", "authority", "yes").To(people)
	own.Post(people + "/" + b.Voting.Person + "/end").To(people)
	victim.Get("/practice/"+b.Practice).Want(200, b.Name)
	// And at home the rights have gone at once.
	victim.Get("/practice/" + a.Practice).Want(403)
}

// TestALinkToSecondOpensNothingElse: a forwarded email that asks to second is for
// that, and makes nobody the practice's representative.
func TestALinkToSecondOpensNothingElse(t *testing.T) {
	w := Rehearse(t, Plan{Until: "roll frozen", ClosesIn: 50 * 24 * time.Hour})
	box := NewMailbox(t)
	s := w.Serve(t, box)
	a, of, c := w.Practices[0], w.Practices[1], w.Practices[2]
	proposer := signIn(t, s, box, a.Voting.Email)
	proposer.Post("/practice/"+a.Practice+"/nominate/"+w.Election, "post", "chair", "name", "Dr Wren Hingham", "role", "GP partner", "of", of.Practice,
		"email", "wren@example.org", "number", "7012345", "seconder", c.Practice).To("/nominations/")
	b := s.Browser()
	page := b.Post(link(t, box.Wait(t, time.Minute, To(c.Voting.Email), Subject("second")), "/in/")).To("/nominations/").Location
	page, _, _ = strings.Cut(page, "?")
	b.Get(page).Want(200, "Second this nomination")
	for _, path := range []string{"/practice", "/practice/" + c.Practice, "/practice/" + c.Practice + "/people", "/practice/" + c.Practice + "/nominate/" + w.Election, page + "/consent", page + "/withdraw"} {
		if p := b.Get(path); p.Status != 403 {
			t.Errorf("a link to second opens %s: %d", path, p.Status)
		}
	}
	people := "/practice/" + c.Practice + "/people"
	if p := b.Follow(b.Post(people, "name", "Mallory", "email", "m@example.org", "role", "voting", "authority", "yes")); p.Status != 403 {
		t.Errorf("a link to second names a representative: %d", p.Status)
	}
	b.Post(page + "/second").To(page)
}

// TestAVotingLinkIsForOnePractice: a session from the voting link of one practice
// does nothing for another one of the same person.
func TestAVotingLinkIsForOnePractice(t *testing.T) {
	w := Rehearse(t, Plan{Each: 1})
	box := NewMailbox(t)
	s := w.Serve(t, box)
	a, b := w.Practices[0], w.Practices[1]
	people := "/practice/" + b.Practice + "/people"
	signIn(t, s, box, b.Voting.Email).Post(people, "name", a.Voting.Name, "email", a.Voting.Email, "role", "deputy", "authority", "yes").To(people)
	voter := s.Browser()
	voter.Post(a.Link).To("/booth/")
	voter.JSON("/cast/"+w.Election, b.Votes[0]).Want(401)
	for _, path := range []string{"/practice", "/practice/" + a.Practice, "/practice/" + b.Practice} {
		if p := voter.Get(path); p.Status != 403 {
			t.Errorf("a voting link opens %s: %d", path, p.Status)
		}
	}
	voter.JSON("/cast/"+w.Election, a.Votes[0]).Want(200)
}

// TestMailGoesToTheRegisteredAddressOnly: an address that Unicode's folding makes
// equal is another one, and capital letters change nothing of where a letter goes.
func TestMailGoesToTheRegisteredAddressOnly(t *testing.T) {
	w := Rehearse(t, Plan{})
	box := NewMailbox(t)
	s := w.Serve(t, box)
	p, other := w.Practices[0], w.Practices[1]
	odd := strings.Replace(p.Voting.Email, "s", "ſ", 1)
	if odd == p.Voting.Email {
		t.Fatal("the address has no s")
	}
	s.Browser().Post("/sign-in", "email", odd)
	s.Browser().Post("/again", "email", odd)
	// What is asked for later comes later, so that nothing came is known by then.
	own := signIn(t, s, box, other.Voting.Email)
	people := "/practice/" + other.Practice + "/people"
	typed := strings.ToUpper(p.Voting.Email)
	own.Post(people, "name", p.Voting.Name, "email", typed, "role", "deputy", "authority", "yes").To(people)
	box.Wait(t, time.Minute, To(p.Voting.Email), Subject("changed"))
	for _, l := range box.Letters() {
		if l.To == odd || l.To == typed {
			t.Errorf("%q went to %s", l.Subject, l.To)
		}
	}
	if n := len(box.Letters(To(p.Voting.Email), Subject("sign in"))); n != 0 {
		t.Errorf("%d links to sign in went to %s, asked for with %s", n, p.Voting.Email, odd)
	}
}

// TestAStrangerUsesUpNobodysNumbers: however often somebody else asks, the voter's
// own number comes, and any of those in the mailbox is good.
func TestAStrangerUsesUpNobodysNumbers(t *testing.T) {
	w := Rehearse(t, Plan{Trustees: "2/3"})
	box := NewMailbox(t)
	s := w.Serve(t, box)
	p := w.Practices[0]
	stranger := s.Browser()
	stranger.From = "192.0.2.1"
	for range 8 {
		letter(stranger, p.Voting.Email)
	}
	wait(t, box, 5, To(p.Voting.Email), Subject("number"))
	voter := s.Browser()
	voter.From = "192.0.2.99"
	_, at := letter(voter, p.Voting.Email)
	all := wait(t, box, 6, To(p.Voting.Email), Subject("number"))
	if len(all) != 6 {
		t.Errorf("%d numbers were sent, not 6", len(all))
	}
	voter.Post(at, "number", digits(t, all[2])).To("/v/") // one that the stranger asked for
	// Nor does a stranger use up those of whoever holds a voting link.
	holder, second := s.Browser(), s.Browser()
	holder.Post(p.Link).Want(303)
	second.From = "192.0.2.98"
	second.Follow(second.Post(p.Link)).Want(200)
	own := wait(t, box, 7, To(p.Voting.Email), Subject("number"))
	second.Post(p.Link, "number", digits(t, own[6])).To("/booth/")
}

// TestNoAnswerAboutANumberTellsWhoIsRegistered: to the fifth wrong try, and by the
// time it takes.
func TestNoAnswerAboutANumberTellsWhoIsRegistered(t *testing.T) {
	w := Rehearse(t, Plan{Trustees: "2/3"})
	s := w.Serve(t, nil)
	tries := func(email string) (said []string) {
		b := s.Browser()
		_, at := letter(b, email)
		for range 6 {
			p := b.Follow(b.Post(at, "number", "12"))
			said = append(said, fmt.Sprint(p.Status, strings.ReplaceAll(p.Text(), email, "E")))
		}
		return said
	}
	if a, b := tries(w.Practices[0].Voting.Email), tries("nobody@example.org"); !slices.Equal(a, b) {
		t.Errorf("wrong numbers are answered differently:\n%q\n%q", a, b)
	}
	const each = 100
	var times [2][]time.Duration
	for i := range 2 * each {
		email := fmt.Sprintf("nobody%d@example.org", i%16)
		if i%2 == 0 {
			email = w.Practices[(i/2)%len(w.Practices)].Voting.Email
		}
		b := s.Browser()
		b.From = fmt.Sprintf("198.51.%d.%d", i/200, i%200+1)
		times[i%2] = append(times[i%2], b.Post("/c", "email", email).Took)
	}
	median := func(list []time.Duration) time.Duration { slices.Sort(list); return list[len(list)/2] }
	known, unknown := median(times[0]), median(times[1])
	t.Logf("medians of %d: %v registered, %v not", each, known, unknown)
	if known > unknown*3/2+time.Millisecond || unknown > known*3/2+time.Millisecond {
		t.Errorf("the time tells who is registered: %v against %v", known, unknown)
	}
}

// wait gives the first n letters that match, oldest first, once there are as many.
func wait(t testing.TB, box *Mailbox, n int, match ...Match) []Letter {
	t.Helper()
	box.WaitSince(t, n-1, time.Minute, match...)
	return box.Letters(match...)
}
