package journey_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/ui/uitest"
)

// TestFact2: GET the link twenty times: Start still works. A second browser
// profile is asked for the number.
func TestFact2(t *testing.T) {
	t.Parallel()
	s := opened(t)
	link := s.invitation("d80001")
	address, _, _ := strings.Cut(link, "#")
	for range 20 {
		r, err := http.Get(address)
		must(t, err)
		r.Body.Close()
		if r.StatusCode != http.StatusOK || r.Header.Get("Set-Cookie") != "" {
			t.Fatalf("GET of the link: %s, cookies %q", r.Status, r.Header.Values("Set-Cookie"))
		}
	}
	first := &voter{Tab: uitest.Open(t)}
	first.begin(link)
	first.See("Post 1 of 3")

	second := &voter{Tab: uitest.Open(t)}
	second.begin(link)
	second.See("Confirm that it is you")
	if second.Sees(s.mailOf("d80001")) {
		t.Error("the page tells a stranger the registered address")
	}
	second.Fill("6-digit number", "000000")
	number := s.digits(s.letter(mail.Number, s.mailOf("d80001")))
	if number != "000000" {
		second.Follow("Continue")
		second.See("That is not the number in our email")
	}
	second.Fill("6-digit number", number)
	second.Follow("Continue")
	second.See("Post 1 of 3")
	second.mark(s.papers(poll), 1, 1, 1)
	second.cast()
	s.ballots(t, poll, 1, 1)
}
