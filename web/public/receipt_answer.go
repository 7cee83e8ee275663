package public

import (
	"context"
	"errors"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

// receiptAnswer is what the page says of a vote. It never says the choice: the
// service does not know it.
type receiptAnswer struct {
	Word    string     // "Included", "Superseded", "Opened", "Not there"; empty for no answer
	Notice  ui.Notice  // what is so
	Warning ui.Warning // what is wrong, and what to do about it
	Facts   ui.Summary
	Table   ui.Table // the trackers, each with its state
	Links   []ui.Link
}

// answerer answers about votes at the point of a visit.
type answerer struct {
	p     *pages
	ctx   context.Context
	point *record.Point
}

func (p *pages) answerer(c echo.Context) answerer {
	return answerer{p, c.Request().Context(), site.Of(c).Point}
}

// tracker looks for a ballot in every election.
func (a answerer) tracker(ballot election.Digest) receiptAnswer {
	for el := range a.point.State.Election.Elections {
		if seq, ok := el.Poll.Find(ballot); ok {
			st, _ := record.Stands(&a.point.State, el.ID(), seq)
			return a.stands(&el, st)
		}
		if seq, ok := el.Poll.Spent(ballot); ok {
			return a.opened(&el, seq)
		}
	}
	return receiptAnswer{Word: "Not there", Warning: ui.Warning{Title: "Not there: this tracker is in no ballot box here",
		Text: "Compare it with your receipt, sign by sign: capital and small letters are different ones. If it is the same:",
		List: append([]string{
			"Check the file of your receipt below, if you saved one. It is signed, so it shows whether the vote was ever there.",
			"If the poll is still open, vote again. Only your last vote counts.",
		}, a.ring(nil)...)}}
}

// receipt holds a receipt against the log.
func (a answerer) receipt(r record.Receipt) (receiptAnswer, error) {
	nodes, err := a.p.nodes(a.ctx, a.point)
	if err != nil {
		return receiptAnswer{}, err
	}
	err = r.Against(a.p.Desk.Clerk.PublicKey(), a.point.Head.Size, nodes.Root)
	var not *record.NotThere
	if errors.As(err, &not) {
		return a.notThere(r, not), nil
	}
	if err != nil {
		return receiptAnswer{}, err
	}
	el, _ := a.point.State.Election.Election(r.Cast.Election)
	st, ok := record.Stands(&a.point.State, r.Cast.Election, r.Seq())
	if !ok {
		return receiptAnswer{}, errTree // its entry is in the log, so the state has it
	}
	answer := a.stands(&el, st)
	answer.Facts = append(answer.Facts, ui.Row{Key: "Signed", Value: "By this log’s key, when the log had " + ui.Count(int(r.Proof.At.Size), "entry", "entries") +
		". It has " + ui.Number(int(a.point.Head.Size)) + " now, and those are the first of them."})
	return answer, nil
}

// stands tells of a vote that is in the ballot box.
func (a answerer) stands(el *election.Election, st record.Standing) receiptAnswer {
	text := a.p.Desk.Text(a.ctx, el)
	entry := strconv.FormatInt(st.Seq, 10)
	out := receiptAnswer{Word: "Included",
		Facts: ui.Summary{
			{Key: "Election", Value: text.Title},
			{Key: "Recorded", Value: ui.When(st.Time)},
			{Key: "Place in the log", Value: "Entry " + ui.Number(int(st.Seq))},
		},
		Table: ui.Table{Caption: "Its ballots, one for each post", Size: "s", Compact: true, Head: ui.Columns("Post", "Tracker", "State")},
		Links: []ui.Link{
			{Text: "Save the receipt of this vote", Href: "/elections/" + string(el.ID()) + "/receipt/" + entry},
			{Text: "See the entry in the log", Href: "/log?page=" + strconv.FormatInt(st.Seq/logPart+1, 10) + "#entry-" + entry},
		}}
	state := "Counts unless the practice votes again"
	switch {
	case st.Superseded != nil:
		out.Word, state = "Superseded", "Superseded"
		later := "Superseded by the vote of " + ui.When(st.Superseded.Time.Time()) + " (entry " + ui.Number(int(st.Superseded.Seq)) + " of the log). "
		out.Notice = ui.Notice{Title: "Superseded", Text: later + "This vote is in the ballot box, unchanged; the same voting code was used again after it, and the last vote counts."}
		do := "Vote again, because the last vote counts, and ring the returning officer."
		if st.Closed {
			do = "Ring the returning officer."
		}
		out.Facts = append(out.Facts, ui.Row{Key: "Was that not you?", Values: []string{do, text.Contact}})
	case st.Closed:
		state = "Counts"
		out.Notice = ui.Notice{Success: true, Title: "Included", Text: "This vote is in the ballot box, unchanged. The poll has closed, and it is one of those that count."}
	default:
		out.Notice = ui.Notice{Success: true, Title: "Included", Text: "This vote is in the ballot box, unchanged. It counts unless the practice votes again."}
	}
	for _, b := range st.Ballots {
		now := state
		for _, post := range st.Counted {
			if post == b.Post {
				now = "Counted in the result"
			}
		}
		out.Table.Rows = append(out.Table.Rows, []ui.Cell{{Text: text.PostName(b.Post), Header: true}, {Part: ui.Digest(tracker(b.Ballot))}, {Text: now}})
	}
	return out
}

// opened tells of a ballot that was opened to check the booth.
func (a answerer) opened(el *election.Election, seq int64) receiptAnswer {
	return receiptAnswer{Word: "Opened", Notice: ui.Notice{Title: "Opened, not cast", Text: "This ballot was opened to check the voting page (entry " + ui.Number(int(seq)) +
		" of the log). It was never cast and can never be counted."},
		Facts: ui.Summary{{Key: "Election", Value: a.p.Desk.Text(a.ctx, el).Title}}}
}

// notThere says plainly what a valid receipt of another log means.
func (a answerer) notThere(r record.Receipt, not *record.NotThere) receiptAnswer {
	at := "entry " + ui.Number(int(r.Seq())) + " of a log of " + ui.Count(int(r.Proof.At.Size), "entry", "entries")
	serious := append([]string{
		"Keep the receipt as it is, and make a copy of it.",
		"Download the log as it is shown now (bundle.zip, below). Together with your receipt it is the proof.",
	}, a.ring(&r)...)
	serious = append(serious, "Tell a scrutineer, and other practices: their receipts show the same.")
	w := ui.Warning{List: serious}
	switch not.Why {
	case record.Forked:
		w.Title = "Not there: the log was forked or rewritten"
		w.Text = "This is serious. This service signed your receipt with its own key, for " + at + ". The log that it shows now is another one: its first entries are not those. Nobody can make such a receipt without this service’s key."
	case record.Shorter:
		w.Title = "Not there: entries were taken away from the log"
		w.Text = "This is serious. This service signed your receipt with its own key, for " + at + ". The log that it shows now has only " + ui.Number(int(a.point.Head.Size)) + "."
	case record.OtherKey:
		w.Title = "Not there: this receipt is signed by another key than this log"
		w.Text = "Compare both keys with the one on your voting letter or on the notice of poll. If the receipt’s key is the printed one, this is not the log in which you voted, and that is serious:"
	default:
		w.Title = "Not there: this receipt is of another log"
		w.Text = "It is of the log " + r.Proof.At.Origin + ", and this service keeps the log " + a.p.Desk.Clerk.PublicKey().Origin() + ". Check it where you voted. If that was here, it is serious:"
	}
	out := receiptAnswer{Word: "Not there", Warning: w, Links: []ui.Link{{Text: "Download everything that is public (bundle.zip)", Href: "/bundle.zip"}}}
	if not.Why == record.OtherKey || not.Why == record.OtherLog {
		out.Facts = ui.Summary{{Key: "The receipt’s key", Part: ui.Digest(r.Key)}, {Key: "This log’s key", Part: ui.Digest(a.p.Desk.Clerk.PublicKey())}}
	}
	return out
}

// ring says whom to ring: the returning officer of the receipt's election, or of
// each election that has a ballot box.
func (a answerer) ring(r *record.Receipt) (list []string) {
	for el := range a.point.State.Election.Elections {
		if r == nil && !el.Poll.OpenedAt.IsZero() || r != nil && el.ID() == r.Cast.Election {
			text := a.p.Desk.Text(a.ctx, &el)
			list = append(list, "Ring the returning officer of “"+text.Title+"”: "+text.Contact)
		}
	}
	if list == nil {
		list = []string{"Ring the returning officer. The number is on your voting letter and on the notice of poll."}
	}
	return list
}
