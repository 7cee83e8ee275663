package main

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/record"
)

// outcome is what verify has to say. Its JSON is for other programs: OK alone
// says whether everything holds.
type outcome struct {
	OK       bool             `json:"ok"`
	Path     string           `json:"path"`
	Kind     string           `json:"kind,omitempty"` // bundle or archive
	Error    string           `json:"error,omitempty"`
	Log      *logOutcome      `json:"log,omitempty"`
	Contests []contestOutcome `json:"contests,omitempty"`
	Receipts []receiptOutcome `json:"receipts,omitempty"`
	Checks   []checkOutcome   `json:"checks,omitempty"`
	Took     time.Duration    `json:"-"`
	Millis   int64            `json:"milliseconds"`
}

type checkOutcome struct {
	Name   string  `json:"name"`
	Count  int64   `json:"count"`
	Millis float64 `json:"milliseconds"`
}

func newCheck(name string, count int64, took time.Duration) checkOutcome {
	return checkOutcome{name, count, float64(took.Microseconds()) / 1000}
}

// contestOutcome is one archive. Result is as in the archive: blank first.
type contestOutcome struct {
	Election    string          `json:"election,omitempty"`
	Post        string          `json:"post,omitempty"`
	File        string          `json:"file,omitempty"`
	Name        string          `json:"name"`
	UUID        string          `json:"uuid"`
	Group       string          `json:"group"`
	Fingerprint string          `json:"fingerprint"`
	Stage       string          `json:"stage"`
	Ballots     int             `json:"ballots"`
	Superseded  int             `json:"superseded"`
	Counting    int             `json:"counting"`
	Votes       int64           `json:"votes"`
	Result      belenios.Result `json:"result"`

	questions []belenios.Question
}

func newContest(r *belenios.Report) contestOutcome {
	return contestOutcome{Name: r.Name, UUID: r.UUID, Group: r.Group, Fingerprint: r.Fingerprint, Stage: string(r.Stage),
		Ballots: r.Ballots, Superseded: r.Superseded, Counting: r.NumTallied, Votes: r.TotalWeight, Result: r.Result, questions: r.Questions}
}

// logOutcome is the log of a bundle.
type logOutcome struct {
	Origin            string            `json:"origin"`
	Entries           int64             `json:"entries"`
	Root              string            `json:"root"`
	Key               string            `json:"key"`
	KeyCompared       bool              `json:"key_compared"`
	CheckpointCompare bool              `json:"checkpoint_compared"`
	Below             []belowOutcome    `json:"checkpoint_cosigned,omitempty"`
	Cosigned          []cosignedOutcome `json:"cosigned,omitempty"`
	Declared          []declaredOutcome `json:"declared,omitempty"`
}

type declaredOutcome struct {
	Election string `json:"election"`
	Post     string `json:"post"`
	How      string `json:"how"`
	Elected  string `json:"elected,omitempty"`
}

func newLogOutcome(v *record.Verified) *logOutcome {
	s := v.Summary
	l := &logOutcome{Origin: s.Head.Origin, Entries: s.Head.Size, Root: s.Head.Root().String(), Key: string(s.Key),
		KeyCompared: s.KeyGiven, CheckpointCompare: s.CheckpointGiven}
	for el := range v.Point.State.Election.Elections {
		if el.Declared == nil {
			continue
		}
		for _, p := range el.Declared.Posts {
			l.Declared = append(l.Declared, declaredOutcome{string(el.ID()), string(p.Post), p.How, string(p.Elected)})
		}
	}
	return l
}

// json prints the outcome for programs. What went wrong is in it, so nothing
// more is said; the exit code still tells.
func (o *outcome) json(w io.Writer, err error) error {
	o.OK, o.Millis = err == nil, o.Took.Milliseconds()
	if err != nil {
		o.Error = err.Error()
	}
	raw, encode := json.MarshalIndent(o, "", "  ")
	if encode != nil {
		return encode
	}
	if _, write := fmt.Fprintf(w, "%s\n", raw); write != nil {
		return write
	}
	return muted(err)
}

// print prints the outcome for people.
func (o *outcome) print(w io.Writer) {
	fmt.Fprintf(w, "%s: everything that was checked holds.\n\n", o.Path)
	for _, c := range o.Checks {
		fmt.Fprintf(w, "  %8d  %9s  %s\n", c.Count, time.Duration(c.Millis*float64(time.Millisecond)).Round(100*time.Microsecond), c.Name)
	}
	for _, c := range o.Contests {
		fmt.Fprintf(w, "\n%s\n  %s, %s, %d ballots (%d superseded), %d counting with %d votes\n",
			c.Name, c.UUID, c.Group, c.Ballots, c.Superseded, c.Counting, c.Votes)
		if c.Result == nil {
			fmt.Fprintf(w, "  no result yet: the archive ends at the stage “%s”\n", c.Stage)
			continue
		}
		for i, q := range c.questions {
			if len(c.questions) > 1 {
				fmt.Fprintf(w, "  %s\n", q.Question)
			}
			for j, n := range c.Result[i] {
				fmt.Fprintf(w, "  %8d  %s\n", n, answer(q, j))
			}
		}
	}
	for _, r := range o.Receipts {
		fmt.Fprintf(w, "\n%s: %s\n", r.File, r.sentence())
	}
	if o.Log != nil {
		o.Log.print(w)
	}
	fmt.Fprintf(w, "\nTook %s.\n", o.Took.Round(time.Millisecond))
}

// answer names the j-th place of a result.
func answer(q belenios.Question, j int) string {
	if q.Blank {
		if j == 0 {
			return "(blank)"
		}
		j--
	}
	return q.Answers[j]
}

func (l *logOutcome) print(w io.Writer) {
	if len(l.Declared) > 0 {
		fmt.Fprintf(w, "\nDeclared, as the totals give it:\n")
		for _, d := range l.Declared {
			fmt.Fprintf(w, "  %s, %s: %s\n", d.Election, d.Post, outcomeWords(d.How))
		}
	}
	fmt.Fprintf(w, "\nThe log %s has %d entries; the root of its tree is\n  %s\nIt is signed by the key\n  %s\n", l.Origin, l.Entries, l.Root, l.Key)
	switch {
	case l.KeyCompared && l.CheckpointCompare:
		fmt.Fprintln(w, "That is the key you gave, and the log contains what your checkpoint saw.")
	case l.KeyCompared:
		fmt.Fprintln(w, "That is the key you gave. To see that nothing was rewritten since, give a checkpoint that you kept (--checkpoint).")
	case l.CheckpointCompare:
		fmt.Fprintln(w, "The log contains what your checkpoint saw.")
	default:
		fmt.Fprintln(w, "The log is consistent with itself. That it is the log which others saw, only a comparison shows:\ncompare the key with the one on your voting letter or on the declaration, or give it with --key.")
	}
	l.printWitnesses(w)
}
