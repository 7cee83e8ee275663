package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/datadir"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
)

// saverec BUNDLE counts|superseded FILE saves the receipt of a bundle's first
// vote that counts, or was superseded, as a voter would have it.
func saveReceipt(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: saverec BUNDLE counts|superseded FILE")
	}
	b, err := audit.OpenBundle(ts.MkAbs(args[0]))
	ts.Check(err)
	defer b.Close()
	v, err := record.VerifyLog(context.Background(), b, record.Options{})
	ts.Check(err)
	var lines [][]byte
	for line, err := range b.Lines(context.Background(), 0) {
		ts.Check(err)
		lines = append(lines, bytes.Clone(line))
	}
	for el := range v.Point.State.Election.Elections {
		for cast := range el.Poll.Casts {
			st, _ := record.Stands(&v.Point.State, el.ID(), cast.Seq)
			if (st.Superseded != nil) != (args[1] == "superseded") {
				continue
			}
			r, err := receiptAt(lines, cast.Seq, int64(len(lines)), v.Summary.Checkpoint, v.Summary.Key)
			ts.Check(err)
			ts.Check(os.WriteFile(ts.MkAbs(args[2]), r.Encode(), 0o600))
			return
		}
	}
	ts.Fatalf("there is no such vote in %s", args[0])
}

// receiptAt makes the receipt of an entry of the log's first size lines.
func receiptAt(lines [][]byte, seq, size int64, checkpoint []byte, key audit.PublicKey) (record.Receipt, error) {
	var nodes audit.Nodes
	for _, line := range lines[:size] {
		if err := nodes.Add(audit.LeafHash(line)); err != nil {
			return record.Receipt{}, err
		}
	}
	hashes, err := nodes.Inclusion(seq, size)
	if err != nil {
		return record.Receipt{}, err
	}
	proof, err := audit.NewLogProof(lines[seq], hashes, checkpoint)
	if err != nil {
		return record.Receipt{}, err
	}
	return record.NewReceipt(proof, key)
}

// TestForkedLogFailsWithAnOldReceipt: the operator copies the data folder when
// the poll opens and lets the copy go another way. Both logs are signed with the
// same key and break no rule. The one that voters did not see fails as soon as
// one of their receipts is held against it.
func TestForkedLogFailsWithAnOldReceipt(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	seen, hidden := filepath.Join(dir, "seen"), filepath.Join(dir, "hidden")
	rule, err := roll.ParseRule("bands:1=1,5001=2")
	must(t, err)
	var rows []roll.Row
	for i, name := range []string{"Bacon Road", "Castle", "Lawson Road", "Magdalen", "Oak Street"} {
		rows = append(rows, roll.Row{ODS: "D8200" + string(rune('0'+i)), Name: name, Patients: int64(3000 + 1500*i)})
	}
	r, err := rehearsal.Start(ctx, seen, rehearsal.Default(rows, rule))
	must(t, err)
	defer r.Dir.Close()
	must(t, r.Until(ctx, rehearsal.Opened))
	must(t, os.CopyFS(hidden, os.DirFS(seen))) // nobody writes at this moment
	forkSize := r.Desk().Clerk.Point().Head.Size
	must(t, r.Until(ctx, rehearsal.Voted))

	// The first voter's receipt, given at once.
	var lines [][]byte
	head, err := audit.Start(r.Dir.Key.Origin())
	must(t, err)
	heads := []audit.Head{head}
	for line, err := range r.Dir.Log.Lines(ctx, 0) {
		must(t, err)
		lines = append(lines, bytes.Clone(line))
		_, head, err = head.Next(line)
		must(t, err)
		heads = append(heads, head)
	}
	seq := forkSize
	for !bytes.Contains(lines[seq], []byte(`"kind":"ballot.cast"`)) {
		seq++
	}
	checkpoint, err := r.Dir.Key.Checkpoint(heads[seq+1])
	must(t, err)
	receipt, err := receiptAt(lines, seq, seq+1, checkpoint, r.Dir.Key.Public())
	must(t, err)
	file := filepath.Join(dir, "receipt.txt")
	must(t, os.WriteFile(file, receipt.Encode(), 0o600))

	// The copy goes on without that vote.
	copied, err := datadir.Open(ctx, hidden, datadir.Options{Clock: r.Clock.Clerk()})
	must(t, err)
	desk := copied.Desk
	for range seq - forkSize + 1 {
		must(t, desk.Name(ctx, r.Officer, election.ID(rows[0].ID()), governance.Deputy, record.PersonText{Name: "Deputy", Email: "deputy@example.org"}))
	}
	must(t, copied.Close())

	guildhall := func(want int, args ...string) string {
		t.Helper()
		var out, failed bytes.Buffer
		if code := run(ctx, args, &terminal{out: &out, err: &failed}); code != want {
			t.Fatalf("guildhall %s ended with %d, not %d:\n%s%s", strings.Join(args, " "), code, want, &out, &failed)
		}
		return out.String() + failed.String()
	}
	for _, name := range []string{"seen", "hidden"} {
		guildhall(exitOK, "export", "--data", filepath.Join(dir, name), "--out", filepath.Join(dir, name+".zip"))
		guildhall(exitOK, "verify", filepath.Join(dir, name+".zip"), "--key", string(r.Dir.Key.Public()))
	}
	guildhall(exitOK, "receipt", file, "--bundle", seen+".zip")
	guildhall(exitOK, "verify", seen+".zip", "--receipt", file)
	for _, args := range [][]string{{"receipt", file, "--bundle", hidden + ".zip"}, {"verify", hidden + ".zip", "--receipt", file}} {
		said := guildhall(exitFalse, args...)
		if !strings.Contains(said, "the log was forked, or written anew after the vote") || !strings.Contains(said, "hint: this is serious") {
			t.Errorf("%v: %s", args, said)
		}
	}
	var told receiptOutcome
	must(t, json.Unmarshal([]byte(guildhall(exitFalse, "receipt", file, "--bundle", hidden+".zip", "--json")), &told))
	if told.OK || told.Answer != "not-there" || told.Why != record.Forked || told.Entry != seq {
		t.Errorf("%+v", told)
	}
}
