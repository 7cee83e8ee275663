package audit_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	theirproof "github.com/transparency-dev/formats/proof"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
)

// nodes is the tree of a ledger.
func (l *ledger) nodes() audit.Nodes {
	l.t.Helper()
	var n audit.Nodes
	for _, line := range l.lines {
		check(l.t, n.Add(audit.LeafHash(line)))
	}
	return n
}

// proof is that of one entry, at the ledger's end.
func (l *ledger) proof(seq int64) audit.LogProof {
	l.t.Helper()
	hashes, err := l.nodes().Inclusion(seq, l.head.Size)
	check(l.t, err)
	p, err := audit.NewLogProof(l.lines[seq], hashes, l.checkpoint())
	check(l.t, err)
	return p
}

func TestLogProof(t *testing.T) {
	l := story(t)
	golden(t, "proof.tlog-proof", l.proof(3).Encode())
	for seq := range l.head.Size {
		raw := l.proof(seq).Encode()
		p, err := audit.ReadLogProof(raw)
		check(t, err)
		check(t, p.Verify(l.key.Public()))
		if p.Entry.Seq != seq || !bytes.Equal(p.Line, l.lines[seq]) || p.At.Size != l.head.Size || p.At.Root != l.head.Root() {
			t.Fatalf("entry %d is read as %+v", seq, p)
		}
		// Two other people's programs read and verify it.
		var q theirproof.TLogProof
		check(t, q.Unmarshal(raw))
		var hashes [][]byte
		for _, h := range q.Hashes {
			hashes = append(hashes, h[:])
		}
		check(t, proof.VerifyInclusion(rfc6962.DefaultHasher, q.Index, uint64(p.At.Size), rfc6962.DefaultHasher.HashLeaf(q.ExtraData), hashes, p.At.Root[:]))
	}
}

