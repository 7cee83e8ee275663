package public

import (
	"context"
	"html/template"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/paper"
	"github.com/onenorwich/guildhall/web/papers"
	"github.com/onenorwich/guildhall/web/pdf"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

type paperModel struct {
	Body template.HTML
	PDF  ui.Link
	Note string
}

var paperPage = ui.Define[paperModel](files, "paper.html")

// makers are the papers of an election by the last part of their address.
func (p *pages) makers() map[string]func(context.Context, *record.Point, election.ID) (paper.Document, error) {
	return map[string]func(context.Context, *record.Point, election.ID) (paper.Document, error){
		"declaration": p.papers.Declaration, "notice-of-poll": p.papers.NoticeOfPoll, "candidates": p.papers.Candidates,
	}
}

// paper prints a paper as a page or, with .pdf, as a PDF.
func (p *pages) paper(c echo.Context, o poll) error {
	ctx := c.Request().Context()
	name, asPDF := strings.CutSuffix(c.Param("paper"), ".pdf")
	makeIt, ok := p.makers()[name]
	if !ok {
		return site.Refuse(404, "no-paper", "There is no such paper. Go back to the election.")
	}
	issued, isIssued := o.point.State.Paper(papers.PaperID(o.el.ID()))
	if isIssued = isIssued && name == "declaration"; isIssued && asPDF {
		raw, err := p.Store().Blob(ctx, audit.Digest(issued.PDF))
		if err != nil {
			return err
		}
		return sendPDF(c, string(o.el.ID())+"-"+name, raw)
	}
	d, err := makeIt(ctx, o.point, o.el.ID())
	if err != nil {
		return err
	}
	if asPDF {
		raw, err := pdf.Print(d)
		if err != nil {
			return err
		}
		return sendPDF(c, string(o.el.ID())+"-"+name, raw)
	}
	m := paperModel{PDF: ui.Link{Text: "This paper as a PDF, for printing", Href: o.path("/papers/" + name + ".pdf")}}
	if isIssued {
		m.Note = "The SHA-256 of the PDF is in the log: " + issued.PDF.String()
	}
	if m.Body, err = paper.HTML(d); err != nil {
		return err
	}
	return paperPage.Render(c, http.StatusOK, ui.Page{Title: d.Title + ": " + d.Subtitle, Back: o.path(""), Current: "/"}, m)
}

func sendPDF(c echo.Context, name string, raw []byte) error {
	c.Response().Header().Set("Content-Disposition", `inline; filename="`+name+`.pdf"`)
	return c.Blob(http.StatusOK, "application/pdf", raw)
}
