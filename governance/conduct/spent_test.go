package conduct_test

import (
	"crypto/sha256"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/conduct"
)

// digests are the trackers of a vote.
func digests(ballots [][]byte) (list []election.Digest) {
	for _, b := range ballots {
		list = append(list, sha256.Sum256(b))
	}
	return list
}

// polling is a hall with an open poll of two contests.
func polling(t *testing.T) *hall {
	h := open(t, rows(8), "equal", "", post("chair"), post("treasurer"))
	for i, p := range []election.ID{"chair", "chair", "treasurer", "treasurer"} {
		h.stand(i, []string{"Ann Abel", "Bo Cain", "Cy Dean", "Di Eames"}[i], p)
	}
	h.settle()
	h.poll()
	return h
}

// TestChallengedBallotCannotBeCast: a vote that was opened is spent, whoever
// sends it; another vote of the same code is cast and counted.
func TestChallengedBallotCannotBeCast(t *testing.T) {
	h := polling(t)
	ctx := t.Context()
	opened := h.fill(h.practice(0), 1, 2)
	h.must(h.desk.Spend(ctx, ballot, h.practice(0), digests(opened)))
	h.refuses("spent", func() error { _, err := h.cast(h.practice(0), opened); return err })
	// Neither may a single ballot of it, among others that are new.
	mixed := h.fill(h.practice(0), 1, 2)
	mixed[1] = opened[1]
	h.refuses("spent", func() error { _, err := h.cast(h.practice(0), mixed); return err })

	// The same again is the same, and nothing is written a second time.
	size := h.desk.Clerk.Point().Head.Size
	h.must(h.desk.Spend(ctx, ballot, h.practice(0), digests(opened)))
	if h.desk.Clerk.Point().Head.Size != size {
		t.Error("a vote that was opened is recorded twice")
	}
	fresh := h.fill(h.practice(0), 1, 2)
	_, err := h.cast(h.practice(0), fresh)
	h.must(err)
	h.refuses("cast", func() error { return h.desk.Spend(ctx, ballot, h.practice(0), digests(fresh)) })
	h.refuses("repeated", func() error { return h.desk.Spend(ctx, ballot, h.practice(0), digests(mixed)) })
	el := h.election()
	if _, ok := el.Poll.Spent(digests(opened)[0]); !ok || el.Poll.CastCount() != 1 {
		t.Errorf("spent: %v, in the box: %d", ok, el.Poll.CastCount())
	}
	h.verified(true)

	h.count()
	h.refuses("not-open", func() error { return h.desk.Spend(ctx, ballot, h.practice(0), []election.Digest{{1}, {2}}) })
	var left int
	h.must(h.dir.Log.View(ctx, func(tx store.Side) error { return tx.QueryRow(`SELECT COUNT(*) FROM spent`).Scan(&left) }))
	if left != 0 {
		t.Errorf("%d counts are kept after the poll", left)
	}
	h.declare()
}

// TestSpentLimit: a practice cannot fill the log with votes that it opened; its
// own vote, and the others' openings, are taken all the same.
func TestSpentLimit(t *testing.T) {
	h := polling(t)
	ctx := t.Context()
	made := byte(0)
	invented := func() []election.Digest {
		made++
		return []election.Digest{{made, 1}, {made, 2}}
	}
	var last []election.Digest
	for range conduct.SpentLimit {
		last = invented()
		h.must(h.desk.Spend(ctx, ballot, h.practice(0), last))
		h.clock.Advance(time.Second)
	}
	h.refuses("spent-limit", func() error { return h.desk.Spend(ctx, ballot, h.practice(0), invented()) })
	h.must(h.desk.Spend(ctx, ballot, h.practice(0), last)) // sent again: an answer was lost
	h.must(h.desk.Spend(ctx, ballot, h.practice(1), invented()))
	h.refuses("not-on-roll", func() error { return h.desk.Spend(ctx, ballot, "x99999", invented()) })
	h.refuses("ballots", func() error { return h.desk.Spend(ctx, ballot, h.practice(1), invented()[:1]) })
	h.refuses("repeated", func() error { return h.desk.Spend(ctx, ballot, h.practice(1), []election.Digest{{9, 9}, {9, 9}}) })
	h.refuses("ballots", func() error { return h.desk.Spend(ctx, ballot, h.practice(1), nil) })
	h.refuses("no-election", func() error { return h.desk.Spend(ctx, "nowhere", h.practice(1), invented()) })
	_, err := h.cast(h.practice(0), h.fill(h.practice(0), 1, 1))
	h.must(err)
}
