package booth

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/web/site"
)

// maxVote bounds a vote in bytes: 64 contests of a few candidates, or a few
// contests of 64 answers, stay far below.
const maxVote = 1 << 20

// maxBallots bounds the ballots of a vote: millions of empty ones would take far
// more memory than the bytes they came in.
const maxBallots = 64

// voteJSON is what the booth sends: the practice that the voter means to vote
// for, and the ballots as they were made.
type voteJSON struct {
	Practice election.ID `json:"practice"`
	Ballots  ballotTexts `json:"ballots"`
}

// ballotTexts are at most maxBallots texts.
type ballotTexts []string

// UnmarshalJSON reads them one by one, and stops where there are too many.
func (t *ballotTexts) UnmarshalJSON(raw []byte) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	if open, err := d.Token(); err != nil || open != json.Delim('[') {
		return errNoBallots
	}
	for d.More() {
		var text string
		if err := d.Decode(&text); err != nil || len(*t) == maxBallots {
			return errNoBallots
		}
		*t = append(*t, text)
	}
	return nil
}

var errNoBallots = errors.New("this is not a list of ballots")

// cast answers a vote that has arrived and whose turn it is (see Arriving).
func (b *booth) cast(c echo.Context) error {
	vote, ok := c.Get(arrivedKey).(*delivered)
	if !ok {
		return errors.New("booth: the middleware Arriving is missing")
	}
	ctx := context.WithoutCancel(c.Request().Context())
	answer, err := b.take(ctx, c, vote)
	var refusal *election.Error
	if errors.As(err, &refusal) && clerk.IsClock(refusal.Code) {
		err = election.Refuse(refusal.Code, "%s", b.site.ClockVote(ctx, election.ID(c.Param("election"))))
	}
	if err != nil {
		return refuse(c, err)
	}
	return c.JSON(http.StatusOK, answer)
}

// refuse answers with a refusal as the page wants it; what is none, the site
// tells.
func refuse(c echo.Context, err error) error {
	status, refusal := refused(err)
	if refusal == nil {
		return err
	}
	return c.JSON(status, refusal)
}

func (b *booth) take(ctx context.Context, c echo.Context, from *delivered) (*recordedJSON, error) {
	asked, vote, err := readVote(from.body)
	if err != nil {
		return nil, err
	}
	desk, arrived := b.site.Desk, from.arrival
	el, err := desk.Election(election.ID(c.Param("election")))
	if err != nil {
		return nil, err
	}
	if !el.Poll.Open() && !el.Poll.Closed() {
		return nil, election.Refuse("not-open", "The poll is not open. Nothing was recorded.")
	}
	v := clerk.Vote{Election: el.ID(), Ballots: vote}
	late := !arrived.At().Before(el.Called.Timetable.PollCloses.Time())
	voter, signedIn := represents(site.Of(c), el.ID(), asked)
	known := b.known(ctx, &el, vote)
	if known != nil && (late || !signedIn) {
		if !signedIn {
			b.site.Forget(c)
		}
		return known, nil // sent again, because the answer was lost
	}
	switch {
	case !signedIn && late:
		return nil, tooLate(&el, arrived.At(), nil)
	case !signedIn:
		return nil, election.Refuse("sign-in", "You are not signed in for this practice in this browser. Your vote has not been recorded yet.")
	}
	// What is recorded already takes no more room.
	if known == nil && !b.site.MayCast(voter) {
		return nil, election.Refuse("too-many-votes", "This practice has cast very many votes in a short time. Your vote has not been recorded yet. Wait a few minutes, then cast it again; the last vote counts.")
	}
	v.Practice = voter
	if v.Checked, err = b.checked(ctx, c, &el, voter, vote); err != nil {
		return nil, err
	}
	if late {
		return nil, tooLate(&el, arrived.At(), v.Checked)
	}
	if v.Side, err = b.site.Recorded(ctx, el.ID(), voter, arrived.At()); err != nil {
		return nil, err
	}
	told := v.Side
	v.Side = func(tx store.Side) error {
		if err := told(tx); err != nil {
			return err
		}
		return site.Of(c).EndVoting(tx, el.ID(), voter)
	}
	from.rest() // what is left waits for the disk alone, and shares a commit
	receipt, err := desk.Clerk.Cast(ctx, arrived, v)
	if err != nil {
		return nil, err
	}
	if !receipt.Again {
		b.site.HasCast(voter)
		b.site.Forget(c)
	}
	b.site.Outbox.Wake()
	answer := b.answer(ctx, &el, vote, receipt.Seq, receipt.Time)
	answer.Practice, answer.Replaced = desk.Practice(ctx, voter).Name, receipt.Replaced
	return answer, nil
}

// checked checks the proofs of a vote. Whoever sends what does not hold uses up
// the session's tries, and not the practice's votes: the voter may sit at another
// browser.
func (b *booth) checked(ctx context.Context, c echo.Context, el *election.Election, voter election.ID, vote [][]byte) ([]belenios.Checked, error) {
	if !b.site.MayTry(c) {
		return nil, election.Refuse("too-many-votes", "Very many votes from this browser could not be accepted. This one has not been looked at. Open the link in your email in another browser, or wait a few minutes, then cast it again.")
	}
	checked, err := b.check(ctx, el, vote)
	if err == nil {
		err = b.site.Desk.CheckOwn(ctx, el, voter, checked)
	}
	if clerk.IsRefusal(err) {
		b.site.HasTried(c)
	}
	return checked, err
}

// readVote reads what the booth sends, and nothing else.
func readVote(body []byte) (practice election.ID, ballots [][]byte, err error) {
	var v voteJSON
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&v); err != nil || d.More() || len(v.Ballots) == 0 {
		return "", nil, election.Refuse("damaged", "The vote arrived damaged. Nothing was recorded; cast it again.")
	}
	for _, text := range v.Ballots {
		ballots = append(ballots, []byte(text))
	}
	return v.Practice, ballots, nil
}

// represents is the practice that the session may vote for: the one of its voting
// link. Who asks for another one must start with a link of that.
func represents(v *site.Visit, id, asked election.ID) (election.ID, bool) {
	practice := v.VotingFor(id)
	return practice, practice != "" && (asked == "" || asked == practice)
}
