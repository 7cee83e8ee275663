package clerk_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/clerk"
)

// TestCastAgain: the same bytes again give the first receipt, at any time and
// however often, and are recorded once.
func TestCastAgain(t *testing.T) {
	s := start(t)
	first, err := s.cast(s.vote(t, 0, 0))
	check(t, err)
	s.clock.pass(time.Minute)
	size := s.clerk.Point().Head.Size
	again := func() {
		t.Helper()
		r, err := s.cast(s.vote(t, 0, 0))
		check(t, err)
		if !r.Again || r.Seq != first.Seq || !r.Time.Equal(first.Time) || r.First != -1 {
			t.Errorf("the receipt is %+v, the first was %+v", r, first)
		}
	}
	again()
	// Also when another vote has replaced it.
	r, err := s.cast(s.vote(t, 0, 1))
	check(t, err)
	if !r.Replaced || r.Again {
		t.Errorf("the receipt is %+v", r)
	}
	again()
	s.restart()
	again()
	if s.clerk.Point().Head.Size != size+1 {
		t.Error("a repeated vote was recorded")
	}
	s.clock.at(s.closes.Add(time.Hour))
	again() // which closes the poll
	s.restart()
	again()
	if el := s.election(); !el.Poll.Closed() {
		t.Error("the poll is open")
	}
	s.count(map[int]int{0: 1})
}

// TestCastAtOnce: the same bytes from many sides at once are one vote; so they
// are in one batch, and where that batch fails.
func TestCastAtOnce(t *testing.T) {
	const n = 16
	s := start(t)
	receipts, errs := make([]clerk.Receipt, n), make([]error, n)
	size := s.clerk.Point().Head.Size
	s.together(n, func(i int) { receipts[i], errs[i] = s.cast(s.vote(t, 2, 0)) }, nil)
	fresh := 0
	for i, r := range receipts {
		check(t, errs[i])
		if r.Seq != size {
			t.Errorf("receipt %d is of entry %d", i, r.Seq)
		}
		if !r.Again {
			fresh++
		}
	}
	if fresh != 1 || s.clerk.Point().Head.Size != size+1 {
		t.Errorf("%d receipts for a new vote; %d entries", fresh, s.clerk.Point().Head.Size-size)
	}
	s.count(map[int]int{2: 0})
}

// TestSideOfCast: what goes with a vote, such as its email, goes with it once.
func TestSideOfCast(t *testing.T) {
	s := start(t)
	v := s.vote(t, 0, 0)
	v.Side = note("told")
	_, err := s.cast(v)
	check(t, err)
	_, err = s.cast(v) // would break the note's key
	check(t, err)
	w := s.vote(t, 1, 0)
	w.Side = func(tx store.Side) error { return errors.New("no email") }
	if _, err := s.cast(w); err == nil || clerk.IsRefusal(err) {
		t.Errorf("the answer is %v", err)
	}
	if !slices.Equal(s.voted(), s.list[:1]) || !slices.Equal(s.notes(), []string{"told"}) {
		t.Errorf("voted: %v, told: %v", s.voted(), s.notes())
	}
}

