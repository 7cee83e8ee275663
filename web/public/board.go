package public

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/ui"
)

type boardModel struct {
	Title      string
	Lead       []string
	Turnout    ui.Progress
	Action     string
	Tracker    ui.Input
	Found      ui.Notice
	Table      ui.Table
	Pagination ui.Pagination
	Search     ui.Button
	Voted      ui.Table
}

var boardPage = ui.Define[boardModel](files, "board.html")

// boardPart is how many acts of voting one page lists.
const boardPart = 25

// board is the ballot box: every ballot ever cast, by its tracker.
func (p *pages) board(c echo.Context, o poll) error {
	box := &o.el.Poll
	m := boardModel{Title: o.text.Title, Action: o.path("/board"), Turnout: turnout(&o.el),
		Tracker: ui.Input{Name: "tracker", Label: "Find your ballot by its tracker", Hint: "It is on your receipt: 43 letters, digits and signs", Code: true, Value: strings.TrimSpace(c.QueryParam("tracker"))},
		Search:  ui.Button{Text: "Find it"},
	}
	switch {
	case box.OpenedAt.IsZero():
		m.Lead = []string{"The poll has not been opened yet, so the ballot box is empty."}
	case box.Closed():
		m.Lead = []string{"The poll has closed. " + ui.Count(box.CastCount(), "vote was", "votes were") + " cast; where a practice voted again, its last one counts.",
			"Each vote has one encrypted ballot for each post, and each ballot a tracker. A tracker says nothing of the choice."}
	default:
		m.Lead = []string{ui.Count(box.CastCount(), "vote has", "votes have") + " been cast so far, those included that a practice has replaced.",
			"Each vote has one encrypted ballot for each post, and each ballot a tracker. A tracker says nothing of the choice. Which practices have voted is published at the close."}
	}
	if m.Tracker.Value != "" {
		m.Found = find(&o.el, m.Tracker.Value, o.text.PostName)
	}
	m.list(&o, number(c.QueryParam("page")))
	if box.Closed() {
		m.Voted = ui.Table{Caption: "Practices that voted", Size: "s", Compact: true, Head: []ui.Column{{Text: "Practice"}, {Text: "Votes", Numeric: true}}, Empty: "No practice voted."}
		for _, id := range box.Voted {
			row, _ := o.el.Roll.Row(id)
			m.Voted.Rows = append(m.Voted.Rows, ui.Cells(p.Desk.Practice(c.Request().Context(), id).Name, ui.Number(int(row.Votes))))
		}
	}
	return boardPage.Render(c, http.StatusOK, ui.Page{Title: "Ballot box: " + o.text.Title, Back: o.path(""), Current: "/", Wide: true}, m)
}

// number is a page's number from its address, from 1.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		return 1
	}
	return n
}

// list fills in one page of the box, in the order of arrival.
func (m *boardModel) list(o *poll, page int) {
	box := &o.el.Poll
	pages := max((box.CastCount()+boardPart-1)/boardPart, 1)
	page = min(page, pages)
	from, n := (page-1)*boardPart, 0
	m.Table = ui.Table{Caption: "The ballots", Compact: true, Head: ui.Columns("Recorded", "Post", "Tracker"), Empty: "No ballot has been cast."}
	if box.Closed() {
		// Before the close a ballot may yet be superseded.
		m.Table.Head = ui.Columns("Recorded", "Post", "Tracker", "State")
	}
	for cast := range box.Casts {
		if n++; n <= from {
			continue
		}
		if n > from+boardPart {
			break
		}
		state := "Counts"
		if last, _ := box.Last(cast.Voter); last != cast.Seq {
			state = "Superseded"
		}
		for _, b := range cast.Ballots {
			row := []ui.Cell{{Text: ui.When(cast.Time.Time()), Header: true}, {Text: o.text.PostName(b.Post)}, {Part: ui.Digest(tracker(b.Ballot))}}
			if box.Closed() {
				row = append(row, ui.Cell{Text: state})
			}
			m.Table.Rows = append(m.Table.Rows, row)
		}
	}
	at := func(n int) (address, of string) {
		if n < 1 || n > pages {
			return "", ""
		}
		last := min(n*boardPart, box.CastCount())
		return o.path("/board?page=" + strconv.Itoa(n)), "Votes " + strconv.Itoa((n-1)*boardPart+1) + " to " + strconv.Itoa(last)
	}
	m.Pagination.Previous, m.Pagination.PreviousOf = at(page - 1)
	m.Pagination.Next, m.Pagination.NextOf = at(page + 1)
}

// find looks a tracker up.
func find(el *election.Election, typed string, name func(election.ID) string) ui.Notice {
	digest, err := parseTracker(typed)
	if err != nil {
		return ui.Notice{Text: "This is not a whole tracker. It has 43 letters, digits and signs (+ and /); copy it from your receipt."}
	}
	if seq, spent := el.Poll.Spent(digest); spent {
		return ui.Notice{Text: "Opened: this ballot was opened to check the page that made it, instead of being cast. It is not in the ballot box and can never be cast. Entry " + ui.Number(int(seq)) + " of the log."}
	}
	seq, ok := el.Poll.Find(digest)
	if !ok {
		return ui.Notice{Text: "This tracker is not in the ballot box of this election. Compare it with your receipt. If it is the same, vote again if the poll is open, and ring the returning officer."}
	}
	cast, _ := el.Poll.Cast(seq)
	post := ""
	for _, b := range cast.Ballots {
		if b.Ballot == digest {
			post = name(b.Post)
		}
	}
	where := post + ", recorded " + ui.When(cast.Time.Time()) + ", entry " + ui.Number(int(seq)) + " of the log."
	found := ui.Done("Included: this ballot is in the box. It counts unless the practice votes again. " + where)
	if last, _ := el.Poll.Last(cast.Voter); last != seq {
		found = ui.Notice{Text: "Superseded: this ballot is in the box, but the practice has voted again since, and its last ballot counts. " + where}
	} else if el.Poll.Closed() {
		found = ui.Done("Included: this ballot is in the box and counts. " + where)
	}
	found.Link = ui.Link{Text: "Save its receipt", Href: "/elections/" + string(el.ID()) + "/receipt/" + strconv.FormatInt(seq, 10)}
	return found
}

// tracker is a ballot's tracker as the receipt has it: as Belenios writes it,
// base64 without padding.
func tracker(d election.Digest) string { return base64.RawStdEncoding.EncodeToString(d[:]) }

// parseTracker reads a tracker, or the same digest as an entry of the log has
// it, in hexadecimal.
func parseTracker(typed string) (election.Digest, error) {
	s := strings.Join(strings.Fields(typed), "")
	if len(s) == 43 {
		if raw, err := base64.RawStdEncoding.Strict().DecodeString(s); err == nil {
			return election.Digest(raw), nil
		}
	}
	return election.ParseDigest(strings.ToLower(s))
}
