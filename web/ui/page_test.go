package ui_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/web/ui"
)

func fetch(t *testing.T, address string) string {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s\n%s", address, answer.Status, body)
	}
	return string(body)
}

func TestLayout(t *testing.T) {
	server := serve(t, site())
	page := fetch(t, server.URL+"/gallery")
	for _, want := range []string{
		"<title>Error: Every part – Guildhall demonstration</title>",
		`lang="en-GB"`, "Skip to main content", "Lawson Road Surgery", `action="/sign-out" method="post"`,
		"Monday 14 December 2026, 4:58pm", `href="#chair"`, `href="#close-day"`, `aria-current="page"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	for _, never := range []string{"<script", "<style", " style=", "onclick", "NHS", "//assets.nhs"} {
		if strings.Contains(page, never) {
			t.Errorf("the page holds %s", never)
		}
	}
}

// TestSharedPageIsTheSameForAll: what the booth's page is made of.
func TestSharedPageIsTheSameForAll(t *testing.T) {
	s := site()
	s.Demo = nil
	page := fetch(t, serve(t, s).URL+"/done")
	if strings.Contains(page, "Sign in") || strings.Contains(page, "Sign out") || strings.Contains(page, "Demonstration") {
		t.Error("a shared page shows who looks at it")
	}
	if want := "<title>Your vote has been cast – Guildhall, OneNorwich</title>"; !strings.Contains(page, want) {
		t.Errorf("the page lacks %s", want)
	}
}

// TestWhatPeopleWriteIsEscaped, in text, attributes and addresses.
func TestWhatPeopleWriteIsEscaped(t *testing.T) {
	bad := `"><script>alert(1)</script>`
	for _, p := range []ui.Part{
		ui.Input{Name: "n", Label: bad, Value: bad, Hint: bad, Error: bad},
		ui.Textarea{Name: "n", Label: bad, Value: bad},
		ui.Radios{Name: "n", Label: bad, Items: []ui.Choice{{Value: bad, Label: bad, Hint: bad, More: ui.Details{Summary: bad, Text: bad}}}},
		ui.Table{Caption: bad, Head: ui.Columns(bad), Rows: [][]ui.Cell{ui.Cells(bad)}},
		ui.Tasks{Title: bad, Rows: []ui.Task{{Title: bad, Href: "javascript:alert(1)", Why: bad, Owner: bad}}},
		ui.Summary{{Key: bad, Value: bad, Change: "javascript:alert(1)"}},
		ui.Panel{Title: bad, Text: bad}, ui.Warning{Title: bad, Text: bad}, ui.Digest(bad), ui.Tag{Text: bad},
		ui.Bars{Caption: bad, Rows: []ui.Bar{{Name: bad}}}, ui.Notice{Text: bad}, ui.Refused(bad),
	} {
		html, err := ui.Print(p)
		if err != nil {
			t.Errorf("%T: %v", p, err)
		}
		if strings.Contains(string(html), "<script") || strings.Contains(string(html), `="javascript:`) {
			t.Errorf("%T prints what it was given: %s", p, html)
		}
	}
}

func TestProblemsKeepTheOrderOfThePage(t *testing.T) {
	got := ui.Problematic(
		ui.Input{Name: "a", Error: "First."},
		ui.Input{Name: "b"},
		ui.DateInput{Name: "c", Error: "Second."},
	)
	if len(got) != 2 || got[0] != (ui.Problem{Text: "First.", Href: "#a"}) || got[1] != (ui.Problem{Text: "Second.", Href: "#c-day"}) {
		t.Errorf("%+v", got)
	}
}
