package outside

import (
	"archive/tar"
	"bytes"
	"database/sql"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/emersion/go-smtp"
	_ "modernc.org/sqlite"
)

// TestNothingButVotedJoinsPracticesAndBallots casts real votes in an order drawn
// by lot and then looks, at each stage, through the database, its write-ahead file
// and a backup, for whatever names a practice and orders or times it as the
// ballots are ordered and timed in the log. It reads the schema, so a table that
// is added later is looked through too.
func TestNothingButVotedJoinsPracticesAndBallots(t *testing.T) {
	for name, server := range map[string]bool{"no mail server": false, "a mail server that takes nothing": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := Rehearse(t, Plan{Practices: 12, Each: 1, ClosesIn: 100 * time.Second})
			var box *Mailbox
			if server {
				box = NewMailbox(t)
				box.SetRule(func(step, _ string) error {
					if step == "rcpt" {
						return &smtp.SMTPError{Code: 451, Message: "later"}
					}
					return nil
				})
			}
			s := w.Serve(t, box)
			j := &joinSearch{t: t, w: w}
			j.look("open", true)
			for _, i := range rand.Perm(len(w.Practices)) {
				stranger, voter := s.Browser(), s.Browser()
				p := w.Practices[i]
				stranger.Post("/sign-in", "email", p.Voting.Email)
				voter.Post(p.Link)
				stranger.Post(p.Link + "/number") // the mailbox is asked for a number
				page := voter.JSON("/cast/"+w.Election, p.Votes[0]).Want(200)
				var answer struct{ Seq int64 }
				decode(t, page.Body, &answer)
				j.order = append(j.order, i)
				j.at = append(j.at, time.Now())
				voter.Get("/")
				next := time.Now().Truncate(time.Second).Add(time.Second)
				time.Sleep(time.Until(next)) // so that seconds tell them apart
			}
			if time.Now().After(w.Closes) {
				t.Fatal("the poll closed before all had voted: this machine is too slow for the test")
			}
			j.look("voted", true)
			until(t, time.Until(w.Closes)+30*time.Second, "the poll is closed", func() bool {
				return strings.Contains(s.Browser().Get("/").Text(), "Poll closed")
			})
			until(t, 30*time.Second, "the poll is tallied", func() bool {
				return j.has(`"kind":"tally.made"`)
			})
			// What follows the close does so within seconds.
			until(t, 20*time.Second, "nothing joins after the close", func() bool { return len(j.found("closed", false)) == 0 })
			j.look("tallied", false)
			s.Kill()
			j.look("tallied, after a kill", false)
			w.Serve(t, nil).Stop()
			j.look("tallied, after a stop", false)
		})
	}
}

// TestNothingJoinsInADeclaredElection looks through what a rehearsal leaves.
func TestNothingJoinsInADeclaredElection(t *testing.T) {
	w := Rehearse(t, Plan{Until: "declared", ClosesIn: -time.Hour})
	(&joinSearch{t: t, w: w}).look("declared", false)
}

// joinSearch knows who voted when.
type joinSearch struct {
	t     *testing.T
	w     *World
	order []int       // of the practices, as they voted
	at    []time.Time // when each had the answer
}

func (j *joinSearch) look(stage string, open bool) {
	j.t.Helper()
	for _, f := range j.found(stage, open) {
		j.t.Error(f)
	}
}

// found lists what joins, in the database and in a backup, and after the close in
// the write-ahead file.
func (j *joinSearch) found(stage string, open bool) (list []string) {
	j.t.Helper()
	dir := j.t.TempDir()
	live := j.copied(dir)
	if !open {
		list = append(list, j.walled(stage, live+"-wal")...)
	}
	list = append(list, j.tables(stage+", database", live, open)...)
	out := filepath.Join(dir, "backup.age")
	if o := GuildhallWith(j.t, []string{backupPhrase}, "", "backup", "--data", j.w.Data, "--out", out); o.Code == 0 {
		list = append(list, j.tables(stage+", backup", unpacked(j.t, out), open)...)
	} else if !strings.Contains(o.Err, "unexpected argument backup") { // of older programs
		o.Want(j.t, 0)
	}
	return list
}

// copied is the database with its write-ahead file as they are on the disk now.
func (j *joinSearch) copied(dir string) string {
	j.t.Helper()
	path := filepath.Join(dir, "copy.db")
	for _, end := range []string{"-wal", ""} {
		b, err := os.ReadFile(filepath.Join(j.w.Data, "guildhall.db"+end))
		if err == nil {
			must(j.t, os.WriteFile(path+end, b, 0o600))
		}
	}
	return path
}

