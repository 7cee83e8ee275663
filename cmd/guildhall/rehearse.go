package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/onenorwich/guildhall/audit/whole"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web"
	"github.com/onenorwich/guildhall/web/papers"
)

type rehearseCommand struct {
	Roll     string `required:"" placeholder:"FILE" help:"The roll as CSV: ods_code,name,patients and optionally votes; or the NHS list-size table."`
	Patients string `name:"patients-column" placeholder:"NAME" help:"The column of registered patients, where the file has several."`
	Weights  string `required:"" placeholder:"RULE" help:"equal; per:2000:up, :down or :nearest; bands:1=1,5001=2,10001=3; listed; each with optional ,cap:N."`
	Out      string `placeholder:"DIR" help:"New or empty folder for the bundle of the whole election."`
	Group    string `default:"Ed25519" enum:"Ed25519,ed25519,BELENIOS-2048,belenios-2048" help:"Ed25519, or BELENIOS-2048 for checks by belenios-tool 2.0."`
	Seed     uint64 `default:"1" help:"Draws who votes, and what: the same seed gives the same result."`
	Trustees string `placeholder:"T/N" help:"Play the strict scheme: of N trustees, T decrypt together with the service, as in 2/3."`
	Opened   string `placeholder:"FILE" help:"New file for the vote that one practice opens to check its page (guildhall verify-ballot)."`
	Turnout  string `default:"80%" help:"Share of the practices that vote: 80% or 0.8."`

	rehearseData
}

// readRoll reads a roll file and a weight rule.
func readRoll(path, column, weights string) (rows []roll.Row, rule roll.Rule, err error) {
	if rule, err = roll.ParseRule(weights); err != nil {
		return nil, rule, &failure{code: exitUnreadable, err: err}
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, rule, &failure{code: exitUnreadable, err: fmt.Errorf("the roll cannot be read: %w", err)}
	}
	defer file.Close()
	if rows, err = (roll.Columns{Patients: column}).ReadCSV(file); err != nil {
		return nil, rule, &failure{code: exitUnreadable, err: fmt.Errorf("the roll %s was not accepted; nothing was written.\n%w", path, err)}
	}
	if _, err = rule.Weights(rows); err != nil {
		return nil, rule, &failure{code: exitUnreadable, err: err}
	}
	return rows, rule, nil
}

// share reads a turnout: a percentage or a number from 0 to 1.
func share(s string) (float64, error) {
	number, percent := strings.CutSuffix(strings.TrimSpace(s), "%")
	f, err := strconv.ParseFloat(number, 64)
	if percent {
		f /= 100
	}
	if err != nil || !(f >= 0 && f <= 1) {
		return 0, &failure{code: exitUnreadable, err: fmt.Errorf("the turnout %q is not a share of the practices", s), hint: "write it as 80% or 0.8"}
	}
	return f, nil
}

// committee reads a threshold and a number of trustees; 0 and 0 for none.
func committee(s string) (threshold, trustees int, err error) {
	if s == "" {
		return 0, 0, nil
	}
	t, n, _ := strings.Cut(s, "/")
	threshold, err = strconv.Atoi(t)
	if err == nil {
		trustees, err = strconv.Atoi(n)
	}
	if err != nil || trustees < election.MinTrustees || trustees > election.MaxTrustees || threshold > trustees || 2*threshold <= trustees {
		return 0, 0, &failure{code: exitUnreadable, err: fmt.Errorf("%q is not a committee of trustees: more than half of %d to %d must decrypt", s, election.MinTrustees, election.MaxTrustees), hint: "write it as 2/3: two of three"}
	}
	return threshold, trustees, nil
}

