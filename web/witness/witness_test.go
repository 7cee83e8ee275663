package witness_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/webtest"
)

// TestOnlyWitnesses: the pages are for trustees and scrutineers who have shown
// that their mailbox is theirs.
func TestOnlyWitnesses(t *testing.T) {
	s, _ := watched(t)
	webtest.Must(t, s.R.Until(s.Ctx, rehearsal.Opened))
	nobody := s.Browser()
	nobody.Get("/witness").Want(401)
	nobody.JSON("/witness/key", "00").Want(401)
	_, voter := s.Voter("d80000")
	practice := s.SignIn(voter)
	practice.Get("/witness").Want(403, "This page is for scrutineers and trustees")
	practice.JSON("/witness/key", "00").Want(403)
	practice.JSON("/witness/note", "x").Want(403)
	officer := s.SignIn(s.R.Desk().Person(s.Ctx, s.R.Officer))
	officer.Get("/witness").Want(403)
	scrutineer := s.SignIn(sam)
	scrutineer.Get("/witness").Want(200, "Check and sign the log", "You are a scrutineer of the Committee election 2026").Not("Your key")
}

// TestWhatIsRecorded: a script's answers, good and bad; what does not hold is
// refused with a sentence and leaves nothing.
func TestWhatIsRecorded(t *testing.T) {
	s, person := watched(t)
	webtest.Must(t, s.R.Until(s.Ctx, rehearsal.Opened))
	b := s.SignIn(sam)
	key, err := audit.NewWitnessKey(audit.WitnessName(s.R.Dir.Key.Origin(), string(person)), bytes.Repeat([]byte{5}, 32))
	webtest.Must(t, err)
	other, err := audit.NewWitnessKey(audit.WitnessName(s.R.Dir.Key.Origin(), string(person)), bytes.Repeat([]byte{6}, 32))
	webtest.Must(t, err)
	note := func(k audit.WitnessKey) string {
		t.Helper()
		plain, err := s.R.Desk().Clerk.Checkpoint(s.R.Desk().Clerk.Point())
		webtest.Must(t, err)
		raw, err := k.Cosign(plain, s.R.Clock.Now())
		webtest.Must(t, err)
		return string(raw)
	}
	refused := func(p webtest.Page, code string) {
		t.Helper()
		var answer struct{ Code, Sentence string }
		webtest.Must(t, json.Unmarshal([]byte(p.HTML), &answer))
		if p.Status < 400 || answer.Code != code || answer.Sentence == "" {
			t.Errorf("expected %s, not %d: %s", code, p.Status, p.HTML)
		}
	}
	size := func() int64 { return s.R.Desk().Clerk.Point().Head.Size }
	before := size()
	s.Browser().Get("/verify").Want(200, "Nobody has signed yet")
	refused(b.JSON("/witness/key", "nonsense"), "key")
	refused(b.JSON("/witness/note", note(key)), "no-key")
	if size() != before {
		t.Fatal("something was recorded")
	}
	b.JSON("/witness/key", key.Public().Raw().String()).Want(200)
	refused(b.JSON("/witness/note", note(other)), "cosignature")
	refused(b.JSON("/witness/note", "nonsense"), "cosigned")
	refused(b.JSON("/witness/note", string(bytes.Repeat([]byte("x"), 1<<20))), "too-large")
	b.JSON("/witness/note", note(key)).Want(200)
	b.Get("/witness").Want(200, "Your key", string(key.Public()), "Completed")
	// Everybody sees who signed, and with which key.
	s.Browser().Get("/verify").Want(200, "Who else signs it", string(key.Public()), "Signed 1 time")
	if list := cosignings(s); len(list) != 1 || election.Digest(key.Public().Raw()) != list[0].Key {
		t.Errorf("on record are %+v", list)
	}
}
