package conduct_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
)

// watching is a hall whose election has a scrutineer with a browser's key.
type watching struct {
	*hall
	person election.ID
	key    audit.WitnessKey
}

func (w *watching) newKey(seed byte) audit.WitnessKey {
	w.Helper()
	k, err := audit.NewWitnessKey(audit.WitnessName(w.dir.Key.Origin(), string(w.person)), bytes.Repeat([]byte{seed}, 32))
	w.must(err)
	return k
}

func watched(t *testing.T) *watching {
	h := open(t, rows(8), "equal", "", post("chair"))
	w := &watching{hall: h}
	h.must(h.desk.NameTeam(t.Context(), h.officer, ballot, conduct.Team{Scrutineers: []record.PersonText{{Name: "Sam Scrutineer", Email: "sam@example.org"}}}))
	el := h.election()
	w.person = el.Team.Scrutineers[0]
	w.key = w.newKey(1)
	return w
}

// note is the newest checkpoint, cosigned.
func (w *watching) note(k audit.WitnessKey) []byte {
	w.Helper()
	plain, err := w.desk.Clerk.Checkpoint(w.desk.Clerk.Point())
	w.must(err)
	signed, err := k.Cosign(plain, w.clock.Now())
	w.must(err)
	return signed
}

// named names a key, which anybody would.
func (w *watching) name(k audit.WitnessKey) {
	w.Helper()
	w.must(w.desk.NameSigner(w.Context(), w.person, election.Digest(k.Public().Raw())))
}

func TestCosign(t *testing.T) {
	w := watched(t)
	ctx := t.Context()
	w.refuses("no-key", func() error { return w.desk.Cosign(ctx, w.person, w.note(w.key)) })
	w.refuses("no-signer", func() error { return w.desk.NameSigner(ctx, w.officer, election.Digest{1}) })
	early := w.note(w.key)
	w.name(w.key)
	w.name(w.key) // an answer was lost
	w.refuses("before-key", func() error { return w.desk.Cosign(ctx, w.person, early) })
	first := w.note(w.key)
	w.must(w.desk.Cosign(ctx, w.person, first))
	size := w.desk.Clerk.Point().Head.Size
	w.must(w.desk.Cosign(ctx, w.person, first)) // an answer was lost
	if now := w.desk.Clerk.Point().Head.Size; now != size {
		t.Errorf("the same note was recorded twice")
	}
	// The same checkpoint at another time is no news.
	w.clock.Advance(time.Minute)
	plain, _, _ := bytes.Cut(first, []byte("\n\u2014 "+w.key.Public().Name()))
	again, err := w.key.Cosign(append(plain, '\n'), w.clock.Now())
	w.must(err)
	w.refuses("not-newer", func() error { return w.desk.Cosign(ctx, w.person, again) })

	w.clock.Advance(24 * time.Hour)
	w.must(w.desk.Cosign(ctx, w.person, w.note(w.key)))
	// A browser is lost: a new key, and the old one is of no use any more.
	second := w.newKey(2)
	w.name(second)
	w.refuses("cosignature", func() error { return w.desk.Cosign(ctx, w.person, w.note(w.key)) })
	w.refuses("key-used", func() error { return w.desk.NameSigner(ctx, w.person, election.Digest(w.key.Public().Raw())) })
	w.must(w.desk.Cosign(ctx, w.person, w.note(second)))

	v := w.verified(true)
	if len(v.Cosigned) != 2 || v.Cosigned[0].Times != 2 || v.Cosigned[0].Key != w.key.Public() ||
		v.Cosigned[1].Times != 1 || v.Cosigned[1].Key != second.Public() || v.Cosigned[1].Size != w.desk.Clerk.Point().Head.Size-1 ||
		!v.Cosigned[1].Time.Equal(w.clock.Now().Truncate(time.Second)) {
		t.Errorf("verified %+v", v.Cosigned)
	}
	if _, _, ok := v.CosignedBy(w.newKey(3).Public()); ok {
		t.Error("a key that signed nothing is said to have signed")
	}
	if size, _, ok := v.CosignedBy(second.Public()); !ok || size != v.Cosigned[1].Size {
		t.Errorf("the second key signed %d entries, %v", size, ok)
	}
}

// TestCosignRefused: what a verifier would not accept is not recorded.
func TestCosignRefused(t *testing.T) {
	w := watched(t)
	ctx := t.Context()
	w.name(w.key)
	good := w.note(w.key)
	head := w.desk.Clerk.Point().Head

	other, err := audit.NewKey("guildhall.example/other", bytes.Repeat([]byte{7}, 32))
	w.must(err)
	h, err := audit.Start("guildhall.example/other")
	w.must(err)
	foreign, err := other.Checkpoint(h)
	w.must(err)
	foreign, err = w.key.Cosign(foreign, w.clock.Now())
	w.must(err)

	// A fork of this log, signed with its own key.
	fork, err := audit.Start(head.Origin)
	w.must(err)
	for i := range head.Size {
		line, err := audit.Entry{Seq: i, Prev: fork.Leaf, Time: w.clock.Now().UTC(), Kind: "other.log", Data: []byte(`{}`)}.Line()
		w.must(err)
		_, fork, err = fork.Next(line)
		w.must(err)
	}
	resigned, err := w.dir.Key.Checkpoint(fork)
	w.must(err)
	resigned, err = w.key.Cosign(resigned, w.clock.Now())
	w.must(err)

	plain, err := w.desk.Clerk.Checkpoint(w.desk.Clerk.Point())
	w.must(err)
	for _, c := range []struct {
		code string
		note []byte
	}{
		{"cosigned", foreign},
		{"cosigned", nil},
		{"cosigned", good[:len(good)-1]},
		{"cosignature", plain},
		{"cosignature", w.note(w.newKey(2))},
		{"cosignature", append(bytes.Clone(good), w.note(strange(t, w))[len(plain):]...)},
		{"other-log", resigned},
	} {
		w.refuses(c.code, func() error { return w.desk.Cosign(ctx, w.person, c.note) })
	}
	// Nobody signs in another's name: the officer has no key, and sends Sam's.
	w.refuses("no-key", func() error { return w.desk.Cosign(ctx, w.officer, good) })
	// Nothing was kept of all that.
	for _, note := range [][]byte{foreign, plain, resigned} {
		if _, err := w.desk.Clerk.Log().Blob(ctx, audit.Hash(note)); !errors.Is(err, audit.ErrAbsent) {
			t.Errorf("a refused note was stored: %v", err)
		}
	}
	// Who is no longer in the team cosigns no more.
	w.must(w.desk.NameTeam(ctx, w.officer, ballot, conduct.Team{}))
	w.refuses("no-witness", func() error { return w.desk.Cosign(ctx, w.person, w.note(w.key)) })
	w.must(w.desk.NameTeam(ctx, w.officer, ballot, conduct.Team{Scrutineers: []record.PersonText{{Name: "Sam Scrutineer", Email: "sam@example.org"}}}))
	w.must(w.desk.Cosign(ctx, w.person, good))
	w.verified(true)
}

// strange is a witness of whom the log knows nothing.
func strange(t *testing.T, w *watching) audit.WitnessKey {
	k, err := audit.NewWitnessKey("somebody.example", make([]byte, 32))
	w.must(err)
	return k
}
