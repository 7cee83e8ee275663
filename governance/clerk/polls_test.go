package clerk_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
)

// another opens a second poll beside the first one, of one post with two
// candidates, all within some minutes.
func (s *service) another(id election.ID, closes time.Time) {
	s.t.Helper()
	t, ctx := s.t, context.Background()
	desk := conduct.New(s.clerk)
	now := election.At(s.clock.now())
	blob, digest := record.Blob(record.ElectionText{Title: "By-election", Body: "OneNorwich",
		Posts: []record.PostText{{Post: "treasurer", Name: "Treasurer"}}, Contact: "nobody"})
	_, err := s.clerk.Do(ctx, clerk.Command{Blobs: [][]byte{blob}, Decide: func(*governance.State, time.Time) ([]clerk.Act, error) {
		return []clerk.Act{{By: s.officer, Event: election.ElectionCalled{Election: id, Rules: election.RulesVersion, Officer: s.officer,
			Scheme: election.Simple, Group: election.GroupEd25519, OnePost: true, Support: 2, Definition: digest,
			Posts: []election.PostTerms{{Post: "treasurer", Eligible: election.EligibleAnyone}},
			Timetable: election.Timetable{Notice: now, NominationsClose: election.At(s.clock.now().Add(time.Minute)),
				Published: election.At(s.clock.now().Add(time.Minute)), WithdrawalsClose: election.At(s.clock.now().Add(time.Minute)),
				PollNotice: election.At(s.clock.now().Add(time.Minute)), PollOpens: election.At(s.clock.now().Add(time.Minute)), PollCloses: election.At(closes)}}}}, nil
	}})
	check(t, err)
	var rows []roll.Row
	for i := range practices {
		rows = append(rows, roll.Row{ODS: fmt.Sprintf("D8%04d", i), Name: fmt.Sprintf("Practice %d", i), Patients: 1000})
	}
	rule, err := roll.ParseRule("equal")
	check(t, err)
	check(t, desk.FreezeRoll(ctx, s.officer, id, rows, rule))
	voter := func(i int) election.ID { state := desk.State(); p, _ := state.Practice(s.list[i]); return p.Voting }
	var nominations []election.ID
	for i := range 2 {
		name := fmt.Sprintf("Candidate %d", i)
		n, nominee, err := desk.Nominate(ctx, voter(i+1), conduct.NewNomination{Election: id, Post: "treasurer",
			Of: s.list[i], Proposer: s.list[i+1], Seconder: s.list[i+2],
			Particulars: record.ParticularsText{Name: name, Email: fmt.Sprintf("candidate%d@example.org", i), Role: "Partner"}})
		check(t, err)
		check(t, desk.Second(ctx, voter(i+2), id, n, s.list[i+2]))
		check(t, desk.Consent(ctx, nominee, id, n, true, true, record.StatementText{Name: name, Statement: "Vote for me.", Interests: "None."}))
		nominations = append(nominations, n)
	}
	s.clock.pass(time.Minute)
	for _, n := range nominations {
		check(t, desk.Decide(ctx, s.officer, id, n, election.Valid, true, ""))
	}
	check(t, desk.Publish(ctx, s.officer, id))
	check(t, desk.Settle(ctx, s.officer, id))
	key, err := belenios.NewTrusteeKey(rand.Reader, belenios.Ed25519)
	check(t, err)
	trustee, err := key.Trustee(rand.Reader, "")
	check(t, err)
	check(t, desk.MakeKey(ctx, s.officer, id, trustee.Encode()))
	check(t, desk.Prepare(ctx, id))
	check(t, desk.Weigh(ctx, s.officer, id, election.WeighedOpening, "Invented votes."))
	check(t, desk.OpenPoll(ctx, s.officer, id, nil))
}

// voteIn makes and checks a practice's vote in any poll.
func (s *service) voteIn(id election.ID, i int) clerk.Vote {
	s.t.Helper()
	ctx := context.Background()
	desk := conduct.New(s.clerk)
	el, err := desk.Election(id)
	check(s.t, err)
	contests, err := desk.Contests(ctx, &el)
	check(s.t, err)
	text, err := desk.Code(ctx, id, s.list[i])
	check(s.t, err)
	code, err := belenios.ParseCode(text)
	check(s.t, err)
	v := clerk.Vote{Election: id, Practice: s.list[i]}
	for _, c := range contests {
		choice := make([]int, c.Setup.Election.Questions[0].Size())
		choice[1] = 1
		b, err := belenios.Encrypt(rand.Reader, c.Setup.Election, code, [][]int{choice})
		check(s.t, err)
		v.Ballots = append(v.Ballots, b.Raw)
	}
	v.Checked, err = desk.CheckBallots(ctx, &el, v.Ballots)
	check(s.t, err)
	return v
}

