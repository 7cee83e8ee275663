package officer

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

// mailHome is the list of the emails that need a person.
const mailHome = "/officer/mail"

type mailsModel struct {
	State string
	Lost  ui.Table
	Late  ui.Table
	More  bool
}

var mailsPage = ui.Define[mailsModel](files, "mails.html")

// mails lists every email that did not arrive, of whatever kind, and those that
// have waited too long.
func (p *pages) mails(c echo.Context) error {
	ctx := c.Request().Context()
	found, err := p.attention(ctx)
	if err != nil {
		return err
	}
	m := mailsModel{State: "The mail server was reached when it was last tried.", More: found.More,
		Lost: p.mailTable(ctx, "Emails that did not arrive", "Every email that we know of has arrived at a mail server, or somebody has dealt with it.", found.Lost),
		Late: p.mailTable(ctx, "Emails that have waited for more than 15 minutes", "None.", found.Late)}
	if trouble := p.Outbox.Trouble(); trouble.Words != "" {
		m.State = trouble.Words + " This has been so since " + ui.When(trouble.Since) + ". It is tried again by itself."
	}
	switch {
	case p.Demo != nil:
		m.State = "This is a demonstration: every email stays in its mailbox."
	case p.Outbox.Server == nil:
		m.State = p.MailTrouble() + " Start it with one (--smtp-host)."
	}
	return render(p, c, mailsPage, http.StatusOK, ui.Page{Title: "Emails", Back: home, Wide: true}, m)
}

// attention is what a person has to look at, without what would tell who has just
// voted.
func (p *pages) attention(ctx context.Context) (mail.Attention, error) {
	found, err := p.Outbox.Attention(ctx)
	if err != nil {
		return found, err
	}
	tells := p.tells(ctx)
	for _, list := range []*[]mail.Message{&found.Lost, &found.Late} {
		var shown []mail.Message
		for _, m := range *list {
			hidden, err := tells(m)
			if err != nil {
				return found, err
			}
			if !hidden {
				shown = append(shown, m)
			}
		}
		*list = shown
	}
	return found, nil
}

// tells gives tellsWhoVoted for emails of any election.
func (p *pages) tells(ctx context.Context) func(mail.Message) (bool, error) {
	known := map[election.ID]site.Named{}
	return func(m mail.Message) (bool, error) {
		if m.Kind != mail.Reminder && m.Kind != mail.Recorded {
			return false, nil
		}
		named, ok := known[m.Election]
		if !ok {
			el, err := p.Desk.Election(m.Election)
			if err != nil {
				return true, err
			}
			if named, err = p.MayName(ctx, &el); err != nil {
				return true, err
			}
			known[m.Election] = named
		}
		return tellsWhoVoted(m, named), nil
	}
}

// tellsWhoVoted says whether an email would say, by how it stands, that a practice
// has voted or has not, before that may be known: the news of its ballot, and a
// reminder. A reminder that came back is shown all the same, because somebody must
// do something.
func tellsWhoVoted(m mail.Message, named site.Named) bool {
	switch m.Kind {
	case mail.Recorded:
		return m.Queued.Add(24 * time.Hour).After(named.AsOf)
	case mail.Reminder:
		lost := m.State == mail.Bounced || m.State == mail.Failed || m.State == mail.Uncertain
		return !lost && !m.Queued.Before(named.AsOf)
	}
	return false
}

// mailTable lists emails with the telephone numbers of those they are for.
func (p *pages) mailTable(ctx context.Context, caption, empty string, list []mail.Message) ui.Table {
	t := ui.Table{Caption: caption, Head: ui.Columns("Email", "To", "Telephone", "State"), Empty: empty}
	for _, m := range list {
		text := mailKind(m)
		if m.Practice != "" {
			text += ", " + p.Desk.Practice(ctx, m.Practice).Name
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: text, Href: mailPath(m), Header: true}, {Text: to(m)},
			{Text: p.Desk.Person(ctx, m.Person).Telephone}, {Part: mailTag(m)}})
	}
	return t
}

func mailPath(m mail.Message) string { return mailHome + "/" + strconv.FormatInt(m.ID, 10) }

// mailKind says what an email is for. Those that a practice's own doings bring
// about have one name: which of them it was would say more of the practice than
// the returning officer is to know at once.
func mailKind(m mail.Message) string {
	switch m.Kind {
	case mail.Number, mail.SignIn, mail.Recorded:
		return "Number, link to sign in, or notice"
	case mail.Invitation, mail.Renewed:
		return "Voting email"
	case mail.Reminder:
		return "Reminder to vote"
	case mail.SecondAsk:
		return "Request to second"
	case mail.ConsentAsk:
		return "Request to consent"
	case mail.Decided:
		return "Decision on a nomination"
	case mail.Appointed:
		return "Who acts for a practice"
	case mail.Team:
		return "Part in an election"
	case mail.Waited:
		return "Reminder to the team"
	case mail.Report:
		return "A link that reached a stranger"
	case mail.Test:
		return "Test email"
	}
	return "Email"
}

func to(m mail.Message) string {
	if m.To == "" {
		return "Nobody: no voting representative"
	}
	return m.Name + ", " + m.To
}

func mailTag(m mail.Message) ui.Tag {
	switch m.State {
	case mail.Accepted:
		if m.Kind == mail.Reminder {
			return ui.Tag{Text: "Sent, or no longer needed", Colour: "white"}
		}
		return ui.Tag{Text: "Accepted by the mail server", Colour: "white"}
	case mail.Kept:
		return ui.Tag{Text: "In the outbox", Colour: "white"}
	case mail.Bounced:
		return ui.Tag{Text: "Bounced", Colour: "red"}
	case mail.Failed:
		return ui.Tag{Text: "Not delivered", Colour: "red"}
	case mail.Uncertain:
		return ui.Tag{Text: "Not known", Colour: "orange"}
	case mail.Dealt:
		return ui.Tag{Text: "Dealt with", Colour: "white"}
	case mail.Sending:
		return ui.Tag{Text: "Being sent", Colour: "blue"}
	case mail.Later:
		return ui.Tag{Text: "Waiting to be tried again", Colour: "yellow"}
	}
	return ui.Tag{Text: "Waiting to be sent", Colour: "blue"}
}
