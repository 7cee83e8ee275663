package outside

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestJunkUsesUpNobodysVotes: whoever sends votes that do not hold, from one
// browser of a practice, keeps the practice's voter at another from nothing, and
// is stopped.
func TestJunkUsesUpNobodysVotes(t *testing.T) {
	w := Rehearse(t, Plan{Each: 1})
	box := NewMailbox(t)
	s := w.Serve(t, box)
	p := w.Practices[0]
	thief := s.Browser()
	thief.Post(p.Link).To("/booth/")
	junk := bytes.Replace(p.Votes[0], []byte(`challenge\":\"`), []byte(`challenge\":\"1`), 1)
	if bytes.Equal(junk, p.Votes[0]) || !json.Valid(junk) {
		t.Fatal("the vote was not changed")
	}
	looked := 0
	for range 70 {
		switch a := thief.JSON("/cast/"+w.Election, junk); {
		case a.Status == 200:
			t.Fatal("junk was recorded")
		case strings.Contains(a.Body, `"ballot"`):
			looked++
		}
	}
	voter := s.Browser()
	invited := box.Wait(t, time.Minute, To(p.Voting.Email), Says("/v/"))
	voter.Post(strings.TrimPrefix(invited.Link(t, w.URL+"/v/"), w.URL)).To("/booth/")
	voter.JSON("/cast/"+w.Election, p.Votes[0]).Want(200)
	if looked > 30 {
		t.Errorf("%d votes that do not hold were looked at from one browser in a minute", looked)
	}
}

// TestLongRollIsNotSentWhole: a page of a roll has at most fifty of its rows, is
// searched, and comes compressed, as every public page that repeats nothing typed.
func TestLongRollIsNotSentWhole(t *testing.T) {
	w := Rehearse(t, Plan{Practices: 120})
	s := w.Serve(t, nil)
	b := s.Browser()
	path := "/elections/" + w.Election
	for query, want := range map[string]string{"": "Practice 1 Surgery", "?page=3": "Practice 101 Surgery", "?find=practice+77": "Practice 77 Surgery"} {
		page := b.Get(path+query).Want(200, want)
		if n := strings.Count(page.Body, " Surgery</span>"); n == 0 || n > 50 {
			t.Errorf("%q: %d rows of the roll", query, n)
		}
	}
	for query, packed := range map[string]bool{"": true, "?page=2": true, "?find=practice+77": false} {
		req := b.Request(http.MethodGet, path+query, "")
		req.Header.Set("Accept-Encoding", "gzip")
		page := b.Send(req).Want(200)
		if got := page.Header.Get("Content-Encoding") == "gzip"; got != packed {
			t.Errorf("%q: compressed: %v", query, got)
		}
		if packed && len(page.Body) > 8_000 {
			t.Errorf("%q: %d bytes compressed", query, len(page.Body))
		}
	}
}
