package web_test

import (
	"bytes"
	"fmt"
	"html"
	"mime/multipart"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/webtest"
)

// asked is one field of a form that asks for words.
type asked struct {
	form, field string
	most        int
	lines, free bool // of several lines; may be left out
	whole       func() []string
	path        string
	b           *webtest.Browser
	turn        func() (*webtest.Browser, string) // gives both, for each form anew
	// shown are the pages and emails that say it afterwards.
	shown func(done webtest.Page) []string
}

// Whatever is written into a field is either taken, and shown as it was written
// wherever it stands, or refused at that step, beside that field, in one sentence.
func TestWhateverIsWritten(t *testing.T) {
	var rows []roll.Row // many practices: each may name and nominate few people
	for i := range 24 {
		rows = append(rows, roll.Row{ODS: fmt.Sprintf("D8%04d", i), Name: fmt.Sprintf("Practice %d Surgery", i), Patients: 3000})
	}
	rule, err := roll.ParseRule("equal")
	webtest.Must(t, err)
	rates := func(o *web.Options) { o.Rates = site.Rates{PerSecond: 1e6, Burst: 1e6} }
	called, open := webtest.StartScript(t, rehearsal.Default(rows, rule), rehearsal.Frozen, rates), webtest.Strict(t, rehearsal.Frozen, rates)
	called.R.Clock.Advance(4 * 24 * time.Hour) // until nominations are taken
	officer := called.SignIn(called.R.Desk().Person(called.Ctx, called.R.Officer))
	strict := open.SignIn(open.R.Desk().Person(open.Ctx, open.R.Officer))
	var practices []*webtest.Browser
	for _, row := range rows {
		_, voter := called.Voter(conduct.PracticeID(row.ODS))
		practices = append(practices, called.SignIn(voter))
	}
	base := "/officer/elections/" + string(webtest.Poll)
	page := func(s *webtest.Service, b *webtest.Browser, paths ...string) (list []string) {
		for _, path := range paths {
			list = append(list, html.UnescapeString(b.Get(path).Want(200).HTML))
		}
		return list
	}
	mailed := func(s *webtest.Service, kind mail.Kind) string {
		var all strings.Builder
		for _, m := range s.Mails(kind, "") {
			all.WriteString(m.Subject + "\n" + m.Name + "\n" + strings.Join(strings.Fields(m.Text), " ") + "\n")
		}
		return all.String()
	}
	n := 0
	fresh := func(domain string) string { n++; return fmt.Sprintf("person-%d@%s", n, domain) }
	call := func() []string {
		return []string{"title", "A title", "contact", "Ring 01603 555000", "post", "chair", "support", "1", "preset", "short", "adopted", "yes",
			"closes-day", "14", "closes-month", "12", "closes-year", "2026", "do", "call"}
	}
	calledPages := func(done webtest.Page) []string {
		path, _, _ := strings.Cut(done.Location, "?")
		return page(called, officer, path+"/called", "/elections/"+path[strings.LastIndex(path, "/")+1:])
	}
	person := func() []string {
		return []string{"role", "deputy", "name", "A name", "email", fresh("people.example"), "telephone", "01603 1", "authority", "yes"}
	}
	nominee := "" // whose consent is asked for next
	turn := func() string { return fmt.Sprintf("d8%04d", n%len(rows)) }
	proposing := func() (*webtest.Browser, string) {
		return practices[n%len(rows)], "/practice/" + turn() + "/nominate/" + string(webtest.Poll)
	}
	naming := func() (*webtest.Browser, string) { return practices[n%len(rows)], "/practice/" + turn() + "/people" }
	officerNaming := func() (*webtest.Browser, string) { return officer, base + "/people/" + turn() }
	nominate := func() []string {
		nominee = fresh("nominee.example")
		return []string{"post", "chair", "name", "Dr A Name", "role", "GP partner", "email", nominee, "number", fmt.Sprintf("%07d", 7000000+n),
			"of", fmt.Sprintf("d8%04d", (n+1)%len(rows)), "seconder", fmt.Sprintf("d8%04d", (n+2)%len(rows))}
	}
	nominated := func(done webtest.Page) []string {
		path, _, _ := strings.Cut(done.Location, "?")
		return append(page(called, officer, base+"/nominations/"+path[strings.LastIndex(path, "/")+1:]), page(called, officer, path)...)
	}
	team := func() []string {
		form := []string{"do", "name", "threshold", "2"}
		for _, who := range []string{"trustee-1", "trustee-2", "trustee-3", "registrar", "operator", "scrutineer-1"} {
			form = append(form, who+"-name", "A name", who+"-email", fresh("team.example"))
		}
		return form
	}
	teamPages := func(webtest.Page) []string { return page(open, strict, base+"/team") }
	scrutineers := func() []string {
		return []string{"do", "name", "scrutineer-1-name", "A name", "scrutineer-1-email", fresh("team.example")}
	}
	// People who are nominated, of whom each may write the consent a few times.
	var standing []*webtest.Browser
	var nominations []string
	for range 12 {
		b, path := proposing()
		nomination, _, _ := strings.Cut(b.Post(path, nominate()...).To("/nominations/").Location, "?")
		way, _ := called.Link(called.Last(mail.ConsentAsk, nominee))
		b = called.Browser()
		b.Post(way).Want(303)
		standing, nominations = append(standing, b), append(nominations, nomination)
	}
	writes, nomination := 0, ""
	consenting := func() (*webtest.Browser, string) {
		i := writes / 8 % len(standing)
		writes++
		nomination = nominations[i]
		return standing[i], nomination + "/consent"
	}
	consent := func() []string {
		return []string{"name", "Dr A Name", "eligible", "yes", "interests", "None", "declared", "yes", "statement", "Vote for me."}
	}
	consented := func(webtest.Page) []string {
		return page(called, officer, base+"/nominations/"+nomination[strings.LastIndex(nomination, "/")+1:])
	}
	fields := []asked{
		{form: "consent", field: "name", most: conduct.MaxName, whole: consent, turn: consenting, shown: consented},
		{form: "consent", field: "interests", most: conduct.MaxInterests, lines: true, whole: consent, turn: consenting, shown: consented},
		{form: "consent", field: "statement", most: 4000, lines: true, free: true, whole: consent, turn: consenting, shown: consented},
		{form: "call", field: "title", most: conduct.MaxTitle, whole: call, path: "/officer/call", b: officer, shown: func(done webtest.Page) []string {
			return append(calledPages(done), page(called, officer, "/officer", "/")...)
		}},
		{form: "call", field: "contact", most: conduct.MaxContact, lines: true, whole: call, path: "/officer/call", b: officer, shown: func(done webtest.Page) []string { return calledPages(done)[:1] }},
		{form: "officer's person", field: "name", most: conduct.MaxName, whole: person, turn: officerNaming, shown: func(webtest.Page) []string {
			return append(page(called, officer, base+"/people", base+"/people/"+turn()), mailed(called, mail.Appointed))
		}},
		{form: "officer's person", field: "telephone", most: conduct.MaxName, free: true, whole: person, turn: officerNaming,
			shown: func(webtest.Page) []string { return page(called, officer, base+"/people/"+turn()) }},
		{form: "practice's person", field: "name", most: conduct.MaxName, whole: person, turn: naming, shown: func(webtest.Page) []string {
			return append(page(called, practices[n%len(rows)], "/practice/"+turn()+"/people"), mailed(called, mail.Appointed))
		}},
		{form: "practice's person", field: "telephone", most: conduct.MaxName, free: true, whole: person, turn: naming},
		{form: "team", field: "trustee-2-name", most: conduct.MaxName, whole: team, path: base + "/team", b: strict, shown: teamPages},
		{form: "team", field: "registrar-name", most: conduct.MaxName, whole: team, path: base + "/team", b: strict, shown: teamPages},
		{form: "team", field: "operator-name", most: conduct.MaxName, whole: team, path: base + "/team", b: strict, shown: teamPages},
		{form: "scrutineers", field: "scrutineer-1-name", most: conduct.MaxName, whole: scrutineers, path: base + "/team", b: officer,
			shown: func(webtest.Page) []string {
				return append(page(called, officer, base+"/team"), mailed(called, mail.Team))
			}},
		{form: "nomination", field: "name", most: conduct.MaxName, whole: nominate, turn: proposing,
			shown: func(done webtest.Page) []string {
				return append(nominated(done), mailed(called, mail.ConsentAsk), mailed(called, mail.SecondAsk))
			}},
		{form: "nomination", field: "role", most: conduct.MaxName, whole: nominate, turn: proposing,
			shown: func(done webtest.Page) []string { return nominated(done)[:1] }},
	}
	for _, f := range fields {
		for _, w := range webtest.Written(f.most) {
			t.Run(f.form+"/"+f.field+"/"+w.Name, func(t *testing.T) {
				empty := strings.TrimSpace(w.Text) == "" || f.lines && conduct.Tidy(w.Text) == ""
				taken := w.Line && !f.lines || w.Lines && f.lines || f.free && empty
				form := f.whole()
				for i := 0; i < len(form); i += 2 {
					if form[i] == f.field {
						form[i+1] = w.Text
					}
				}
				before := called.R.Desk().Clerk.Point().Head.Size + open.R.Desk().Clerk.Point().Head.Size
				if f.turn != nil {
					f.b, f.path = f.turn()
				}
				p := f.b.Post(f.path, form...)
				after := called.R.Desk().Clerk.Point().Head.Size + open.R.Desk().Clerk.Point().Head.Size
				if !taken {
					if p.Status != 422 || after != before {
						t.Fatalf("status %d, %d entries: %s", p.Status, after-before, p.Text())
					}
					beside(t, p, f.field)
					return
				}
				if p.Status != http.StatusSeeOther || after == before {
					t.Fatalf("status %d, %d entries: %s", p.Status, after-before, p.Text())
				}
				if f.shown == nil || empty {
					return
				}
				for i, text := range f.shown(p) {
					for line := range strings.Lines(strings.TrimSpace(w.Text)) {
						if want := strings.TrimSpace(line); !strings.Contains(text, want) && !strings.Contains(text, strings.Join(strings.Fields(want), " ")) {
							t.Errorf("page %d does not show %q: %s", i, want, text)
						}
					}
				}
			})
		}
	}
}

