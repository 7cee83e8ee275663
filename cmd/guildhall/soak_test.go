package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/election/calendar"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/datadir"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web"
	"github.com/onenorwich/guildhall/web/site"
)

// TestSoak kills the real service under load, with SIGKILL, again and again at
// moments that nobody chose, and starts it again. Voters send again what was
// not answered. Each time the log verifies; at the end no acknowledged ballot
// is lost, none counts twice, one email tells of each, and the count is right.
//
// It kills eight times; GUILDHALL_SOAK, a Go duration, makes it go on for that
// long (make soak).
func TestSoak(t *testing.T) {
	s := newSoak(t)
	kills, end := 8, time.Time{}
	if d := os.Getenv("GUILDHALL_SOAK"); d != "" {
		long, err := time.ParseDuration(d)
		must(t, err)
		kills, end = 1<<30, time.Now().Add(long)
	}
	s.start()
	var all sync.WaitGroup
	for i := range s.voters {
		all.Go(func() { s.voters[i].vote(s) })
	}
	n := 0
	for ; n < kills && (end.IsZero() || time.Now().Before(end)) && !t.Failed(); n++ {
		s.answered(1 + mathrand.IntN(20))
		// Not only at the moment of an answer.
		time.Sleep(time.Duration(mathrand.IntN(30_000)) * time.Microsecond)
		s.kill()
		// Verification grows with the box; in a long run it is done less often.
		if n < 20 || n%20 == 0 {
			s.verify()
		}
		s.start()
	}
	close(s.over)
	all.Wait()
	s.kill()
	s.settle()
	s.verify()
	t.Logf("%d kills, %d ballots acknowledged, %d of them after they had been sent again", n, s.acknowledged, s.again)
}

// soak is the real program over a data folder whose poll is open now.
type soak struct {
	t        *testing.T
	program  string
	data     string
	officer  election.ID
	trustee  *belenios.TrusteeKey
	closes   time.Time
	contests []conduct.Contest
	voters   []*voter
	over     chan struct{} // closed when nobody shall vote any more

	mu           sync.Mutex
	changed      *sync.Cond
	url          string // "" while the service is down
	acknowledged int
	again        int

	service *exec.Cmd
	logs    bytes.Buffer
}

// voter is one practice's browser.
type voter struct {
	practice election.ID
	code     belenios.Code
	http     *http.Client
	tokens   []string // one for each vote: how many numbers a link is sent in an hour is no part of this test
	address  string   // as a proxy tells it: each has a rate of its own
	cast     []cast   // acknowledged, in the order of their answers
}

type cast struct {
	seq     int64
	choice  int
	digests []election.Digest
}

const soakPoll = election.ID("committee-2026")

func newSoak(t *testing.T) *soak {
	t.Helper()
	ctx := context.Background()
	s := &soak{t: t, program: filepath.Join(t.TempDir(), "guildhall"), data: filepath.Join(t.TempDir(), "data"), over: make(chan struct{})}
	s.changed = sync.NewCond(&s.mu)
	if out, err := exec.Command("go", "build", "-o", s.program, ".").CombinedOutput(); err != nil {
		t.Fatalf("the program cannot be built: %v\n%s", err, out)
	}

	var rows []roll.Row
	for i := range 8 {
		rows = append(rows, roll.Row{ODS: fmt.Sprintf("D8%04d", i), Name: fmt.Sprintf("Practice %d Surgery", i), Patients: int64(3000 + 1000*i)})
	}
	rule, err := roll.ParseRule("bands:1=1,5001=2")
	must(t, err)
	script := rehearsal.Default(rows, rule)
	// The service runs by the machine's clock, so the poll is open today.
	script.Closes = calendar.England().WorkingDaysAfter(calendar.On(time.Now(), conduct.London), 3)
	r, err := rehearsal.Start(ctx, s.data, script, web.Schemas()...)
	must(t, err)
	defer r.Dir.Close()
	must(t, r.Until(ctx, rehearsal.Opened))
	el, err := r.Desk().Election(soakPoll)
	must(t, err)
	s.officer, s.trustee, s.closes = r.Officer, r.Key, el.Called.Timetable.PollCloses.Time()
	s.contests, err = r.Desk().Contests(ctx, &el)
	must(t, err)
	silent := logrus.New()
	silent.SetOutput(io.Discard)
	server, err := web.New(web.Options{Desk: r.Desk(), Log: silent, BaseURL: "http://127.0.0.1:8080"})
	must(t, err)
	state := r.Desk().State()
	for i, row := range rows {
		v := &voter{practice: election.ID(row.ID()), address: fmt.Sprintf("192.0.2.%d", i+1)}
		v.code, err = belenios.ParseCode(r.Codes[v.practice])
		must(t, err)
		jar, err := cookiejar.New(nil)
		must(t, err)
		v.http = &http.Client{Jar: jar, Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		member, _ := state.Practice(v.practice)
		must(t, r.Dir.Log.Write(ctx, func(tx store.Side) error {
			l := site.Link{Grant: site.Grant{Purpose: site.ToVote, Person: member.Voting, Practice: v.practice, Election: soakPoll}, Expires: s.closes}
			for range 200 {
				token, err := server.Site.NewLink(tx, l)
				if err != nil {
					return err
				}
				v.tokens = append(v.tokens, token)
			}
			return nil
		}))
		s.voters = append(s.voters, v)
	}
	t.Cleanup(s.kill)
	return s
}

// start starts the service and tells the voters where it is.
func (s *soak) start() {
	s.t.Helper()
	s.service = exec.Command(s.program, "serve", "--listen", "127.0.0.1:0", "--data", s.data, "--proxy", "127.0.0.0/8")
	s.logs.Reset()
	s.service.Stderr = &s.logs
	out, err := s.service.StdoutPipe()
	must(s.t, err)
	must(s.t, s.service.Start())
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		_ = s.service.Wait()
		s.t.Fatalf("the service does not start:\n%s", s.logs.String())
	}
	_, url, ok := strings.Cut(lines.Text(), "Guildhall: ")
	if !ok {
		s.t.Fatalf("the service says %q", lines.Text())
	}
	s.at(url)
}

