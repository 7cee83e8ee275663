package site_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/webtest"
)

func TestRefusedFormHasAnAddress(t *testing.T) {
	s := webtest.Start(t, rehearsal.Begun)
	b := s.Browser()
	at := b.Bare("/sign-in", "email", "ann at practice").To("/sign-in?kept=").Location
	if strings.Contains(at, "ann") {
		t.Fatalf("what was typed stands in the address: %s", at)
	}
	for range 3 { // to look is not to use up
		p := b.Get(at).Want(422, "There is a problem", "correct format")
		if !strings.Contains(p.HTML, "ann at practice") {
			t.Fatal("what was typed is lost")
		}
	}
	// The address is worth nothing in another browser, nor is it once it was
	// another's turn.
	stranger := s.Browser()
	stranger.Bare("/sign-in", "email", "me")
	for _, p := range []webtest.Page{stranger.Get(at), s.Browser().Get(at)} {
		if p.Want(200, "not kept any more"); strings.Contains(p.HTML, "ann at practice") {
			t.Fatal("another browser sees what was typed")
		}
	}
	// A second refusal has an address of its own; the first still shows what it did.
	if again := b.Bare("/sign-in", "email", "still wrong").To("/sign-in?kept=").Location; again == at {
		t.Fatal("two answers at one address")
	}
	b.Get(at).Want(422)
	// A script gets its answer at once.
	req, err := http.NewRequest(http.MethodPost, s.URL+"/sign-in", strings.NewReader("email=x"))
	webtest.Must(t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Dest", "empty")
	b.Do(req).Want(422, "There is a problem")
}

func TestAcceptedFormIsForgotten(t *testing.T) {
	s := webtest.Start(t, rehearsal.Begun)
	_, voter := s.Voter("d80002")
	b := s.SignIn(voter)
	const people = "/practice/d80002/people"
	typed := []string{"role", "deputy", "name", "Deputy Typed", "email", "deputy at practice", "authority", "yes"}
	at := b.Bare(people, typed...).To(people + "?kept=").Location
	if p := b.Get(at).Want(422, "is not an address for email"); !strings.Contains(p.HTML, "deputy at practice") {
		t.Fatal("what was typed is lost")
	}
	typed[5] = "deputy@practice.example"
	b.Post(people, typed...).To(people + "?done=named")
	if p := b.Get(at).Want(200, "not kept any more"); strings.Contains(p.HTML, "deputy at practice") {
		t.Fatal("the form is there after it was accepted")
	}
	// Nor does it outlive the session.
	at = b.Bare(people, "role", "deputy", "name", "Somebody Else", "email", "").To(people).Location
	b.Get(at).Want(422)
	b.Bare("/sign-out").To("/signed-out")
	b.Get(at).Want(401).Not("Somebody Else")
	again := s.SignIn(voter)
	again.Get(at).Want(200).Not("Somebody Else")
}

// A page that may not be opened any more shows nothing of what was kept there.
func TestKeptPageNeedsThePagesRights(t *testing.T) {
	s := webtest.Start(t, rehearsal.Begun)
	_, voter := s.Voter("d80002")
	b := s.SignIn(voter)
	at := b.Bare("/practice/d80002/people", "name", "Typed By Hand").To("/practice/d80002/people?kept=").Location
	b.Get(at).Want(422)
	_, ticket, _ := strings.Cut(at, "?")
	b.Get("/practice/d80003/people?" + ticket).Want(403).Not("Typed By Hand")
	b.Get("/officer?" + ticket).Want(403).Not("Typed By Hand")
}
