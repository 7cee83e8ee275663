package record

import (
	"context"
	"fmt"
	"math"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/secrecy"
)

// weighingSeed draws the same elections for everybody who measures, so that one
// figure stands in the log, on the screen and in whoever verifies.
const weighingSeed = 1

// Outlook measures what the totals of an election would give away: before the
// opening from the whole roll, at full and at low turnout, and after the close
// from the practices that voted. It takes up to a few seconds where every
// practice has votes of its own.
func Outlook(ctx context.Context, el *election.Election, stage string) (*secrecy.Outlook, error) {
	plan := secrecy.Plan{Seed: weighingSeed}
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
	rule := secrecy.Rule{Name: el.Roll.Frozen.Rule.String(), Says: "the votes of the roll", Weights: weights}
	if len(weights) == 0 {
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
			outlook, err := Outlook(v.ctx, &el, w.event.Stage)
			if err != nil {
				return err
			}
			if want := Weighing(&el, w.event.Stage, outlook); want != *w.event {
				return &audit.Fault{File: "log.jsonl", Seq: w.seq, Reason: fmt.Sprintf(
					"what the result gives away is not what was weighed: measured again, the gate %s and the excess is %d millionths, not %d", passes(want.Passes), want.Excess, w.event.Excess)}
			}
			count++
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
