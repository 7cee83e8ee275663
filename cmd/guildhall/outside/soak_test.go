package outside

import (
	"archive/zip"
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// TestSoakOfAllTroublesTogether lets practices vote again and again, each time
// with a number from their mailbox, while the service is killed, its disk fills
// up, its mail server is slow or away, its clock jumps, and a hostile practice
// sends all it can. What was acknowledged is in the log, once, the log verifies
// after each kill, and numbers come within a minute of when a server was there to
// take them. GUILDHALL_SOAK, a Go duration, makes it go on for that long.
func TestSoakOfAllTroublesTogether(t *testing.T) {
	last, practices, pause := 30*time.Second, 8, time.Duration(0)
	if d := os.Getenv("GUILDHALL_SOAK"); d != "" {
		long, err := time.ParseDuration(d)
		must(t, err)
		last, practices = long, 60
		pause = last / 6 // each is sent five numbers an hour
	}
	k := &soak{t: t, w: Rehearse(t, Plan{Practices: practices + 1, Each: 6, ClosesIn: last + 4*time.Hour}), box: NewMailbox(t), over: make(chan struct{}), pause: pause}
	k.hands = k.w.Clock(t)
	disk := smallDisk(t, "96m")
	data := filepath.Join(disk, "data")
	if out, err := exec.Command("cp", "-a", k.w.Data, data).CombinedOutput(); err != nil {
		t.Fatalf("%s", out)
	}
	k.w.Data, k.filler = data, filepath.Join(disk, "filler")
	k.start()
	var all sync.WaitGroup
	for i := range practices {
		all.Go(func() { k.vote(i) })
	}
	all.Go(k.hostile)
	began := time.Now()
	for n := 0; time.Since(began) < last && !t.Failed(); n++ {
		[]func(){k.kill, k.fullDisk, k.slowMail, k.deadMail, k.clockJumps}[n%5]()
	}
	close(k.over)
	all.Wait()
	k.s.Kill()
	k.verify()
	t.Logf("%s: %d kills, %d full disks, %d times slow and %d times no mail server, %d clock jumps, %d hostile requests; %d ballots acknowledged, none lost; %d numbers, the slowest after %s",
		time.Since(began).Round(time.Second), k.kills, k.fills, k.slow, k.dead, k.jumps, k.attacks.Load(), len(k.acked), k.numbers, k.slowest.Round(100*time.Millisecond))
	if len(k.acked) < practices || k.numbers == 0 {
		t.Errorf("only %d votes were acknowledged, and %d numbers came: nothing was shown", len(k.acked), k.numbers)
	}
}

type soak struct {
	t      *testing.T
	w      *World
	s      *Service
	box    *Mailbox
	hands  *Hands
	filler string
	pause  time.Duration // between two votes of a practice
	over   chan struct{}

	kills, fills, slow, dead, jumps int // by the one loop
	attacks                         atomic.Int64

	mu      sync.Mutex
	acked   map[string]int64 // a ballot's digest: where it stands
	numbers int
	slowest time.Duration
	back    time.Time // since when a mail server has been there
}

func (k *soak) start() { k.s = k.w.Serve(k.t, k.box) }

// calm lets voters vote between two troubles.
func (k *soak) calm(d time.Duration) {
	select {
	case <-k.over:
	case <-time.After(d):
	}
}

func (k *soak) kill() {
	k.calm(2 * time.Second)
	k.s.Kill()
	k.kills++
	if k.kills < 5 || k.kills%10 == 0 {
		k.verify()
	}
	k.start()
}

func (k *soak) fullDisk() {
	fill(k.t, k.filler)
	k.fills++
	k.calm(2 * time.Second)
	must(k.t, os.Remove(k.filler))
}

func (k *soak) slowMail() {
	k.slow++
	k.box.SetRule(func(step, _ string) error {
		if step == "data" {
			time.Sleep(time.Second)
		}
		return nil
	})
	k.calm(3 * time.Second)
	k.box.SetRule(nil)
}

func (k *soak) deadMail() {
	k.dead++
	k.box.SetRule(func(step, _ string) error {
		if step == "connect" {
			return &smtp.SMTPError{Code: 421, Message: "not now"}
		}
		return nil
	})
	k.calm(2 * time.Second)
	k.box.SetRule(nil)
	k.mu.Lock()
	k.back = time.Now()
	k.mu.Unlock()
}

// clockJumps puts the clock off while the service runs. It is not killed then: a
// service that starts with a wrong clock has nothing to compare it with.
func (k *soak) clockJumps() {
	k.jumps++
	by := 400 * 24 * time.Hour
	if k.jumps%2 == 0 {
		by = -by
	}
	k.hands.Off(by)
	k.calm(2 * time.Second)
	k.hands.Off(0)
}

// verify exports the log and verifies it, and finds all that was acknowledged.
func (k *soak) verify() {
	k.t.Helper()
	k.mu.Lock()
	acked := make(map[string]int64, len(k.acked))
	for d, seq := range k.acked {
		acked[d] = seq
	}
	k.mu.Unlock()
	bundle := filepath.Join(k.t.TempDir(), "bundle.zip")
	Guildhall(k.t, "export", "--data", k.w.Data, "--out", bundle).Want(k.t, 0)
	Guildhall(k.t, "verify", bundle).Want(k.t, 0)
	z, err := zip.OpenReader(bundle)
	must(k.t, err)
	defer z.Close()
	f, err := z.Open("log.jsonl")
	must(k.t, err)
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	at := map[string]int64{}
	for seq := int64(0); lines.Scan(); seq++ {
		var e struct {
			Kind string
			Data struct{ Ballots []struct{ Ballot string } }
		}
		if json.Unmarshal(lines.Bytes(), &e) != nil || e.Kind != "ballot.cast" {
			continue
		}
		for _, b := range e.Data.Ballots {
			if first, twice := at[b.Ballot]; twice {
				k.t.Errorf("a ballot stands in the log as %d and as %d", first, seq)
			}
			at[b.Ballot] = seq
		}
	}
	must(k.t, lines.Err())
	for d, seq := range acked {
		if there, ok := at[d]; !ok || there != seq {
			k.t.Errorf("a ballot was acknowledged as entry %d, but is at %d (%v)", seq, there, ok)
		}
	}
}

// visitor is a browser that bears a service which is not there.
func (k *soak) visitor(from string) *http.Client {
	jar, err := cookiejar.New(nil)
	must(k.t, err)
	return &http.Client{Jar: jar, Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: proxied(from)}
}

type proxied string

func (p proxied) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Header.Set("X-Forwarded-For", string(p))
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return http.DefaultTransport.RoundTrip(r)
}

