package papers

import (
	"fmt"
	"slices"
	"strings"

	"github.com/onenorwich/guildhall/election/secrecy"
	"github.com/onenorwich/guildhall/web/ui"
)

// Weighed is a weight rule beside others, with what results under it would give
// away.
type Weighed struct {
	Rule    secrecy.Rule
	Called  string           // "Adopted", "Chosen"; empty for the others
	Outlook *secrecy.Outlook // nil while it is being worked out
}

// Picture shows rules beside each other: for each turnout the worst of the
// scenarios.
func Picture(caption string, list []Weighed) ui.Chances {
	p := ui.Chances{Caption: caption, Head: [2]string{"Who votes", "Elections that show how a practice voted"}, Limit: secrecy.GateLimit}
	for _, w := range list {
		g := ui.ChanceGroup{Name: strings.TrimSuffix(w.Rule.Says, "."), Hint: sizes(w.Rule.Weights)}
		if w.Called != "" {
			g.Tags = append(g.Tags, ui.Tag{Text: w.Called, Colour: "blue"})
		}
		g.Tags = append(g.Tags, Verdict(w.Outlook))
		if w.Outlook == nil {
			g.Bars = []ui.Chance{{Name: "All turnouts", Text: "being worked out"}}
		} else {
			g.Bars = bars(w.Outlook)
		}
		p.Groups = append(p.Groups, g)
	}
	return p
}

// Verdict says in two words what the gate says.
func Verdict(o *secrecy.Outlook) ui.Tag {
	switch {
	case o == nil:
		return ui.Tag{Text: "Being worked out", Colour: "grey"}
	case o.Gate() == secrecy.Holds:
		return ui.Tag{Text: "Within the limit", Colour: "white"}
	case o.Gate() == secrecy.Fails:
		return ui.Tag{Text: "Beyond the limit", Colour: "red"}
	case slices.ContainsFunc(o.Cells, func(c secrecy.Cell) bool { return c.NotComputed != nil }):
		return ui.Tag{Text: "Not computed", Colour: "orange"}
	}
	return ui.Tag{Text: "Too near the limit", Colour: "orange"}
}

// bars are the turnouts of an outlook.
func bars(o *secrecy.Outlook) (list []ui.Chance) {
	for i, c := range o.Cells {
		if i > 0 && o.Cells[i-1].Voting == c.Voting {
			worst := &list[len(list)-1]
			switch {
			case !worst.Known:
			case c.NotComputed != nil:
				*worst = chance(o, c)
			case c.Excess.Value > worst.Share:
				*worst = chance(o, c)
			}
			continue
		}
		list = append(list, chance(o, c))
	}
	return list
}

func chance(o *secrecy.Outlook, c secrecy.Cell) ui.Chance {
	b := ui.Chance{Name: fmt.Sprintf("%d of %d practices vote", c.Voting, o.Practices), Text: "not computed"}
	if c.Voting == o.Practices {
		b.Name = fmt.Sprintf("All %d practices vote", o.Practices)
	}
	if c.NotComputed == nil {
		b.Known, b.Share, b.Text, b.Over = true, c.Excess.Value, secrecy.Percent(c.Excess.Value), c.Excess.High > secrecy.GateLimit
	}
	return b
}

// sizes says how alike the votes are.
func sizes(votes []int64) string {
	count, sum := make(map[int64]int), int64(0)
	for _, v := range votes {
		count[v]++
		sum += v
	}
	alone := 0
	for _, n := range count {
		if n == 1 {
			alone++
		}
	}
	s := ui.Count(int(sum), "vote", "votes") + " in all, at most " + ui.Number(int(slices.Max(votes))) + " of a practice; "
	switch alone {
	case 0:
		return s + "no practice is alone with its number"
	case 1:
		return s + "1 practice is alone with its number"
	}
	return s + ui.Number(alone) + " practices are alone with their number"
}

// Scenarios is an outlook in full, as the command line prints it.
func Scenarios(o *secrecy.Outlook) ui.Table {
	t := ui.Table{Caption: "In numbers", Size: "s", Compact: true, Empty: "Nobody voted."}
	for i, h := range secrecy.Heads {
		t.Head = append(t.Head, ui.Column{Text: strings.ToUpper(h[:1]) + h[1:], Numeric: i > 1})
	}
	for _, r := range o.Rows() {
		t.Rows = append(t.Rows, ui.Cells(r.Voting, r.Scenario, r.Any, r.Equal, r.Excess, r.Share))
	}
	return t
}

// HowMeasured says what was drawn, and what it does not tell.
func HowMeasured(draws int) []string {
	list := []string{
		"Everybody knows how many votes each practice has, and after the close who voted. From exact totals it can then follow how a practice voted: all ways of voting that give the totals may agree about it. No encryption helps against that.",
		fmt.Sprintf("Before the totals are known nothing can be certain. So %s elections are drawn by lot for each turnout and each of three scenarios, and for each one it is worked out exactly whether somebody’s vote is certain. The same lots are drawn for everybody, so whoever repeats it gets the same figures.", ui.Number(draws)),
	}
	for _, s := range secrecy.Scenarios {
		list = append(list, "Scenario “"+s.Name+"”: "+s.Says+".")
	}
	return append(list,
		"Where all vote alike, the totals show it under every rule. So what counts is the excess: elections in which somebody’s vote is certain and would not be if all votes were equal. The limit is "+secrecy.Percent(secrecy.GateLimit)+", with the 95% interval, in every scenario.",
		"It says nothing about elections more one-sided than these, nor about what a practice knows beyond the totals.")
}

// Command is how an outlook is repeated on the command line.
func Command(o *secrecy.Outlook) string {
	c := "guildhall secrecy --weights " + joined(o.Rule.Weights) + " --answers " + joined(o.Answers)
	if len(o.Cells) > 0 && !slices.ContainsFunc(o.Cells, func(c secrecy.Cell) bool { return c.Voting != o.Practices }) {
		c += fmt.Sprintf(" --voting %d", o.Practices)
	}
	return c
}

func joined[N int | int64](list []N) string {
	return strings.Trim(strings.Join(strings.Fields(fmt.Sprint(list)), ","), "[]")
}
