package conduct

import (
	"crypto/rand"
	"slices"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
)

// TestParts holds the parts in which voting codes are listed against the
// greatest length of an entry, for each number of contests.
func TestParts(t *testing.T) {
	for contests := 1; contests <= 64; contests++ {
		e := election.VotersListed{Election: "an-election-with-the-longest-identifier"}
		for range voterPart(contests) {
			row := election.VoterRow{Votes: election.MaxVotes}
			for range contests {
				var d election.Digest
				if _, err := rand.Read(d[:]); err != nil {
					t.Fatal(err)
				}
				row.Credentials = append(row.Credentials, d)
			}
			e.Rows = append(e.Rows, row)
		}
		data, err := audit.Encode(e)
		if err != nil {
			t.Fatal(err)
		}
		if len(data)+300 > audit.MaxLine {
			t.Errorf("%d contests: a part has %d bytes", contests, len(data))
		}
	}
}

func TestSortName(t *testing.T) {
	names := []string{"Zoe Able", "Dr Émile Évans", "Ann Evans", "prof. bo ABLE", "Dr Dr Cy Dean", "Cher", ""}
	slices.SortFunc(names, func(a, b string) int {
		if sortName(a) < sortName(b) {
			return -1
		}
		return 1
	})
	want := []string{"", "prof. bo ABLE", "Zoe Able", "Cher", "Dr Dr Cy Dean", "Ann Evans", "Dr Émile Évans"}
	if !slices.Equal(names, want) {
		t.Errorf("sorted as %q, not %q", names, want)
	}
}

// TestShuffle draws often enough to see every order about equally often.
func TestShuffle(t *testing.T) {
	d := &Desk{Rand: rand.Reader}
	seen := map[[3]int]int{}
	const draws = 6000
	for range draws {
		order := [3]int{0, 1, 2}
		if err := d.shuffle(3, func(i, j int) { order[i], order[j] = order[j], order[i] }); err != nil {
			t.Fatal(err)
		}
		seen[order]++
	}
	// Each of 6 orders is expected 1,000 times with a deviation of 29.
	for order, n := range seen {
		if n < 750 || n > 1250 {
			t.Errorf("the order %v was drawn %d times of %d", order, n, draws)
		}
	}
	if len(seen) != 6 {
		t.Errorf("%d of 6 orders were drawn", len(seen))
	}
}

func TestTidy(t *testing.T) {
	if got := Tidy("\ufeff one\r\n\ttwo\u00ad\u200b\rthree \n"); got != "one\n two\nthree" {
		t.Errorf("tidied to %q", got)
	}
}
