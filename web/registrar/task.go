package registrar

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/codes"
	"github.com/onenorwich/guildhall/web/site"
)

// task is what the registrar's program is told. All of it is public.
func (p *pages) task(ctx context.Context, s *stage) (*codes.Task, error) {
	if len(s.el.Identified) == 0 {
		return nil, election.Refuse("not-identified", "The contests have not been settled yet, so no voting code can be made.")
	}
	text, times := p.Desk.Text(ctx, &s.el), s.el.Called.Timetable
	t := &codes.Task{
		Election: s.el.ID(), Title: text.Title, Body: text.Body, Group: record.GroupName(s.el.Called.Group),
		Address: p.BaseURL, Given: times.PollNotice, Opens: times.PollOpens, Closes: times.PollCloses, LostBy: s.el.CodesCutOff(),
		Officer: p.Desk.Person(ctx, s.el.Called.Officer).Name, Contact: []string{}, Protection: []codes.Answer{},
		Key: p.Desk.Clerk.PublicKey(), Mock: p.Demo != nil,
	}
	for line := range strings.Lines(text.Contact) {
		if line = strings.TrimSpace(line); line != "" {
			t.Contact = append(t.Contact, line)
		}
	}
	for _, c := range s.el.Identified {
		t.Contests = append(t.Contests, codes.Contest(c))
	}
	for row := range s.el.Roll.Rows {
		about := p.Desk.Practice(ctx, row.Practice)
		t.Roll = append(t.Roll, codes.Practice{Practice: row.Practice, Code: about.Code, Name: about.Name, Votes: row.Votes})
	}
	for _, a := range p.Desk.Protection(ctx, &s.el) {
		t.Protection = append(t.Protection, codes.Answer(a))
	}
	if s.el.Listed != nil {
		t.Listed = s.el.Listed.List.String()
	}
	var err error
	t.Setup, err = p.setup(ctx, s)
	return t, err
}

// setup is the log when the ballot had been prepared, for the letters; nil before.
func (p *pages) setup(ctx context.Context, s *stage) (*codes.Setup, error) {
	if s.el.Poll.Prepared == nil {
		return nil, nil
	}
	key := string(s.el.ID()) + " " + s.el.Poll.PreparedAt.String()
	if known, ok := p.setups.Load(key); ok {
		return known.(*codes.Setup), nil
	}
	var tree audit.Tree
	var found *codes.Setup
	for line, err := range p.Store().Lines(ctx, 0) {
		if err != nil {
			return nil, err
		}
		tree = tree.Add(audit.LeafHash(line))
		var entry struct {
			Kind string
			Data struct{ Election election.ID }
		}
		// The entry was decoded strictly before; whoever restarted a ceremony
		// prepared twice, and the last time counts.
		if json.Unmarshal(line, &entry) == nil && entry.Kind == (election.PollPrepared{}).Kind() && entry.Data.Election == s.el.ID() {
			found = &codes.Setup{Size: tree.Size(), Root: tree.Root()}
		}
	}
	if found == nil {
		return nil, election.Refuse("not-prepared", "The entry with which the ballot was prepared cannot be found. Tell the operator of this service.")
	}
	p.setups.Store(key, found)
	return found, nil
}

// taskJSON is the task, for the program in the page and as a file.
func (p *pages) taskJSON(c echo.Context, s *stage) error {
	t, err := p.task(c.Request().Context(), s)
	if err != nil {
		return site.FailJSON(c, err)
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="guildhall-registrar-`+string(s.el.ID())+`.json"`)
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, t.Encode())
}
