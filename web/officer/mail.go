package officer

import (
	"net/http"
	"strconv"

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
	Practice string
	Facts    ui.Summary
	Lead     string
	Action   string
	Buttons  []ui.Button
	People   ui.Link
}

var mailPage = ui.Define[mailModel](files, "mail.html")

// message finds a voting email of the election. No other kind is found: when
// a ballot was recorded, or a number asked for, would say when a practice voted.
func (p *pages) message(c echo.Context, st *stage) (mail.Message, error) {
	none := site.Refuse(http.StatusNotFound, "no-message", "There is no such email. Go back to the poll.")
	id, err := strconv.ParseInt(c.Param("message"), 10, 64)
	if err != nil {
		return mail.Message{}, none
	}
	m, err := p.Outbox.Message(c.Request().Context(), id)
	voting := m.Kind == mail.Invitation || m.Kind == mail.Reminder
	if err == nil && voting {
		named, err := p.MayName(c.Request().Context(), &st.el)
		if err != nil {
			return mail.Message{}, err
		}
		voting = !tellsWhoVoted(m, named)
	}
	if clerk.IsRefusal(err) || err == nil && (m.Election != st.el.ID() || m.Practice == "" || !voting) {
		err = none
	}
	return m, err
}

func (p *pages) mail(c echo.Context, st *stage) error {
	msg, err := p.message(c, st)
	if err != nil {
		return err
	}
	return p.mailPage(c, st, msg, http.StatusOK, nil)
}

func (p *pages) mailPage(c echo.Context, st *stage, msg mail.Message, status int, problems ui.Problems) error {
	m := mailModel{Practice: p.Desk.Practice(c.Request().Context(), msg.Practice).Name,
		Action: st.path("mail/" + strconv.FormatInt(msg.ID, 10)),
		People: ui.Link{Text: "Change who votes for this practice, or the address", Href: st.path("people/" + string(msg.Practice))},
		Facts: ui.Summary{
			{Key: "Sent to", Value: to(msg)}, {Key: "Subject", Value: msg.Subject},
			{Key: "Queued", Value: ui.When(msg.Queued)}, {Key: "State", Part: mailTag(msg.State)},
		}}
	if msg.Error != "" {
		m.Facts = append(m.Facts, ui.Row{Key: "What the mail server said", Value: msg.Error})
	}
	again := ui.Button{Text: "Send it again", Name: "do", Value: "again"}
	back := ui.Button{Text: "It came back", Name: "do", Value: "back", Secondary: true}
	switch msg.State {
	case mail.Uncertain:
		m.Lead = "It was being sent when something broke down, so we do not know whether it arrived. Ask the practice. Sending it again does no harm: both emails work, and the practice still has one vote."
		m.Buttons = []ui.Button{again, {Text: "It has arrived", Name: "do", Value: "arrived", Secondary: true}, back}
	case mail.Bounced, mail.Failed:
		m.Lead = "It did not arrive. If the address is wrong, record the right one: the voting email goes there at once. If it is right, send it again."
		if msg.Text != "" {
			m.Buttons = []ui.Button{again}
		}
	case mail.Accepted:
		m.Lead = "The mail server has taken it. Should it come back to the service’s mailbox, say so here."
		m.Buttons = []ui.Button{back}
	case mail.Kept:
		m.Lead = "This service has no mail server. The email stays in its outbox."
	default:
		m.Lead = "It is on its way."
	}
	return render(p, c, mailPage, status, ui.Page{Title: "Voting email of " + m.Practice, Back: st.path("poll"), Problems: problems}, m)
}

// mailDecide records what a person has found out about an email.
func (p *pages) mailDecide(c echo.Context, st *stage) error {
	msg, err := p.message(c, st)
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
	default:
		err = election.Refuse("choose", "Choose what is to be done with the email.")
	}
	if err != nil {
		problems, err := refused(err)
		if err != nil {
			return err
		}
		if msg, err = p.message(c, st); err != nil {
			return err
		}
		return p.mailPage(c, st, msg, unprocessable, problems)
	}
	return site.Redirect(c, st.path("poll")+"?done=mail")
}
