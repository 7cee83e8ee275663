package belenios

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"sync/atomic"
	"testing"
)

// TestHelp: with others' help an archive is found as it is without, a false ballot
// is refused wherever it was checked, and what nobody checks is checked here.
func TestHelp(t *testing.T) {
	files, err := filepath.Glob("testdata/*.bel")
	if err != nil || len(files) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		alone, err := VerifyArchive(context.Background(), bytes.NewReader(raw), Options{})
		if err != nil {
			continue // not one of those that hold
		}
		var asked, lost atomic.Int64
		help := &Help{Ballots: 4, Begin: func(s *Setup) func([]byte) error {
			other := NewVerifier(s.Election, s.Credentials)
			return func(ballot []byte) error {
				if asked.Add(1)%3 == 0 {
					lost.Add(1)
					return ErrNoHelp
				}
				_, err := other.Check(ballot)
				return err
			}
		}}
		helped, err := VerifyArchive(context.Background(), bytes.NewReader(raw), Options{Help: help})
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		if int(asked.Load()) != alone.Ballots || !reflect.DeepEqual(helped.Result, alone.Result) ||
			!bytes.Equal(helped.Tally().Encrypted(), alone.Tally().Encrypted()) || helped.TotalWeight != alone.TotalWeight {
			t.Errorf("%s: with help %+v, alone %+v; %d of %d ballots were asked about", file, helped, alone, asked.Load(), alone.Ballots)
		}
		refusal := errors.New("no")
		help.Begin = func(*Setup) func([]byte) error { return func([]byte) error { return refusal } }
		if _, err := VerifyArchive(context.Background(), bytes.NewReader(raw), Options{Help: help}); alone.Ballots > 0 && !errors.Is(err, refusal) {
			t.Errorf("%s: a ballot that a helper refuses: %v", file, err)
		}
	}
}
