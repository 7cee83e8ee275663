package audit_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"github.com/onenorwich/guildhall/audit"
)

// big is a log of n ballots, each with a blob.
func big(b *testing.B, n int) *ledger {
	l := newLedger(b)
	for i := range n {
		l.add(l.next("ballot.cast"), []string{fmt.Sprint("ballot ", i)})
	}
	return l
}

// BenchmarkVerify walks a zip of 10,000 entries and as many blobs.
func BenchmarkVerify(b *testing.B) {
	const n = 10_000
	raw := zipped(b, big(b, n).contents())
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		bundle, err := audit.ReadBundle(bytes.NewReader(raw), int64(len(raw)))
		check(b, err)
		_, err = bundle.Verify(ctx, audit.Trust{}, nil)
		check(b, err)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/n, "µs/entry")
}

// BenchmarkWrite writes that zip.
func BenchmarkWrite(b *testing.B) {
	c := big(b, 10_000).contents()
	for b.Loop() {
		check(b, c.WriteZip(ctx, io.Discard))
	}
}

func BenchmarkCheckpoint(b *testing.B) {
	l := story(b)
	for b.Loop() {
		if _, err := l.key.Checkpoint(l.head); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTreeAdd(b *testing.B) {
	var t audit.Tree
	for b.Loop() {
		t = t.Add(audit.Digest{1})
	}
}
