package booth

import (
	"context"
	"crypto/sha256"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/web/ui"
)

// recordedJSON says that the log holds the vote.
type recordedJSON struct {
	OK       bool          `json:"ok"` // true
	Practice string        `json:"practice"`
	Time     string        `json:"time"`
	Seq      int64         `json:"seq"`
	Replaced bool          `json:"replaced"`
	Trackers []trackerJSON `json:"trackers"`
}

type trackerJSON struct {
	Post    election.ID `json:"post"`
	Name    string      `json:"name"`
	Tracker string      `json:"tracker"`
}

// refusedJSON says that the vote was not recorded, and what the page can do.
type refusedJSON struct {
	OK       bool   `json:"ok"` // false
	Code     string `json:"code"`
	Title    string `json:"title,omitempty"`
	Sentence string `json:"sentence"`
	Needs    string `json:"needs"` // "number", "code", "nothing" (it is over), or "" (look at it and try again)
}

// known finds a vote all of whose ballots were recorded as one: its first answer
// is given again, to whoever holds the very bytes.
func (b *booth) known(ctx context.Context, el *election.Election, ballots [][]byte) *recordedJSON {
	if len(ballots) != len(el.Poll.Prepared.Contests) {
		return nil
	}
	var seq int64
	for i, raw := range ballots {
		at, ok := el.Poll.Find(sha256.Sum256(raw))
		if !ok || i > 0 && at != seq {
			return nil
		}
		seq = at
	}
	cast, _ := el.Poll.Cast(seq)
	return b.answer(ctx, el, ballots, seq, cast.Time.Time())
}

func (b *booth) answer(ctx context.Context, el *election.Election, ballots [][]byte, seq int64, at time.Time) *recordedJSON {
	words := b.site.Desk.Text(ctx, el)
	out := &recordedJSON{OK: true, Seq: seq, Time: ui.When(at)}
	for i, contest := range el.Poll.Prepared.Contests {
		out.Trackers = append(out.Trackers, trackerJSON{contest.Post, words.PostName(contest.Post), belenios.Tracker(ballots[i])})
	}
	return out
}

// tooLate says when the vote arrived and what stands instead. Without a session
// the ballots have not been checked, and whose they are is not said.
func tooLate(el *election.Election, at time.Time, checked []belenios.Checked) error {
	stands := "No vote had been cast with this voting code before."
	if len(checked) == 0 {
		stands = "If you had voted before, that vote stands."
	} else if voter, ok := el.Poll.Voter(sha256.Sum256([]byte(checked[0].Credential()))); ok {
		if seq, ok := el.Poll.Last(voter); ok {
			cast, _ := el.Poll.Cast(seq)
			stands = "Your vote of " + day(cast.Time.Time()) + " stands."
		}
	}
	return election.Refuse("late", "Arrived %s, after the close. Not counted. %s", ui.Seconds(at), stands)
}

// day is a date without weekday and year: "3 December".
func day(t time.Time) string { return strings.Join(strings.Fields(ui.Date(t))[1:3], " ") }

// refused gives a refusal as the page wants it; nil for an error that the service
// itself must look at. With a status from 500 on the page asks again.
func refused(err error) (int, *refusedJSON) {
	var refusal *election.Error
	if !errors.As(err, &refusal) {
		return 0, nil
	}
	out := &refusedJSON{Code: refusal.Code, Sentence: ui.Sentence(refusal.Sentence)}
	status := http.StatusConflict
	switch refusal.Code {
	case "sign-in":
		status, out.Needs = http.StatusUnauthorized, "number"
	case "credential", "foreign-code", "other-code":
		out.Needs = "code"
	case "late", "closed":
		out.Needs, out.Title = "nothing", "Your vote was not counted"
	case "not-open":
		out.Needs, out.Title = "nothing", "The poll is not open"
	case "no-election", "not-on-roll":
		out.Needs = "nothing"
	case "not-recorded", "stopped":
		status = http.StatusServiceUnavailable
	case "spent":
		// The page makes a new vote by itself when the voter casts again.
		out.Sentence = "This vote was opened to check this page, so it can never be cast. Cast this vote again: a new one is locked."
	}
	return status, out
}
