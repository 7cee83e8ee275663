package conduct_test

import (
	"fmt"
	"testing"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance"
)

// outcome is how each post was declared to be filled, in short.
func outcome(el election.Election) (list []string) {
	for _, p := range el.Declared.Posts {
		list = append(list, p.How)
	}
	return list
}

// TestNobodyStands conducts an election in which there is nothing to vote on.
func TestNobodyStands(t *testing.T) {
	h := open(t, rows(8), "equal", "", post("chair"), post("treasurer"))
	h.settle()
	h.refuses("key", func() error { return h.desk.Prepare(t.Context(), ballot) })
	h.refuses("not-prepared", func() error { return h.desk.OpenPoll(t.Context(), h.officer, ballot, nil) })
	h.must(h.desk.AfterClose(t.Context()))
	v := h.declare()
	if got := outcome(h.election()); fmt.Sprint(got) != "[none none]" || len(v.Contests) != 0 {
		t.Errorf("declared %v with %d archives", got, len(v.Contests))
	}
}

// TestAllUnopposed conducts an election whose every post has one candidate.
func TestAllUnopposed(t *testing.T) {
	h := open(t, rows(8), "equal", "", post("chair"), post("treasurer"))
	chair := h.stand(0, "Dr Ann Abel", "chair")
	h.stand(1, "Bo Cain", "treasurer")
	h.settle()
	el := h.election()
	if len(el.Contested()) != 0 {
		t.Fatal("an unopposed post goes to a poll")
	}
	trustee, err := mustKey(t).Trustee(h.desk.Rand, "")
	h.must(err)
	h.must(h.desk.MakeKey(t.Context(), h.officer, ballot, trustee.Encode()))
	h.refuses("no-contest", func() error { return h.desk.Prepare(t.Context(), ballot) })
	h.declare()
	if got := outcome(h.election()); fmt.Sprint(got) != "[unopposed unopposed]" {
		t.Errorf("declared %v", got)
	}
	s := h.desk.State()
	if o, _ := s.Office("chair"); o.Holder != chair || o.Basis != governance.ByElected {
		t.Errorf("the chair is %+v, not %s", o, chair)
	}
}

func mustKey(t *testing.T) *belenios.TrusteeKey {
	t.Helper()
	key, err := belenios.NewTrusteeKey(randomness, belenios.Ed25519)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// TestUnopposedAndPoll mixes posts with a poll, with one candidate and with
// none.
func TestUnopposedAndPoll(t *testing.T) {
	h := open(t, rows(8), "per:1000:up", "", post("chair"), post("vice"), post("nurse"), post("manager"))
	ann := h.stand(0, "Ann Abel", "chair")
	h.stand(1, "Bo Cain", "chair")
	h.stand(2, "Cy Dean", "manager")
	h.settle()
	h.poll()
	el := h.election()
	chair, _ := el.Post("chair")
	for i := range 5 {
		answer := 1
		if chair.Order[1] == ann {
			answer = 2
		}
		_, err := h.cast(h.practice(i), h.fill(h.practice(i), answer))
		h.must(err)
	}
	h.count()
	v := h.declare()
	if got := fmt.Sprint(outcome(h.election())); got != "[elected none none unopposed]" || len(v.Contests) != 1 {
		t.Errorf("declared %v with %d archives", got, len(v.Contests))
	}
	el = h.election()
	if el.Declared.Posts[0].Elected != ann {
		t.Errorf("%s is elected, not %s", el.Declared.Posts[0].Elected, ann)
	}
}

// TestExtremes conducts elections in which nobody votes, everybody votes
// blank, and everybody votes alike, in both groups.
func TestExtremes(t *testing.T) {
	for _, group := range []string{election.GroupEd25519, election.Group2048} {
		for _, c := range []struct {
			name   string
			voters int
			answer int
			want   string
		}{
			{"nobody votes", 0, 0, "tie"},
			{"everybody votes blank", 3, 0, "tie"},
			{"everybody votes alike", 3, 2, "elected"},
		} {
			t.Run(group+"/"+c.name, func(t *testing.T) {
				h := open(t, rows(3), "per:1000:up", group, post("chair"))
				h.stand(0, "Ann Abel", "chair")
				h.stand(1, "Bo Cain", "chair")
				h.settle()
				h.poll()
				var votes int64
				for i := range c.voters {
					_, err := h.cast(h.practice(i), h.fill(h.practice(i), c.answer))
					h.must(err)
					votes += h.rows[i].Patients / 1000
				}
				h.count()
				v := h.declare()
				el := h.election()
				want := make([]int64, 3)
				want[c.answer] = votes
				chair, _ := el.Post("chair")
				if got := fmt.Sprint(chair.Result.Counts); got != fmt.Sprint(want) || outcome(el)[0] != c.want {
					t.Errorf("counted %v and declared %v; expected %v and %s", got, outcome(el), want, c.want)
				}
				r := v.Contests[0].Report
				if r.Stage != belenios.StageResult || r.Ballots != c.voters || int64(r.TotalWeight) != votes {
					t.Errorf("the archive is at the stage %s with %d ballots and %d votes", r.Stage, r.Ballots, r.TotalWeight)
				}
				s := h.desk.State()
				if _, filled := s.Office("chair"); filled != (c.want == "elected") {
					t.Errorf("the office is filled: %v", filled)
				}
				if code, err := h.desk.Code(t.Context(), ballot, h.practice(0)); err != nil || code != "" {
					t.Errorf("a voting code is still kept after the tally: %v", err)
				}
			})
		}
	}
}

// TestEarlyBundles verifies a bundle after each step: an auditor may come at
// any time.
func TestEarlyBundles(t *testing.T) {
	h := open(t, rows(8), "equal", "", post("chair"))
	h.verified(true)
	h.stand(0, "Ann Abel", "chair")
	h.stand(1, "Bo Cain", "chair")
	h.verified(true)
	h.settle()
	h.verified(true)
	h.poll()
	h.verified(true)
	_, err := h.cast(h.practice(0), h.fill(h.practice(0), 1))
	h.must(err)
	h.verified(true)
	h.clock.Set(h.times.PollCloses.Time())
	h.must(h.desk.Clerk.Tick(t.Context()))
	h.verified(true)
	h.must(h.desk.AfterClose(t.Context()))
	h.verified(true)
	h.must(h.desk.Weigh(t.Context(), h.officer, ballot, election.WeighedCount, going))
	h.verified(true)
	h.must(h.give(h.shares()))
	h.verified(true)
	h.declare()
}
