package web_test

import (
	"encoding/base64"
	"flag"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/webtest"
)

var update = flag.Bool("update", false, "write the tables in docs anew")

// kind is a kind of session that is tried on every route.
type kind struct {
	name  string
	s     *webtest.Service
	grant *site.Grant // nil: nobody
}

// TestRoutesAndSessions tries every route with every kind of session, over HTTP, and
// holds what is let through against docs/routes.md; and the ends of the links in
// emails against docs/links.md. Run it with -update to write them.
func TestRoutesAndSessions(t *testing.T) {
	rates := func(o *web.Options) { o.Rates = site.Rates{PerSecond: 1e6, Burst: 1e6} }
	early, nomination := nominating(t, rates)
	late := webtest.Strict(t, rehearsal.Opened, rates)
	sam := record.PersonText{Name: "Sam Watton", Email: "sam@example.org"}
	simple := webtest.Start(t, rehearsal.Frozen, rates)
	webtest.Must(t, simple.R.Desk().NameTeam(simple.Ctx, simple.R.Officer, webtest.Poll, conduct.Team{Scrutineers: []record.PersonText{sam}}))
	voter, _ := late.Voter("d80000")
	helper := func(person election.ID) *site.Grant {
		return &site.Grant{Purpose: site.ToHelp, Person: person, Election: webtest.Poll}
	}
	own := func(person election.ID) *site.Grant { return &site.Grant{Purpose: site.ToSignIn, Person: person} }
	trustee, registrar := late.R.Team.Trustees[0].Person, late.R.Team.Registrar
	scrutineer := simple.R.Desk().PersonByEmail(simple.Ctx, sam.Email)
	times := early.Election().Called.Timetable
	seconder, _ := early.Voter("d80002")
	proposer, _ := early.Voter("d80000")
	other, _ := early.Voter("d80004")
	nominee := early.R.Desk().PersonByEmail(early.Ctx, "wren@example.org")
	of := func(p site.Purpose, person, practice election.ID) *site.Grant {
		return &site.Grant{Purpose: p, Person: person, Practice: practice, Election: webtest.Poll, Nomination: nomination}
	}
	kinds := []kind{
		{name: "nobody", s: late},
		{name: "link to vote for :practice", s: late, grant: &site.Grant{Purpose: site.ToVote, Person: voter, Practice: "d80000", Election: webtest.Poll}},
		{name: "link to second :nomination", s: early, grant: of(site.ToSecond, seconder, "d80002")},
		{name: "link to consent to :nomination", s: early, grant: of(site.ToConsent, nominee, "")},
		{name: "link to look at :nomination", s: early, grant: of(site.ToLook, proposer, "d80000")},
		{name: "link of a trustee of :id", s: late, grant: helper(trustee)},
		{name: "link of the registrar of :id", s: late, grant: helper(registrar)},
		{name: "link of a scrutineer of :id", s: simple, grant: helper(scrutineer)},
		{name: "signed in: acts for :practice", s: early, grant: own(proposer)},
		{name: "signed in: acts for another practice", s: early, grant: own(other)},
		{name: "signed in: the nominee", s: early, grant: own(nominee)},
		{name: "signed in: a trustee", s: late, grant: own(trustee)},
		{name: "signed in: the registrar", s: late, grant: own(registrar)},
		{name: "signed in: the returning officer", s: late, grant: own(late.R.Officer)},
	}
	opens := make([][]string, len(kinds))
	var b strings.Builder
	b.WriteString("# What each session opens\n\nEvery route, tried with every kind of session (`go test ./web -run RoutesAndSessions -update` writes this table, and without `-update` the test holds it).\n\n" +
		"**yes**: let through to the page, which may still say that it is too late, that a link is unknown, or that a form is not filled in. **in**: sign in first. **no**: refused to this session; *for nominations also: it does not exist for it*.\n\n")
	for i, k := range kinds {
		fmt.Fprintf(&b, "%d. %s\n", i+1, k.name)
	}
	b.WriteString("\n| route |")
	for i := range kinds {
		fmt.Fprintf(&b, " %d |", i+1)
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(kinds)) + "\n")
	for _, r := range late.Web.Routes() {
		if slices.Contains([]string{http.MethodGet, http.MethodPost}, r.Method) {
			fmt.Fprintf(&b, "| %s `%s` |", r.Method, r.Path)
			for i, k := range kinds {
				if booth := slices.Contains([]string{"/cast/:election", "/spent/:election", "/voter/:election"}, r.Path); booth && k.grant != nil {
					g := *k.grant // at the service whose poll is open, as somebody who may vote
					g.Person = voter
					k.s, k.grant = late, &g
				}
				cell := try(t, k, r.Method, r.Path, nomination, proposer)
				b.WriteString(" " + cell + " |")
				if k.grant != nil && k.grant.Purpose != site.ToSignIn && cell == "yes" && !strings.Contains(b.String()[strings.LastIndex(b.String(), "\n"):], "` | yes |") {
					opens[i] = append(opens[i], r.Method+" `"+r.Path+"`")
				}
			}
			b.WriteString("\n")
		}
	}
	held(t, "../docs/routes.md", b.String())

	var l strings.Builder
	l.WriteString("# What each link in an email opens\n\nA session never gets more than the link with which it began; for more, a person signs in, and so shows the mailbox. What the person may do at all is looked up in the log at each request. GET spends nothing; the first POST binds that browser, and any other one is asked for a number that goes to the registered address. Written by the same test as [routes.md](routes.md); *opens* is what the session may do that nobody else may.\n\n| link | works until | opens |\n|---|---|---|\n")
	for i, k := range kinds {
		if len(opens[i]) > 0 {
			fmt.Fprintf(&l, "| %s | %s | %s |\n", k.name, untils[k.grant.Purpose], strings.Join(opens[i], ", "))
		}
	}
	l.WriteString("| link to sign in, asked for by the person | one to two hours; its session, eight to nine | all that the person may do, but to vote |\n")
	l.WriteString("| number in an email | 10 minutes, once | the link or ticket with which it is typed, for that mailbox |\n")
	l.WriteString("| ticket of the page that asks for a number (`/c/:ticket`; in no email) | an hour | nothing: with the right number a link to vote is made |\n")
	l.WriteString("| address of the set-up, printed at the start | the set-up | POST `/setup/:token`, while the log is empty |\n")
	held(t, "../docs/links.md", l.String())

	// The ends of links, as those in the emails have them.
	ends := map[site.Purpose]time.Time{}
	for _, s := range []*webtest.Service{early, late} {
		webtest.Must(t, s.Web.Site.Store().View(s.Ctx, func(tx store.Side) error {
			rows, err := tx.Query(`SELECT purpose, expires FROM links WHERE expires < $1`, far.UnixMilli())
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				var p site.Purpose
				var at int64
				if err := rows.Scan(&p, &at); err != nil {
					return err
				}
				ends[p] = time.UnixMilli(at)
			}
			return rows.Err()
		}))
	}
	for p, want := range map[site.Purpose]time.Time{
		site.ToVote: late.Election().Called.Timetable.PollCloses.Time(), site.ToSecond: times.NominationsClose.Time(), site.ToConsent: times.NominationsClose.Time(),
	} {
		if got := ends[p]; got.Before(want) || got.Sub(want) >= time.Hour {
			t.Errorf("a link to %s ends at %s, and should at %s", p, got, want)
		}
	}
}

