package officer

import (
	"context"
	"fmt"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/papers"
	"github.com/onenorwich/guildhall/web/ui"
)

// fillPublish shows who would be published.
func (p *pages) fillPublish(ctx context.Context, st *stage, m *stepModel) error {
	text := p.Desk.Text(ctx, &st.el)
	m.Lead = []string{"The candidates, their statements and their interests become public, in alphabetical order. Decisions cannot be changed afterwards."}
	if st.el.Published {
		m.Links = []ui.Link{{Text: "The candidates, as everybody sees them", Href: st.public("/candidates")}}
		return nil
	}
	for _, post := range st.el.Posts() {
		t := ui.Table{Caption: text.PostName(post.ID), Size: "s", Head: ui.Columns("Candidate", "Practice"), Empty: "No nomination for this post has been accepted."}
		for n := range st.el.Nominations {
			if n.Post == post.ID && n.Standing() {
				t.Rows = append(t.Rows, ui.Cells(p.Desk.Statement(ctx, n).Name, p.Desk.Practice(ctx, n.Of).Name))
			}
		}
		m.Tables = append(m.Tables, t)
	}
	return nil
}

// fillSettle shows how each post would be, or is, filled.
func (p *pages) fillSettle(ctx context.Context, st *stage, m *stepModel) error {
	text := p.Desk.Text(ctx, &st.el)
	m.Lead = []string{"For each post: a poll where more than one candidate stands, nothing to vote on otherwise. The order of names on each ballot paper is drawn by lot now, and logged."}
	posts := st.el.Settling().Posts
	if st.el.Settled {
		m.Lead = nil
		posts = nil
		for _, post := range st.el.Posts() {
			posts = append(posts, election.SettledPost{Post: post.ID, How: post.Settled, Order: post.Order})
		}
	}
	for _, line := range posts {
		post, _ := st.el.Post(line.Post)
		t := ui.Table{Caption: text.PostName(line.Post) + ": " + how(line.How), Size: "s", Head: ui.Columns("Candidate", "Practice"), Empty: "A new election is called for this post."}
		for i, person := range line.Order {
			candidate, _ := post.Candidate(person)
			card := p.Desk.Card(ctx, candidate)
			name := card.Name
			if st.el.Settled && line.How == election.ByPoll {
				name = fmt.Sprintf("%d. %s", i+1, name)
			}
			t.Rows = append(t.Rows, ui.Cells(name, card.Practice))
		}
		m.Tables = append(m.Tables, t)
	}
	return nil
}

// how is how a post is filled, in words.
func how(h string) string {
	switch h {
	case election.ByPoll:
		return "a poll"
	case election.Unopposed:
		return "elected unopposed"
	}
	return "nobody stands"
}

// fillPrepare shows what the ballot will hold.
func (p *pages) fillPrepare(ctx context.Context, st *stage, m *stepModel) error {
	text := p.Desk.Text(ctx, &st.el)
	m.Lead = []string{"This makes the ballot paper of each post under your key and this service’s own, and a voting code for each practice on the roll. Neither can be changed afterwards.",
		"This service keeps the voting codes until the close, so that it can send one again. They are then deleted."}
	if st.strict() {
		m.Lead = []string{"This makes the ballot paper of each post under the trustees’ key and this service’s, for the voting codes on the registrar’s list. After that each trustee proves that the recovery phrase was kept, and the registrar sends the codes.",
			"The ballot cannot be changed afterwards, unless the key is begun again before the poll opens."}
	}
	m.Facts = ui.Summary{{Key: "Practices", Value: ui.Number(st.el.Roll.Len())}, {Key: "Votes", Value: ui.Number(int(st.el.Roll.Votes))}}
	for _, post := range st.el.Contested() {
		m.Facts = append(m.Facts, ui.Row{Key: text.PostName(post.ID), Value: ui.Count(len(post.Order), "candidate", "candidates") + ", or blank"})
	}
	if st.el.Key != nil {
		m.Facts = append(m.Facts, keysMade(&st.el)...)
	}
	return nil
}

