package journey_test

import (
	"slices"
	"testing"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/record"
)

// closing moves the clock to the close and waits until the service, by itself,
// has closed the poll and made the encrypted totals.
func (s *service) closing(id election.ID) {
	s.t.Helper()
	s.clock.Set(s.election(id).Called.Timetable.PollCloses.Time())
	s.until("the poll is closed and the totals are made", func() bool {
		el := s.election(id)
		return el.Poll.Closed() && !slices.ContainsFunc(el.Contested(), func(p election.Post) bool { return p.Tally == nil })
	})
}

// counted closes a rehearsal's poll, decrypts with its key, and gives what was
// counted for each contested post: blank first, then the candidates in the order
// of the ballot paper.
func (s *service) counted(id election.ID) (counts [][]int64) {
	s.t.Helper()
	s.closing(id)
	must(s.t, s.desk().Weigh(s.ctx, s.played.Officer, id, election.WeighedCount, "Nobody's votes are secret in a test."))
	el := s.election(id)
	tallies, err := s.desk().Tallies(s.ctx, &el)
	must(s.t, err)
	shares, bindings, err := record.Decrypt(s.desk().Rand, s.played.Key, tallies...)
	must(s.t, err)
	must(s.t, s.desk().Give(s.ctx, s.played.Officer, id, shares, bindings))
	el = s.election(id)
	for _, p := range el.Contested() {
		counts = append(counts, p.Result.Counts)
	}
	return counts
}

// counts holds what was counted against the votes that were cast: by practice,
// its choice for each contested post.
func (s *service) counts(id election.ID, cast map[election.ID][]int) {
	s.t.Helper()
	got := s.counted(id)
	el := s.election(id)
	for i, p := range el.Contested() {
		want := make([]int64, len(p.Order)+1)
		for practice, choices := range cast {
			row, _ := el.Roll.Row(practice)
			want[choices[i]] += row.Votes
		}
		if !slices.Equal(got[i], want) {
			s.t.Errorf("%s: counted %v, but %v was cast", p.ID, got[i], want)
		}
	}
}

// ballots checks how many ballots lie in the box, of how many practices.
func (s *service) ballots(t testing.TB, id election.ID, ballots, practices int) {
	t.Helper()
	el := s.election(id)
	if el.Poll.CastCount() != ballots || el.Poll.Turnout() != practices {
		t.Errorf("%d ballots of %d practices are in the box, want %d of %d", el.Poll.CastCount(), el.Poll.Turnout(), ballots, practices)
	}
}