var errOver = errors.New("it is over")

// post sends until there is an answer that decides.
func (k *soak) post(c *http.Client, path, kind, body string) (status int, text string, err error) {
	for {
		select {
		case <-k.over:
			return 0, "", errOver
		default:
		}
		res, err := c.Post(k.w.URL+path, kind, strings.NewReader(body))
		for hops := 0; err == nil && hops < 4 && strings.Contains(res.Header.Get("Location"), "kept="); hops++ {
			// A refusal stands at an address of its own.
			res.Body.Close()
			res, err = c.Get(k.w.URL + res.Header.Get("Location"))
		}
		if err == nil {
			raw, failed := io.ReadAll(res.Body)
			res.Body.Close()
			if failed == nil && res.StatusCode < 500 && res.StatusCode != 429 && !bytes.Contains(raw, []byte("clock of this election service is being checked")) {
				return res.StatusCode, string(raw), nil
			}
		}
		k.calm(200 * time.Millisecond)
	}
}

const form = "application/x-www-form-urlencoded"

// vote casts one vote after the other.
func (k *soak) vote(i int) {
	p := k.w.Practices[i]
	c := k.visitor(fmt.Sprintf("192.0.2.%d", i+1))
	for n := 0; n < len(p.Votes); n++ {
		number := ""
		if n > 0 { // a vote ends the session: the next one needs a number
			var err error
			if number, err = k.number(c, p); err != nil || number == "" {
				return
			}
		}
		if _, _, err := k.post(c, p.Link, form, url.Values{"number": {number}}.Encode()); err != nil {
			return
		}
		status, text, err := k.post(c, "/cast/"+k.w.Election, "application/json", string(p.Votes[n]))
		if err != nil {
			return
		}
		var answer struct {
			OK  bool
			Seq int64
		}
		if status == http.StatusUnauthorized { // the session was lost on the way, or the number was used up
			n--
			k.calm(time.Second)
			continue
		}
		if status != 200 || json.Unmarshal([]byte(text), &answer) != nil || !answer.OK {
			k.t.Errorf("%s: the answer to a vote is %d %s", p.Practice, status, text)
			return
		}
		var vote struct{ Ballots []string }
		if err := json.Unmarshal(p.Votes[n], &vote); err != nil {
			k.t.Error(err)
			return
		}
		k.mu.Lock()
		if k.acked == nil {
			k.acked = map[string]int64{}
		}
		for _, b := range vote.Ballots {
			sum := sha256.Sum256([]byte(b))
			k.acked[hex.EncodeToString(sum[:])] = answer.Seq
		}
		k.mu.Unlock()
		k.calm(k.pause - time.Duration(i)*k.pause/100) // so that they vote until the end
	}
}

