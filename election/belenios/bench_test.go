package belenios

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"testing"

	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// benchQuestions are four posts of three candidates, with a blank vote.
var benchQuestions = func() (qs []Question) {
	for i := range 4 {
		qs = append(qs, Question{fmt.Sprintf("Post %d", i), []string{"a", "b", "c"}, true, 1, 1})
	}
	return qs
}()

var benchChoices = [][]int{{0, 1, 0, 0}, {1, 0, 0, 0}, {0, 0, 0, 1}, {0, 0, 1, 0}}

func BenchmarkMakeBallot(b *testing.B) {
	for _, name := range []string{Ed25519, Belenios2048} {
		b.Run(name, func(b *testing.B) {
			s := newScene(b, name, scenario{questions: benchQuestions})
			for b.Loop() {
				s.cast(b, 0, benchChoices)
			}
		})
	}
}

func BenchmarkVerifyBallot(b *testing.B) {
	for _, name := range []string{Ed25519, Belenios2048} {
		s := newScene(b, name, scenario{questions: benchQuestions})
		raw := s.cast(b, 0, benchChoices)
		plain := *s.verifier
		plain.engine = group.Plain{Group: s.election.group, Key: s.election.key}
		for engine, v := range map[string]*Verifier{"plain": &plain, "fast": s.verifier} {
			b.Run(name+"/"+engine, func(b *testing.B) {
				for b.Loop() {
					if _, err := v.Check(raw); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkVerifyArchive: 100 ballots of four posts, on all cores.
func BenchmarkVerifyArchive(b *testing.B) {
	s := newScene(b, Ed25519, scenario{questions: benchQuestions, voters: 100})
	var votes []vote
	for i := range 100 {
		votes = append(votes, vote{i, benchChoices})
	}
	raw := s.archive(b, votes)
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		if _, err := VerifyArchive(context.Background(), bytes.NewReader(raw), Options{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(100*float64(b.N)/b.Elapsed().Seconds(), "ballots/s")
}

func BenchmarkTally(b *testing.B) {
	s := newScene(b, Ed25519, scenario{questions: benchQuestions, trustees: 1})
	box := s.setup.NewBox()
	for i := range s.codes {
		if err := box.Add(s.believe(b, s.cast(b, i, benchChoices))); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("sum", func(b *testing.B) {
		for b.Loop() {
			if _, err := box.Tally(); err != nil {
				b.Fatal(err)
			}
		}
	})
	tally, err := box.Tally()
	if err != nil {
		b.Fatal(err)
	}
	var share *Share
	b.Run("decrypt", func(b *testing.B) {
		for b.Loop() {
			if share, err = s.keys[0].PartialDecrypt(rand.Reader, tally); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("combine", func(b *testing.B) {
		for b.Loop() {
			if _, err := tally.Combine([]*Share{share}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