// beside checks that a refusal stands above the form and beside the field.
func beside(t *testing.T, p webtest.Page, field string) {
	t.Helper()
	if n := strings.Count(p.HTML, `href="#`+field+`"`); n != 1 {
		t.Errorf("%d problems lead to the field %s: %s", n, field, p.Text())
	}
	_, rest, found := strings.Cut(p.HTML, `id="`+field+`-error"`)
	sentence, _, _ := strings.Cut(rest, "</")
	if !found || len([]rune(sentence)) > 300 {
		t.Errorf("no sentence, or too long a one, stands beside %s: %.400s", field, sentence)
	}
}

// Any title calls an election: its identifier is made for it, and numbered where
// another has it.
func TestAnyTitleCallsAnElection(t *testing.T) {
	s := webtest.Start(t, rehearsal.Begun)
	b := s.SignIn(s.R.Desk().Person(s.Ctx, s.R.Officer))
	for _, c := range []struct{ title, id string }{
		{"Annual committee election 2027", "annual-committee-election-20"},
		{"Annual committee election 2027", "annual-committee-election-2"}, // the second of its name
		{"Annual committee election 2028", "annual-committee-election-3"},
		{"Élection du Comité", "election-du-comite"},
		{"委员会选举 2027", "election-2027"}, {"委员会选举 2027", "election-2027-2"},
		{"لجنة الانتخابات", "election"}, {"!?!", "election-2"}, {"2027", "election-2027-3"},
		{"-a-", "a"}, {"A vice", "a-vice"}, // "a-vice-chair" would be two archives: of a, and of a-vice
		{strings.Repeat("-", 199) + "x", "x"}, {strings.Repeat("long ", 40), "long-long-long-long-long-lon"},
	} {
		p := b.Post("/officer/call", "title", c.title, "contact", "Ring 01603 555000", "post", "chair", "post", "vice-chair", "support", "1",
			"preset", "short", "adopted", "yes", "closes-day", "14", "closes-month", "12", "closes-year", "2026", "do", "call")
		if p.Status != 303 {
			t.Errorf("%q: status %d: %s", c.title, p.Status, p.Text())
			continue
		}
		if c.title == "A vice" {
			c.id = "a-vice-2"
		}
		if want := "/officer/elections/" + c.id + "?done=called"; p.Location != want {
			t.Errorf("%q leads to %q, not to %q", c.title, p.Location, want)
		}
		if err := election.ID(c.id + "-declaration").Check(); err != nil {
			t.Error(err)
		}
		path, _, _ := strings.Cut(p.Location, "?")
		if page := b.Get(path).Want(200); !strings.Contains(html.UnescapeString(page.HTML), strings.TrimSpace(c.title)) {
			t.Errorf("%q is not shown", c.title)
		}
	}
}

