package journey_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"github.com/onenorwich/guildhall/governance/datadir"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/ui/uitest"
)

// TestFact7: vote twice: one more ballot, the count of practices unchanged, two
// mails, no choice in any mail, page or log.
func TestFact7(t *testing.T) {
	t.Parallel()
	s := opened(t)
	before, quiet := s.cells(), len(s.told.Bytes())
	tab := uitest.Open(t)
	requests := tab.Requests()
	v := s.vote(tab, poll, s.invitation("d80001"), 2, 1, 2)
	s.ballots(t, poll, 1, 1)
	first := v.Text()
	v.Go(s.url + "/elections/" + string(poll) + "/board")
	v.See("1 of 6 practices")
	v = s.voteAgain(tab, poll, "d80001", 2, 2, 1)
	s.ballots(t, poll, 2, 1)
	v.See("This vote replaces the one that was cast before.")
	second := v.Text()
	v.Go(s.url + "/elections/" + string(poll) + "/board")
	v.See("1 of 6 practices")
	letters := s.letters(mail.Recorded, s.mailOf("d80001"))
	if len(letters) != 2 {
		t.Errorf("%d emails tell of two ballots", len(letters))
	}

	// What would tell a choice: who stands, by name or identifier. What was
	// written since the poll opened must hold none of it.
	var tell []string
	el := s.election(poll)
	for _, post := range el.Contested() {
		for _, person := range post.Order {
			c, _ := post.Candidate(person)
			tell = append(tell, s.desk().Card(s.ctx, c).Name, string(person), string(c.Nomination))
		}
	}
	// A ballot in clear would be rows of 0 and 1.
	tell = append(tell, none, "[[0,", "[[1,", "[0,1", "[1,0")
	search := func(where string, text string) {
		t.Helper()
		for _, word := range tell {
			if strings.Contains(text, word) {
				t.Errorf("%s holds %q", where, word)
			}
		}
	}
	search("the page after the first vote", first)
	search("the page after the second vote", second)
	for _, m := range letters {
		search("an email", m.Subject+"\n"+m.Text)
	}
	fresh := 0
	for cell := range s.cells() {
		if !before[cell] {
			fresh++
			search("the database", cell)
		}
	}
	if fresh < 2*len(s.papers(poll)) {
		t.Errorf("only %d values are new in the database: the search does not look where the votes are", fresh)
	}
	logged := string(s.told.Bytes()[quiet:])
	search("the service's log file", logged)
	if !strings.Contains(logged, `"/cast/:election"`) || strings.Contains(logged, "d80001") {
		t.Errorf("the log file lacks the votes, or says who voted:\n%s", logged)
	}
	for _, r := range requests() {
		if r.Method == "POST" {
			search("what the browser sent to "+r.URL, r.Body)
		}
		if strings.Contains(r.URL, s.played.Codes["d80001"]) && !strings.Contains(r.URL, "#") || strings.Contains(r.Body, s.played.Codes["d80001"]) {
			t.Errorf("the voting code was sent to %s", r.URL)
		}
	}
	// Nor do the files hold it where no table points to.
	for _, name := range []string{datadir.Database, datadir.Database + "-wal"} {
		raw, err := os.ReadFile(filepath.Join(s.dir.Path, name))
		must(t, err)
		for _, word := range []string{none, "[[0,1,", "[[1,0,", "[[0,0,1"} {
			if bytes.Contains(raw, []byte(word)) {
				t.Errorf("%s holds %q", name, word)
			}
		}
	}
	// What anybody can fetch of the ballots.
	for _, path := range []string{"/board", "/chair.bel", "/vice-chair.bel"} {
		body := s.fetch("/elections/" + string(poll) + path)
		if path == "/board" {
			search(path, body)
		}
		if strings.Contains(body, s.played.Codes["d80001"]) {
			t.Errorf("%s holds a voting code", path)
		}
	}
}

// cells are all values in the database, of every table.
func (s *service) cells() map[string]bool {
	s.t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(s.dir.Path, datadir.Database)+"?mode=ro")
	must(s.t, err)
	defer db.Close()
	cells := make(map[string]bool)
	for _, table := range s.column(db, `SELECT name FROM sqlite_master WHERE type = 'table'`) {
		rows, err := db.Query(`SELECT * FROM ` + table)
		must(s.t, err)
		names, err := rows.Columns()
		must(s.t, err)
		for rows.Next() {
			values := make([]sql.RawBytes, len(names))
			into := make([]any, len(names))
			for i := range values {
				into[i] = &values[i]
			}
			must(s.t, rows.Scan(into...))
			for i, v := range values {
				cells[fmt.Sprintf("%s.%s %s", table, names[i], v)] = true
			}
		}
		must(s.t, rows.Err())
		rows.Close()
	}
	return cells
}

func (s *service) column(db *sql.DB, query string) (list []string) {
	s.t.Helper()
	rows, err := db.Query(query)
	must(s.t, err)
	defer rows.Close()
	for rows.Next() {
		var text string
		must(s.t, rows.Scan(&text))
		list = append(list, text)
	}
	must(s.t, rows.Err())
	return list
}

// fetch gets what anybody may.
func (s *service) fetch(path string) string {
	s.t.Helper()
	r, err := http.Get(s.url + path)
	must(s.t, err)
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	must(s.t, err)
	if r.StatusCode != http.StatusOK {
		s.t.Fatalf("GET %s: %s\n%s", path, r.Status, body)
	}
	return string(body)
}
