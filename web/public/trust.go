package public

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/web/trust"
	"github.com/onenorwich/guildhall/web/ui"
)

type trustModel struct{ Schemes []trustScheme }

type trustScheme struct {
	Title   string
	All     ui.Table // the answers alone
	Parties []trustParty
	Pairs   ui.Table
	Rest    string
}

type trustParty struct {
	Name  string
	Table ui.Table
}

var trustPage = ui.Define[trustModel](files, "trust.html")

// trust shows what each party, and each pair, can learn or change.
func (p *pages) trust(c echo.Context) error {
	return trustPage.Render(c, http.StatusOK, ui.Page{Title: "Who is trusted for what", Wide: true}, trustModel{[]trustScheme{
		newTrustScheme("With trustees and a registrar (strict)", trust.Strict),
		newTrustScheme("With the returning officer’s key and this service’s (simple), where it differs", trust.Simple),
	}})
}

var answers = map[trust.Can]string{trust.No: "no", trust.Found: "it is found", trust.Yes: "yes"}

func newTrustScheme(title string, m trust.Matrix) trustScheme {
	s := trustScheme{Title: title, Rest: m.Rest}
	heads := []string{"Who"}
	for _, q := range trust.Questions {
		heads = append(heads, string(q))
	}
	s.All = ui.Table{Caption: "Could they do it alone?", Size: "s", Head: ui.Columns(heads...), Compact: true}
	for _, p := range m.Parties {
		row := []string{p.Name}
		one := ui.Table{Caption: p.Name, Size: "s", Head: ui.Columns("What", "Can they?", "Why", "Shown by")}
		for i, cell := range p.Cells {
			row = append(row, answers[cell.Can])
			one.Rows = append(one.Rows, ui.Cells(string(trust.Questions[i]), answers[cell.Can], cell.Says, shownBy(cell.Tests)))
		}
		s.All.Rows = append(s.All.Rows, ui.Cells(row...))
		s.Parties = append(s.Parties, trustParty{p.Name, one})
	}
	s.Pairs = ui.Table{Caption: "Two together", Size: "s", Head: ui.Columns("Who", "What they can do together", "Shown by")}
	for _, p := range m.Pairs {
		s.Pairs.Rows = append(s.Pairs.Rows, ui.Cells(p.Who, ui.Sentence(p.What), shownBy(p.Tests)))
	}
	return s
}

func shownBy(tests []string) string {
	if len(tests) == 0 {
		return "nothing takes this away"
	}
	return strings.Join(tests, ", ")
}