// untils are the ends of links in words; the session ends then, too.
var untils = map[site.Purpose]string{
	site.ToVote: "the close (its session an hour longer, in which it is told what stands); the session, the vote at the latest", site.ToSecond: "nominations close", site.ToConsent: "nominations close (after a decision: withdrawals close)",
	site.ToLook: "withdrawals close", site.ToHelp: "7 days",
}

// far is later than any link in an email ends: those that the test makes.
var far = time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC)

// nominating is a service at which a nomination of practice A waits for practice C
// and for its nominee.
func nominating(t *testing.T, change func(*web.Options)) (*webtest.Service, election.ID) {
	t.Helper()
	script := webtest.Script(t)
	script.Trustees, script.Threshold = 3, 2
	s := webtest.StartScript(t, script, rehearsal.Frozen, change)
	s.R.Clock.Set(s.Election().Called.Timetable.Notice.Time().Add(24 * time.Hour))
	_, proposer := s.Voter("d80000")
	p := s.SignIn(proposer).Post("/practice/d80000/nominate/committee-2026", "post", "chair", "name", "Dr Wren Hingham", "role", "GP partner", "of", "d80001",
		"email", "wren@example.org", "number", "7012345", "seconder", "d80002").To("/nominations/")
	path, _, _ := strings.Cut(p.Location, "?")
	if len(s.Mails(mail.SecondAsk, "")) == 0 {
		t.Fatal("nobody was asked to second")
	}
	return s, election.ID(path[strings.LastIndexByte(path, '/')+1:])
}

