package conduct_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/election/calendar"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/datadir"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
)

const ballot election.ID = "spring-2027"

// going is the reason for going on where the gate is not passed.
const going = "These votes are a test's."

// hall is an alliance whose election the tests conduct step by step.
type hall struct {
	testing.TB
	dir     *datadir.Dir
	desk    *conduct.Desk
	clock   *rehearsal.Clock
	officer election.ID
	rows    []roll.Row
	times   election.Timetable
	key     *belenios.TrusteeKey
	stood   int
}

func (h *hall) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// refuses requires a refusal by its code, and that nothing was recorded.
func (h *hall) refuses(code string, fn func() error) {
	h.Helper()
	size := h.desk.Clerk.Point().Head.Size
	err := fn()
	var e *election.Error
	if !errors.As(err, &e) || e.Code != code {
		h.Fatalf("expected a refusal with the code %s, not: %v", code, err)
	}
	if e.Sentence == "" || e.Sentence[len(e.Sentence)-1] != '.' {
		h.Fatalf("this is not a sentence: %q", e.Sentence)
	}
	if now := h.desk.Clerk.Point().Head.Size; now != size {
		h.Fatalf("a refused step left %d entries", now-size)
	}
}

// open begins a log, with a practice for each row; the first eight have a
// representative.
func open(t testing.TB, rows []roll.Row, rule string, group string, posts ...record.PostText) *hall {
	t.Helper()
	times, err := rehearsal.Script{Closes: calendar.Day(2027, time.April, 14)}.Timetable()
	h := &hall{TB: t, rows: rows, times: times}
	h.must(err)
	h.clock = rehearsal.NewClock(h.times.Notice.Time().Add(-48 * time.Hour))
	h.dir, err = datadir.Open(t.Context(), t.TempDir(), datadir.Options{Clock: h.clock.Clerk()})
	h.must(err)
	t.Cleanup(func() { h.dir.Close() })
	h.desk = h.dir.Desk
	h.officer, err = h.desk.Begin(t.Context(), conduct.Setup{Body: "Alliance", Key: h.dir.Key.Public(),
		Officer: record.PersonText{Name: "Robin Officer", Email: "officer@example.org"}})
	h.must(err)
	var joining []conduct.NewPractice
	for i, row := range rows[:min(8, len(rows))] {
		joining = append(joining, conduct.NewPractice{Text: record.PracticeText{Code: row.ODS, Name: row.Name},
			Voting: &record.PersonText{Name: fmt.Sprintf("Voter %d", i), Email: fmt.Sprintf("voter%d@example.org", i)}})
	}
	h.must(h.desk.Join(t.Context(), h.officer, joining))
	h.must(h.desk.CallElection(t.Context(), h.officer, conduct.Call{ID: ballot, Group: group, Timetable: h.times, Support: 20,
		Text: record.ElectionText{Title: "Spring election", Body: "Alliance", Contact: "officer@example.org", Posts: posts}}))
	weights, err := roll.ParseRule(rule)
	h.must(err)
	h.must(h.desk.FreezeRoll(t.Context(), h.officer, ballot, rows, weights))
	h.clock.Set(h.times.Notice.Time())
	return h
}

func post(id election.ID) record.PostText {
	return record.PostText{Post: id, Name: "The " + string(id)}
}

func rows(n int) (list []roll.Row) {
	for i := range n {
		list = append(list, roll.Row{ODS: fmt.Sprintf("K%05d", i), Name: fmt.Sprintf("Surgery %d", i), Patients: int64(1000 * (i%9 + 1))})
	}
	return list
}

func (h *hall) practice(i int) election.ID { return election.ID(h.rows[i%len(h.rows)].ID()) }

func (h *hall) rep(practice election.ID) election.ID {
	s := h.desk.State()
	p, _ := s.Practice(practice)
	return p.Voting
}

func (h *hall) election() election.Election {
	h.Helper()
	el, err := h.desk.Election(ballot)
	h.must(err)
	return el
}

// stand nominates somebody of the i-th practice for a post, up to acceptance.
func (h *hall) stand(i int, name string, post election.ID) (nominee election.ID) {
	h.Helper()
	h.stood++
	ctx := h.Context()
	known := min(8, len(h.rows))
	of, proposer, seconder := h.practice(i%known), h.practice((i+1)%known), h.practice((i+2)%known)
	n, nominee, err := h.desk.Nominate(ctx, h.rep(proposer), conduct.NewNomination{Election: ballot, Post: post, Of: of, Proposer: proposer, Seconder: seconder,
		Particulars: record.ParticularsText{Name: name, Email: fmt.Sprintf("nominee%d@example.org", h.stood), Role: "GP"}})
	h.must(err)
	h.must(h.desk.Second(ctx, h.rep(seconder), ballot, n, seconder))
	h.must(h.desk.Consent(ctx, nominee, ballot, n, true, true, record.StatementText{Name: name, Statement: "Vote for me.", Interests: "None."}))
	h.must(h.desk.Decide(ctx, h.officer, ballot, n, election.Valid, true, ""))
	return nominee
}