// at says where the service is; "" is nowhere.
func (s *soak) at(url string) {
	s.mu.Lock()
	s.url = url
	s.changed.Broadcast()
	s.mu.Unlock()
}

// kill ends the service as a power failure of the program would.
func (s *soak) kill() {
	if s.service == nil {
		return
	}
	_ = s.service.Process.Kill()
	_ = s.service.Wait()
	s.service = nil
	s.at("")
}

// answered waits until n more ballots have been acknowledged.
func (s *soak) answered(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for until := s.acknowledged + n; s.acknowledged < until && !s.t.Failed(); {
		s.changed.Wait()
	}
}

// vote casts one vote after the other until it is over. What was sent is sent
// again until it is acknowledged.
func (v *voter) vote(s *soak) {
	defer s.changed.Broadcast()
	for choice := 0; ; choice++ {
		select {
		case <-s.over:
			return
		default:
		}
		c := cast{choice: choice}
		body := struct {
			Practice election.ID `json:"practice"`
			Ballots  []string    `json:"ballots"`
		}{Practice: v.practice}
		for _, contest := range s.contests {
			marks := make([]int, contest.Setup.Election.Questions[0].Size())
			marks[choice%len(marks)] = 1
			b, err := belenios.Encrypt(rand.Reader, contest.Setup.Election, v.code, [][]int{marks})
			if err != nil {
				s.t.Error(err)
				return
			}
			body.Ballots = append(body.Ballots, string(b.Raw))
			c.digests = append(c.digests, election.Digest(audit.Hash(b.Raw)))
		}
		raw, err := json.Marshal(body)
		if err != nil {
			s.t.Error(err)
			return
		}
		for tries := 0; ; tries++ {
			if c.seq, err = v.send(s, raw); err == nil {
				v.cast = append(v.cast, c)
				s.mu.Lock()
				s.acknowledged++
				if tries > 0 {
					s.again++
				}
				s.changed.Broadcast()
				s.mu.Unlock()
				break
			}
			if !errors.Is(err, errNoAnswer) {
				s.t.Errorf("%s: %v", v.practice, err)
				return
			}
		}
	}
}

var errNoAnswer = errors.New("no answer")

// send sends a vote once, signing in first where that has not been done. An
// answer that says nothing is no answer.
func (v *voter) send(s *soak, body []byte) (seq int64, err error) {
	s.mu.Lock()
	for s.url == "" && !s.t.Failed() {
		s.changed.Wait()
	}
	at := s.url
	s.mu.Unlock()
	for {
		status, answer, err := v.post(at+"/cast/"+string(soakPoll), "application/json", body)
		switch {
		case err != nil:
			s.gone(at)
			return 0, errNoAnswer
		case status == http.StatusUnauthorized:
			v.tokens = append(v.tokens[1:], v.tokens[0])
			if status, answer, err = v.post(at+"/v/"+v.tokens[0], "application/x-www-form-urlencoded", nil); err != nil {
				s.gone(at)
				return 0, errNoAnswer
			}
			if status == http.StatusOK { // the practice has voted: the page asks for a number
				number, err := s.number(v.practice)
				if err != nil {
					return 0, err
				}
				form := url.Values{"number": {number}}.Encode()
				if status, answer, err = v.post(at+"/v/"+v.tokens[0], "application/x-www-form-urlencoded", []byte(form)); err != nil {
					s.gone(at)
					return 0, errNoAnswer
				}
			}
			if status == http.StatusTooManyRequests {
				time.Sleep(50 * time.Millisecond)
				return 0, errNoAnswer
			}
			if status != http.StatusSeeOther {
				return 0, fmt.Errorf("Start answered %d: %s", status, answer)
			}
			continue
		case status == http.StatusTooManyRequests:
			time.Sleep(50 * time.Millisecond) // a person is slower than this test
			return 0, errNoAnswer
		case status != http.StatusOK:
			return 0, fmt.Errorf("Cast answered %d: %s", status, answer)
		}
		var recorded struct {
			OK  bool  `json:"ok"`
			Seq int64 `json:"seq"`
		}
		if err := json.Unmarshal(answer, &recorded); err != nil || !recorded.OK {
			return 0, fmt.Errorf("Cast answered %s", answer)
		}
		return recorded.Seq, nil
	}
}

