package secrecy

import (
	"fmt"
	"strings"
)

// Sentences says a report in plain words: what is certain first, then what is
// excluded, then how good a guess is. Answers are called by names, or, without,
// by number, where 0 is the blank one.
func (r *Report) Sentences(names []string) []string {
	if r.Voters == 0 {
		return []string{"Every vote is known already: there is nothing left to give away."}
	}
	var out []string
	switch {
	case r.Certain == 0:
		out = append(out, fmt.Sprintf("%s ways of voting give these totals, and nobody's vote is certain.", readable(r.Patterns)))
	case r.Patterns.IsInt64() && r.Patterns.Int64() == 1:
		out = append(out, "Only one way of voting gives these totals: anybody can read from them how every practice voted.")
	default:
		out = append(out, fmt.Sprintf("%s ways of voting give these totals, and all of them agree about %s of %d (%s): how they voted is certain.",
			readable(r.Patterns), practices(r.Certain), r.Voters, percent(r.CertainShare())))
	}
	for _, f := range r.Classes {
		who := f.who()
		switch {
		case f.Certain:
			out = append(out, fmt.Sprintf("%s voted for %s: that is certain.", who, answer(names, f.Likeliest())))
		case len(f.Excluded) > 0:
			out = append(out, fmt.Sprintf("%s cannot have voted for %s. The best guess, %s, is right %s of the time.",
				who, list(names, f.Excluded), answer(names, f.Likeliest()), percent(f.Largest())))
		default:
			out = append(out, fmt.Sprintf("%s: the best guess, %s, is right %s of the time.", who, answer(names, f.Likeliest()), percent(f.Largest())))
		}
	}
	return out
}

// who names the practices of one weight.
func (f Finding) who() string {
	if f.Voters == 1 {
		return fmt.Sprintf("The only practice with %s", votes(f.Weight))
	}
	return fmt.Sprintf("Each of the %d practices with %s", f.Voters, votes(f.Weight))
}

// Sentences says what a practice that knows its own vote learns at worst.
func (in *Insider) Sentences(names []string) []string {
	r := in.Report
	own := fmt.Sprintf("A practice with %s that knows its own vote for %s", votes(in.Weight), answer(names, in.Answer))
	switch {
	case r.Certain > 0:
		return []string{fmt.Sprintf("%s can be certain how %d of the other %s voted. No single practice can be certain of more.", own, r.Certain, practices(r.Voters))}
	case r.Excluded > 0:
		return []string{fmt.Sprintf("No single practice can be certain how another voted. %s can tell of %s which answer they did not give.", own, practices(r.Excluded))}
	}
	return []string{fmt.Sprintf("No single practice can be certain how another voted. The best guess, by a practice with %s, is right %s of the time.", votes(in.Weight), percent(r.Largest()))}
}

func answer(names []string, a int) string {
	if a < len(names) {
		return names[a]
	}
	if a == 0 {
		return "answer 0 (blank)"
	}
	return fmt.Sprintf("answer %d", a)
}

func list(names []string, answers []int) string {
	var b strings.Builder
	for i, a := range answers {
		switch {
		case i == 0:
		case i == len(answers)-1:
			b.WriteString(" or ")
		default:
			b.WriteString(", ")
		}
		b.WriteString(answer(names, a))
	}
	return b.String()
}

// Sentences says an outlook in plain words: the gate first, then who shows that
// they voted, then each scenario.
func (o *Outlook) Sentences() []string {
	out := []string{o.GateSentence()}
	if o.Alone > 0 {
		who, whose := practices(o.Alone)+" each have a weight", "their weight shows that they voted, and when"
		if o.Alone == 1 {
			who, whose = "1 practice has a weight", "its weight shows that it voted, and when"
		}
		out = append(out, fmt.Sprintf("%s that nobody else has: in the public ballot box %s, whatever the encryption.", who, whose))
	}
	for _, c := range o.Cells {
		out = append(out, c.Sentence(o.Practices))
	}
	return out
}

// GateSentence says what the gate says and what to do.
func (o *Outlook) GateSentence() string {
	worst, missing := (*Cell)(nil), false
	for i := range o.Cells {
		c := &o.Cells[i]
		if missing = missing || c.NotComputed != nil; c.NotComputed == nil && (worst == nil || c.Excess.Value > worst.Excess.Value) {
			worst = c
		}
	}
	limit := percent(GateLimit)
	switch o.Gate() {
	case Holds:
		return fmt.Sprintf("The gate holds: in none of the scenarios do these weights make some vote certain in more than %s of elections in which equal weights would not.", limit)
	case Fails:
		return fmt.Sprintf("The gate fails: with %d of %d practices voting and a %s result, these weights make some vote certain in %s of elections in which equal weights would not; at most %s is allowed. Take coarser weights; equal ones always pass.",
			worst.Voting, o.Practices, worst.Scenario.Name, percent(worst.Excess.Value), limit)
	}
	if missing {
		return "The gate cannot be decided: some of the elections were too large to be computed, and that says nothing either way. Take coarser weights; equal ones always pass."
	}
	return fmt.Sprintf("The gate cannot be decided from %s drawn elections: with %d of %d practices voting and a %s result the excess lies between %s and %s, and %s is allowed. Draw more elections, or take coarser weights; equal ones always pass.",
		group(int64(o.Draws)), worst.Voting, o.Practices, worst.Scenario.Name, percent(worst.Excess.Low), percent(worst.Excess.High), limit)
}

// Sentence says one cell.
func (c Cell) Sentence(of int) string {
	who := fmt.Sprintf("%d of %d practices vote, %s", c.Voting, of, c.Scenario.Says)
	if c.Voting == of {
		who = fmt.Sprintf("All %d practices vote, %s", of, c.Scenario.Says)
	}
	if c.NotComputed != nil {
		return fmt.Sprintf("%s: %s%s", who, strings.ToLower(c.NotComputed.Error()[:1]), c.NotComputed.Error()[1:])
	}
	return fmt.Sprintf("%s: some vote is certain in %s of elections (equal weights: %s; excess %s, 95%% interval %s to %s); of all votes %s are certain.",
		who, percent(c.Any.Value), percent(c.EqualAny.Value), percent(c.Excess.Value), percent(c.Excess.Low), percent(c.Excess.High), percent(c.Share.Value))
}
