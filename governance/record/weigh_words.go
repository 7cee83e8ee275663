package record

import (
	"context"
	"fmt"
	"slices"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/secrecy"
)

// WeighedSentence says what the log says was weighed: a stage, whether its gate
// was passed, and how much the votes give away. It needs no figure but the log's.
func WeighedSentence(w *election.SecrecyWeighed) string {
	when := "Before the poll"
	if w.Stage == election.WeighedCount {
		when = "After the close, for the practices that voted"
	}
	limit, excess := secrecy.Percent(secrecy.GateLimit), secrecy.Percent(float64(w.Excess)/1e6)
	switch {
	case !w.Measured:
		return when + ", what the totals can give away was too much to be worked out. Take it that they can show how a practice voted."
	case w.Passes && w.Excess == 0:
		return when + ", elections were drawn by lot: in none did these numbers of votes make the totals show how a practice voted where equal votes would not."
	case w.Passes:
		return fmt.Sprintf("%s, elections were drawn by lot: in up to %s of them these numbers of votes make the totals show how a practice voted where equal votes would not. The limit is %s.", when, excess, limit)
	case w.Excess <= int64(secrecy.GateLimit*1e6):
		return fmt.Sprintf("%s, elections were drawn by lot: in up to %s of them these numbers of votes make the totals show how a practice voted where equal votes would not. That is too near the limit of %s to be sure of it.", when, excess, limit)
	}
	return fmt.Sprintf("%s, elections were drawn by lot: in up to %s of them these numbers of votes make the totals show how a practice voted where equal votes would not. That is more than the limit of %s.", when, excess, limit)
}

// CountSentences measures what the totals of those who voted would give away, and
// says it in plain words: for a trustee who is about to decrypt. The poll must be
// closed. It takes as long as Outlook.
func CountSentences(ctx context.Context, el *election.Election) ([]string, error) {
	if !el.Poll.Closed() {
		return nil, election.Refuse("not-closed", "The poll has not closed; who voted is not known yet.")
	}
	o, err := Outlook(ctx, el, election.WeighedCount)
	if err != nil {
		return nil, err
	}
	return OutlookSentences(el, election.WeighedCount, o), nil
}

// OutlookSentences says an outlook of a stage in plain words: the gate, then the
// practices that nobody else shares a number of votes with, then what is not known.
func OutlookSentences(el *election.Election, stage string, o *secrecy.Outlook) []string {
	if o.Practices == 0 {
		return []string{"Nobody voted, so there is nothing to give away."}
	}
	w := Weighing(el, stage, o)
	out := []string{WeighedSentence(&w)}
	if where := worst(o); where != nil && w.Measured && w.Excess > 0 {
		out = append(out, fmt.Sprintf("The worst of what was drawn: %s, when %s.", turnout(where.Voting, o.Practices), where.Scenario.Says))
	}
	who := "of the practices on the roll"
	if stage == election.WeighedCount {
		who = "of those that voted"
	}
	switch o.Alone {
	case 0:
		out = append(out, "Each number of votes is shared by two or more "+who+".")
	case 1:
		out = append(out, "1 "+who+" has a number of votes that no other has: the ballot box shows that it voted, and when.")
	default:
		out = append(out, fmt.Sprintf("%d %s have a number of votes that no other has: the ballot box shows that they voted, and when.", o.Alone, who))
	}
	return append(out, "If all vote alike, the totals show how each has voted, whatever the numbers of votes.")
}

// worst is the cell that decides the figure in the log; nil where there is none.
func worst(o *secrecy.Outlook) *secrecy.Cell {
	if len(o.Cells) == 0 {
		return nil
	}
	i := slices.IndexFunc(o.Cells, func(c secrecy.Cell) bool {
		return !slices.ContainsFunc(o.Cells, func(d secrecy.Cell) bool { return d.Excess.Value > c.Excess.Value })
	})
	return &o.Cells[i]
}

// turnout says how many of so many practices vote.
func turnout(voting, of int) string {
	if voting == of {
		return fmt.Sprintf("all %d practices voting", of)
	}
	return fmt.Sprintf("%d of %d practices voting", voting, of)
}
