package public_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/webtest"
)

// TestConsistency: an old checkpoint and a proof are enough.
func TestConsistency(t *testing.T) {
	s := webtest.Start(t, rehearsal.Opened)
	b, key := s.Browser(), s.R.Dir.Key.Public()
	read := func() audit.Checkpoint {
		c, err := audit.OpenCheckpoint([]byte(b.Get("/checkpoint").Want(200).HTML), key)
		webtest.Must(t, err)
		return c
	}
	old := read()
	webtest.Must(t, s.R.Until(s.Ctx, rehearsal.Voted))
	now := read()
	if now.Size <= old.Size {
		t.Fatalf("the log has not grown: %d, %d", old.Size, now.Size)
	}
	proof := func(from, to int64) (proof audit.Proof) {
		page := b.Get(fmt.Sprintf("/proof/consistency?from=%d&to=%d", from, to)).Want(200)
		for line := range strings.Lines(page.HTML) {
			raw, err := base64.StdEncoding.DecodeString(strings.TrimSuffix(line, "\n"))
			webtest.Must(t, err)
			proof = append(proof, audit.Digest(raw))
		}
		return proof
	}
	given := proof(old.Size, now.Size)
	if len(given) == 0 {
		t.Error("the proof is empty")
	}
	webtest.Must(t, audit.CheckConsistency(given, old, now))
	webtest.Must(t, audit.CheckConsistency(proof(now.Size, now.Size), now, now))
	forked := old
	forked.Root[0] ^= 1
	if audit.CheckConsistency(given, forked, now) == nil {
		t.Error("another log passes")
	}
	for _, bad := range []string{"from=-1", "from=x", "to=100000", "from=7&to=6", fmt.Sprintf("from=%d", now.Size+1)} {
		b.Get("/proof/consistency?"+bad).Want(400, " must ")
	}
}

// TestLogFrom: whoever keeps the first entries asks for the others alone.
func TestLogFrom(t *testing.T) {
	s := webtest.Start(t, rehearsal.Called)
	b := s.Browser()
	all := strings.SplitAfter(b.Get("/log.jsonl").Want(200).HTML, "\n")
	n := len(all) - 1 // it ends with a newline
	if got := b.Get("/log.jsonl?from=3").Want(200).HTML; n < 5 || got != strings.Join(all[3:], "") {
		t.Errorf("from 3 of %d:\n%s", n, got)
	}
	if got := b.Get(fmt.Sprintf("/log.jsonl?from=%d", n)).Want(200).HTML; got != "" {
		t.Errorf("from the end: %q", got)
	}
	for _, bad := range []string{"-1", "1e3", "x", fmt.Sprint(n + 1)} {
		b.Get("/log.jsonl?from="+bad).Want(400, "from must be a number")
	}
}
