package main

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/governance/record"
)

// receiptOutcome is what a receipt shows. Its JSON is for other programs.
type receiptOutcome struct {
	OK           bool             `json:"ok"`
	Answer       string           `json:"answer,omitempty"` // proved, included, superseded, not-there
	Why          string           `json:"why,omitempty"`    // of not-there: other-log, other-key, shorter, forked
	File         string           `json:"file"`
	Error        string           `json:"error,omitempty"`
	Election     string           `json:"election,omitempty"`
	Entry        int64            `json:"entry,omitempty"`
	Time         string           `json:"time,omitempty"`
	Trackers     []trackerOutcome `json:"trackers,omitempty"`
	SupersededBy int64            `json:"superseded_by,omitempty"` // an entry
	SupersededAt string           `json:"superseded_at,omitempty"`
	Closed       bool             `json:"closed"`
	Origin       string           `json:"origin,omitempty"`
	Entries      int64            `json:"entries,omitempty"` // of the log when the receipt was given
	Key          string           `json:"key,omitempty"`
	KeyCompared  bool             `json:"key_compared"`
	Bundle       string           `json:"bundle,omitempty"`
	Now          int64            `json:"bundle_entries,omitempty"`
}

type trackerOutcome struct {
	Post    string `json:"post"`
	Tracker string `json:"tracker"`
	Counted bool   `json:"counted"` // in a result that is known
}

// tell takes over what the receipt says by itself.
func (o *receiptOutcome) tell(r record.Receipt) {
	o.Election, o.Entry, o.Time = string(r.Cast.Election), r.Seq(), r.Proof.Entry.Time.Format(audit.TimeLayout)
	o.Origin, o.Entries, o.Key = r.Proof.At.Origin, r.Proof.At.Size, string(r.Key)
	for _, b := range r.Cast.Ballots {
		o.Trackers = append(o.Trackers, trackerOutcome{Post: string(b.Post), Tracker: record.Tracker(b.Ballot)})
	}
}

// stands takes over what has become of the vote.
func (o *receiptOutcome) stands(st record.Standing) {
	o.Answer, o.Closed = "included", st.Closed
	if st.Superseded != nil {
		o.Answer, o.SupersededBy, o.SupersededAt = "superseded", st.Superseded.Seq, st.Superseded.Time.Time().Format(audit.TimeLayout)
	}
	for _, post := range st.Counted {
		for i := range o.Trackers {
			if o.Trackers[i].Post == string(post) {
				o.Trackers[i].Counted = true
			}
		}
	}
}

// sentence is the answer in words.
func (o *receiptOutcome) sentence() string {
	where := fmt.Sprintf("entry %d of the log, recorded at %s", o.Entry, stamp(o.Time))
	switch {
	case o.Answer == "proved":
		return fmt.Sprintf("the receipt proves that this vote was in the log when it had %d entries: %s.", o.Entries, where)
	case o.Answer == "superseded" && o.Closed:
		return fmt.Sprintf("superseded by the vote of %s (entry %d), which the same voting code cast later and which counts instead. It is in the log: %s.", stamp(o.SupersededAt), o.SupersededBy, where)
	case o.Answer == "superseded":
		return fmt.Sprintf("superseded by the vote of %s (entry %d), which the same voting code cast later. It is in the log: %s.", stamp(o.SupersededAt), o.SupersededBy, where)
	case o.Closed:
		return fmt.Sprintf("included: %s. The poll has closed, and this vote is one of those that count.", where)
	}
	return fmt.Sprintf("included: %s. The poll has not closed in this bundle; the vote counts unless the practice votes again.", where)
}

// stamp writes a time of the log for people.
func stamp(s string) string {
	t, err := time.Parse(audit.TimeLayout, s)
	if err != nil {
		return s
	}
	return t.Format("15:04:05 UTC on 2 January 2006")
}

func (o *receiptOutcome) print(w io.Writer) {
	fmt.Fprintf(w, "%s: %s\n\n", o.File, o.sentence())
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, t := range o.Trackers {
		state := ""
		if t.Counted {
			state = "\tcounted in the result"
		}
		fmt.Fprintf(table, "  %s\t%s%s\n", t.Post, t.Tracker, state)
	}
	table.Flush()
	fmt.Fprintf(w, "\nThe election is %s. The receipt was signed for the log %s, when it had %d entries, by the key\n  %s\n", o.Election, o.Origin, o.Entries, o.Key)
	if o.KeyCompared {
		fmt.Fprintln(w, "That is the key you gave.")
	} else {
		fmt.Fprintln(w, "Compare it with the key on your voting letter or on the notice of poll, or give that one with --key.")
	}
	if o.Bundle == "" {
		fmt.Fprintln(w, "Whether the vote is still there and counts, a bundle of the log shows: --bundle BUNDLE.")
		return
	}
	fmt.Fprintf(w, "The log in the bundle has %d entries. It contains what the receipt saw, and the rules allowed each step.\n", o.Now)
	fmt.Fprintf(w, "To check the ballots' proofs and the count as well: guildhall verify %s --receipt %s\n", o.Bundle, o.File)
}