// has says whether the log has an entry that holds a text.
func (j *joinSearch) has(text string) (ok bool) {
	j.t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(j.w.Data, "guildhall.db")+"?_pragma=query_only(1)&_pragma=busy_timeout(10000)")
	must(j.t, err)
	defer db.Close()
	must(j.t, db.QueryRow(`SELECT EXISTS (SELECT 1 FROM entries WHERE instr(CAST(line AS TEXT), $1) > 0)`, text).Scan(&ok))
	return ok
}

// unpacked decrypts a backup and gives the database in it.
func unpacked(t *testing.T, path string) string {
	t.Helper()
	f, err := os.Open(path)
	must(t, err)
	defer f.Close()
	_, phrase, _ := strings.Cut(backupPhrase, "=")
	as, err := age.NewScryptIdentity(phrase)
	must(t, err)
	inner, err := age.Decrypt(f, as)
	must(t, err)
	for r := tar.NewReader(inner); ; {
		h, err := r.Next()
		must(t, err)
		if h.Name == "guildhall.db" {
			raw, err := io.ReadAll(r)
			must(t, err)
			db := path + ".db"
			must(t, os.WriteFile(db, raw, 0o600))
			return db
		}
	}
}

var kinds = regexp.MustCompile(`"seq":(\d+),.{0,250}?"kind":"([a-z.]+)"`)

// walled finds frames that were written while the poll was open: transactions that
// hold a ballot beside what was changed with it.
func (j *joinSearch) walled(stage, wal string) (list []string) {
	raw, err := os.ReadFile(wal)
	if err != nil || len(raw) < 32 {
		return nil
	}
	size := int(binary.BigEndian.Uint32(raw[8:]))
	frames := 0
	for at := 32; at+24+size <= len(raw); at += 24 + size {
		if !bytes.Equal(raw[at+8:at+16], raw[16:24]) {
			break // of an earlier use of the file
		}
		newest, kind := -1, ""
		for _, m := range kinds.FindAllSubmatch(raw[at+24:at+24+size], -1) {
			if n, _ := strconv.Atoi(string(m[1])); n > newest {
				newest, kind = n, string(m[2])
			}
		}
		if kind == "ballot.cast" {
			frames++
		}
	}
	if frames > 0 {
		list = append(list, fmt.Sprintf("%s, write-ahead file: %d pages are as they were when a vote was cast", stage, frames))
	}
	return list
}

// row is one row of a side table: whose it is, and what in it has an order.
type row struct {
	practice int // -1 for nobody's, or for several's
	numbers  map[string]float64
	texts    []string
	keys     []string
}