// fillOpen shows what opening means, and for whom.
func (p *pages) fillOpen(ctx context.Context, st *stage, m *stepModel) error {
	t := st.el.Called.Timetable
	with, all := st.represented()
	m.Lead = []string{"Ballots are taken from now until " + moment(t.PollCloses.Time()) + ". The poll closes by itself, never earlier."}
	m.Facts = ui.Summary{
		{Key: "Practices on the roll", Value: ui.Number(all)},
		{Key: "Practices that get the email", Value: ui.Number(with)},
		{Key: "Poll closes", Value: ui.When(t.PollCloses.Time())},
	}
	m.Facts = append(m.Facts, papers.Protection(ctx, p.Desk, &st.el)...)
	if with < all {
		m.Warning = ui.Warning{Title: "Not every practice gets the email", Text: ui.Count(all-with, "practice has", "practices have") + " no voting representative yet. Name them first, or later: whoever is named gets the email then."}
	}
	m.Links = []ui.Link{{Text: "Look at the ballot paper first", Href: st.path("ballot")}, {Text: "Prove that you still have the key", Href: st.path("key/check")},
		{Text: "Who votes for each practice", Href: st.path("people")}}
	if st.strict() {
		m.Lead = append(m.Lead, "The emails hold no voting code. Each practice has, or gets, its own from the registrar.")
		m.Links[1] = ui.Link{Text: "Who has been sent a voting code", Href: st.path("registrar")}
		if n := st.lacking(); n > 0 {
			text := ui.Count(n, "practice has", "practices have") + " not been sent a voting code by the registrar yet. Without a code nobody can vote. Remind the registrar first, or open the poll and see to it that the others are sent."
			if m.Warning.Title == "" {
				m.Warning = ui.Warning{Title: "Not every practice has its voting code", Text: text}
			} else {
				m.Warning.Text += " " + text
			}
		}
	}
	return nil
}

// fillTest says whom the test email reaches.
func (p *pages) fillTest(_ context.Context, st *stage, m *stepModel) error {
	with, _ := st.represented()
	m.Lead = []string{"The test email comes from the same sender as the voting email and says so. It holds no link to vote and no code.",
		fmt.Sprintf("It goes to you first, at once. If the mail server takes that, it goes to the people of %s.", ui.Count(with, "practice", "practices"))}
	return nil
}

// fillRemind lists who has not voted: the one page that does.
func (p *pages) fillRemind(ctx context.Context, st *stage, m *stepModel) error {
	m.Lead = []string{"The reminder holds the link and the voting code again. It goes only to practices that have not voted."}
	if st.strict() {
		m.Lead = []string{"The reminder holds the link again, and says that the voting code came from the registrar. It goes only to practices that have not voted."}
	}
	named, err := p.MayName(ctx, &st.el)
	if err != nil {
		return err
	}
	caption, when := "Every practice of the roll", "No names are known yet."
	if !named.AsOf.IsZero() {
		caption = "Not voted by midnight before " + ui.Date(named.AsOf)
		when = "The names are as of 00:00 on " + ui.Date(named.AsOf) + "."
	}
	m.Lead = append(m.Lead, when+" They change at midnight alone, and only when three more practices have voted, because the public log says when each ballot came: names that changed at once would show whose it is. A practice that has voted since gets no reminder, and this page does not say so.")
	t := ui.Table{Caption: caption, Head: ui.Columns("Practice", "Voting representative"), Empty: "Every practice has voted."}
	for row := range st.el.Roll.Rows {
		if named.Voted(row.Practice) {
			continue
		}
		practice, _ := st.point.State.Practice(row.Practice)
		name := p.Desk.Person(ctx, practice.Voting).Name
		if name == "" {
			name = "Nobody yet"
		}
		t.Rows = append(t.Rows, ui.Cells(p.Desk.Practice(ctx, row.Practice).Name, name))
	}
	m.Tables = []ui.Table{t}
	return nil
}

// fillRemindTeam lists who of the team is waited for.
func (p *pages) fillRemindTeam(ctx context.Context, st *stage, m *stepModel) error {
	m.Lead = []string{"The email says what is waited for, and holds a link to sign in."}
	t := ui.Table{Caption: "Waited for", Head: ui.Columns("Person", "What the email says"), Empty: "Nobody."}
	for _, w := range st.waits() {
		t.Rows = append(t.Rows, ui.Cells(p.Desk.Person(ctx, w.Person).Name, w.What))
	}
	m.Tables = []ui.Table{t}
	return nil
}

// fillDeclare shows what would be declared.
func (p *pages) fillDeclare(ctx context.Context, st *stage, m *stepModel) error {
	m.Lead = []string{"The declaration is final. Those elected take office at once, an interim chair hands over, and the paper is issued."}
	if n := st.ties(); n > 0 {
		m.Warning = ui.Warning{Title: "Equal votes", Text: ui.Count(n, "post is", "posts are") + " declared as a tie. Nobody is elected to it until the lot has been drawn."}
	}
	if _, _, err := st.el.Outcome(); err != nil {
		return nil // the page says why
	}
	r, err := p.papers.Result(ctx, st.point, st.el.ID())
	if err != nil {
		return err
	}
	m.Tables = []ui.Table{papers.Summary(r)}
	return nil
}
