package ui

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"time"

	"github.com/labstack/echo/v4"
)

// Site is what all pages of one service share.
type Site struct {
	Name   string // the product: "Guildhall"
	Body   string // whose elections these are: "OneNorwich"
	Menu   []Link
	SignIn string // the address for those who are not signed in; empty for none
	Footer []Link
	// Demo is set in the demonstration alone; then every page is marked.
	Demo *Demo
}

// Demo marks every page as a demonstration.
type Demo struct {
	Now  func() time.Time // the demonstration's clock; nil shows none
	Link Link             // where to move the clock, read the mail, start again
}

// Visitor is who the page is shown to, as far as the service has checked.
type Visitor struct {
	Name    string // "Lawson Road Surgery"; empty when nobody is signed in
	SignOut string // where the sign-out button posts to
	Menu    []Link // entries of the menu that others do not have
}

const visitorKey = "ui.visitor"

// SetVisitor says who is signed in, for every page that the request answers.
func SetVisitor(c echo.Context, v Visitor) { c.Set(visitorKey, v) }

// Renderer puts a view into the layout. It is the service's echo.Renderer.
type Renderer struct{ Site Site }

// Render implements echo.Renderer for what View.Render hands over.
func (r *Renderer) Render(w io.Writer, name string, data any, c echo.Context) error {
	view, ok := data.(interface {
		content(io.Writer) error
		about() Page
	})
	if !ok {
		return fmt.Errorf("page %s: render it with View.Render, not with %T", name, data)
	}
	var content bytes.Buffer
	if err := view.content(&content); err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	f := frame{Page: view.about(), Site: r.Site, Content: template.HTML(content.String())}
	if f.Shared {
		f.Current = ""
	} else if c != nil {
		f.Visitor, _ = c.Get(visitorKey).(Visitor)
	}
	return shared.printing.ExecuteTemplate(w, "layout.html", f)
}

// PagePolicy is the Content-Security-Policy of every page: only our own files,
// nothing inline, nobody may frame us. A worker's response has WorkerPolicy.
const PagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