// tables looks through every side table of a database.
func (j *joinSearch) tables(stage, path string, open bool) (list []string) {
	j.t.Helper()
	db, err := sql.Open("sqlite", path)
	must(j.t, err)
	defer db.Close()
	all := map[string][]*row{}
	for _, name := range column(j.t, db, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('entries', 'blobs', 'sealed', 'checkpoint')`) {
		all[name] = j.rows(db, name)
	}
	j.follow(all)
	for name, rows := range all {
		if name == "voted" {
			if !open && len(rows) > 0 {
				list = append(list, fmt.Sprintf("%s: the table voted still holds %d rows", stage, len(rows)))
			}
			continue
		}
		for kind, part := range parts(rows) {
			where := stage + ", table " + name + kind
			list = append(list, j.ordered(where, part)...)
			list = append(list, j.timed(where, part)...)
		}
	}
	slices.Sort(list)
	return list
}

func column(t *testing.T, db *sql.DB, query string) (list []string) {
	t.Helper()
	rows, err := db.Query(query)
	must(t, err)
	defer rows.Close()
	for rows.Next() {
		var s string
		must(t, rows.Scan(&s))
		list = append(list, s)
	}
	must(t, rows.Err())
	return list
}

// parts are a table's rows, all of them and those that have a word in common: one
// kind may stand in an order that the others hide.
func parts(rows []*row) map[string][]*row {
	all := map[string][]*row{"": rows}
	for _, r := range rows {
		for _, word := range r.texts {
			if len(word) > 0 && len(word) < 20 {
				all[" ("+word+")"] = append(all[" ("+word+")"], r)
			}
		}
	}
	return all
}

// rows reads a table, its hidden row numbers too.
func (j *joinSearch) rows(db *sql.DB, table string) (list []*row) {
	j.t.Helper()
	rows, err := db.Query(`SELECT rowid AS "rowid", * FROM "` + table + `"`)
	if err != nil { // it has none
		rows, err = db.Query(`SELECT * FROM "` + table + `"`)
	}
	must(j.t, err)
	defer rows.Close()
	names, err := rows.Columns()
	must(j.t, err)
	for rows.Next() {
		values := make([]any, len(names))
		for i := range values {
			values[i] = new(any)
		}
		must(j.t, rows.Scan(values...))
		r := &row{practice: -1, numbers: map[string]float64{}}
		whose := map[int]bool{}
		for i, v := range values {
			switch v := (*v.(*any)).(type) {
			case int64:
				r.numbers[names[i]] = float64(v)
			case float64:
				r.numbers[names[i]] = v
			case string:
				r.text(names[i], v)
			case []byte:
				r.text(names[i], string(v))
			}
		}
		for _, text := range r.texts {
			for _, p := range j.named(text) {
				whose[p] = true
			}
		}
		if len(whose) == 1 {
			for p := range whose {
				r.practice = p
			}
		}
		list = append(list, r)
	}
	must(j.t, rows.Err())
	return list
}

func (r *row) text(name, v string) {
	if n, err := strconv.ParseFloat(v, 64); err == nil {
		r.numbers[name] = n
	}
	if at, err := time.Parse(time.RFC3339, v); err == nil {
		r.numbers[name] = float64(at.UnixMilli())
	}
	r.texts = append(r.texts, v)
	if len(v) >= 16 && len(v) <= 64 {
		r.keys = append(r.keys, v)
	}
}

// named are the practices that a text names, or whose people it names.
func (j *joinSearch) named(text string) (list []int) {
	text = strings.ToLower(text)
	for i, p := range j.w.Practices {
		for _, name := range []string{p.Practice, p.Voting.Person, p.Voting.Email, p.Code} {
			if name != "" && regexp.MustCompile(`(^|[^a-z0-9])`+regexp.QuoteMeta(strings.ToLower(name))+`($|[^a-z0-9])`).MatchString(text) {
				list = append(list, i)
				break
			}
		}
	}
	return list
}

// follow finds whose a row is that another one's key leads to, as a number to a
// link.
func (j *joinSearch) follow(all map[string][]*row) {
	for changed := true; changed; {
		changed = false
		owner := map[string]int{}
		for _, rows := range all {
			for _, r := range rows {
				for _, k := range r.keys {
					if known, ok := owner[k]; r.practice < 0 || ok && known != r.practice {
						if ok {
							owner[k] = -1
						}
					} else {
						owner[k] = r.practice
					}
				}
			}
		}
		for _, rows := range all {
			for _, r := range rows {
				for _, k := range r.keys {
					if p, ok := owner[k]; ok && p >= 0 && r.practice < 0 {
						r.practice, changed = p, true
					}
				}
			}
		}
	}
}

// ordered finds columns by which the practices stand as their ballots do.
func (j *joinSearch) ordered(where string, rows []*row) (list []string) {
	columns := map[string]bool{}
	for _, r := range rows {
		for name := range r.numbers {
			columns[name] = true
		}
	}
	for name := range columns {
		for what, pick := range map[string]func(a, b float64) float64{"least": math.Min, "greatest": math.Max} {
			of := map[int]float64{}
			for _, r := range rows {
				n, ok := r.numbers[name]
				if !ok || r.practice < 0 {
					continue
				}
				if known, ok := of[r.practice]; ok {
					n = pick(known, n)
				}
				of[r.practice] = n
			}
			var values []float64
			for _, p := range j.order {
				if n, ok := of[p]; ok {
					values = append(values, n)
				}
			}
			if rho := spearman(values); len(values) >= 6 && math.Abs(rho) > 0.9 {
				list = append(list, fmt.Sprintf("%s: the %s %s orders %d practices as their ballots (rank correlation %.2f)", where, what, name, len(values), rho))
			}
		}
	}
	return list
}

var clocks = regexp.MustCompile(`\b(\d{1,2}):(\d\d)(:\d\d)?(am|pm)?\b`)

// timed finds columns whose time is that of each practice's ballot: to two
// seconds in a number, to the minute in a text.
func (j *joinSearch) timed(where string, rows []*row) (list []string) {
	london, err := time.LoadLocation("Europe/London")
	must(j.t, err)
	cast := map[int]time.Time{}
	for i, p := range j.order {
		cast[p] = j.at[i]
	}
	near, minutes := map[string]map[int]bool{}, map[int]bool{}
	for _, r := range rows {
		at, voted := cast[r.practice]
		if !voted {
			continue
		}
		for name, n := range r.numbers {
			for _, unit := range []float64{1, 1e3, 1e6, 1e9} {
				if math.Abs(n/unit-float64(at.UnixMilli())/1000) < 2 {
					if near[name] == nil {
						near[name] = map[int]bool{}
					}
					near[name][r.practice] = true
				}
			}
		}
		for _, text := range r.texts {
			for _, m := range clocks.FindAllString(text, -1) {
				if m == at.In(london).Format("3:04pm") || m == at.UTC().Format("15:04") || m == at.Add(-time.Second).In(london).Format("3:04pm") {
					if m != j.w.Closes.In(london).Format("3:04pm") {
						minutes[r.practice] = true
					}
				}
			}
		}
	}
	for name, who := range near {
		if len(who) >= len(j.order)/2 {
			list = append(list, fmt.Sprintf("%s: %s has the time of the ballots of %d practices", where, name, len(who)))
		}
	}
	if len(minutes) > 0 && len(minutes) >= len(j.order)/2 {
		list = append(list, fmt.Sprintf("%s: a text tells the minute of the ballots of %d practices", where, len(minutes)))
	}
	return list
}

// spearman is the rank correlation of values with their own places; 0 where too
// few of them differ to tell an order.
func spearman(values []float64) float64 {
	n := len(values)
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	if len(slices.Compact(slices.Clone(sorted)))*2 < n || n < 3 {
		return 0
	}
	rank := func(v float64) float64 { // ties share their places
		first, _ := slices.BinarySearch(sorted, v)
		last := first
		for last < n && sorted[last] == v {
			last++
		}
		return float64(first+last-1) / 2
	}
	mean := float64(n-1) / 2
	var xy, xx, yy float64
	for i, v := range values {
		dx, dy := float64(i)-mean, rank(v)-mean
		xy, xx, yy = xy+dx*dy, xx+dx*dx, yy+dy*dy
	}
	if xx == 0 || yy == 0 {
		return 0
	}
	return xy / math.Sqrt(xx*yy)
}

// TestTheSearchFindsAJoin holds the search itself against what it must find.
func TestTheSearchFindsAJoin(t *testing.T) {
	j := &joinSearch{t: t, w: &World{}}
	for i := range 12 {
		j.w.Practices = append(j.w.Practices, Practice{Practice: fmt.Sprintf("d8%04d", i)})
		j.order = append(j.order, (i*5)%12)
		j.at = append(j.at, time.Unix(1_800_000_000+int64(i), 0))
	}
	path := filepath.Join(t.TempDir(), "test.db")
	db, err := sql.Open("sqlite", path)
	must(t, err)
	defer db.Close()
	for _, q := range []string{
		`CREATE TABLE harmless (practice TEXT PRIMARY KEY, day INTEGER) WITHOUT ROWID`,
		`CREATE TABLE by_rowid (who TEXT)`,
		`CREATE TABLE by_time (link TEXT PRIMARY KEY, expires INTEGER) WITHOUT ROWID`,
		`CREATE TABLE links (hash TEXT PRIMARY KEY, practice TEXT) WITHOUT ROWID`,
		`CREATE TABLE told (practice TEXT PRIMARY KEY, body TEXT) WITHOUT ROWID`,
	} {
		_, err := db.Exec(q)
		must(t, err)
	}
	for i, p := range j.order {
		id, hash := j.w.Practices[p].Practice, fmt.Sprintf("%032x", p*7919)
		for q, args := range map[string][]any{
			`INSERT INTO harmless VALUES ($1, $2)`: {id, 1_800_000_000},
			`INSERT INTO by_rowid VALUES ($1)`:     {"number " + id},
			`INSERT INTO by_time VALUES ($1, $2)`:  {hash, j.at[i].Add(8 * time.Hour).UnixMilli()},
			`INSERT INTO links VALUES ($1, $2)`:    {hash, id},
			`INSERT INTO told VALUES ($1, $2)`:     {id, "recorded at " + j.at[i].UTC().Format("15:04")},
		} {
			_, err := db.Exec(q, args...)
			must(t, err)
		}
	}
	got := strings.Join(j.tables("x", path, true), "\n")
	for _, want := range []string{"table by_rowid: the least rowid orders", "table by_time: the least expires orders", "table told: a text tells the minute"} {
		if !strings.Contains(got, want) {
			t.Errorf("it does not find %q:\n%s", want, got)
		}
	}
	if strings.Contains(got, "harmless") || strings.Contains(got, "table links") {
		t.Errorf("it finds what is not there:\n%s", got)
	}
}
