package record

import (
	"context"
	"fmt"
	"math"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/secrecy"
)

// How it is measured under the rules. Everybody who measures draws the same
// elections and gives up at the same point, so that one figure stands in the log,
// on the screen and in whoever verifies; so none of this may ever change, whatever
// the defaults of package secrecy become. It is enough for two dozen practices of
// two dozen sizes, and ends within seconds, in a browser within a minute.
const (
	weighingSeed  = 1
	weighingDraws = 1000
	weighingSteps = 500_000_000 // for all draws of a scenario at a turnout
	weighingKept  = 1_000_000
	weighingWords = 400_000_000
)

// Plan is how it is measured what totals would give away; what is still missing
// are the contests' numbers of answers.
func Plan() secrecy.Plan {
	return secrecy.Plan{Seed: weighingSeed, Draws: weighingDraws,
		Limits: secrecy.Limits{Steps: weighingSteps, Kept: weighingKept, Words: weighingWords}}
}

// Weighable is what is measured of an election at a stage: before the opening the
// whole roll, at full and at low turnout, and after the close the practices that
// voted. The rule has no weights where nobody voted.
func Weighable(el *election.Election, stage string) (secrecy.Plan, secrecy.Rule) {
	plan := Plan()
	for _, p := range el.Contested() {
		plan.Answers = append(plan.Answers, len(p.Order)+1)
	}
	var weights []int64
	if stage == election.WeighedCount {
		for _, practice := range el.Poll.Voted {
			row, _ := el.Roll.Row(practice)
			weights = append(weights, row.Votes)
		}
		plan.Voting = []int{len(weights)}
	} else {
		for row := range el.Roll.Rows {
			weights = append(weights, row.Votes)
		}
	}
	return plan, secrecy.Rule{Name: el.Roll.Frozen.Rule.String(), Says: "the votes of the roll", Weights: weights}
}

// Outlook measures what the totals of an election would give away at a stage. It
// takes up to some seconds where every practice has votes of its own.
func Outlook(ctx context.Context, el *election.Election, stage string) (*secrecy.Outlook, error) {
	plan, rule := Weighable(el, stage)
	return Foresee(ctx, plan, rule)
}

// Foresee measures what is weighable.
func Foresee(ctx context.Context, plan secrecy.Plan, rule secrecy.Rule) (*secrecy.Outlook, error) {
	if len(rule.Weights) == 0 {
		return &secrecy.Outlook{Rule: rule, Answers: plan.Answers}, nil // nobody voted: nothing to give away
	}
	return secrecy.Foresee(ctx, plan, rule)
}

// Weighing is what the log says of an outlook.
func Weighing(el *election.Election, stage string, o *secrecy.Outlook) election.SecrecyWeighed {
	e := election.SecrecyWeighed{Election: el.ID(), Stage: stage, Passes: o.Gate() == secrecy.Holds, Measured: true}
	for _, c := range o.Cells {
		if c.NotComputed != nil {
			return election.SecrecyWeighed{Election: el.ID(), Stage: stage}
		}
		e.Excess = max(e.Excess, int64(math.Round(c.Excess.Value*1e6)))
	}
	return e
}

// weighings measures again what the log says was measured.
func (v *verification) weighings() error {
	began, count := v.o.Now(), int64(0)
	for el := range v.found.Point.State.Election.Elections {
		for _, w := range []struct {
			event *election.SecrecyWeighed
			seq   int64
		}{{el.WeighedOpening, el.WeighedOpeningSeq}, {el.WeighedCount, el.WeighedCountSeq}} {
			if w.event == nil {
				continue
			}
			v.o.Progress("measuring again what the result gives away", 0)
			outlook, err := Outlook(v.ctx, &el, w.event.Stage)
			if err != nil {
				return err
			}
			if want := Weighing(&el, w.event.Stage, outlook); want != *w.event {
				return &audit.Fault{File: "log.jsonl", Seq: w.seq, Reason: fmt.Sprintf(
					"what the result gives away is not what was weighed: measured again, the gate %s and the excess is %d millionths, not %d", passes(want.Passes), want.Excess, w.event.Excess)}
			}
			if count++; w.event.Stage == election.WeighedCount {
				if v.found.Reveals == nil {
					v.found.Reveals = make(map[election.ID][]string)
				}
				v.found.Reveals[el.ID()] = OutlookSentences(&el, election.WeighedCount, outlook)
			}
		}
	}
	if count > 0 {
		v.timed("what the results give away, measured again", began, count)
	}
	return nil
}

func passes(yes bool) string {
	if yes {
		return "is passed"
	}
	return "is not passed"
}