// number asks for a number and waits for it; empty where this hour's are used up.
func (k *soak) number(c *http.Client, p Practice) (string, error) {
	had := len(k.box.Letters(To(p.Voting.Email), Says("number")))
	asked := time.Now()
	status, page, err := k.post(c, p.Link+"/number", form, "")
	if err != nil || status >= 400 {
		return "", err
	}
	answered := time.Since(asked)
	for {
		if list := k.box.Letters(To(p.Voting.Email), Says("number")); len(list) > had {
			k.mu.Lock()
			defer k.mu.Unlock()
			from := asked
			if k.back.After(from) && k.back.Before(list[len(list)-1].At) {
				from = k.back
			}
			k.numbers++
			took := list[len(list)-1].At.Sub(from)
			k.slowest = max(k.slowest, took)
			if took > time.Minute {
				k.t.Errorf("%s: a number came after %s", p.Practice, took)
			}
			return list[len(list)-1].Number(k.t), nil
		}
		if time.Since(asked) > 3*time.Minute {
			k.t.Errorf("%s: no number came within three minutes; the request was answered after %s with %d: %s",
				p.Practice, answered, status, Page{Body: page}.Text())
			return "", nil
		}
		select {
		case <-k.over:
			return "", errOver
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// hostile is a practice, signed in, that sends all it can.
func (k *soak) hostile() {
	p := k.w.Practices[len(k.w.Practices)-1]
	c := k.visitor("198.51.100.7")
	for n := 0; ; n++ {
		select {
		case <-k.over:
			return
		default:
		}
		junk := strings.Repeat("x", 1000*(n%30))
		for path, body := range map[string]string{
			p.Link:                                "",
			"/practice/" + p.Practice + "/people": url.Values{"role": {"deputy"}, "name": {fmt.Sprintf("Deputy %d", n)}, "email": {fmt.Sprintf("d%d@example.org", n)}, "authority": {"yes"}}.Encode(),
			"/sign-in":                            url.Values{"email": {k.w.Practices[n%len(k.w.Practices)].Voting.Email}}.Encode(),
			"/again":                              url.Values{"email": {p.Voting.Email}}.Encode(),
			"/cast/" + k.w.Election:               `{"practice":"` + p.Practice + `","ballots":["` + junk + `"]}`,
			"/v/" + strings.Repeat("A", 22):       junk,
			"/elections/" + k.w.Election + "/x" + junk[:min(len(junk), 100)]: "",
		} {
			kind := form
			if strings.HasPrefix(body, "{") {
				kind = "application/json"
			}
			if res, err := c.Post(k.w.URL+path, kind, strings.NewReader(body)); err == nil {
				_, _ = io.Copy(io.Discard, res.Body)
				res.Body.Close()
			} else {
				k.calm(100 * time.Millisecond)
			}
			k.attacks.Add(1)
		}
	}
}
