package officer_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/officer"
	"github.com/onenorwich/guildhall/web/webtest"
)

const list = "/officer/elections/committee-2026"

// signedIn is a browser in which the returning officer is signed in.
func signedIn(s *webtest.Service) *webtest.Browser {
	return s.SignIn(s.R.Desk().Person(s.Ctx, s.R.Officer))
}

// send posts a form with a file.
func send(t *testing.T, s *webtest.Service, b *webtest.Browser, path, field, content string, pairs ...string) webtest.Page {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for i := 0; i < len(pairs); i += 2 {
		webtest.Must(t, w.WriteField(pairs[i], pairs[i+1]))
	}
	if field != "" {
		f, err := w.CreateFormFile(field, field+".csv")
		webtest.Must(t, err)
		_, err = f.Write([]byte(content))
		webtest.Must(t, err)
	}
	webtest.Must(t, w.Close())
	req, err := http.NewRequest(http.MethodPost, s.URL+path, &body)
	webtest.Must(t, err)
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.Do(req)
}

func size(s *webtest.Service) int64 { return s.R.Desk().Clerk.Point().Head.Size }

// TestOnlyOfficers: every address of this package asks for the role.
func TestOnlyOfficers(t *testing.T) {
	s := webtest.Start(t, rehearsal.Nominated)
	_, voter := s.Voter("d80001")
	practice, nobody := s.SignIn(voter), s.Browser()
	e := echo.New()
	officer.Routes(e, s.Web.Site)
	n := 0
	for _, r := range e.Routes() {
		if r.Method != http.MethodGet && r.Method != http.MethodPost {
			continue
		}
		n++
		path := strings.NewReplacer(":id", "committee-2026", ":practice", "d80001", ":nomination", "n-1", ":message", "1").Replace(r.Path)
		for b, want := range map[*webtest.Browser]int{practice: http.StatusForbidden, nobody: http.StatusUnauthorized} {
			req, err := http.NewRequest(r.Method, s.URL+path, nil)
			webtest.Must(t, err)
			req.Header.Set("Sec-Fetch-Site", "same-origin")
			b.Do(req).Want(want)
		}
	}
	if n < 30 {
		t.Errorf("only %d addresses were tried", n)
	}
}

func TestCallAnElection(t *testing.T) {
	s := webtest.Start(t, rehearsal.Begun)
	b := signedIn(s)
	b.Get("/officer").Want(200, "No election has been called yet.")
	b.Get("/officer/call").Want(200, "How practices reach you")
	form := func(more ...string) []string {
		return append([]string{"title", "By-election 2026", "contact", "Ring 01603 555000", "post", "chair", "post", "lead-nurse", "support", "1",
			"closes-day", "14", "closes-month", "12", "closes-year", "2026"}, more...)
	}
	before := size(s)
	// The full timetable fits: the clock says 16 October, and it begins on the 19th.
	b.Post("/officer/call", form("preset", "full", "do", "work")...).Want(200, "Monday 19 October 2026, 9am", "Monday 14 December 2026, 5pm", "Call the election")
	b.Post("/officer/call", form("preset", "short", "do", "call")...).Want(422, "A shorter timetable is adopted by the members, never by the returning officer alone.")
	b.Post("/officer/call", form("preset", "own", "do", "call", "adopted", "yes", "days-notice", "45", "days-opens", "3")...).Want(422, "let it open at least 5 before")
	b.Post("/officer/call", form("closes-day", "", "preset", "full", "do", "call")[2:]...).Want(422, "Give the election a title.")
	s.R.Clock.Advance(5 * 24 * time.Hour)
	b = signedIn(s) // a session does not last so long
	b.Post("/officer/call", form("preset", "full", "do", "call")...).Want(422, "would have been given on Monday 19 October 2026, which is past", "needs the short timetable")
	if size(s) != before {
		t.Fatal("something was recorded")
	}
	b.Post("/officer/call", form("preset", "short", "do", "call", "adopted", "yes")...).To("/officer/elections/by-election-2026?done=called")
	b.Get("/officer/elections/by-election-2026?done=called").Want(200, "The election has been called.", "Next: Freeze the roll and its weights")
	b.Get("/officer/elections/by-election-2026/called").Want(200, "Monday 23 November 2026, 9am", "Ring 01603 555000", "A registered nurse, by NMC PIN")
	s.Browser().Get("/elections/by-election-2026").Want(200, "This timetable is shorter than the usual one of 40 working days.")
	// The same title again gets another identifier.
	b.Post("/officer/call", form("preset", "short", "do", "call", "adopted", "yes")...).To("/officer/elections/by-election-2026-2")
}

