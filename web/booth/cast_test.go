package booth_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/web/mail"
)

// answer is whatever the address for votes says.
type answer struct {
	Status         int
	OK             bool
	Practice, Time string
	Seq            int64
	Replaced       bool
	Trackers       []struct{ Post, Name, Tracker string }
	Code, Title    string
	Sentence       string
	Needs          string
}

func (s *scene) contests() int {
	el := s.election()
	return len(el.Contested())
}

func (s *scene) cast(c *http.Client, practice string, ballots []string) (a answer) {
	s.t.Helper()
	body, err := json.Marshal(map[string]any{"practice": practice, "ballots": ballots})
	must(s.t, err)
	return s.post(c, string(body))
}

func (s *scene) post(c *http.Client, body string) answer {
	s.t.Helper()
	return s.postTo(c, "/cast/"+poll, body)
}

// postTo posts JSON as the booth does.
func (s *scene) postTo(c *http.Client, path, body string) (a answer) {
	s.t.Helper()
	req, err := http.NewRequest("POST", s.url+path, strings.NewReader(body))
	must(s.t, err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	r, err := c.Do(req)
	must(s.t, err)
	defer r.Body.Close()
	raw, err := io.ReadAll(r.Body)
	must(s.t, err)
	if err := json.Unmarshal(raw, &a); err != nil {
		s.t.Fatalf("not JSON: %s", raw)
	}
	a.Status = r.StatusCode
	return a
}

// TestCastTwice: the last vote counts, everybody is told, nothing says how.
func TestCastTwice(t *testing.T) {
	s := newScene(t)
	c := s.client(s.link)
	code := s.rehearsal.Codes[s.practice]
	first := s.cast(c, "", s.ballots(code, 1))
	if !first.OK || first.Replaced || first.Practice != "Practice 0 Surgery" || len(first.Trackers) != s.contests() {
		t.Fatalf("first vote: %+v", first)
	}
	s.rehearsal.Clock.Advance(time.Hour)
	// The session has ended with the vote.
	if a := s.cast(c, "", s.ballots(code, 2)); a.OK || a.Code != "sign-in" || a.Needs != "number" {
		t.Fatalf("with the session of the first vote: %+v", a)
	}
	c = s.client(s.link)
	if n := len(s.mails(mail.Number)); n != 1 {
		t.Fatalf("%d numbers were asked for", n)
	}
	second := s.cast(c, string(s.practice), s.ballots(code, 2))
	if !second.OK || !second.Replaced || second.Seq <= first.Seq {
		t.Fatalf("second vote: %+v", second)
	}
	el := s.election()
	if el.Poll.CastCount() != 2 || el.Poll.Turnout() != 1 {
		t.Errorf("%d ballots, %d practices; want 2 and 1", el.Poll.CastCount(), el.Poll.Turnout())
	}
	told := s.mails(mail.Recorded)
	if len(told) != 2 || told[0].Subject != "A ballot was recorded for Practice 0 Surgery" || !strings.Contains(told[0].Text, "Not you? Vote again") {
		t.Errorf("mails: %+v", told)
	}
}

// TestSameBytes: a lost answer is given again, also without a session, also after
// the close; and there is one ballot and one mail.
func TestSameBytes(t *testing.T) {
	s := newScene(t)
	ballots := s.ballots(s.rehearsal.Codes[s.practice], 1)
	first := s.cast(s.client(s.link), "", ballots)
	for name, c := range map[string]*http.Client{"the same session": s.client(s.link2()), "no session": s.client("")} {
		again := s.cast(c, "", ballots)
		if !again.OK || again.Seq != first.Seq || again.Time != first.Time || again.Trackers[0] != first.Trackers[0] || again.Replaced {
			t.Errorf("%s: %+v, first %+v", name, again, first)
		}
	}
	if el := s.election(); el.Poll.CastCount() != 1 || len(s.mails(mail.Recorded)) != 1 {
		t.Errorf("%d ballots, %d mails", el.Poll.CastCount(), len(s.mails(mail.Recorded)))
	}
	// Another practice is not told that this vote is its own.
	other := s.cast(s.client(s.newLink("d80001")), "d80001", ballots)
	if other.OK || other.Code != "foreign-code" || other.Needs != "code" {
		t.Errorf("another practice with these bytes: %+v", other)
	}
	s.rehearsal.Clock.Set(s.election().Called.Timetable.PollCloses.Time().Add(time.Second))
	must(t, s.desk().Clerk.Tick(s.ctx))
	if late := s.cast(s.client(""), "", ballots); !late.OK || late.Seq != first.Seq {
		t.Errorf("after the close: %+v", late)
	}
}

// link2 is a further link of the same practice.
func (s *scene) link2() string { return s.newLink(s.practice) }

func TestRefusals(t *testing.T) {
	s := newScene(t)
	own, foreign := s.rehearsal.Codes[s.practice], s.rehearsal.Codes["d80005"]
	good := s.ballots(own, 1)
	signedIn := s.client(s.link)
	for name, tc := range map[string]struct {
		client   *http.Client
		practice string
		ballots  []string
		code     string
		needs    string
	}{
		"nobody is signed in":             {s.client(""), "d80000", good, "sign-in", "number"},
		"signed in for another practice":  {signedIn, "d80005", good, "sign-in", "number"},
		"a code of other votes":           {signedIn, "", s.ballots(foreign, 1), "foreign-code", "code"},
		"a code of nobody":                {signedIn, "", s.ballots("11111-111111-11111-111111", 1), "credential", "code"},
		"a ballot missing":                {signedIn, "", good[:1], "ballots", ""},
		"the ballots in another order":    {signedIn, "", []string{good[1], good[0], good[2]}, "ballot", ""},
		"a changed byte":                  {signedIn, "", []string{changed(good[0]), good[1], good[2]}, "ballot", ""},
		"nothing":                         {signedIn, "", nil, "damaged", ""},
		"two different codes in one vote": {signedIn, "", []string{good[0], s.ballots(s.rehearsal.Codes["d80001"], 1)[1], good[2]}, "credential", "code"},
	} {
		a := s.cast(tc.client, tc.practice, tc.ballots)
		if a.OK || a.Code != tc.code || a.Needs != tc.needs || !strings.HasSuffix(a.Sentence, ".") {
			t.Errorf("%s: %+v", name, a)
		}
	}
	if el := s.election(); el.Poll.CastCount() != 0 {
		t.Errorf("%d ballots were recorded", el.Poll.CastCount())
	}
	// Nor with the same votes: a stolen code that its owner has not used yet
	// would shut the owner out.
	if a := s.cast(signedIn, "", s.ballots(s.rehearsal.Codes["d80001"], 1)); a.OK || a.Code != "foreign-code" || a.Needs != "code" {
		t.Errorf("another practice's unused code: %+v", a)
	}
	if a := s.cast(s.client(s.newLink("d80001")), "", s.ballots(s.rehearsal.Codes["d80001"], 1)); !a.OK {
		t.Fatalf("the other practice votes: %+v", a)
	}
	if a := s.cast(signedIn, "", s.ballots(s.rehearsal.Codes["d80001"], 1)); a.Code != "foreign-code" || a.Needs != "code" {
		t.Errorf("another practice's used code: %+v", a)
	}
	for name, body := range map[string]string{"no JSON": "x", "trailing": `{"practice":"","ballots":["x"]} {}`, "an unknown field": `{"practice":"","ballots":["x"],"choice":1}`,
		"too many ballots": `{"ballots":["x"` + strings.Repeat(`,"x"`, 64) + `]}`, "no list": `{"ballots":"x"}`, "no texts": `{"ballots":[[]]}`} {
		if a := s.post(signedIn, body); a.Code != "damaged" {
			t.Errorf("%s: %+v", name, a)
		}
	}
	if a := s.post(signedIn, `{"practice":"","ballots":["`+strings.Repeat("x", 1<<20)+`"]}`); a.Status != http.StatusRequestEntityTooLarge {
		t.Errorf("1 MB: %+v", a)
	}
}

// changed is a ballot with another digit in its first proof.
func changed(ballot string) string {
	at := strings.Index(ballot, `"challenge":"`) + len(`"challenge":"`) + 1
	return ballot[:at] + string('0'+(ballot[at]-'0'+1)%10) + ballot[at+1:]
}

// TestDeadline: what counts is the arrival, however long checking takes.
func TestDeadline(t *testing.T) {
	s := newScene(t)
	closes := s.election().Called.Timetable.PollCloses.Time()
	code := s.rehearsal.Codes[s.practice]
	earlier := s.cast(s.client(s.link), "", s.ballots(code, 1))
	inTime, late := s.ballots(code, 2), s.ballots(code, 0)
	s.rehearsal.Clock.Set(closes.Add(-2 * time.Second))
	c, c2 := s.client(s.link2()), s.client(s.link2())
	// The first ballot is held up while the deadline comes.
	arrived, released := make(chan bool), make(chan bool)
	s.mu.Lock()
	s.check = func(string) { arrived <- true; <-released }
	s.mu.Unlock()
	first := make(chan answer)
	go func() { first <- s.cast(c, "", inTime) }()
	select {
	case <-arrived:
	case a := <-first:
		t.Fatalf("answered before it was checked: %+v", a)
	}
	s.rehearsal.Clock.Set(closes.Add(time.Second))
	s.mu.Lock()
	s.check = nil
	s.mu.Unlock()
	ticked := make(chan error)
	go func() { ticked <- s.desk().Clerk.Tick(s.ctx) }()
	second := make(chan answer)
	go func() { second <- s.cast(c2, "", late) }()
	if el := s.election(); el.Poll.Closed() {
		t.Error("the poll closed while a ballot that had arrived in time was being checked")
	}
	close(released)
	if a := <-second; a.OK || a.Code != "late" || a.Needs != "nothing" ||
		!strings.HasPrefix(a.Sentence, "Arrived 17:00:01, after the close. Not counted. Your vote of ") || !strings.HasSuffix(a.Sentence, " stands.") {
		t.Errorf("late: %+v", a)
	}
	if a := <-first; !a.OK || a.Seq <= earlier.Seq || !a.Replaced {
		t.Errorf("arrived in time, checked late: %+v", a)
	}
	must(t, <-ticked)
	must(t, s.desk().Clerk.Tick(s.ctx))
	el := s.election()
	if !el.Poll.Closed() || el.Poll.CastCount() != 2 {
		t.Errorf("closed: %v, %d ballots", el.Poll.Closed(), el.Poll.CastCount())
	}
	// The vote before has signed everybody out who votes for the practice.
	if a := s.cast(c2, "", late); a.Code != "late" || a.Needs != "nothing" || !strings.HasSuffix(a.Sentence, "If you had voted before, that vote stands.") {
		t.Errorf("after the close: %+v", a)
	}
	if a := s.cast(s.client(""), "", late); a.Code != "late" || !strings.HasSuffix(a.Sentence, "Not counted. If you had voted before, that vote stands.") {
		t.Errorf("late, and nobody is signed in: %+v", a)
	}
	first2 := s.cast(s.client(s.newLink("d80003")), "", s.ballots(s.rehearsal.Codes["d80003"], 1))
	if !strings.HasSuffix(first2.Sentence, "No vote had been cast with this voting code before.") {
		t.Errorf("late, and the first: %+v", first2)
	}
}
