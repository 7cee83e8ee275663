package officer

import (
	"context"
	"fmt"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/secrecy"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/papers"
	"github.com/onenorwich/guildhall/web/ui"
)

const (
	pictureCaption = "In how many elections the totals show how some practice voted, beyond equal votes"
	stillWorking   = "Some of this is still being worked out. It appears here by itself."
	afterFreezing  = "The roll is frozen, so another weight rule needs a new election. Equal votes are always within the limit; the picture shows the others."
)

func (p *pages) fillWeigh(ctx context.Context, st *stage, at string, m *weighModel) error {
	switch {
	case st.el.Roll.Frozen == nil:
		m.Locked = "Freeze the roll first: it says how many votes each practice has."
		return nil
	case st.noPoll():
		m.Locked = "No post goes to a poll, so there are no totals that could give anything away."
		return nil
	case at == election.WeighedCount && !st.el.Poll.Closed():
		m.Locked = "The poll has not closed; who votes is not known before."
		return nil
	}
	answers, assumed := conduct.Answers(&st.el)
	if len(answers) == 0 {
		m.Locked = "As the candidates stand now, no post goes to a poll."
		return nil
	}
	plan, rule := planned(answers), secrecy.Rule{}
	rules := conduct.SideBySide(conduct.FrozenRows(&st.el), st.el.Roll.Frozen.Rule)
	if at == election.WeighedCount {
		m.Lead = []string{"It is known now who voted. This looks at the totals that these practices can have, before anything is decrypted."}
		plan, rule = record.Weighable(&st.el, at)
		rules = []secrecy.Rule{rule, {Name: "equal", Says: "If each practice had one vote", Weights: ones(len(rule.Weights))}}
		rules[0].Says = st.el.Roll.Frozen.Rule.Describe()
		p.alone(ctx, st, m)
	} else {
		m.Lead = []string{"From exact totals it can follow how a practice voted, because everybody knows how many votes each practice has. This shows how likely that is, before anybody votes."}
		if assumed {
			m.Assumed = assumption(answers, st.el.Published)
		}
	}
	if len(rules[0].Weights) == 0 {
		m.Sentences = []string{"Nobody voted, so there is nothing to give away."}
		return p.fillDecision(ctx, st, at, &secrecy.Outlook{}, m)
	}
	list, working, err := p.sideBySide(ctx, plan, rules, "Adopted")
	if err != nil {
		return err
	}
	m.Picture = papers.Picture(pictureCaption, list)
	m.How = ui.Details{Summary: "How this is measured", Paragraphs: papers.HowMeasured(plan.Draws)}
	if working {
		m.Working = stillWorking
	}
	o := list[0].Outlook
	if o == nil {
		return nil
	}
	m.Sentences = record.OutlookSentences(&st.el, at, o)
	m.Scenarios, m.Command = papers.Scenarios(o), papers.Command(o)
	if o.Gate() != secrecy.Holds {
		m.Warning = warning(o, m.Sentences[0])
		m.Sentences = m.Sentences[1:]
		if at == election.WeighedOpening {
			m.Coarser = afterFreezing
		}
	}
	return p.fillDecision(ctx, st, at, o, m)
}

// fillDecision adds the form, or what was decided.
func (p *pages) fillDecision(ctx context.Context, st *stage, at string, o *secrecy.Outlook, m *weighModel) error {
	w := st.el.WeighedOpening
	seq := st.el.WeighedOpeningSeq
	if at == election.WeighedCount {
		w, seq = st.el.WeighedCount, st.el.WeighedCountSeq
	}
	if w != nil {
		m.Decided = ui.Summary{{Key: "Decided", Value: "You looked at this and went on. It is entry " + ui.Number(int(seq)) + " of the log."}}
		if !w.Passes {
			reason := p.Desk.WhyOn(ctx, &st.el, at)
			if reason == "" {
				reason = "It has been destroyed."
			}
			m.Decided = append(m.Decided, ui.Row{Key: "Your reason", Value: reason})
		}
		return nil
	}
	if st.weighable(at) != nil {
		return nil
	}
	m.Decision = "Your decision"
	m.Go = ui.Button{Text: "I have looked at this. Go on"}
	if o.Gate() != secrecy.Holds {
		m.Ask = true
		m.Go = ui.Button{Text: "Go on all the same", Warning: true}
	}
	return nil
}

// warning is what cannot be missed where the gate is not passed.
func warning(o *secrecy.Outlook, first string) ui.Warning {
	w := ui.Warning{Title: "These votes can show how a practice voted", Text: first}
	if o.Gate() == secrecy.Open {
		w.Title = "These votes may show how a practice voted"
	}
	return w
}

// alone lists the practices whose vote stands out in the ballot box.
func (p *pages) alone(ctx context.Context, st *stage, m *weighModel) {
	count := make(map[int64]int)
	for _, id := range st.el.Poll.Voted {
		row, _ := st.el.Roll.Row(id)
		count[row.Votes]++
	}
	m.Alone = ui.Table{Caption: "Practices that voted and are alone with their number of votes", Size: "s", Compact: true,
		Head: []ui.Column{{Text: "Practice"}, {Text: "Votes", Numeric: true}}, Empty: "None: each number of votes is shared by two or more of those that voted."}
	for _, id := range st.el.Poll.Voted {
		if row, _ := st.el.Roll.Row(id); count[row.Votes] == 1 {
			m.Alone.Rows = append(m.Alone.Rows, ui.Cells(p.Desk.Practice(ctx, id).Name, ui.Number(int(row.Votes))))
		}
	}
}

// assumption says what was assumed of the candidates.
func assumption(answers []int, published bool) string {
	if published {
		return fmt.Sprintf("Candidates may still withdraw: this takes %s as they stand now. It is worked out again when the contests are settled, and you decide then.", ui.Count(len(answers), "contest", "contests"))
	}
	return fmt.Sprintf("The candidates are not known yet: this takes three for each of %s. It is worked out again when the contests are settled, and you decide then.", ui.Count(len(answers), "post", "posts"))
}

func ones(n int) []int64 {
	list := make([]int64, n)
	for i := range list {
		list[i] = 1
	}
	return list
}
