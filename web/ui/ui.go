// Package ui is the look of the service: the page layout, the parts that pages
// are made of, and the assets they link to.
//
// A page is one .html file and one Go file. The .html file holds only what
// stands between the header and the footer; its dot is a typed model:
//
//	//go:embed *.html
//	var files embed.FS
//
//	type startModel struct {
//		Practice string
//		Email    ui.Input
//	}
//
//	var startPage = ui.Define[startModel](files, "start.html")
//
//	func (s *Service) start(c echo.Context) error {
//		return startPage.Render(c, http.StatusOK, ui.Page{Title: "Vote for …"}, startModel{…})
//	}
//
// and in start.html a part prints itself: {{ui .Email}}.
//
// The invariant: every page works without a script, under a policy that forbids
// inline scripts and styles, and what a page was given is escaped by html/template
// for the place where it stands. A template that names a field which its model
// lacks is found by Check, which the service calls when it starts and every
// test of a visitor's package calls too; a visitor never meets it.
package ui

import (
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"sync"

	"github.com/jba/templatecheck"
)

// View is a page's template together with the type of its model.
type View[M any] struct {
	name   string
	source fs.FS
	once   sync.Once
	parsed *template.Template
	err    error
}

// defined lists every view of the program for Check. Views are package
// variables, so nothing is added once main runs.
var defined []interface{ check() error }

// Define names the page that the file of that name in files holds. It is parsed
// at its first use, so that the command line tools do not pay for the pages.
func Define[M any](files fs.FS, name string) *View[M] {
	v := &View[M]{name: name, source: files}
	defined = append(defined, v)
	return v
}

// Check parses every view of the program and holds it against the type of its
// model. The error names each file and line that is wrong.
func Check() error {
	var all []error
	for _, v := range defined {
		all = append(all, v.check())
	}
	return errors.Join(all...)
}

func (v *View[M]) template() (*template.Template, error) {
	v.once.Do(func() {
		var text []byte
		if text, v.err = fs.ReadFile(v.source, v.name); v.err != nil {
			return
		}
		var base *template.Template
		if base, v.err = pristine(); v.err != nil {
			return
		}
		v.parsed, v.err = base.New(v.name).Parse(string(text))
	})
	return v.parsed, v.err
}

func (v *View[M]) check() error {
	t, err := v.template()
	if err != nil {
		return fmt.Errorf("page %s: %w", v.name, err)
	}
	var model M
	if err := templatecheck.CheckHTML(t, model); err != nil {
		return fmt.Errorf("page %s: %w", v.name, err)
	}
	return nil
}

// Print writes a page that belongs to no visitor, in the frame of a site.
func (v *View[M]) Print(w io.Writer, site Site, page Page, model M) error {
	return (&Renderer{site}).Render(w, v.name, bound[M]{v, page, model}, nil)
}

// Fragment prints the page's own part without the layout.
func (v *View[M]) Fragment(w io.Writer, model M) error {
	t, err := v.template()
	if err != nil {
		return fmt.Errorf("page %s: %w", v.name, err)
	}
	return t.Execute(w, model)
}

// bound is a view with what it is to show: what Renderer accepts.
type bound[M any] struct {
	view  *View[M]
	page  Page
	model M
}

func (b bound[M]) content(w io.Writer) error { return b.view.Fragment(w, b.model) }
func (b bound[M]) about() Page               { return b.page }
