package officer

import (
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

// mailModel is one email of the outbox. Its text is never shown here: it holds
// a link and a voting code with which anybody could vote.
type mailModel struct {
	What    string
	Facts   ui.Summary
	Lead    string
	Action  string
	Buttons []ui.Button
	People  ui.Link
}

var mailPage = ui.Define[mailModel](files, "mail.html")

// message finds an email. Those that are sent because somebody of a practice
// votes, or is about to, are found only where they need a person: when one was
// asked for would say when a practice voted.
func (p *pages) message(c echo.Context) (mail.Message, error) {
	none := site.Refuse(http.StatusNotFound, "no-message", "There is no such email. Go back to the list.")
	id, err := strconv.ParseInt(c.Param("message"), 10, 64)
	if err != nil {
		return mail.Message{}, none
	}
	m, err := p.Outbox.Message(c.Request().Context(), id)
	tells := false
	if err == nil {
		if tells, err = p.tells(c.Request().Context())(m); err != nil {
			return mail.Message{}, err
		}
	}
	if clerk.IsRefusal(err) || err == nil && (tells || !m.Shown(p.Now())) {
		err = none
	}
	return m, err
}

func (p *pages) mail(c echo.Context) error {
	msg, err := p.message(c)
	if err != nil {
		return err
	}
	return p.mailPage(c, msg, http.StatusOK, nil)
}

// mailBack is the list from which an email is looked at.
func mailBack(msg mail.Message) string {
	if msg.Kind.Voting() {
		return "/officer/elections/" + string(msg.Election) + "/poll"
	}
	return mailHome
}

func (p *pages) mailPage(c echo.Context, msg mail.Message, status int, problems ui.Problems) error {
	ctx := c.Request().Context()
	m := mailModel{What: mailKind(msg), Action: mailPath(msg), Facts: ui.Summary{{Key: "To", Value: to(msg)}}}
	if t := p.Desk.Person(ctx, msg.Person).Telephone; t != "" {
		m.Facts = append(m.Facts, ui.Row{Key: "Telephone", Value: t})
	}
	if msg.Practice != "" {
		m.Facts = append(m.Facts, ui.Row{Key: "Practice", Value: p.Desk.Practice(ctx, msg.Practice).Name})
		if msg.Election != "" {
			m.People = ui.Link{Text: "Change who votes for this practice, or the address", Href: "/officer/elections/" + string(msg.Election) + "/people/" + string(msg.Practice)}
		}
	}
	m.Facts = append(m.Facts, ui.Row{Key: "Written", Value: written(msg)}, ui.Row{Key: "State", Part: mailTag(msg)})
	if msg.Error != "" {
		m.Facts = append(m.Facts, ui.Row{Key: "What happened", Value: msg.Error})
	}
	m.Lead, m.Buttons = p.choices(msg)
	return render(p, c, mailPage, status, ui.Page{Title: m.What, Back: mailBack(msg), Problems: problems}, m)
}

// choices say what a person can do about an email.
func (p *pages) choices(msg mail.Message) (lead string, buttons []ui.Button) {
	again := ui.Button{Text: "Send it again", Name: "do", Value: "again"}
	back := ui.Button{Text: "It came back", Name: "do", Value: "back", Secondary: true}
	dealt := ui.Button{Text: "I have dealt with it", Name: "do", Value: "dealt", Secondary: true}
	switch msg.State {
	case mail.Uncertain:
		return "It was being sent when something broke down, so we do not know whether it arrived. Ask whoever it is for. Sending it again does no harm.",
			[]ui.Button{again, {Text: "It has arrived", Name: "do", Value: "arrived", Secondary: true}, back}
	case mail.Bounced, mail.Failed:
		lead = "It did not arrive. Ring whoever it is for. If the address is wrong, record the right one: a voting email goes there at once. It stays in the list until you have sent it again and the mail server has taken it, or until you say that you have dealt with it."
		if msg.Text != "" && msg.Kind != mail.Number && msg.Kind != mail.SignIn {
			buttons = []ui.Button{again}
		}
		return lead, append(buttons, dealt)
	case mail.Accepted:
		if msg.Kind == mail.Reminder {
			lead = "The mail server has taken it, or the practice had voted before it could be sent. "
		} else {
			lead = "The mail server has taken it. "
		}
		return lead + "Should it come back to the service’s mailbox, say so here.", []ui.Button{back}
	case mail.Kept:
		return "This service has no mail server. The email stays in its outbox.", nil
	case mail.Dealt:
		return "It did not arrive, and somebody has dealt with that.", nil
	}
	if trouble := p.MailTrouble(); trouble != "" {
		return "It waits. " + trouble, nil
	}
	return "It waits to be sent.", nil
}

// mailDecide records what a person has found out about an email.
func (p *pages) mailDecide(c echo.Context) error {
	msg, err := p.message(c)
	if err != nil {
		return err
	}
	form, err := site.Form(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	switch form.Get("do") {
	case "again":
		err = p.Outbox.Again(ctx, msg.ID)
	case "arrived":
		err = p.Outbox.Arrived(ctx, msg.ID)
	case "back":
		err = p.Outbox.CameBack(ctx, msg.ID)
	case "dealt":
		err = p.Outbox.DealtWith(ctx, msg.ID)
	default:
		err = election.Refuse("choose", "Choose what is to be done with the email.")
	}
	if err != nil {
		problems, err := refused(err)
		if err != nil {
			return err
		}
		if msg, err = p.message(c); err != nil {
			return err
		}
		return p.mailPage(c, msg, unprocessable, problems)
	}
	return site.Redirect(c, mailBack(msg)+"?done=mail")
}

// written is when an email was written. Of some the day alone is kept.
func written(m mail.Message) string {
	if m.Queued.Equal(m.Queued.Truncate(24 * time.Hour)) {
		return ui.Date(m.Queued)
	}
	return ui.When(m.Queued)
}
