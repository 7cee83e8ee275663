package record

import (
	"fmt"
	"slices"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
)

// Standing is what has become of a recorded vote. It never says more than the
// log does: not whose it is, not what is in it.
type Standing struct {
	Election election.ID
	Seq      int64
	Time     time.Time
	Ballots  []election.BallotPart
	// Superseded is the later vote of the same voting code that counts
	// instead; nil when this one is the last.
	Superseded *election.Cast
	Closed     bool
	// Counted are the posts whose result is known and counts this vote.
	Counted []election.ID
}

// Stands tells what has become of the vote at a position of the log.
func Stands(s *governance.State, id election.ID, seq int64) (Standing, bool) {
	el, _ := s.Election.Election(id)
	cast, ok := el.Poll.Cast(seq)
	if !ok {
		return Standing{}, false
	}
	st := Standing{Election: id, Seq: seq, Time: cast.Time.Time(), Ballots: cast.Ballots, Closed: el.Poll.Closed()}
	if last, _ := el.Poll.Last(cast.Voter); last != seq {
		later, _ := el.Poll.Cast(last)
		st.Superseded = &later
		return st, true
	}
	for _, b := range cast.Ballots {
		if post, _ := el.Post(b.Post); post.Result != nil {
			st.Counted = append(st.Counted, b.Post)
		}
	}
	return st, true
}

// Why a receipt that is validly signed is not of a log.
const (
	OtherLog = "other-log" // the log has another name
	OtherKey = "other-key" // another key signed the receipt
	Shorter  = "shorter"   // the log ends before the receipt was signed
	Forked   = "forked"    // the same key signed another log
)

// NotThere says that a vote of which there is a valid receipt is not in a log.
// It is a *audit.Fault.
type NotThere struct {
	Why   string
	fault *audit.Fault
}

func (n *NotThere) Error() string { return n.fault.Error() }
func (n *NotThere) Unwrap() error { return n.fault }

// Against holds a receipt against a log of which the key, the size and the root
// at any earlier size are known. With nil the vote is in that log, at its place:
// the log's tree is the one that the receipt's checkpoint signed, and more.
// Otherwise the error is a *NotThere, or the one that root gave.
func (r Receipt) Against(key audit.PublicKey, size int64, root func(size int64) (audit.Digest, error)) error {
	not := func(why, format string, args ...any) error {
		return &NotThere{why, &audit.Fault{Seq: audit.NoEntry, Reason: fmt.Sprintf(format, args...)}}
	}
	at := r.Proof.At
	switch {
	case at.Origin != key.Origin():
		return not(OtherLog, "the receipt is of the log %s, and this is the log %s", at.Origin, key.Origin())
	case r.Key != key:
		return not(OtherKey, "the receipt is signed by the key %s, and this log by %s: compare both with the key on your voting letter or on the notice of poll", r.Key, key)
	case size < at.Size:
		return not(Shorter, "this log has %d entries, but it had %d when it signed the receipt: this is an older copy, or its newest entries were taken away", size, at.Size)
	}
	switch have, err := root(at.Size); {
	case err != nil:
		return err
	case have != at.Root:
		return not(Forked, "the first %d entries of this log are not those that the same key signed in the receipt of entry %d: the log was forked, or written anew after the vote", at.Size, r.Seq())
	}
	return nil
}

// wanted are the sizes at which the log's root is needed for the receipts.
func (v *verification) wanted() map[int64]audit.Digest {
	roots := make(map[int64]audit.Digest, len(v.o.Receipts))
	for _, r := range v.o.Receipts {
		roots[r.Proof.At.Size] = audit.Digest{}
	}
	return roots
}

// receipts holds each receipt against the log that was walked.
func (v *verification) receipts(roots map[int64]audit.Digest) error {
	began := v.o.Now()
	for _, r := range v.o.Receipts {
		err := r.Against(v.found.Summary.Key, v.found.Summary.Head.Size, func(size int64) (audit.Digest, error) { return roots[size], nil })
		if err != nil {
			return err
		}
		if st, ok := Stands(&v.found.Point.State, r.Cast.Election, r.Seq()); !ok || !slices.Equal(st.Ballots, r.Cast.Ballots) {
			return fault("log.jsonl", "entry %d is not the vote of the receipt", r.Seq())
		}
	}
	if len(v.o.Receipts) > 0 {
		v.timed("receipts, each of a vote that is in this log at its place", began, int64(len(v.o.Receipts)))
	}
	return nil
}
