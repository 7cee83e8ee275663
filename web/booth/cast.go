package booth

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

// maxVote bounds a vote in bytes: 64 contests of a few candidates, or a few
// contests of 64 answers, stay far below.
const maxVote = 4 << 20

// voteJSON is what the booth sends: the practice that the voter means to vote
// for, and the ballots as they were made.
type voteJSON struct {
	Practice election.ID `json:"practice"`
	Ballots  []string    `json:"ballots"`
}

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

// cast takes a vote. When its last byte has arrived it is stamped; everything
// else comes after that, and the poll waits for it.
func (b *booth) cast(c echo.Context) error {
	body, err := io.ReadAll(c.Request().Body)
	if err != nil {
		return err // it did not arrive whole; the page sends it again
	}
	arrived := b.site.Desk.Clerk.Arrive()
	defer arrived.Done()
	// Arrived is arrived: a connection that breaks now takes nothing back.
	ctx := context.WithoutCancel(c.Request().Context())
	answer, err := b.take(ctx, c, arrived, body)
	if err == nil {
		return c.JSON(http.StatusOK, answer)
	}
	status, refusal := refused(err)
	if refusal == nil {
		return err
	}
	return c.JSON(status, refusal)
}

func (b *booth) take(ctx context.Context, c echo.Context, arrived *clerk.Arrival, body []byte) (*recordedJSON, error) {
	vote, err := readVote(body)
	if err != nil {
		return nil, err
	}
	desk := b.site.Desk
	el, err := desk.Election(election.ID(c.Param("election")))
	if err != nil {
		return nil, err
	}
	if !el.Poll.Open() && !el.Poll.Closed() {
		return nil, election.Refuse("not-open", "The poll is not open. Nothing was recorded.")
	}
	v := clerk.Vote{Election: el.ID(), Ballots: vote}
	late := !arrived.At().Before(el.Called.Timetable.PollCloses.Time())
	voter, signedIn := represents(site.Of(c), voteOf(body))
	if known := b.known(ctx, &el, vote); known != nil && (late || !signedIn) {
		return known, nil // sent again, because the answer was lost
	}
	if !signedIn {
		return nil, election.Refuse("sign-in", "You are not signed in for this practice in this browser. Your vote has not been recorded yet.")
	}
	v.Practice = voter
	if v.Checked, err = b.check(ctx, &el, vote); err != nil {
		return nil, err
	}
	if late {
		return nil, tooLate(&el, arrived.At(), v.Checked)
	}
	told, err := b.site.Recorded(ctx, el.ID(), voter, arrived.At())
	if err != nil {
		return nil, err
	}
	v.Side = told
	receipt, err := desk.Clerk.Cast(ctx, arrived, v)
	if err != nil {
		return nil, err
	}
	b.site.Outbox.Wake()
	answer := b.answer(ctx, &el, vote, receipt.Seq, receipt.Time)
	answer.Practice, answer.Replaced = desk.Practice(ctx, voter).Name, receipt.Replaced
	return answer, nil
}

func voteOf(body []byte) election.ID {
	var v voteJSON
	_ = json.Unmarshal(body, &v) // read before
	return v.Practice
}

func readVote(body []byte) ([][]byte, error) {
	var v voteJSON
	d := json.NewDecoder(strings.NewReader(string(body)))
	d.DisallowUnknownFields()
	if err := d.Decode(&v); err != nil || d.More() || len(v.Ballots) == 0 {
		return nil, election.Refuse("damaged", "The vote arrived damaged. Nothing was recorded; cast it again.")
	}
	ballots := make([][]byte, len(v.Ballots))
	for i, text := range v.Ballots {
		ballots[i] = []byte(text)
	}
	return ballots, nil
}

// represents is the practice that the session may vote for: the one that was
// asked for, or else the one of its voting link, or else the only one.
func represents(v *site.Visit, asked election.ID) (election.ID, bool) {
	switch {
	case !v.SignedIn():
		return "", false
	case asked != "":
		return asked, v.Represents(asked)
	case v.Voting != "":
		return v.Voting, true
	case len(v.Practices) == 1:
		return v.Practices[0], true
	}
	return "", false
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

// tooLate says when the vote arrived and what stands instead.
func tooLate(el *election.Election, at time.Time, checked []belenios.Checked) error {
	stands := "No vote had been cast with this voting code before."
	if voter, ok := el.Poll.Voter(sha256.Sum256([]byte(checked[0].Credential()))); ok {
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
	}
	return status, out
}