// try is what a route does with a session: each time a new one, for some end it.
func try(t *testing.T, k kind, method, route string, nomination, person election.ID) string {
	t.Helper()
	b := k.s.Browser()
	if k.grant != nil {
		var token string
		webtest.Must(t, k.s.Web.Site.Store().Write(k.s.Ctx, func(tx store.Side) (err error) {
			token, err = k.s.Web.Site.NewLink(tx, site.Link{Grant: *k.grant, Expires: far})
			return err
		}))
		prefix := "/in/"
		if k.grant.Purpose == site.ToVote {
			prefix = "/v/"
		}
		b.Bare(prefix + token).Want(303)
	}
	path := strings.NewReplacer(":practice", "d80000", ":election", string(webtest.Poll), ":nomination", string(nomination), ":person", string(person),
		":token", "AAAAAAAAAAAAAAAAAAAAAA", ":ticket", "AAAA", ":id", string(webtest.Poll), ":archive", "x.bel", ":message", "1", ":paper", "notice", ":seq", "1", ":digest", strings.Repeat("0", 64), "*", "x").Replace(route)
	body := ""
	switch route {
	case "/cast/:election":
		body = `{"practice":"","ballots":["x"]}`
	case "/spent/:election":
		body = `{"practice":"","trackers":["` + base64.RawStdEncoding.EncodeToString(make([]byte, 32)) + `"]}`
	}
	req, err := http.NewRequest(method, k.s.URL+path, strings.NewReader(body))
	webtest.Must(t, err)
	req.Header.Set("Accept", "application/json")
	if method == http.MethodPost {
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	p := b.Do(req)
	code := func(name string) bool { return strings.Contains(p.HTML, `"code":"`+name+`"`) }
	switch {
	case strings.Contains(route, ":token") || strings.Contains(route, ":ticket"):
		return "yes" // what stands in the address decides
	case p.Status == http.StatusTooManyRequests:
		t.Fatalf("%s %s, %s: a limit hides what is opened", method, route, k.name)
	case p.Status == 401 || code("sign-in") || code("session-ended"):
		if k.grant != nil {
			return "no"
		}
		return "in"
	case p.Status == 403 || code("no-nomination"):
		return "no"
	}
	return "yes"
}

// held compares a file with what it must hold, or writes it.
func held(t *testing.T, path, want string) {
	t.Helper()
	if *update {
		webtest.Must(t, os.WriteFile(path, []byte(want), 0o644))
		return
	}
	got, err := os.ReadFile(path)
	webtest.Must(t, err)
	if string(got) == want {
		return
	}
	was := strings.Split(string(got), "\n")
	for _, line := range strings.Split(want, "\n") {
		if !slices.Contains(was, line) {
			t.Errorf("%s does not say:\n%s", path, line)
		}
	}
	t.Errorf("%s is not what the routes do (go test ./web -run RoutesAndSessions -update)", path)
}
