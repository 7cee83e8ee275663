package ui_test

import (
	"embed"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/web/ui"
)

//go:embed testdata/*.html
var files embed.FS

// gallery is a page with every part, in every state that looks different.
type gallery struct {
	Practices  int
	Close      time.Time
	Cards      ui.Cards
	Figures    ui.Figures
	Progress   ui.Progress
	Tasks      []ui.Tasks
	Summary    ui.Summary
	Inset      ui.Inset
	Warning    ui.Warning
	Details    ui.Details
	Table      ui.Table
	Nothing    ui.Table
	Bars       ui.Bars
	Chances    ui.Chances
	Tags       []ui.Tag
	Digest     ui.Digest
	Fields     []ui.Field
	Buttons    []ui.Button
	Pagination ui.Pagination
}

type done struct{ Panel ui.Panel }

var (
	galleryPage = ui.Define[gallery](files, "testdata/gallery.html")
	donePage    = ui.Define[done](files, "testdata/done.html")
)

var closing = time.Date(2026, 12, 14, 17, 0, 0, 0, time.UTC)

const tracker = ui.Digest("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")

func everything() gallery {
	return gallery{
		Practices: 23,
		Close:     closing,
		Cards: ui.Cards{
			{Title: "Vote as a practice", Text: "Open the email that Lawson Road Surgery got, and follow its link.", Href: "/a"},
			{Title: "Be the returning officer", Text: "See what is done, what is next and what cannot start yet.", Href: "/b"},
			{Title: "Check as an auditor", Text: "Download the log and verify every step of it yourself.", Href: "/c"},
		},
		Figures:  ui.Figures{{"14 of 23", "practices have voted"}, {"61%", "turnout"}, {"3 days", "until the close"}},
		Progress: ui.Progress{Label: "Practices that have voted", Value: 14, Max: 23, Text: "14 of 23 practices"},
		Tasks: []ui.Tasks{{Title: "Prepare", Rows: []ui.Task{
			{Title: "Adopt the rules and the timetable", Href: "/1", Status: ui.Completed, Owner: "Returning officer", Paper: ui.Link{Text: "Timetable", Href: "/paper"}},
			{Title: "Roll and weights", Href: "/2", Hint: "23 practices, one vote for every 2,000 patients begun", Status: ui.InProgress, Due: "by 5pm Monday 23 November", Owner: "Returning officer", Next: true},
		}}, {Title: "Count", Rows: []ui.Task{
			{Title: "Sign off the ballot", Href: "/3", Status: ui.NotYetStarted, Owner: "Second person"},
			{Title: "Decrypt the totals", Status: ui.CannotStartYet, Why: "The poll closes at 5pm on Monday 14 December 2026.", Due: "from 5pm Monday 14 December", Owner: "Returning officer"},
		}}},
		Summary: ui.Summary{
			{Key: "Chair", Value: "Dr Amina Okafor", Change: "/chair"},
			{Key: "Four members of the committee", Values: []string{"Sam Whitlock", "Priya Raman"}, Change: "/members"},
			{Key: "State", Part: ui.Tag{Text: "Open", Colour: "green"}},
		},
		Inset:   ui.Inset{Text: "You have not voted yet."},
		Warning: ui.Warning{Title: "Keep the key file", Text: "Without it there is no count, and a new poll must be held.", List: []string{"It never leaves this computer.", "Nobody can make it again."}},
		Details: ui.Details{Summary: "How your vote stays secret", Text: "Your browser encrypts it before it is sent."},
		Table: ui.Table{Caption: "The roll", Head: []ui.Column{{Text: "Practice"}, {Text: "Patients", Numeric: true}, {Text: "Votes", Numeric: true}, {Text: "State"}}, Rows: [][]ui.Cell{
			{{Text: "Lawson Road Surgery", Header: true, Href: "/d82008"}, {Text: ui.Number(8421)}, {Text: "5"}, {Part: ui.Tag{Text: "Voted", Colour: "green"}}},
			{{Text: "Bacon Road Medical Centre", Header: true}, {Text: ui.Number(6210)}, {Text: "4"}, {Part: ui.Tag{Text: "Not yet", Colour: "grey"}}},
		}},
		Nothing: ui.Table{Caption: "Withdrawals", Size: "s", Head: ui.Columns("Who", "When"), Empty: "Nobody has withdrawn."},
		Bars:    ui.Bars{Caption: "Votes for chair", Rows: []ui.Bar{{"Dr Amina Okafor", 41, "Elected"}, {"Dr Tom Harcourt-Bellingham", 23, ""}, {"I do not want to vote for this post", 0, ""}}},
		Chances: ui.Chances{Caption: "Where somebody’s vote is certain", Head: [2]string{"Who votes", "Elections drawn"}, Limit: 0.05, Groups: []ui.ChanceGroup{
			{Name: "One vote for every 2,000 registered patients or part of them", Tags: []ui.Tag{{"Chosen", "white"}, {"Beyond the limit", "red"}}, Hint: "4 of 23 practices alone", Bars: []ui.Chance{
				{"All 23 practices", 0.013, "1.3%", true, false}, {"14 of 23 practices", 0.54, "54%", true, true}}},
			{Name: "The list size", Bars: []ui.Chance{{Name: "All 23 practices", Text: "not computed"}}},
		}},
		Tags:   []ui.Tag{{"Open", "green"}, {"Closed", "grey"}, {"On hold", "orange"}, {"Bounced", "red"}, {"Draft", "blue"}},
		Digest: tracker,
		Fields: []ui.Field{
			ui.Input{Name: "name", Label: "Full name", Value: "Amina Okafor", Autocomplete: "name"},
			with(ui.Email("email", "Email address", "amina@example"), "Enter an email address with a dot after the @, such as name@example.org.", "We send the link to vote here."),
			ui.Telephone("phone", "Telephone number", ""),
			ui.OneTimeCode("number", "The 6-digit number that we emailed to you"),
			ui.Input{Name: "cap", Label: "Most votes a practice may have", Numeric: true, Width: 4, Suffix: "votes"},
			ui.Textarea{Name: "statement", Label: "Your statement", Hint: "Voters see it below your name.", Words: 150},
			ui.Radios{Name: "chair", Label: "Who should be chair?", Size: "m", Hint: "Choose one.", Error: "Choose a candidate, or say that you do not want to vote for this post.", Items: []ui.Choice{
				{Value: "1", Label: "Dr Amina Okafor", Hint: "Lawson Road Surgery", More: ui.Details{Summary: "Read the statement of Dr Amina Okafor", Text: "I have chaired our locality for three years."}},
				{Value: "2", Label: "Dr Tom Harcourt-Bellingham", Hint: "Bacon Road Medical Centre", Checked: true},
				{Value: "blank", Label: "I do not want to vote for this post", Or: true},
			}},
			ui.YesNo("consent", "Do you consent to stand?", "yes"),
			ui.Checkboxes{Name: "declare", Label: "Declaration", Items: []ui.Choice{{Value: "yes", Label: "I am authorised to vote for this practice"}}},
			ui.DateInput{Name: "close", Label: "When does the poll close?", Hint: "For example, 14 12 2026", Day: "31", Month: "2", Year: "2026", Error: "The close of the poll must be a real date, such as 14 12 2026."},
			ui.Select{Name: "rule", Label: "Weights", Items: []ui.Choice{{Value: "equal", Label: "Equal"}, {Value: "per", Label: "One for every 2,000 patients", Checked: true}}},
			ui.File{Name: "roll", Label: "The roll", Hint: "A CSV file with the columns ods_code, name and patients.", Accept: ".csv"},
		},
		Buttons:    []ui.Button{{Text: "Cast this vote"}, {Text: "Save and come back later", Secondary: true}, {Text: "Abandon the poll", Warning: true, ID: "abandon"}, {Text: "Start", Href: "/start"}, {Text: "Decrypt", ID: "decrypt", Disabled: "The poll has not closed yet."}},
		Pagination: ui.Pagination{Previous: "/p", PreviousOf: "Ballots 1 to 100", Next: "/n", NextOf: "Ballots 201 to 300"},
	}
}

