package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/governance/record"
)

type receiptCommand struct {
	File   string `arg:"" help:"A receipt, as it was saved after voting."`
	Bundle string `placeholder:"BUNDLE" help:"A bundle of the log (a folder or a zip), however much later: is the vote in it, and does it count?"`
	Key    string `placeholder:"K" help:"The log's public key, as printed on voting letters and declarations; or a file that holds it."`
	JSON   bool   `name:"json" help:"Print the outcome as JSON."`
}

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

func (c *receiptCommand) Run(ctx context.Context, t *terminal) error {
	o := &receiptOutcome{File: c.File, Bundle: c.Bundle}
	p := t.progress()
	err := c.check(ctx, o, p)
	p.End()
	if err != nil {
		err = judgedReceipt(o, err)
	}
	if c.JSON {
		if o.OK = err == nil; err != nil {
			o.Error = err.Error()
		}
		if err := printJSON(t.out, o); err != nil {
			return err
		}
		return muted(err)
	}
	if err != nil {
		return err
	}
	o.print(t.out)
	return nil
}

// check reads the receipt, and looks for its vote where there is a bundle.
func (c *receiptCommand) check(ctx context.Context, o *receiptOutcome, p *progress) error {
	key, err := readKey(c.Key)
	if err != nil {
		return err
	}
	r, err := readReceipt(c.File)
	if err != nil {
		return err
	}
	o.tell(r)
	if key != "" && key != r.Key {
		return &audit.Fault{Seq: audit.NoEntry, Reason: fmt.Sprintf("the receipt is signed by the key %s, not by the key that you gave", r.Key)}
	}
	o.KeyCompared = key != ""
	if c.Bundle == "" {
		o.Answer = "proved"
		return nil
	}
	b, err := audit.OpenBundle(c.Bundle)
	if err != nil {
		return inBundle(c.Bundle, err)
	}
	defer b.Close()
	v, err := record.VerifyLog(ctx, b, record.Options{Receipts: []record.Receipt{r}, Progress: func(what string, n int64) { p.At(what, n, 0) }})
	if err != nil {
		return inBundle(c.Bundle, err)
	}
	o.Now = v.Summary.Head.Size
	st, _ := record.Stands(&v.Point.State, r.Cast.Election, r.Seq())
	o.stands(st)
	return nil
}

// inBundle tells a bundle that is false itself from a receipt that is not of it.
func inBundle(path string, err error) error {
	var not *record.NotThere
	var fault *audit.Fault
	if errors.As(err, &not) || !errors.As(err, &fault) {
		return err
	}
	return &failure{code: exitFalse, err: fmt.Errorf("the bundle %s does not hold, so it says nothing of the receipt. %w", path, err)}
}

// readReceipt reads a receipt's file. What it holds is checked by itself.
func readReceipt(path string) (record.Receipt, error) {
	file, err := os.Open(path)
	if err != nil {
		return record.Receipt{}, unreadable(fmt.Errorf("the receipt cannot be read: %w", err))
	}
	defer file.Close()
	raw, err := io.ReadAll(io.LimitReader(file, 2*record.MaxReceipt))
	if err != nil {
		return record.Receipt{}, unreadable(fmt.Errorf("the receipt %s cannot be read: %w", path, err))
	}
	r, err := record.ParseReceipt(record.Pasted(raw))
	if err != nil {
		return r, fmt.Errorf("%s: %w", path, err)
	}
	return r, nil
}

// judgedReceipt gives an error the exit code and the hint that go with it.
func judgedReceipt(o *receiptOutcome, err error) error {
	var not *record.NotThere
	if !errors.As(err, &not) {
		return judged(err)
	}
	o.Answer, o.Why = "not-there", not.Why
	return &failure{code: exitFalse, err: fmt.Errorf("not there: %w", err), hint: notThereHints[not.Why]}
}

// notThereHints say what to do about a receipt that is not of a log.
var notThereHints = map[string]string{
	record.OtherLog: "look for the bundle of the log that the receipt names",
	record.OtherKey: "whichever key is not the printed one is not the election's; if it is the log's, tell the returning officer and a scrutineer, and keep both files",
	record.Shorter:  "look for a newer bundle; if this is the newest, keep both files and tell the returning officer and a scrutineer: votes are missing",
	record.Forked:   "this is serious: keep the receipt and the bundle, which together prove it, and tell the returning officer, a scrutineer and other voters",
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

// muted is an error that has been told in another form.
func muted(err error) error {
	var f *failure
	if errors.As(err, &f) {
		return &failure{code: f.code, err: f.err, mute: true}
	}
	return err
}

// readKey reads a log's public key, or the file that holds it.
func readKey(text string) (audit.PublicKey, error) {
	if text == "" {
		return "", nil
	}
	if raw, err := os.ReadFile(text); err == nil {
		text = string(raw)
	}
	key, err := audit.ParsePublicKey(strings.TrimSpace(text))
	if err != nil {
		return "", unreadable(err)
	}
	return key, nil
}
