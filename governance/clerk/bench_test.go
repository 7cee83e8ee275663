package clerk_test

import (
	"context"
	"fmt"
	"iter"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/record"
)

// spread runs fn b.N times from n clients.
func spread(b *testing.B, n int, fn func(i int) error) {
	var next atomic.Int64
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= b.N {
					return
				}
				if err := fn(i); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
}

// BenchmarkAppend records one entry with a sealed text and a row of a side
// table, on a real file, durable when it is answered.
func BenchmarkAppend(b *testing.B) {
	for _, clients := range []int{1, 64} {
		b.Run(fmt.Sprintf("%d clients", clients), func(b *testing.B) {
			s := start(b)
			b.ResetTimer()
			spread(b, clients, func(i int) error {
				_, err := s.clerk.Do(context.Background(), s.person(election.ID(fmt.Sprintf("p-%d", i))))
				return err
			})
			b.StopTimer()
		})
	}
}

// BenchmarkCast checks the proofs of a vote of three contests and records it.
func BenchmarkCast(b *testing.B) {
	for _, clients := range []int{1, 64} {
		b.Run(fmt.Sprintf("%d clients", clients), func(b *testing.B) {
			s := start(b)
			votes := make([]clerk.Vote, b.N)
			var all sync.WaitGroup
			for w := range runtime.GOMAXPROCS(0) {
				all.Go(func() {
					for i := w; i < b.N; i += runtime.GOMAXPROCS(0) {
						practice := s.list[i%practices]
						votes[i] = clerk.Vote{Election: s.id, Practice: practice}
						votes[i].Ballots, _ = s.make(b, s.codes[practice], i)
					}
				})
			}
			all.Wait()
			b.ResetTimer()
			spread(b, clients, func(i int) error {
				v := votes[i]
				for j, c := range s.contests {
					checked, err := c.Verifier.Check(v.Ballots[j])
					if err != nil {
						return err
					}
					v.Checked = append(v.Checked, checked)
				}
				_, err := s.cast(v)
				return err
			})
			b.StopTimer()
		})
	}
}

// BenchmarkReplay folds a log of ten thousand entries, as a start does.
func BenchmarkReplay(b *testing.B) {
	const n = 10_000
	p, err := record.Start(template.key.Origin())
	check(b, err)
	raw := template.key.Public().Raw()
	var lines [][]byte
	for i := range n {
		var e governance.Event = governance.PersonAdded{Person: election.ID(fmt.Sprintf("p-%d", i))}
		sealed := map[string][]byte{governance.SealedDetails: []byte("{}")}
		if i == 0 {
			e, sealed = governance.LogOpened{Key: election.Digest(raw), Body: election.Digest{1}}, nil
		}
		entered, err := p.Enter(time.UnixMilli(int64(i)), election.Service, e, sealed)
		check(b, err)
		lines = append(lines, entered.Line)
	}
	var seq iter.Seq2[[]byte, error] = func(yield func([]byte, error) bool) {
		for _, line := range lines {
			if !yield(line, nil) {
				return
			}
		}
	}
	b.ResetTimer()
	for range b.N {
		_, err := record.Replay(template.key.Origin(), seq)
		check(b, err)
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
}