func with(i ui.Input, problem, hint string) ui.Input {
	i.Error, i.Hint = problem, hint
	return i
}

func site() ui.Site {
	return ui.Site{
		Name: "Guildhall", Body: "OneNorwich", SignIn: "/sign-in",
		Menu:   []ui.Link{{Text: "Elections", Href: "/gallery"}, {Text: "Ballot box", Href: "/box"}, {Text: "Check it yourself", Href: "/verify"}},
		Footer: []ui.Link{{Text: "Accessibility", Href: "/accessibility"}, {Text: "Privacy", Href: "/privacy"}, {Text: "The log", Href: "/log"}},
		Demo:   &ui.Demo{Now: func() time.Time { return closing.Add(-2 * time.Minute) }, Link: ui.Link{Text: "Move the clock", Href: "/demo"}},
	}
}

// serve starts a service with the test's pages.
func serve(t *testing.T, s ui.Site) *httptest.Server {
	t.Helper()
	e := echo.New()
	e.Renderer = &ui.Renderer{Site: s}
	ui.ServeAssets(e)
	e.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			c.Response().Header().Set("Content-Security-Policy", ui.PagePolicy)
			return next(c)
		}
	})
	e.GET("/gallery", func(c echo.Context) error {
		ui.SetVisitor(c, ui.Visitor{Name: "Lawson Road Surgery", SignOut: "/sign-out"})
		m := everything()
		return galleryPage.Render(c, http.StatusOK, ui.Page{
			Title: "Every part", Back: "/", Wide: c.QueryParam("wide") != "", Current: "/gallery",
			Problems: ui.Problematic(m.Fields...), Notice: ui.Done("The roll is frozen."),
		}, m)
	})
	e.GET("/done", func(c echo.Context) error {
		return donePage.Render(c, http.StatusOK, ui.Page{Title: "Your vote has been cast", Shared: true},
			done{ui.Panel{Title: "Your vote has been cast", Text: "Lawson Road Surgery, 2:07pm on Thursday 3 December 2026"}})
	})
	server := httptest.NewServer(e)
	t.Cleanup(server.Close)
	return server
}

func TestEveryTemplateFitsItsModel(t *testing.T) {
	if err := ui.Check(); err != nil {
		t.Fatal(err)
	}
}