func TestRoll(t *testing.T) {
	s := webtest.Start(t, rehearsal.Called)
	b := signedIn(s)
	before := size(s)
	const head = "ods_code,name,patients\n"
	for name, c := range map[string]struct {
		file string
		want string
	}{
		"duplicate":     {head + "D82001,A,4000\nD82001,B,5000\n", "D82001"},
		"empty figure":  {head + "D82001,A,\n", "line 2"},
		"negative":      {head + "D82001,A,-5\n", "line 2"},
		"not UTF-8":     {head + "D82001,Caf\xe9,4000\n", "UTF-8"},
		"wrong columns": {"code,naam,leden\nD82001,A,4000\n", "ods_code"},
		"empty":         {"", "empty"},
	} {
		page := send(t, s, b, list+"/roll", "roll", c.file, "preset", "equal").Want(422, "Nothing was recorded.")
		if !strings.Contains(strings.ToLower(page.Text()), strings.ToLower(c.want)) {
			t.Errorf("%s: the page does not say %q:\n%s", name, c.want, page.Text())
		}
		page.Not("Freeze this roll")
	}
	send(t, s, b, list+"/roll", "", "", "preset", "equal").Want(422, "Choose the file with the roll.")
	good := head + "D80000,Practice A Surgery,3000\nD80001,Practice B Surgery,3500\nD80002,Practice C Surgery,9000\n"
	send(t, s, b, list+"/roll", "roll", good, "preset", "own", "rule", "per:nonsense").Want(422, "per:")
	show := func(preset string) webtest.Page {
		return webtest.Worked(func() webtest.Page { return send(t, s, b, list+"/roll", "roll", good, "preset", preset) })
	}
	show("equal").Want(200, "Freeze this roll", "Within the limit").Not("The result can give votes away", "These votes can show")
	show("per:2000:up").Want(200, "Freeze this roll", "The result can give votes away",
		"1 practice has a number of votes that nobody else has", "Practice C Surgery: 5 votes", "These votes can show how a practice voted", "One vote for every registered patient Beyond the limit")
	if size(s) != before {
		t.Fatal("a preview recorded something")
	}
	b.Post(list+"/roll/freeze", "csv", strings.ReplaceAll(good, "\n", "\r\n"), "weights", "per:2000:up").To(list + "?done=frozen")
	el := s.Election()
	if el.Roll.Len() != 3 || el.Roll.Votes != 9 || el.Roll.Frozen.Rule.String() != "per:2000:up" {
		t.Errorf("the roll: %d practices, %d votes", el.Roll.Len(), el.Roll.Votes)
	}
	b.Get(list+"/roll").Want(200, "The roll is frozen.", "1 of 3 practices has a number of votes that no other practice has")
	b.Post(list+"/roll/freeze", "csv", good, "weights", "equal").Want(422, "frozen")
}

func TestPeople(t *testing.T) {
	s := webtest.Start(t, rehearsal.Frozen)
	b := signedIn(s)
	b.Get(list+"/people").Want(200, "6 of 6 practices have a voting representative.")
	before := size(s)
	const head = "ods_code,name,email,telephone\n"
	for file, want := range map[string]string{
		head + "D99999,Ann,ann@example.org,\n":                    "Line 2: the practice \"D99999\" is not on the roll",
		head + "D80001,Ann,nonsense,\n":                           "Line 2: \"nonsense\" is not an address for email.",
		head + "D80001,,ann@example.org,\n":                       "Line 2: The name is missing.",
		head + "D80001,Ann,ann@example.org,\nd80001,Bea,b@e.org,": "Line 3: D80001 is on line 2 already.",
		"code,name\nD80001,Ann\n":                                 "The column ods_code is missing.",
		head + "D80001,\"Ann,ann@example.org,\n":                  "the quotation marks do not fit",
		head:                                                      "The file names nobody.", "\xff\xfe" + head: "not in UTF-8", "": "The file is empty",
	} {
		send(t, s, b, list+"/people", "people", file).Want(422, want, "Nothing was recorded.")
	}
	if size(s) != before {
		t.Fatal("a bad file recorded something")
	}
	send(t, s, b, list+"/people", "people", "\ufeff"+head+"D80001,Ann Abel,ann@example.org,01603 1\n D80002 ,Ben Bell,ben@example.org,\n").To(list + "/people?done=named")
	if _, p := s.Voter("d80002"); p.Name != "Ben Bell" {
		t.Errorf("D80002 is voted for by %q", p.Name)
	}
	if again := b.Post(list+"/people/d80003", "role", "deputy", "name", "Cy Cole", "email", "no address").Want(422, "is not an address for email"); !strings.Contains(again.HTML, `value="Cy Cole"`) {
		t.Error("what was typed is lost")
	}
	b.Post(list+"/people/d80003", "role", "deputy", "name", "Cy Cole", "email", "cy@example.org").To(list + "/people")
	b.Get(list+"/people/d80003").Want(200, "Deputy", "Cy Cole")
	if len(s.Mails(mail.Appointed, "cy@example.org")) != 1 {
		t.Error("the deputy was not told")
	}
	b.Get(list + "/people/d99999").Want(404)
}

func TestDecide(t *testing.T) {
	s := webtest.Start(t, rehearsal.Nominated)
	b := signedIn(s)
	b.Get(list+"/nominations").Want(200, "To decide", "Nominations close at 5pm on Wednesday 4 November 2026.")
	el := s.Election()
	var one election.Nomination
	for n := range el.Nominations {
		if n.Post == "chair" {
			one = n
		}
	}
	path := list + "/nominations/" + string(one.ID)
	b.Get(path).Want(200, "GMC number", "Given, as", "I have looked the nominee up in the GMC’s register", "Statement")
	b.Post(path).Want(422, "Choose whether you accept the nomination.")
	b.Post(path, "decision", "valid").Want(422, "Look the nominee up in the register")
	b.Post(path, "decision", "not-eligible").Want(422, "The reason is missing.")
	b.Post(path, "decision", "because").Want(422)
	b.Post(path, "decision", "not-eligible", "reason", "Not on the register").To(list + "/nominations?done=decided")
	b.Get(path).Want(200, "Invalid: the nominee may not stand for this post", "Not on the register")
	b.Post(path, "decision", "valid", "register", "yes").To(list + "/nominations")
	if n, _ := el.Nomination(one.ID); n.Decision != "" {
		t.Error("an old snapshot has changed")
	}
	el = s.Election()
	if n, _ := el.Nomination(one.ID); n.Decision != election.Valid {
		t.Errorf("the decision is %q", n.Decision)
	}
	if len(s.Mails(mail.Decided, "")) == 0 {
		t.Error("nobody was told of the decision")
	}
	b.Get(list + "/nominations/n-nothing").Want(404)
}