// upload sends a file.
func upload(t *testing.T, s *webtest.Service, b *webtest.Browser, path, field string, file []byte, pairs ...string) webtest.Page {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for i := 0; i < len(pairs); i += 2 {
		webtest.Must(t, w.WriteField(pairs[i], pairs[i+1]))
	}
	part, err := w.CreateFormFile(field, "file.csv")
	webtest.Must(t, err)
	_, err = part.Write(file)
	webtest.Must(t, err)
	webtest.Must(t, w.Close())
	req, err := http.NewRequest(http.MethodPost, s.URL+path, &body)
	webtest.Must(t, err)
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.Do(req)
}

// The same of files: a line is taken, or told by its number.
func TestWhateverAFileHolds(t *testing.T) {
	called, frozen := webtest.Start(t, rehearsal.Called), webtest.Start(t, rehearsal.Frozen)
	roller := called.SignIn(called.R.Desk().Person(called.Ctx, called.R.Officer))
	namer := frozen.SignIn(frozen.R.Desk().Person(frozen.Ctx, frozen.R.Officer))
	base := "/officer/elections/" + string(webtest.Poll)
	quoted := func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
	for _, w := range webtest.Written(roll.MaxName) {
		p := upload(t, called, roller, base+"/roll", "roll", []byte("ods_code,name,patients\nD80000,"+quoted(w.Text)+",3000\n"), "preset", "equal")
		if p.Status == 200 {
			if !strings.Contains(html.UnescapeString(p.HTML), strings.TrimSpace(w.Text)) {
				t.Errorf("roll, %s: not shown as it is written", w.Name)
			}
		} else if p.Status != 422 || !strings.Contains(p.Text(), "Nothing was recorded") {
			t.Errorf("roll, %s: status %d: %s", w.Name, p.Status, p.Text())
		}
		if (p.Status == 200) != (w.Line && w.Name != "a formula") { // a roll is opened in spreadsheets, again and again
			t.Errorf("roll, %s: status %d: %s", w.Name, p.Status, p.Text())
		}
	}
	for i, w := range webtest.Written(conduct.MaxName) {
		file := fmt.Sprintf("ods_code,name,email\nD80000,%s,file-%d@people.example\n", quoted(w.Text), i)
		p := upload(t, frozen, namer, base+"/people", "people", []byte(file))
		if !w.Line {
			if p.Status != 422 || !strings.Contains(p.Text(), "Nothing was recorded") {
				t.Errorf("people, %s: status %d: %s", w.Name, p.Status, p.Text())
			}
			continue
		}
		if p.Status != 303 || !strings.Contains(html.UnescapeString(namer.Get(base+"/people").HTML), strings.TrimSpace(w.Text)) {
			t.Errorf("people, %s: status %d: %s", w.Name, p.Status, p.Text())
		}
	}
}

