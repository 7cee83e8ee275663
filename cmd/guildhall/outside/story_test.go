package outside

import (
	"encoding/json"
	"path/filepath"
	"testing"
	"time"
)

// TestStoryFromOutside is the harness's own: an invitation comes by SMTP, its
// link votes over HTTP, the vote is told of, and the log verifies.
func TestStoryFromOutside(t *testing.T) {
	w := Rehearse(t, Plan{Each: 1})
	box := NewMailbox(t)
	s := w.Serve(t, box)
	voter := w.Practices[0]
	invited := box.Wait(t, time.Minute, To(voter.Voting.Email), Says("/v/"))
	b := s.Browser()
	b.Get("/healthz").Want(200)
	page := b.Get(invited.Link(t, w.URL+"/v/")).Want(200)
	b.Post(page.Forms()[0]).To("/booth/")
	var answer struct {
		OK  bool
		Seq int64
	}
	must(t, json.Unmarshal([]byte(b.JSON("/cast/"+w.Election, voter.Votes[0]).Want(200).Body), &answer))
	if !answer.OK || answer.Seq == 0 {
		t.Fatalf("the answer to a vote says neither ok nor an entry: %+v", answer)
	}
	box.Wait(t, time.Minute, To(voter.Voting.Email), Says("was recorded"))
	bundle := filepath.Join(t.TempDir(), "bundle.zip")
	Guildhall(t, "export", "--data", w.Data, "--out", bundle).Want(t, 0)
	Guildhall(t, "verify", bundle).Want(t, 0, "everything that was checked holds")
	s.Stop()
}
