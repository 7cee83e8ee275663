package conduct

import (
	"context"
	"fmt"
	"strings"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/election/secrecy"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/record"
)

// Foresee begins to measure what results under a weight rule would give away, or
// finds what was measured before.
func (d *Desk) Foresee(plan secrecy.Plan, rule secrecy.Rule) *Later[*secrecy.Outlook] {
	key := fmt.Sprint(plan, rule.Weights) // whatever it is called
	return d.outlooks.start(key, func(ctx context.Context) (*secrecy.Outlook, error) { return record.Foresee(ctx, plan, rule) })
}

// Look begins to measure what the totals of an election would give away at a
// stage.
func (d *Desk) Look(el *election.Election, stage string) (*Later[*secrecy.Outlook], error) {
	if !el.Settled || stage == election.WeighedCount && !el.Poll.Closed() {
		return nil, election.Refuse("stage", "This can be measured when the contests are settled, and again after the close.")
	}
	return d.Foresee(record.Weighable(el, stage)), nil
}

// Outlook is Look with waiting for it.
func (d *Desk) Outlook(ctx context.Context, el *election.Election, stage string) (*secrecy.Outlook, error) {
	later, err := d.Look(el, stage)
	if err != nil {
		return nil, err
	}
	return later.get(ctx)
}

// Weigh records that the returning officer was shown what the result can give
// away and goes on; where the gate is not passed, for what reason. The reason
// stands on the declaration.
func (d *Desk) Weigh(ctx context.Context, by, id election.ID, stage, reason string) error {
	el, err := d.Election(id)
	if err != nil {
		return err
	}
	outlook, err := d.Outlook(ctx, &el, stage)
	if err != nil {
		return err
	}
	act := clerk.Act{By: by, Event: record.Weighing(&el, stage, outlook)}
	if !act.Event.(election.SecrecyWeighed).Passes {
		// It is printed as one paragraph.
		reason = strings.Join(strings.Fields(reason), " ")
		if err := CheckGoingOn(reason); err != nil {
			return err
		}
		act.Sealed = sealed(election.SealedReason, record.ReasonText{Reason: reason})
	}
	_, err = d.do(ctx, nil, act)
	return err
}

// WhyOn is the reason for which the returning officer went on against the gate;
// empty where it was passed, or where the reason has been destroyed.
func (d *Desk) WhyOn(ctx context.Context, el *election.Election, stage string) string {
	seq := el.WeighedOpeningSeq
	if stage == election.WeighedCount {
		seq = el.WeighedCountSeq
	}
	t, _ := unsealed[record.ReasonText](ctx, d, seq, election.SealedReason)
	return t.Reason
}

// assumedCandidates is how many candidates each post is taken to have while it is
// not known.
const assumedCandidates = 3

// Answers are the numbers of answers of the contests that an election will have,
// as far as is known: blank is one of each. While there are no candidates, each
// post is taken to have three.
func Answers(el *election.Election) (answers []int, assumed bool) {
	for _, p := range el.Posts() {
		switch {
		case el.Settled && p.Settled == election.ByPoll:
			answers = append(answers, len(p.Order)+1)
		case el.Settled:
		case el.Published:
			if n := len(el.Standing(p.ID)); n > 1 {
				answers = append(answers, n+1)
			}
		default:
			answers = append(answers, assumedCandidates+1)
		}
	}
	return answers, !el.Settled
}

// SideBySide are the weight rules that a returning officer sees beside each other
// for a roll: the chosen one, then one practice one vote, three bands, one vote for
// every 2,000 and every 1,000 patients, and the list size.
func SideBySide(rows []roll.Row, chosen roll.Rule) (list []secrecy.Rule) {
	rules := []roll.Rule{chosen}
	for _, text := range []string{"equal", "bands:1=1,5001=2,10001=3", "per:2000:up", "per:1000:up", "per:1:up"} {
		if r, err := roll.ParseRule(text); err == nil && !r.Same(chosen) {
			rules = append(rules, r)
		}
	}
	for _, r := range rules {
		votes, err := r.Weights(rows)
		if err != nil {
			continue // a practice so large that the rule gives it too many votes
		}
		list = append(list, secrecy.Rule{Name: r.String(), Says: r.Describe(), Weights: votes})
	}
	return list
}

// FrozenRows are the rows of a frozen roll, without names.
func FrozenRows(el *election.Election) (rows []roll.Row) {
	for row := range el.Roll.Rows {
		rows = append(rows, roll.Row{ODS: strings.ToUpper(string(row.Practice)), Patients: row.Patients, Votes: row.Votes})
	}
	return rows
}