// A paper prints what was written, or says that it cannot.
func TestPapersShowWhatIsWritten(t *testing.T) {
	if _, err := exec.LookPath("pdftotext"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("pdftotext is missing, and with CI=true nothing may be left out")
		}
		t.Skip("pdftotext is not installed")
	}
	for _, w := range webtest.Written(conduct.MaxName) {
		if !w.Line || strings.HasPrefix(w.Name, "at the limit") {
			continue
		}
		script := webtest.Script(t)
		script.Title = w.Text
		s := webtest.StartScript(t, script, rehearsal.Published)
		cmd := exec.Command("pdftotext", "-", "-")
		cmd.Stdin = strings.NewReader(s.Browser().Get("/elections/" + string(webtest.Poll) + "/papers/candidates.pdf").Want(200).HTML)
		out, err := cmd.Output()
		webtest.Must(t, err)
		text := strings.Join(strings.Fields(string(out)), " ")
		if !strings.Contains(text, w.Text) && !strings.Contains(text, "this typeface does not have") && w.Name != "Arabic" && w.Name != "marks that combine" && w.Name != "many marks" {
			t.Errorf("%s: the paper neither shows %q nor says so: %s", w.Name, w.Text, text)
		}
	}
}

// What is written twice is taken once, or told beside the field that is second.
func TestWhateverIsDoubled(t *testing.T) {
	s, strict := webtest.Start(t, rehearsal.Frozen), webtest.Strict(t, rehearsal.Frozen)
	s.R.Clock.Advance(4 * 24 * time.Hour)
	b := s.SignIn(s.R.Desk().Person(s.Ctx, s.R.Officer))
	base := "/officer/elections/" + string(webtest.Poll)
	person := []string{"role", "deputy", "name", "Una Twice", "email", "una@people.example", "telephone", ""}
	b.Post(base+"/people/d80003", person...).Want(303)
	beside(t, b.Post(base+"/people/d80003", person...).Want(422, "acts for this practice already"), "name")
	b.Post(base+"/people/d80004", person...).Want(303) // one person may act for two practices
	_, voter := s.Voter("d80000")
	practice := s.SignIn(voter)
	own := append(person, "authority", "yes")
	practice.Post("/practice/d80000/people", own...).Want(303)
	beside(t, practice.Post("/practice/d80000/people", own...).Want(422, "acts for this practice already"), "name")
	nominate := []string{"post", "chair", "name", "Dr Una Twice", "role", "GP", "email", "una@nominee.example", "number", "7000001", "of", "d80001", "seconder", "d80002"}
	practice.Post("/practice/d80000/nominate/"+string(webtest.Poll), nominate...).Want(303)
	beside(t, practice.Post("/practice/d80000/nominate/"+string(webtest.Poll), nominate...).Want(422), "name")
	upload(t, s, b, base+"/people", "people", []byte("ods_code,name,email\nD80000,A,a@people.example\nD80000,B,b@people.example\n")).
		Want(422, "Line 3", "is on line 2 already", "Nothing was recorded")
	upload(t, s, b, base+"/people", "people", []byte("ods_code,name,email\nD80000,A,a@people.example\nD80001,A,a@people.example\n")).Want(303)

	officer := strict.SignIn(strict.R.Desk().Person(strict.Ctx, strict.R.Officer))
	team := func(same string) (form []string) {
		form = []string{"do", "name", "threshold", "2"}
		for _, who := range []string{"trustee-1", "trustee-2", "trustee-3", "registrar", "operator"} {
			email := who + "@team.example"
			if who == same {
				email = "TRUSTEE-1@team.example"
			}
			form = append(form, who+"-name", "One Name", who+"-email", email)
		}
		return form
	}
	for _, who := range []string{"trustee-3", "registrar", "operator"} {
		beside(t, officer.Post(base+"/team", team(who)...).Want(422, "different people"), who+"-email")
	}
	officer.Post(base+"/team", team("")...).Want(303) // people may have the same name
}
