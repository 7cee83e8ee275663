package ballot_test

import (
	"crypto/rand"
	"slices"
	"testing"

	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/web/booth/ballot"
)

// lock makes a vote of two posts: candidate 3, and none.
func lock(t *testing.T) *ballot.Locked {
	t.Helper()
	code, err := belenios.NewCode(rand.Reader)
	must(t, err)
	papers, err := ballot.Open([][]byte{newPaper(t, belenios.Ed25519, code, question(3)).definition, newPaper(t, belenios.Ed25519, code, question(2)).definition})
	must(t, err)
	l, err := papers.Lock(rand.Reader, code, []int{3, ballot.None})
	must(t, err)
	return l
}

// TestChallenge: what is opened is what was shown, and says what was chosen.
func TestChallenge(t *testing.T) {
	l := lock(t)
	trackers := l.Trackers()
	file, err := l.Open()
	must(t, err)
	opened, err := belenios.ParseOpenings(file)
	must(t, err)
	var shown []string
	for _, o := range opened {
		must(t, o.Check())
		shown = append(shown, o.Tracker())
	}
	if len(shown) != 2 || !slices.Equal(shown, trackers) {
		t.Errorf("the trackers shown before were %v, now they are %v", trackers, shown)
	}
	if said := opened[0].Says()[0]; !slices.Equal(said.Answers, []string{"Candidate 3"}) {
		t.Errorf("the first ballot says %v", said)
	}
	if said := opened[1].Says()[0]; len(said.Answers) != 0 {
		t.Errorf("the second ballot says %v", said)
	}
}

// TestCastOrChallenge: a vote is cast or opened once, and never both.
func TestCastOrChallenge(t *testing.T) {
	cast := lock(t)
	if made, err := cast.Cast(); err != nil || len(made) != 2 {
		t.Fatalf("%d ballots, %v", len(made), err)
	}
	opened := lock(t)
	if _, err := opened.Open(); err != nil {
		t.Fatal(err)
	}
	for name, l := range map[string]*ballot.Locked{"cast": cast, "opened": opened, "never made": nil} {
		if made, err := l.Cast(); err != ballot.ErrUsed || made != nil {
			t.Errorf("%s, then cast: %v", name, err)
		}
		if file, err := l.Open(); err != ballot.ErrUsed || file != nil {
			t.Errorf("%s, then opened: %v", name, err)
		}
	}
}
