package ui

import (
	"fmt"
	"net/url"
	"testing"
)

func TestListing(t *testing.T) {
	table := Table{Caption: "Practices", Head: Columns("Practice", "Votes")}
	add := func(n int) {
		for i := range n {
			table.Rows = append(table.Rows, Cells(fmt.Sprintf("Practice %d Surgery", len(table.Rows)+1), fmt.Sprint(i%9)))
		}
	}
	add(50)
	if l := List(table, "practices", "/roll", url.Values{"find": {"Practice 7"}, "page": {"9"}}); l.Action != "" || len(l.Table.Rows) != 50 || l.Pagination != (Pagination{}) {
		t.Errorf("a short table: %+v", l)
	}
	add(950)
	for query, want := range map[string]struct {
		rows             int
		first, next, of  string
		previous, before string
	}{
		"":                    {50, "Practice 1 Surgery", "/roll?page=2#list", "51 to 100 of 1,000 practices", "", ""},
		"page=20":             {50, "Practice 951 Surgery", "", "", "/roll?page=19#list", "901 to 950 of 1,000 practices"},
		"page=99":             {50, "Practice 951 Surgery", "", "", "/roll?page=19#list", "901 to 950 of 1,000 practices"},
		"page=-1":             {50, "Practice 1 Surgery", "/roll?page=2#list", "51 to 100 of 1,000 practices", "", ""},
		"find=ICE+97+sur":     {1, "Practice 97 Surgery", "", "", "", ""},
		"find=practice+9":     {50, "Practice 9 Surgery", "/roll?find=practice+9&page=2#list", "51 to 100 of 111 practices", "", ""},
		"find=nowhere&page=3": {0, "", "", "", "", ""},
	} {
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		l := List(table, "practices", "/roll", q)
		first := ""
		if len(l.Table.Rows) > 0 {
			first = l.Table.Rows[0][0].Text
		}
		p := l.Pagination
		if len(l.Table.Rows) != want.rows || first != want.first || p.Next != want.next || p.NextOf != want.of || p.Previous != want.previous || p.PreviousOf != want.before || l.Find.Value != q.Get("find") {
			t.Errorf("%q: %d rows from %q, %+v", query, len(l.Table.Rows), first, p)
		}
		if html, err := Print(l); err != nil || len(html) > 60_000 {
			t.Errorf("%q: %d bytes, %v", query, len(html), err)
		}
	}
}