// TestLogProofIsRefused: each way to bend a proof, and the sentence that it gets.
func TestLogProofIsRefused(t *testing.T) {
	l := story(t)
	whole := string(l.proof(3).Encode())
	lines := strings.Split(whole, "\n")
	encoded := base64.StdEncoding.EncodeToString
	replace := func(old, new string) string {
		if !strings.Contains(whole, old) {
			t.Fatalf("%q is not in %s", old, whole)
		}
		return strings.Replace(whole, old, new, 1)
	}
	other := bytes.Replace(l.lines[3], []byte(`"n":3`), []byte(`"n":4`), 1)
	for _, c := range []struct {
		name, raw, want string
		untrue          bool
	}{
		{"empty", "", "this is not a proof", false},
		{"another version", replace("@v1", "@v2"), "this is not a proof", false},
		{"no line", replace(lines[1]+"\n", ""), "this is not a proof", false},
		{"empty line", replace(lines[1], "extra "), "not an entry", false},
		{"Windows lines", strings.ReplaceAll(whole, "\n", "\r\n"), "this is not", false},
		{"something behind", whole + "\n", "this is not", false},
		{"something before", "\n" + whole, "this is not a proof", false},
		{"no newline at the end", whole[:len(whole)-1], "this is not a proof", false},
		{"leading zero", replace("index 3", "index 03"), "this is not a proof", false},
		{"plus sign", replace("index 3", "index +3"), "this is not a proof", false},
		{"too large", replace("index 3", "index 9007199254740993"), "this is not a proof", false},
		{"another index", replace("index 3", "index 2"), "the proof is for entry 2, but the line in it is that of entry 3", true},
		{"another line", replace(lines[1], "extra "+encoded(other)), "the proof does not hold", true},
		{"another entry's line", replace(lines[1], "extra "+encoded(l.lines[2])), "but the line in it is that of entry 2", true},
		{"no entry", replace(lines[1], "extra "+encoded([]byte("{}"))), "not an entry", false},
		{"a hash left out", replace(lines[3]+"\n", ""), "the proof does not hold", true},
		{"a hash twice", replace(lines[3], lines[3]+"\n"+lines[3]), "the proof does not hold", true},
		{"hashes exchanged", replace(lines[3]+"\n"+lines[4], lines[4]+"\n"+lines[3]), "the proof does not hold", true},
		{"a short hash", replace(lines[3], "AAAA"), "this is not a proof", false},
		{"no checkpoint", whole[:strings.Index(whole, "\n\n")+2], "not a checkpoint", false},
		{"too long", whole + strings.Repeat("x", 200_000), "this is not a proof", false},
	} {
		_, err := audit.ReadLogProof([]byte(c.raw))
		var f *audit.Fault
		if err == nil || !strings.Contains(err.Error(), c.want) || errors.As(err, &f) != c.untrue {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	// Bits of base64 that mean nothing: no digest covers them.
	last := lines[3]
	at := strings.IndexByte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", last[42])
	if _, err := audit.ReadLogProof([]byte(replace(last, last[:42]+string("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[at^1])+"="))); err == nil {
		t.Error("bits that mean nothing were accepted")
	}
	// A proof under another key, and one whose signature is another's.
	p := l.proof(3)
	stranger := testKey(t, 8)
	if err := p.Verify(stranger.Public()); err == nil || !strings.Contains(err.Error(), "not signed by the key") {
		t.Errorf("another key: %v", err)
	}
	if err := p.Verify("nonsense"); err == nil {
		t.Error("no key at all was accepted")
	}
	cp, err := stranger.Checkpoint(l.head)
	check(t, err)
	q, err := audit.NewLogProof(p.Line, p.Hashes, cp)
	check(t, err)
	if q.Verify(l.key.Public()) == nil {
		t.Error("a stranger's signature was accepted")
	}
	if _, err := audit.NewLogProof([]byte("{}"), p.Hashes, p.Checkpoint); err == nil {
		t.Error("a proof of no entry was made")
	}
	if _, err := audit.NewLogProof(l.lines[2], p.Hashes, p.Checkpoint); err == nil {
		t.Error("a false proof was made")
	}
}

// TestNodesAgainstLeaves: the quick tree gives the roots and proofs of the plain
// one, which TestTreeAgainstSecondImplementation holds against other people's.
func TestNodesAgainstLeaves(t *testing.T) {
	const n = 70
	var leaves audit.Leaves
	var nodes audit.Nodes
	var early audit.Nodes
	for i := range n {
		leaf := audit.LeafHash(fmt.Append(nil, "leaf ", i))
		leaves = append(leaves, leaf)
		check(t, nodes.Add(leaf))
		if i == 40 {
			early = nodes
		}
	}
	if nodes.Size() != n || early.Size() != 41 {
		t.Fatalf("%d and %d leaves", nodes.Size(), early.Size())
	}
	for size := range int64(n + 1) {
		a, err := leaves.Root(size)
		check(t, err)
		b, err := nodes.Root(size)
		check(t, err)
		if a != b {
			t.Fatalf("the roots of %d differ", size)
		}
		for i := range size {
			p, err := leaves.Inclusion(i, size)
			check(t, err)
			q, err := nodes.Inclusion(i, size)
			check(t, err)
			if !same(p, theirs(q)) {
				t.Fatalf("inclusion of %d in %d differs", i, size)
			}
		}
		for old := range size + 1 {
			p, err := leaves.Consistency(old, size)
			check(t, err)
			q, err := nodes.Consistency(old, size)
			check(t, err)
			if !same(p, theirs(q)) {
				t.Fatalf("consistency of %d with %d differs", old, size)
			}
		}
	}
	if a, _ := early.Root(41); a != must(leaves.Root(41)) {
		t.Error("the copy has changed")
	}
	for _, c := range [][2]int64{{-1, 3}, {3, 3}, {0, n + 1}, {0, 0}, {0, -1}} {
		if _, err := nodes.Inclusion(c[0], c[1]); err == nil {
			t.Errorf("inclusion of %v", c)
		}
	}
	for _, c := range [][2]int64{{-1, 3}, {3, 2}, {0, n + 1}} {
		if _, err := nodes.Consistency(c[0], c[1]); err == nil {
			t.Errorf("consistency of %v", c)
		}
	}
	for _, size := range []int64{-1, n + 1} {
		if _, err := nodes.Root(size); err == nil {
			t.Errorf("a root of %d", size)
		}
	}
	if _, err := nodes.ReadHashes([]int64{1 << 20}); err == nil {
		t.Error("a node that there is not")
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// Whatever is accepted is the only spelling, holds, and is accepted by the
// second implementation too.
func FuzzLogProof(f *testing.F) {
	l := story(f)
	rng := rand.New(rand.NewPCG(3, 4))
	for seq := range l.head.Size {
		raw := l.proof(seq).Encode()
		f.Add(raw)
		bent := bytes.Clone(raw)
		bent[rng.IntN(len(bent))] ^= 1 << rng.IntN(8)
		f.Add(bent)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := audit.ReadLogProof(raw)
		if err != nil {
			return
		}
		if !bytes.Equal(p.Encode(), raw) {
			t.Fatalf("%q is encoded again as %q", raw, p.Encode())
		}
		leaf := rfc6962.DefaultHasher.HashLeaf(p.Line)
		if err := proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(p.Entry.Seq), uint64(p.At.Size), leaf, theirs(p.Hashes), p.At.Root[:]); err != nil {
			t.Fatalf("%q: %v", raw, err)
		}
		if p.Verify(l.key.Public()) == nil && (p.At.Root != l.head.Root() || !bytes.Equal(p.Line, l.lines[p.Entry.Seq])) {
			t.Fatalf("accepted as signed: %q", raw)
		}
	})
}

// The figure that a log of 50,000 entries gives.
func BenchmarkInclusion(b *testing.B) {
	const n = 50_000
	var leaves audit.Leaves
	var nodes audit.Nodes
	for i := range n {
		leaf := audit.LeafHash(fmt.Append(nil, "leaf ", i))
		leaves = append(leaves, leaf)
		check(b, nodes.Add(leaf))
	}
	b.Run("Nodes", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			must(nodes.Inclusion(int64(i*7919%n), n))
		}
	})
	b.Run("Leaves", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			must(leaves.Inclusion(int64(i*7919%n), n))
		}
	})
	b.Run("Grow", func(b *testing.B) {
		for b.Loop() {
			var grown audit.Nodes
			for _, leaf := range leaves {
				check(b, grown.Add(leaf))
			}
		}
	})
}