// TestCodes: for the length of the poll a practice has one code and a code one
// practice; whoever mixes them is told, and nothing is recorded.
func TestCodes(t *testing.T) {
	s := start(t)
	_, err := s.cast(s.vote(t, 0, 0))
	check(t, err)
	size := s.clerk.Point().Head.Size
	as := func(v clerk.Vote, i int) clerk.Vote { v.Practice = s.list[i]; return v }
	mixed := s.vote(t, 1, 0)
	mixed.Ballots, mixed.Checked = slices.Clone(mixed.Ballots), slices.Clone(mixed.Checked)
	other := s.vote(t, 2, 0)
	mixed.Ballots[1], mixed.Checked[1] = other.Ballots[1], other.Checked[1]
	swapped := s.vote(t, 1, 0)
	swapped.Ballots, swapped.Checked = slices.Clone(swapped.Ballots), slices.Clone(swapped.Checked)
	swapped.Ballots[0], swapped.Ballots[1] = swapped.Ballots[1], swapped.Ballots[0]
	swapped.Checked[0], swapped.Checked[1] = swapped.Checked[1], swapped.Checked[0]
	few := s.vote(t, 1, 0)
	few.Ballots, few.Checked = few.Ballots[1:], few.Checked[1:]
	unchecked := s.vote(t, 1, 0)
	unchecked.Ballots = s.vote(t, 1, 1).Ballots // not those that were checked
	stranger := s.vote(t, 1, 0)
	stranger.Practice = "d99999"
	reused := s.vote(t, 0, 1) // one ballot of it is in the box already
	reused.Ballots, reused.Checked = slices.Clone(reused.Ballots), slices.Clone(reused.Checked)
	reused.Ballots[2], reused.Checked[2] = s.vote(t, 0, 0).Ballots[2], s.vote(t, 0, 0).Checked[2]
	for _, c := range []struct {
		name string
		vote clerk.Vote
		code string
	}{
		{"two practices, one code", as(s.vote(t, 0, 1), 1), "foreign-code"},
		{"one practice, two codes", as(s.vote(t, 1, 0), 0), "other-code"},
		{"a code of other votes", as(s.vote(t, 5, 0), 1), "foreign-code"},
		{"another's recorded vote", as(s.vote(t, 0, 0), 1), "foreign-code"},
		{"ballots of two codes", mixed, "credential"},
		{"contests swapped", swapped, "foreign"},
		{"a contest left out", few, "ballots"},
		{"other bytes than were checked", unchecked, "foreign"},
		{"not on the roll", stranger, "not-on-roll"},
		{"a ballot of an earlier vote", reused, "repeated"},
		{"another election's ballot", foreign(t, s), "foreign"},
		{"no such election", clerk.Vote{Election: "committee-1999", Practice: s.list[0]}, "not-open"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := s.cast(c.vote)
			refused(t, err, c.code)
		})
	}
	if s.clerk.Point().Head.Size != size || !slices.Equal(s.voted(), s.list[:1]) {
		t.Errorf("%d entries were written; voted: %v", s.clerk.Point().Head.Size-size, s.voted())
	}
	// Both practices can vote with their own codes.
	_, err = s.cast(s.vote(t, 1, 0))
	check(t, err)
	_, err = s.cast(s.vote(t, 5, 1))
	check(t, err)
	s.restart()
	_, err = s.cast(as(s.vote(t, 1, 1), 0))
	refused(t, err, "other-code")
	s.count(map[int]int{0: 0, 1: 0, 5: 1})
}

// foreign is a vote whose ballots were made, and checked, for an election of the
// same posts with another identifier, as last year's would be.
func foreign(t *testing.T, s *service) clerk.Vote {
	t.Helper()
	v := clerk.Vote{Election: s.id, Practice: s.list[1]}
	code, err := belenios.ParseCode(s.codes[s.list[1]])
	check(t, err)
	for _, c := range s.contests {
		raw, err := s.log.Blob(context.Background(), audit.Digest(c.Definition))
		check(t, err)
		trustees, err := s.log.Blob(context.Background(), audit.Digest(c.Trustees))
		check(t, err)
		uuid, err := belenios.NewUUID(random)
		check(t, err)
		raw = replaceOnce(t, raw, c.UUID, uuid)
		credential, err := code.Credential(belenios.Ed25519, uuid)
		check(t, err)
		setup, err := belenios.NewSetup(raw, trustees, belenios.EncodeCredentials([]belenios.VotingRight{{Credential: credential.Public(), Weight: 1}}))
		check(t, err)
		choice := make([]int, setup.Election.Questions[0].Size())
		choice[1] = 1
		b, err := belenios.Encrypt(random, setup.Election, code, [][]int{choice})
		check(t, err)
		checked, err := belenios.NewVerifier(setup.Election, setup.Credentials).Check(b.Raw)
		check(t, err)
		v.Ballots, v.Checked = append(v.Ballots, b.Raw), append(v.Checked, checked)
	}
	return v
}
