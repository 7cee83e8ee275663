package paper

import "strconv"

// elected is who holds the post, or that nobody does.
func (p Post) elected() Text {
	var names []string
	for _, c := range p.Candidates {
		if c.Elected {
			names = append(names, Clean(c.Name))
		}
	}
	if len(names) == 0 {
		return Plain("Nobody")
	}
	return Strong(sentenceList(names))
}

// how is the short form of how the post was filled.
func (p Post) how() string {
	switch p.Outcome {
	case Unopposed:
		return "Elected unopposed"
	case NoCandidate:
		return "No candidate"
	case Tied:
		return "Equal votes, not yet decided"
	case Abandoned:
		return "The poll was abandoned"
	case Waiting:
		return "Waits for an earlier post"
	case Vacant:
		return "Not filled"
	}
	if p.seats() == 0 {
		return "By poll: nobody could be elected"
	}
	return "Elected by poll"
}

// seats is how many were elected.
func (p Post) seats() (n int64) {
	for _, c := range p.Candidates {
		if c.Elected {
			n++
		}
	}
	return n
}

// blocks is the post's part of the declaration.
func (p Post) blocks(number int64) []Block {
	out := []Block{Heading{3, strconv.FormatInt(number, 10) + ". " + p.Title}}
	out = append(out, Paragraph{p.sentence()})
	if p.Reason != "" {
		out = append(out, Para(p.Reason))
	}
	out = append(out, p.passedOver()...)
	out = append(out, p.turnout()...)
	switch p.Outcome {
	case Polled, Tied:
		return append(out, p.chart(), p.count())
	case Waiting:
		if p.Blank+p.votes() > 0 {
			return append(out, p.chart(), p.count())
		}
		return append(out, p.standing())
	case Unopposed, Abandoned:
		return append(out, p.standing())
	}
	return out
}

// sentence is the long form of how the post was filled.
func (p Post) sentence() Text {
	places := ""
	if p.Places > 1 {
		places = " There were " + Number(p.Places) + " places."
	}
	switch p.Outcome {
	case Unopposed:
		return Join(p.elected(), Plain(verb(p.seats())+"elected unopposed: there were no more candidates than places, so no poll was held."+places))
	case NoCandidate:
		return Plain("Nobody stood for this post. A new election is called for it." + places)
	case Abandoned:
		return Plain("The poll for this post was abandoned. Its ballots were not opened. A new poll is called." + places)
	case Tied:
		return Join(Strong("The votes are equal. This post is not decided yet."), Plain(places))
	case Waiting:
		return Join(Strong("This post is not decided yet."), Plain(" Somebody who would be elected to it has equal votes for an earlier post, and nobody holds two."+places))
	case Vacant:
		return Plain("Nobody is elected to this post. A new election is called for it." + places)
	}
	if p.seats() == 0 {
		return Plain("Nobody is elected to this post." + places)
	}
	return Join(p.elected(), Plain(verb(p.seats())+"elected by poll."+places))
}

// votes is what the candidates have together.
func (p Post) votes() (n int64) {
	for _, c := range p.Candidates {
		n += c.Votes
	}
	return n
}

func verb(n int64) string {
	if n == 1 {
		return " is "
	}
	return " are "
}

// passedOver says aloud what the count did with those elected before.
func (p Post) passedOver() []Block {
	var out []Block
	for _, c := range p.Candidates {
		if c.PassedOver != "" {
			out = append(out, Para(c.Name+" was passed over: already elected to an earlier post, "+c.PassedOver+"."))
		}
	}
	return out
}

// note tells in words what the printers also show by weight and colour.
func (c Candidate) note() string {
	switch {
	case c.Elected:
		return "elected"
	case c.PassedOver != "":
		return "passed over"
	case c.Tied:
		return "equal votes"
	}
	return ""
}

func (p Post) chart() Block {
	b := BarChart{Caption: "Votes for " + p.Title, Label: "Candidate", Unit: "Votes"}
	for _, c := range p.Candidates {
		b.Bars = append(b.Bars, Bar{Label: c.Name, Value: c.Votes, Note: c.note(), Strong: c.Elected})
	}
	b.Bars = append(b.Bars, Bar{Label: "Blank", Value: p.Blank})
	return b
}

func (p Post) count() Block {
	t := Table{Caption: "Count for " + p.Title, RowHeads: true, Columns: []Column{
		{Title: "Candidate", Width: 46}, {Title: "Practice", Width: 52}, {Title: "Votes", Align: Right, Width: 16}, {Title: "Outcome", Width: 28}}}
	total := p.Blank
	for _, c := range p.Candidates {
		total += c.Votes
		outcome := "Not elected"
		if n := c.note(); n != "" {
			outcome = upperFirst(n)
		}
		row := Cells(c.Name, c.Practice, Number(c.Votes), outcome)
		row.Strong = c.Elected
		t.Rows = append(t.Rows, row)
	}
	t.Rows = append(t.Rows, Cells("Blank votes", "", Number(p.Blank), ""))
	t.Rows = append(t.Rows, Cells("All votes", "", Number(total), ""))
	return t
}

// turnout is a sentence, where this contest has figures of its own.
func (p Post) turnout() []Block {
	if p.EntitledVotes <= 0 {
		return nil
	}
	return []Block{Para(Number(p.CastPractices) + " of " + Count(p.EntitledPractices, "practice") + " voted on this post, with " +
		Number(p.CastVotes) + " of " + Count(p.EntitledVotes, "vote") + ": a turnout of " + Percent(p.CastVotes, p.EntitledVotes) + ".")}
}

// standing lists candidates where nothing was counted.
func (p Post) standing() Block {
	t := Table{Caption: "Candidates for " + p.Title, RowHeads: true,
		Columns: []Column{{Title: "Candidate", Width: 46}, {Title: "Practice", Width: 54}, {Title: "Outcome", Width: 48}}}
	for _, c := range p.Candidates {
		outcome := "Elected unopposed"
		if !c.Elected {
			outcome = "Not elected"
		}
		switch p.Outcome {
		case Abandoned:
			outcome = "Not counted"
		case Waiting:
			outcome = "Not decided yet"
		}
		t.Rows = append(t.Rows, Cells(c.Name, c.Practice, outcome))
	}
	return t
}

func upperFirst(s string) string { return string(s[0]-'a'+'A') + s[1:] }