// ending is a poll as it stands.
func (s *service) ending(id election.ID) *election.Poll {
	el, _ := s.clerk.Point().State.Election.Election(id)
	return &el.Poll
}

// TestTwoPolls: each poll closes at its own deadline, in their order, also when
// both come while nobody looks; a ballot of the later one does not hold up the
// earlier one, nor is it kept out by it.
func TestTwoPolls(t *testing.T) {
	s := start(t)
	s.another("by-election", s.closes.Add(30*time.Minute))
	ctx := context.Background()
	_, err := s.cast(s.vote(t, 0, 0))
	check(t, err)
	mine, theirs := s.voteIn("by-election", 0), s.voteIn("by-election", 4)
	_, err = s.cast(mine)
	check(t, err)

	s.clock.at(s.closes.Add(time.Second))
	between := s.clerk.Arrive() // after the first deadline
	s.tick()
	if !s.ending(s.id).Closed() || s.ending("by-election").Closed() {
		t.Error("the first poll alone should have closed")
	}
	s.clock.at(s.closes.Add(31 * time.Minute))
	tick := s.clerk.Submit(clerk.Command{Decide: nothing})
	_, err = s.clerk.Cast(ctx, between, theirs)
	check(t, err)
	_, err = tick.Wait()
	check(t, err)
	if poll := s.ending("by-election"); !poll.Closed() || !slices.Equal(poll.Voted, []election.ID{s.list[0], s.list[4]}) {
		t.Errorf("closed %v, voted %v", poll.Closed(), poll.Voted)
	}
	s.count(map[int]int{0: 0})
}

// TestBothDue: both deadlines pass while ballots of both are being checked. The
// polls close in the order of their deadlines, each after its own ballots, and
// a poll that cannot be closed holds up no other.
func TestBothDue(t *testing.T) {
	for _, tampered := range []bool{false, true} {
		t.Run(fmt.Sprintf("tampered %v", tampered), func(t *testing.T) {
			s := start(t)
			s.another("by-election", s.closes.Add(30*time.Minute))
			theirs := s.voteIn("by-election", 4)
			_, err := s.cast(s.vote(t, 1, 0))
			check(t, err)
			if tampered {
				s.side(`DELETE FROM voted`)
			}
			arrived := make(chan *clerk.Arrival, 2)
			errs := make([]error, 3)
			s.together(3, func(i int) {
				switch i { // they come in the wrong order
				case 0:
					s.clock.at(s.closes.Add(-time.Second))
					first := s.clerk.Arrive()
					s.clock.at(s.closes.Add(29 * time.Minute))
					arrived <- s.clerk.Arrive()
					arrived <- first
					s.clock.at(s.closes.Add(40 * time.Minute))
					_, errs[i] = s.clerk.Do(context.Background(), s.person("p-later"))
				case 1:
					_, errs[i] = s.clerk.Cast(context.Background(), <-arrived, theirs)
				case 2:
					_, errs[i] = s.clerk.Cast(context.Background(), <-arrived, s.vote(t, 3, 0))
				}
			}, nil)
			for _, err := range errs {
				check(t, err)
			}
			want := []string{"ballot.cast", "poll.closed", "ballot.cast", "poll.closed", "person.added"}
			if tampered {
				want = []string{"ballot.cast", "ballot.cast", "poll.closed", "person.added"}
				if err := s.clerk.Trouble(); err == nil {
					t.Error("no trouble")
				}
			}
			if kinds := s.kinds(int64(len(want))); !slices.Equal(kinds, want) {
				t.Errorf("the log ends with %v", kinds)
			}
			if s.ending(s.id).Closed() == tampered || !s.ending("by-election").Closed() {
				t.Errorf("closed: %v and %v", s.ending(s.id).Closed(), s.ending("by-election").Closed())
			}
			s.restart()
			s.verify()
		})
	}
}
