package public

import (
	"context"
	"html/template"
	"io"
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

// maker makes a paper of an election at a point.
type maker func(context.Context, *record.Point, election.ID) (paper.Document, error)

// makers are the papers of an election by the last part of their address.
func (p *pages) makers() map[string]maker {
	return map[string]maker{
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
	if asPDF {
		// To print takes as long as a hundred pages: once for all who ask.
		file := string(o.el.ID()) + "-" + name
		made, err := p.made.get(ctx, file+".pdf", o.point.Head.Size, func(ctx context.Context, w io.Writer) error {
			return printTo(ctx, w, o, makeIt)
		})
		if err != nil {
			return err
		}
		raw, err := made.bytes()
		if err != nil {
			return err
		}
		return sendPDF(c, file, raw)
	}
	d, err := makeIt(ctx, o.point, o.el.ID())
	if err != nil {
		return err
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

func printTo(ctx context.Context, w io.Writer, o poll, makeIt maker) error {
	d, err := makeIt(ctx, o.point, o.el.ID())
	if err != nil {
		return err
	}
	raw, err := pdf.Print(d)
	if err != nil {
		return err
	}
	_, err = w.Write(raw)
	return err
}

func sendPDF(c echo.Context, name string, raw []byte) error {
	c.Response().Header().Set("Content-Disposition", `inline; filename="`+name+`.pdf"`)
	return c.Blob(http.StatusOK, "application/pdf", raw)
}
