package journey_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/web/booth"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui/uitest"
)

// TestFact4: arrival at 16:59:58 with verification delayed by 5 s: accepted. At
// 17:00:00: refused with the sentence, earlier ballot named.
func TestFact4(t *testing.T) {
	t.Parallel()
	var slow atomic.Bool
	checking, release := make(chan struct{}), make(chan struct{})
	s := opened(t, func(e *echo.Echo, site *site.Site) {
		booth.RoutesWith(func(ctx context.Context, el *election.Election, ballots [][]byte) ([]belenios.Checked, error) {
			if slow.Load() {
				checking <- struct{}{}
				<-release
			}
			return site.Desk.CheckBallots(ctx, el, ballots)
		})(e, site)
	})
	closes := s.election(poll).Called.Timetable.PollCloses.Time()

	// The one who will be late has voted before.
	late := s.vote(uitest.Open(t), poll, s.invitation("d80003"), 1, 1, 1)
	first := s.clock.Now()
	s.clock.Set(closes.Add(-time.Hour))
	s.beginAgain(late, "d80003")
	late.mark(s.papers(poll), 2, 2, 2)

	prompt := &voter{Tab: uitest.Open(t)}
	prompt.begin(s.invitation("d80004"))
	prompt.mark(s.papers(poll), 1, 2, 1)

	s.clock.Set(closes.Add(-2 * time.Second))
	slow.Store(true)
	prompt.Click("Cast this vote")
	wait(t, checking)
	s.clock.Advance(5 * time.Second) // 17:00:03
	ticked := make(chan error, 1)
	go func() { ticked <- s.desk().Clerk.Tick(s.ctx) }()
	if el := s.election(poll); el.Poll.Closed() {
		t.Fatal("the poll closed over a ballot that had arrived in time")
	}
	slow.Store(false)
	release <- struct{}{}
	prompt.See("Your vote has been cast", "4:59pm")
	must(t, wait(t, ticked))
	s.ballots(t, poll, 2, 2)

	late.Expect("status of 409")
	late.Click("Cast this vote")
	late.See("Your vote was not counted", "Arrived 17:00:03, after the close. Not counted.", "Your vote of "+first.Format("2 January")+" stands.")
	s.ballots(t, poll, 2, 2)
	s.counts(poll, map[election.ID][]int{"d80003": {1, 1, 1}, "d80004": {1, 2, 1}})
}

// TestFact4OnTheSecond: at 17:00:00 exactly it is too late.
func TestFact4OnTheSecond(t *testing.T) {
	t.Parallel()
	s := opened(t)
	first := s.clock.Now()
	late := s.vote(uitest.Open(t), poll, s.invitation("d80003"), 1, 1, 1)
	closes := s.election(poll).Called.Timetable.PollCloses.Time()
	s.clock.Set(closes.Add(-time.Hour))
	s.beginAgain(late, "d80003")
	late.mark(s.papers(poll), 2, 2, 2)
	s.clock.Set(closes)
	late.Expect("status of 409")
	late.Click("Cast this vote")
	late.See("Arrived 17:00:00, after the close. Not counted. Your vote of " + first.Format("2 January") + " stands.")
	s.ballots(t, poll, 1, 1)
	s.counts(poll, map[election.ID][]int{"d80003": {1, 1, 1}})
}

// wait receives what must come.
func wait[T any](t testing.TB, from <-chan T) (x T) {
	t.Helper()
	select {
	case x = <-from:
	case <-time.After(uitest.Patience):
		t.Fatal("it did not come")
	}
	return x
}
