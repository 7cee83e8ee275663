package outside

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// crowd is how many come at once.
type crowd struct {
	practices, votes, readers int
	ahead                     time.Duration // how long before the close the folder is begun
}

// margin is how long before the close a vote's last byte must have been written
// for it to be in time without doubt.
const margin = 50 * time.Millisecond

// TestLastSecond: every vote that is delivered in the last second before the
// close counts, though the service was started a moment ago and others read its
// pages; the poll closes once those are recorded, and the tally follows.
//
// GUILDHALL_LOAD, a number of votes, makes it a thousand practices (make load).
func TestLastSecond(t *testing.T) {
	c := crowd{practices: 100, votes: 60, readers: 2, ahead: 40 * time.Second}
	if n := os.Getenv("GUILDHALL_LOAD"); n != "" {
		votes, err := strconv.Atoi(n)
		must(t, err)
		c = crowd{practices: max(1000, votes), votes: votes, readers: 4, ahead: 2 * time.Minute}
	}
	w := Rehearse(t, Plan{Practices: c.practices, ClosesIn: c.ahead, Each: 1})
	voters := c.enter(t, w)
	if left := time.Until(w.Closes); left < 6*time.Second {
		t.Fatalf("this machine needs too long to prepare: %s are left before the close", left)
	}
	time.Sleep(time.Until(w.Closes.Add(-4 * time.Second))) // the close is the clock's
	s := w.Serve(t, nil)                                   // cold
	r := read(s, w, c.readers)
	var all sync.WaitGroup
	for i, v := range voters {
		before := time.Second - time.Duration(i)*950*time.Millisecond/time.Duration(len(voters))
		all.Go(func() { v.cast(w.Closes.Add(-before)) })
	}
	all.Wait()
	pages := r.stop()
	closed := waitFor(t, s, func(l logOf) bool { return l.times["poll.closed"] != nil })
	tallied := waitFor(t, s, func(l logOf) bool { return len(l.times["tally.made"]) >= l.contests })

	inTime, recorded, lost, acks := 0, 0, 0, times{}
	for i, v := range voters {
		ok := v.status == 200
		if ok {
			recorded++
			acks = append(acks, v.answered.Sub(v.written))
		}
		if !v.written.Before(w.Closes.Add(-margin)) {
			continue // by this machine's doing; whichever way, it was told the truth
		}
		if inTime++; !ok {
			if lost++; lost <= 3 {
				t.Errorf("vote %d, delivered %s before the close, was answered %d: %s", i, w.Closes.Sub(v.written), v.status, v.answer)
			}
		}
	}
	t.Logf("%d practices, %d votes in the last second: %d delivered in time, %d recorded, %d delivered in time and refused",
		c.practices, c.votes, inTime, recorded, lost)
	t.Logf("answers to votes: %s", acks)
	t.Logf("pages meanwhile: %s", pages)
	t.Logf("closed %d ms after the close, tallied %d ms after it",
		closed.times["poll.closed"][0].Sub(w.Closes).Milliseconds(), tallied.times["tally.made"][tallied.contests-1].Sub(w.Closes).Milliseconds())
	if inTime < c.votes/2 {
		t.Errorf("only %d of %d votes were delivered in time; nothing is shown by that", inTime, c.votes)
	}
	if lost > 0 {
		t.Errorf("%d votes were delivered in time and refused", lost)
	}
	if closed.voted != recorded || len(tallied.times["ballot.cast"]) != recorded {
		t.Errorf("%d votes were acknowledged, %d are in the log, and %d practices have voted by the close's entry",
			recorded, len(tallied.times["ballot.cast"]), closed.voted)
	}
	bundle := t.TempDir() + "/bundle.zip"
	must(t, os.WriteFile(bundle, []byte(s.Browser().Get("/bundle.zip").Want(200).Body), 0o600))
	Guildhall(t, "verify", bundle).Want(t, 0)
}

// enter lets the voters open their links, each from an address of its own, and
// ends the service again.
func (c crowd) enter(t testing.TB, w *World) (voters []*lastVoter) {
	s := w.Serve(t, nil)
	defer s.Kill()
	for i := range c.votes {
		p := w.Practices[i]
		b := s.Browser()
		b.From = fmt.Sprintf("10.1.%d.%d", i/250, i%250+1)
		b.Post(p.Link).To("/booth/")
		voters = append(voters, newLastVoter(b, "/cast/"+w.Election, p.Votes[0]))
	}
	return voters
}

// logOf is what a log says of a poll.
type logOf struct {
	times           map[string][]time.Time // by kind
	contests, voted int
}

// waitFor reads the log until it shows something.
func waitFor(t testing.TB, s *Service, shown func(logOf) bool) logOf {
	t.Helper()
	b := s.Browser()
	for end := time.Now().Add(5 * time.Minute); time.Now().Before(end); time.Sleep(300 * time.Millisecond) {
		if l := readLog(t, b.Get("/log.jsonl").Want(200).Body); shown(l) {
			return l
		}
	}
	t.Fatal("the log does not show it within five minutes")
	return logOf{}
}

func readLog(t testing.TB, lines string) logOf {
	t.Helper()
	l := logOf{times: map[string][]time.Time{}}
	for line := range strings.Lines(lines) {
		var e struct {
			Kind string
			Time time.Time
			Data struct {
				Voted    []string
				Contests []json.RawMessage
			}
		}
		must(t, json.Unmarshal([]byte(line), &e))
		l.times[e.Kind] = append(l.times[e.Kind], e.Time)
		switch e.Kind {
		case "poll.prepared":
			l.contests = len(e.Data.Contests)
		case "poll.closed":
			l.voted = len(e.Data.Voted)
		}
	}
	return l
}
