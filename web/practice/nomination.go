package practice

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

type nominationModel struct {
	Name, Post, Title string
	Summary           ui.Summary
	Decision          string // with its reason
	Statement         string
	Interests         string
	Second            *secondPart
	Consent           string // address of the consent page, for the nominee
	ConsentText       string
	Withdraw          string
	Closes            string
}

type secondPart struct {
	Practice, Action string
	Button           ui.Button
}

var nominationPage = ui.Define[nominationModel](files, "nomination.html")

// standing is a nomination with what the person who looks is to it.
type standing struct {
	el        election.Election
	n         election.Nomination
	nominee   bool
	supporter bool // acts for the proposer, or for who seconds or is asked to
	officer   bool
}

// see finds the nomination of the route, for those whom it concerns. To
// others it does not exist: before publication nobody else is to know of it.
func (p pages) see(c echo.Context) (s standing, err error) {
	v := site.Of(c)
	if s.el, err = v.Poll(election.ID(c.Param("election"))); err != nil {
		return s, err
	}
	n, ok := s.el.Nomination(election.ID(c.Param("nomination")))
	s.n = n
	s.nominee = ok && v.Stands(n)
	s.supporter = ok && (v.Represents(n.Proposer) || v.Represents(n.Asked))
	s.officer = ok && v.Officer
	if !s.nominee && !s.supporter && !s.officer {
		return s, site.Refuse(http.StatusNotFound, "no-nomination", "There is no nomination here that concerns you. If you followed a link from an email, sign in with the address to which it was sent.")
	}
	return s, nil
}

// open says whether nominations are still taken.
func (s standing) open(now election.Moment) bool {
	return now.Before(s.el.Called.Timetable.NominationsClose) && !s.n.Withdrawn
}

// withdrawable says whether the nominee can still withdraw.
func (s standing) withdrawable(now election.Moment) bool {
	return s.nominee && !s.n.Withdrawn && !s.el.Settled && now.Before(s.el.Called.Timetable.WithdrawalsClose)
}

func (p pages) nomination(c echo.Context) error {
	s, err := p.see(c)
	if err != nil {
		return err
	}
	v := site.Of(c)
	ctx := c.Request().Context()
	now := election.At(p.Now())
	words := p.Desk.Text(ctx, &s.el)
	particulars := p.Desk.Particulars(ctx, s.n)
	path := site.NominationPath(s.el.ID(), s.n.ID)
	m := nominationModel{Name: particulars.Name, Post: words.PostName(s.n.Post), Title: words.Title, Closes: ui.When(s.el.Called.Timetable.NominationsClose.Time())}
	seconder := "Asked: " + p.Desk.Practice(ctx, s.n.Asked).Name
	if s.n.Seconder != "" {
		seconder = p.Desk.Practice(ctx, s.n.Seconder).Name
	}
	consent := "Not given yet"
	if s.n.Consented {
		consent = "Given"
	}
	m.Summary = ui.Summary{
		{Key: "State", Part: state(s.n)},
		{Key: "Role", Value: particulars.Role},
		{Key: "Practice", Value: p.Desk.Practice(ctx, s.n.Of).Name},
		{Key: "Proposed by", Value: p.Desk.Practice(ctx, s.n.Proposer).Name},
		{Key: "Seconded by", Value: seconder},
		{Key: "Consent", Value: consent},
	}
	if (s.nominee || s.officer) && particulars.Number != "" {
		m.Summary = append(m.Summary, ui.Row{Key: "Professional number", Value: particulars.Number})
	}
	if s.n.Decision != "" && s.n.Decision != election.Valid {
		m.Decision = "The returning officer has not accepted the nomination: " + site.Grounds[s.n.Decision] + "."
		if reason := p.Desk.Reason(ctx, s.n).Reason; reason != "" {
			m.Decision += " “" + reason + "”"
		}
		if s.open(now) {
			m.Decision += " It can be mended until " + m.Closes + "."
		}
	}
	if s.n.Consented && (s.nominee || s.officer) {
		text := p.Desk.Statement(ctx, s.n)
		m.Statement, m.Interests = text.Statement, text.Interests
	}
	if s.open(now) && s.n.Seconder == "" && v.Represents(s.n.Asked) {
		m.Second = &secondPart{p.Desk.Practice(ctx, s.n.Asked).Name, path + "/second", ui.Button{Text: "Second this nomination"}}
	}
	if s.open(now) && s.nominee && s.n.Decision != election.Valid {
		m.Consent, m.ConsentText = path+"/consent", "Consent to the nomination"
		if s.n.Consented {
			m.ConsentText = "Change your declarations or your statement"
		}
	}
	if s.withdrawable(now) {
		m.Withdraw = path + "/withdraw"
	}
	back := "/practice"
	if g, _ := v.Session(); g.Purpose != site.ToSignIn {
		back = "" // the link was for this page
	}
	return nominationPage.Render(c, http.StatusOK, ui.Page{Title: m.Name + " for " + m.Post, Back: back, Notice: notice(c)}, m)
}

// second records that the practice which was asked agrees.
func (p pages) second(c echo.Context) error {
	s, err := p.see(c)
	if err != nil {
		return err
	}
	if !site.Of(c).Represents(s.n.Asked) {
		return site.Refuse(http.StatusForbidden, "not-asked", "Another practice was asked to second this nomination.")
	}
	if err := p.Desk.Second(c.Request().Context(), site.Of(c).Person, s.el.ID(), s.n.ID, s.n.Asked); err != nil {
		return err
	}
	return site.Redirect(c, site.NominationPath(s.el.ID(), s.n.ID)+"?done=seconded")
}

type withdrawModel struct {
	Name, Post, Action string
	Button             ui.Button
}

var withdrawPage = ui.Define[withdrawModel](files, "withdraw.html")

// withdrawing asks once more: a withdrawal cannot be taken back.
func (p pages) withdrawing(c echo.Context) error {
	s, err := p.see(c)
	if err != nil {
		return err
	}
	if !s.nominee {
		return site.Refuse(http.StatusForbidden, "not-nominee", "Only the nominee can withdraw.")
	}
	if !s.withdrawable(election.At(p.Now())) {
		return site.Refuse(http.StatusConflict, "withdrawals-closed", "The nomination can no longer be withdrawn here. Ring the returning officer.")
	}
	ctx := c.Request().Context()
	words := p.Desk.Text(ctx, &s.el)
	return withdrawPage.Render(c, http.StatusOK, ui.Page{Title: "Withdraw", Back: site.NominationPath(s.el.ID(), s.n.ID)}, withdrawModel{
		Name: p.Desk.Particulars(ctx, s.n).Name, Post: words.PostName(s.n.Post), Action: c.Request().URL.Path, Button: ui.Button{Text: "Withdraw", Warning: true}})
}

func (p pages) withdraw(c echo.Context) error {
	s, err := p.see(c)
	if err != nil {
		return err
	}
	if err := p.Desk.Withdraw(c.Request().Context(), site.Of(c).Person, s.el.ID(), s.n.ID); err != nil {
		return err
	}
	return site.Redirect(c, site.NominationPath(s.el.ID(), s.n.ID)+"?done=withdrawn")
}
