package ui

import (
	"net/url"
	"strconv"
	"strings"
)

// Listing is a table that may be long: then it has a field to search it and shows
// one page of its rows.
type Listing struct {
	Table      Table
	Action     string // the page's own address; empty for a short table, which stands alone
	Find       Input
	Search     Button
	Pagination Pagination
}

func (Listing) part() string { return "listing" }

// listPart is how many rows are a page.
const listPart = 50

// List makes a listing of a table. Its page and what is searched for are in the
// query of the page's own address, as "page" and "find"; what is the name of a
// row in the plural.
func List(t Table, what, action string, query url.Values) Listing {
	l := Listing{Table: t}
	if len(t.Rows) <= listPart {
		return l
	}
	typed := strings.TrimSpace(query.Get("find"))
	l.Action = action + "#list" // what was searched for lies below
	l.Find = Input{Name: "find", Label: "Search these " + what, Value: typed, Width: 20, Autocomplete: "off"}
	l.Search = Button{Text: "Search", Secondary: true}
	rows := t.Rows
	if typed != "" {
		rows = nil
		for _, row := range t.Rows {
			if found(row, strings.ToLower(typed)) {
				rows = append(rows, row)
			}
		}
		l.Table.Empty = "None of the " + Number(len(t.Rows)) + " " + what + " has this in its row. Search for less of it, or for nothing to see all."
	}
	pages := max((len(rows)+listPart-1)/listPart, 1)
	page, err := strconv.Atoi(query.Get("page"))
	if err != nil || page < 1 {
		page = 1
	}
	page = min(page, pages)
	l.Table.Rows = rows[(page-1)*listPart : min(page*listPart, len(rows))]
	turn := func(n int) (address, of string) {
		if n < 1 || n > pages {
			return "", ""
		}
		to := url.Values{"page": {strconv.Itoa(n)}}
		if typed != "" {
			to.Set("find", typed)
		}
		return action + "?" + to.Encode() + "#list", Number((n-1)*listPart+1) + " to " + Number(min(n*listPart, len(rows))) + " of " + Number(len(rows)) + " " + what
	}
	l.Pagination.Previous, l.Pagination.PreviousOf = turn(page - 1)
	l.Pagination.Next, l.Pagination.NextOf = turn(page + 1)
	return l
}

// found says whether a cell of a row holds a text, written in any letters.
func found(row []Cell, text string) bool {
	for _, c := range row {
		if strings.Contains(strings.ToLower(c.Text), text) {
			return true
		}
	}
	return false
}
