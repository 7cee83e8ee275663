package site

import (
	"fmt"
	"testing"
	"time"

	"golang.org/x/time/rate"
)

// TestManyKeysRefuseNobody: somebody has used a hundred thousand tokens at once,
// made up or not. Whoever comes with another one is answered; who asks too often is
// not; and the memory stays bounded.
func TestManyKeysRefuseNobody(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	l := newLimiters(rate.Every(2*time.Second), 40, func() time.Time { return now })
	for i := range 100_000 {
		l.allow(fmt.Sprint("made up ", i), 1)
	}
	if !l.allow("a voter's", 1) {
		t.Error("a voter is refused because others have come with many tokens")
	}
	for range 50 {
		l.allow("a voter's", 1)
	}
	if l.allow("a voter's", 1) || l.has("a voter's") {
		t.Error("fifty at once are not too many")
	}
	if n := len(l.cur) + len(l.old); n > maxLimiters {
		t.Errorf("%d are remembered", n)
	}
}