// settle goes on to the settled contests.
func (h *hall) settle() {
	h.Helper()
	h.clock.Set(h.times.Published.Time())
	h.must(h.desk.Publish(h.Context(), h.officer, ballot))
	h.clock.Set(h.times.WithdrawalsClose.Time())
	h.must(h.desk.Settle(h.Context(), h.officer, ballot))
}

// poll goes on to the open poll.
func (h *hall) poll() {
	h.Helper()
	ctx := h.Context()
	el := h.election()
	var err error
	h.key, err = belenios.NewTrusteeKey(rand.Reader, record.GroupName(el.Called.Group))
	h.must(err)
	trustee, err := h.key.Trustee(rand.Reader, "")
	h.must(err)
	h.must(h.desk.MakeKey(ctx, h.officer, ballot, trustee.Encode()))
	h.must(h.desk.Prepare(ctx, ballot))
	h.must(h.desk.Weigh(ctx, h.officer, ballot, election.WeighedOpening, going))
	h.clock.Set(h.times.PollOpens.Time())
	h.must(h.desk.OpenPoll(ctx, h.officer, ballot, nil))
}

// fill makes the ballots of a practice: for each contest 0 for a blank vote, or
// the number of a candidate.
func (h *hall) fill(practice election.ID, answers ...int) [][]byte {
	h.Helper()
	ctx := h.Context()
	el := h.election()
	contests, err := h.desk.Contests(ctx, &el)
	h.must(err)
	text, err := h.desk.Code(ctx, ballot, practice)
	h.must(err)
	code, err := belenios.ParseCode(text)
	h.must(err)
	var ballots [][]byte
	for i, c := range contests {
		choice := make([]int, len(c.Setup.Election.Questions[0].Answers)+1)
		choice[answers[i]] = 1
		b, err := belenios.Encrypt(rand.Reader, c.Setup.Election, code, [][]int{choice})
		h.must(err)
		ballots = append(ballots, b.Raw)
	}
	return ballots
}

// cast casts ballots for a practice.
func (h *hall) cast(practice election.ID, ballots [][]byte) (clerk.Receipt, error) {
	h.Helper()
	el := h.election()
	checked, err := h.desk.CheckBallots(h.Context(), &el, ballots)
	if err != nil {
		return clerk.Receipt{}, err
	}
	arrived := h.desk.Clerk.Arrive()
	defer arrived.Done()
	return h.desk.Clerk.Cast(h.Context(), arrived, clerk.Vote{Election: ballot, Practice: practice, Ballots: ballots, Checked: checked})
}

// count goes on from the close to the result.
func (h *hall) count() {
	h.Helper()
	ctx := h.Context()
	h.clock.Set(h.times.PollCloses.Time())
	h.must(h.desk.Clerk.Tick(ctx))
	el := h.election()
	if !el.Poll.Closed() {
		h.Fatal("the poll did not close at its deadline")
	}
	h.must(h.desk.AfterClose(ctx))
	h.must(h.desk.Weigh(ctx, h.officer, ballot, election.WeighedCount, going))
	h.must(h.give(h.shares()))
}

// shares are the officer's, with what binds them.
func (h *hall) shares() (shares, bindings [][]byte) {
	h.Helper()
	el := h.election()
	tallies, err := h.desk.Tallies(h.Context(), &el)
	h.must(err)
	shares, bindings, err = record.Decrypt(rand.Reader, h.key, tallies...)
	h.must(err)
	return shares, bindings
}

// give hands in the officer's shares.
func (h *hall) give(shares, bindings [][]byte) error {
	h.Helper()
	return h.desk.Give(h.Context(), h.officer, ballot, shares, bindings)
}

// declare declares the result, issues a paper, and verifies the whole bundle,
// public and with the sealed texts.
func (h *hall) declare() *record.Verified {
	h.Helper()
	h.must(h.desk.Declare(h.Context(), h.officer, ballot))
	h.must(h.desk.Issue(h.Context(), ballot, governance.PaperDeclaration, h.desk.Clerk.Point().Head.Size, []byte("%PDF-1.4\n")))
	h.verified(false)
	return h.verified(true)
}

func (h *hall) verified(public bool) *record.Verified {
	h.Helper()
	v, err := h.verify(public)
	h.must(err)
	return v
}

func (h *hall) verify(public bool) (*record.Verified, error) {
	h.Helper()
	ctx := context.Background()
	point := h.desk.Clerk.Point()
	checkpoint, err := h.desk.Clerk.Checkpoint(point)
	h.must(err)
	var out bytes.Buffer
	h.must(record.Contents(ctx, point, h.dir.Key.Public(), checkpoint, h.dir.Log, public).WriteZip(ctx, &out))
	b, err := audit.ReadBundle(bytes.NewReader(out.Bytes()), int64(out.Len()))
	h.must(err)
	defer b.Close()
	return record.Verify(ctx, b, record.Options{Trust: audit.Trust{Key: h.dir.Key.Public(), Checkpoint: checkpoint}})
}

var randomness = rand.Reader
