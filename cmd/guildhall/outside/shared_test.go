package outside

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestASharedComputersHistoryReplacesNoVote: after a vote nobody votes again for the
// practice without a number from its mailbox: not with the browser that voted and
// all its cookies, not with the link in its history, not with another link; and no
// email holds an address with the voting code, which browsers keep.
func TestASharedComputersHistoryReplacesNoVote(t *testing.T) {
	w := Rehearse(t, Plan{Each: 2})
	box := NewMailbox(t)
	s := w.Serve(t, box)
	voter, cast := w.Practices[0], "/cast/"+w.Election
	invited := box.Wait(t, time.Minute, To(voter.Voting.Email), Says("/v/"))
	link := invited.Link(t, w.URL+"/v/")
	if strings.Contains(link, "#") || regexp.MustCompile(`https?://\S*`+voter.Code).MatchString(invited.Text) {
		t.Errorf("an address in the email holds the voting code: %s", link)
	}
	b := s.Browser()
	b.Post(link).To("/booth/")
	first := recorded(t, b.JSON(cast, voter.Votes[0]).Want(200))
	if again := recorded(t, b.JSON(cast, voter.Votes[0]).Want(200)); again != first {
		t.Errorf("the same vote again is entry %d, not %d", again, first)
	}
	b.JSON(cast, voter.Votes[1]).Want(401)
	if body := b.JSON("/voter/"+w.Election, json.RawMessage(`{}`)).Body; strings.Contains(body, voter.Code) || strings.Contains(body, voter.Name) {
		t.Errorf("the next at this computer is told %s", body)
	}
	for name, try := range map[string]struct {
		b    *Browser
		link string
	}{"the link in the history": {b, link}, "the same in another browser": {s.Browser(), link}, "a link that was never opened": {s.Browser(), voter.Link}} {
		if p := try.b.Post(try.link); strings.HasPrefix(p.Location, "/booth/") {
			t.Errorf("%s starts without a number: %d %s", name, p.Status, p.Location)
		}
		try.b.JSON(cast, voter.Votes[1]).Want(401)
	}
	s.Stop()
}

// recorded is the entry of a vote.
func recorded(t *testing.T, p Page) int64 {
	t.Helper()
	var answer struct {
		OK  bool
		Seq int64
	}
	must(t, json.Unmarshal([]byte(p.Body), &answer))
	if !answer.OK || answer.Seq == 0 {
		t.Fatalf("the vote was not recorded: %s", p.Body)
	}
	return answer.Seq
}