// number is what a mailbox would show: the newest number for a practice.
func (s *soak) number(practice election.ID) (string, error) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(s.data, datadir.Database)+"?_pragma=busy_timeout(10000)")
	if err != nil {
		return "", err
	}
	defer db.Close()
	var text string
	if err := db.QueryRow(`SELECT body FROM mail WHERE kind = 'number' AND practice = $1 ORDER BY queued DESC, turn DESC LIMIT 1`, string(practice)).Scan(&text); err != nil {
		return "", err
	}
	return regexp.MustCompile(`\b\d{6}\b`).FindString(text), nil
}

// gone notes that the service at url does not answer any more.
func (s *soak) gone(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.url == url {
		s.url = ""
	}
}

func (v *voter) post(url, kind string, body []byte) (status int, answer []byte, err error) {
	req, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	req.Header.Set("X-Forwarded-For", v.address)
	res, err := v.http.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	answer, err = io.ReadAll(res.Body)
	return res.StatusCode, answer, err
}

// verify exports the log and verifies it, both with the real program.
func (s *soak) verify() {
	s.t.Helper()
	bundle := filepath.Join(s.t.TempDir(), "bundle.zip")
	for _, args := range [][]string{{"export", "--data", s.data, "--out", bundle}, {"verify", bundle}} {
		if out, err := exec.Command(s.program, args...).CombinedOutput(); err != nil {
			s.t.Fatalf("guildhall %s: %v\n%s", args[0], err, out)
		}
	}
	must(s.t, os.Remove(bundle))
}

// settle holds the log against what the voters were told, closes the poll,
// counts and declares.
func (s *soak) settle() {
	t := s.t
	ctx := context.Background()
	clock := rehearsal.NewClock(time.Now().UTC())
	dir, err := datadir.Open(ctx, s.data, datadir.Options{Clock: clock.Clerk(), Schema: web.Schemas()})
	must(t, err)
	defer dir.Close()
	el, err := dir.Desk.Election(soakPoll)
	must(t, err)

	seen := make(map[election.Digest]int64)
	for c := range el.Poll.Casts {
		for _, b := range c.Ballots {
			if first, twice := seen[b.Ballot]; twice {
				t.Errorf("the ballot %s is recorded as %d and %d", b.Ballot, first, c.Seq)
			}
			seen[b.Ballot] = c.Seq
		}
	}
	acknowledged := 0
	for _, v := range s.voters {
		for _, c := range v.cast {
			acknowledged++
			for _, d := range c.digests {
				if at, ok := seen[d]; !ok || at != c.seq {
					t.Errorf("the ballot %s of %s was acknowledged as entry %d, but is at %d (%v)", d, v.practice, c.seq, at, ok)
				}
			}
		}
	}
	// Everybody sent again until there was an answer, so there is nothing else.
	if el.Poll.CastCount() != acknowledged {
		t.Errorf("%d votes are recorded, %d were acknowledged", el.Poll.CastCount(), acknowledged)
	}
	var mails int
	must(t, dir.Log.View(ctx, func(tx store.Side) error {
		return tx.QueryRow(`SELECT COUNT(*) FROM mail WHERE kind = 'recorded'`).Scan(&mails)
	}))
	if mails != acknowledged {
		t.Errorf("%d emails tell of %d votes", mails, acknowledged)
	}

	clock.Set(s.closes)
	must(t, dir.Desk.Clerk.Tick(ctx))
	must(t, dir.Desk.Clerk.Trouble())
	must(t, dir.Desk.AfterClose(ctx))
	must(t, dir.Desk.Weigh(ctx, s.officer, soakPoll, election.WeighedCount, "Nobody's votes are secret in this test."))
	el, err = dir.Desk.Election(soakPoll)
	must(t, err)
	tallies, err := dir.Desk.Tallies(ctx, &el)
	must(t, err)
	shares, bindings, err := record.Decrypt(rand.Reader, s.trustee, tallies...)
	must(t, err)
	must(t, dir.Desk.Give(ctx, s.officer, soakPoll, shares, bindings))
	must(t, dir.Desk.Declare(ctx, s.officer, soakPoll))
	el, err = dir.Desk.Election(soakPoll)
	must(t, err)
	for _, post := range el.Contested() {
		want := make([]int64, len(post.Order)+1)
		for _, v := range s.voters {
			if len(v.cast) > 0 {
				row, _ := el.Roll.Row(v.practice)
				want[v.cast[len(v.cast)-1].choice%len(want)] += row.Votes
			}
		}
		if !slices.Equal(post.Result.Counts, want) {
			t.Errorf("%s: counted %v, but the voters' last votes are %v", post.ID, post.Result.Counts, want)
		}
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
