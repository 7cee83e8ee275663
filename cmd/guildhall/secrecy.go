package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/election/secrecy"
)

type secrecyCommand struct {
	Weights  string `placeholder:"3,3,4,…" help:"The votes of each practice whose ballot counts."`
	Roll     string `placeholder:"FILE" help:"Instead of weights: a roll as CSV, for which weight rules are shown side by side."`
	Patients string `name:"patients-column" placeholder:"NAME" help:"The column of registered patients, where the file has several."`
	Answers  []int  `required:"" placeholder:"K" help:"How many answers the contest has, blank included; without totals also of several contests: 4,3,4."`
	Totals   string `placeholder:"a,b,…" help:"The votes for each answer, blank first: what they give away. Without: what is to be expected before the poll, and whether the gate holds."`
	Known    string `placeholder:"i=a,…" help:"Votes that whoever looks knows already: practice i, from 1 in the order of the weights, gave answer a, from 0 in the order of the totals (0 is blank)."`
	Voting   []int  `placeholder:"N" help:"Without totals: how many practices vote (default: all, and three fifths)."`
	Draws    int    `default:"1000" help:"Without totals: elections drawn for each scenario."`
	Seed     uint64 `default:"1" help:"Without totals: the same seed draws the same elections."`
	JSON     bool   `name:"json" help:"Print the outcome as JSON."`
}

func (c *secrecyCommand) Run(ctx context.Context, t *terminal) error {
	if (c.Weights == "") == (c.Roll == "") {
		return unreadable(errors.New("say whose votes: either --weights or --roll"))
	}
	if c.Draws < 1 {
		return unreadable(errors.New("draw at least one election"))
	}
	if c.Roll != "" {
		return c.side(ctx, t)
	}
	weights, err := secrecy.ParseNumbers("weights", c.Weights)
	if err != nil {
		return unreadable(err)
	}
	if c.Totals != "" {
		return c.reveal(ctx, t, weights)
	}
	if c.Known != "" {
		return unreadable(errors.New("--known goes with --totals"))
	}
	return c.foresee(ctx, t, weights)
}

func unreadable(err error) error { return &failure{code: exitUnreadable, err: err} }

// reveal prints what totals give away.
func (c *secrecyCommand) reveal(ctx context.Context, t *terminal, weights []int64) error {
	totals, err := secrecy.ParseNumbers("totals", c.Totals)
	if err != nil {
		return unreadable(err)
	}
	if len(c.Answers) != 1 || len(totals) != c.Answers[0] {
		return &failure{code: exitUnreadable, err: fmt.Errorf("there are %d totals: --answers must be %d", len(totals), len(totals)),
			hint: "give one total for each answer, blank first, 0 where nobody gave it"}
	}
	known, err := secrecy.ParseKnown(c.Known)
	if err != nil {
		return unreadable(err)
	}
	contest := secrecy.Contest{Weights: weights, Totals: totals, Known: known}
	report, err := secrecy.Reveal(ctx, contest, secrecy.Limits{})
	if err != nil {
		return c.refuse(t, err)
	}
	var large *secrecy.NotComputed
	insider, err := secrecy.WorstInsider(ctx, contest, secrecy.Limits{})
	if err != nil && !errors.As(err, &large) {
		return unreadable(err)
	}
	result := secrecy.NewResult(report, insider, large, nil)
	if c.JSON {
		return printJSON(t.out, result)
	}
	printSentences(t.out, "", result.Says)
	return nil
}

// refuse tells totals that cannot be from what was not computed.
func (c *secrecyCommand) refuse(t *terminal, err error) error {
	var (
		impossible *secrecy.Impossible
		large      *secrecy.NotComputed
		told       any
		f          = &failure{code: exitUnreadable, err: err, mute: c.JSON}
	)
	switch {
	case errors.As(err, &impossible):
		f.code = exitFalse
		told = struct {
			Patterns int    `json:"patterns"`
			Error    string `json:"error"`
		}{0, err.Error()}
	case errors.As(err, &large):
		f.hint = "coarser weights make fewer different ways of voting"
		told = struct {
			NotComputed string `json:"not_computed"`
		}{err.Error()}
	default:
		f.mute = false
		return f
	}
	if c.JSON {
		if err := printJSON(t.out, told); err != nil {
			return err
		}
	}
	return f
}

func (c *secrecyCommand) plan() secrecy.Plan {
	return secrecy.Plan{Answers: c.Answers, Voting: c.Voting, Draws: c.Draws, Seed: c.Seed}
}

// foresee prints what results with these weights would give away, and, where the
// gate does not hold, coarser weights beside them.
func (c *secrecyCommand) foresee(ctx context.Context, t *terminal, weights []int64) error {
	outlook, err := secrecy.Foresee(ctx, c.plan(), secrecy.Rule{Name: "listed", Says: "the weights as given", Weights: weights})
	if err != nil {
		return unreadable(err)
	}
	var coarser []*secrecy.Outlook
	if outlook.Gate() != secrecy.Holds {
		if coarser, err = secrecy.Compare(ctx, c.plan(), secrecy.Coarser(weights)); err != nil {
			return unreadable(err)
		}
	}
	if c.JSON {
		return printJSON(t.out, struct {
			*secrecy.OutlookResult
			Coarser []*secrecy.OutlookResult `json:"coarser,omitempty"`
		}{secrecy.NewOutlookResult(outlook), results(coarser)})
	}
	printOutlooks(t.out, slices.Concat([]*secrecy.Outlook{outlook}, coarser))
	return nil
}

// side prints the weight rules for a roll side by side.
func (c *secrecyCommand) side(ctx context.Context, t *terminal) error {
	if c.Totals != "" || c.Known != "" {
		return unreadable(errors.New("--totals and --known go with --weights"))
	}
	rows, _, err := readRoll(c.Roll, c.Patients, string(roll.Equal))
	if err != nil {
		return err
	}
	var patients []int64
	for _, row := range rows {
		patients = append(patients, row.Patients)
	}
	outlooks, err := secrecy.Compare(ctx, c.plan(), secrecy.Compared(patients))
	if err != nil {
		return unreadable(err)
	}
	if c.JSON {
		return printJSON(t.out, struct {
			Rules []*secrecy.OutlookResult `json:"rules"`
		}{results(outlooks)})
	}
	printOutlooks(t.out, outlooks)
	return nil
}

func results(outlooks []*secrecy.Outlook) (out []*secrecy.OutlookResult) {
	for _, o := range outlooks {
		out = append(out, secrecy.NewOutlookResult(o))
	}
	return out
}

func printOutlooks(w io.Writer, outlooks []*secrecy.Outlook) {
	for i, o := range outlooks {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s: %s\n", o.Rule.Name, o.Rule.Says)
		printSentences(w, "  ", o.Sentences()[:len(o.Sentences())-len(o.Cells)])
		table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintf(table, "  %s\n", strings.Join(secrecy.Heads, "\t"))
		for _, r := range o.Rows() {
			fmt.Fprintf(table, "  %s\n", strings.Join([]string{r.Voting, r.Scenario, r.Any, r.Equal, r.Excess, r.Share}, "\t"))
		}
		table.Flush()
	}
	fmt.Fprintln(w)
	for _, s := range secrecy.Scenarios {
		fmt.Fprintf(w, "%s: %s\n", s.Name, s.Says)
	}
}

func printSentences(w io.Writer, indent string, says []string) {
	fmt.Fprintln(w, indent+strings.Join(says, "\n"+indent))
}

func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
