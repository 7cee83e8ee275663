package record_test

import (
	"bytes"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/governance/record"
)

// BenchmarkReplay folds a whole log from its origin, as every start does.
func BenchmarkReplay(b *testing.B) {
	s := played()
	n := 0
	for b.Loop() {
		p, err := record.Replay(s.key.Origin(), s.Lines(b.Context(), 0))
		if err != nil {
			b.Fatal(err)
		}
		n += int(p.Head.Size)
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "entries/s")
}

// BenchmarkFoldBallot folds one vote.
func BenchmarkFoldBallot(b *testing.B) {
	s := played()
	at := s.nth("ballot.cast", 0)
	for b.Loop() {
		p := s.before[at]
		if err := p.Fold(s.lines[at]); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkVerify verifies a whole bundle, archives and all.
func BenchmarkVerify(b *testing.B) {
	s := played()
	raw := s.bundle(b, true)
	b.SetBytes(int64(len(raw)))
	ballots := 0
	for b.Loop() {
		v, err := verify(b, raw, audit.Trust{})
		if err != nil {
			b.Fatal(err)
		}
		for _, c := range v.Contests {
			ballots += c.Report.Ballots
		}
	}
	b.ReportMetric(float64(ballots)/b.Elapsed().Seconds(), "ballots/s")
}

// BenchmarkExport writes a bundle as a zip.
func BenchmarkExport(b *testing.B) {
	s := played()
	raw := s.bundle(b, true)
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		if !bytes.Equal(s.bundle(b, true), raw) {
			b.Fatal("the same log gave another bundle")
		}
	}
}