func (c *rehearseCommand) Run(ctx context.Context, t *terminal) error {
	rows, rule, err := readRoll(c.Roll, c.Patients, c.Weights)
	if err != nil {
		return err
	}
	script := rehearsal.Default(rows, rule)
	script.Group, script.Seed = strings.ToLower(c.Group), c.Seed
	if script.Turnout, err = share(c.Turnout); err != nil {
		return err
	}
	if script.Threshold, script.Trustees, err = committee(c.Trustees); err != nil {
		return err
	}
	switch {
	case c.Data != "":
		return c.leave(ctx, t, script)
	case c.Out == "":
		return &failure{code: exitUnreadable, err: errors.New("nothing says where the rehearsal is to be written"),
			hint: "give --out DIR for the bundle of a whole election, or --data DIR for a data folder to practise on"}
	}
	if err := emptyFolder(c.Out); err != nil {
		return err
	}
	data, err := os.MkdirTemp("", "guildhall-rehearsal-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(data)
	r, err := rehearsal.Start(ctx, data, script, web.Schemas()...)
	if err != nil {
		return err
	}
	defer r.Dir.Close()
	began, p := time.Now(), t.progress()
	r.Told = func(what string, n, of int) { p.At(what, int64(n), int64(of)) }
	if err := r.Until(ctx, rehearsal.Declared); err != nil {
		return err
	}
	maker := &papers.Maker{Desk: r.Desk(), BaseURL: "https://rehearsal.invalid", Demo: true}
	if err := maker.Issue(ctx, script.ID); err != nil {
		return err
	}
	p.At("writing the bundle", 0, 0)
	point := r.Desk().Clerk.Point()
	checkpoint, err := r.Desk().Clerk.Checkpoint(point)
	if err != nil {
		return err
	}
	if err := record.Contents(ctx, point, r.Dir.Key.Public(), checkpoint, r.Dir.Log, false).WriteFolder(ctx, c.Out); err != nil {
		return err
	}
	p.End()
	if c.Opened != "" {
		if err := whole.Replace(c.Opened, 0o600, whole.Bytes(r.Opened)); err != nil {
			return &failure{code: exitUnreadable, err: fmt.Errorf("the opened vote cannot be written: %w", err)}
		}
	}
	el, err := r.Desk().Election(script.ID)
	if err != nil {
		return err
	}
	return c.tell(ctx, t, r, &el, time.Since(began))
}

// emptyFolder refuses a place where something is already.
func emptyFolder(dir string) error {
	list, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil
	case err != nil:
		return &failure{code: exitUnreadable, err: fmt.Errorf("%s cannot be written to: %w", dir, err)}
	case len(list) > 0:
		return &failure{code: exitUnreadable, err: fmt.Errorf("the folder %s is not empty; nothing was written", dir), hint: "name a new folder, or empty this one"}
	}
	return nil
}

// tell prints what was rehearsed and how it came out.
func (c *rehearseCommand) tell(ctx context.Context, t *terminal, r *rehearsal.Rehearsal, el *election.Election, took time.Duration) error {
	fmt.Fprintf(t.out, "Rehearsed: %d practices with %d votes by the rule %s; %d practices with %d votes voted (%d ballots cast).\n",
		el.Roll.Len(), el.Roll.Votes, el.Roll.Frozen.Rule, len(el.Poll.Voted), el.Poll.Votes, el.Poll.CastCount())
	declared, outcomes, err := el.Outcome()
	if err != nil {
		return err
	}
	words := r.Desk().Text(ctx, el)
	for i, p := range el.Posts() {
		fmt.Fprintf(t.out, "\n%s: %s\n", words.PostName(p.ID), outcomeWords(outcomes[i].How))
		for j, person := range p.Order {
			candidate, _ := p.Candidate(person)
			mark := " "
			if person == declared[i].Elected {
				mark = "*"
			}
			votes := ""
			if p.Result != nil {
				votes = strconv.FormatInt(p.Result.Counts[j+1], 10)
			}
			fmt.Fprintf(t.out, "  %s %-32s %6s\n", mark, r.Desk().Card(ctx, candidate).Name, votes)
		}
		if p.Result != nil {
			fmt.Fprintf(t.out, "    %-32s %6d\n", "(blank)", p.Result.Counts[0])
		}
	}
	point := r.Desk().Clerk.Point()
	fmt.Fprintf(t.out, "\nWrote %s: %d entries of the log, signed by\n  %s\nTook %s. Check it: guildhall verify %s\n",
		c.Out, point.Head.Size, r.Dir.Key.Public(), took.Round(10*time.Millisecond), c.Out)
	return nil
}

// outcomeWords says how a post was filled.
func outcomeWords(how string) string {
	switch how {
	case "elected":
		return "elected by the poll"
	case "unopposed":
		return "elected unopposed"
	case "none":
		return "no candidate"
	case "tie":
		return "a tie, to be decided by lot"
	}
	return "waits for an earlier tie"
}
