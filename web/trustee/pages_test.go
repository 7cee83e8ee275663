package trustee_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/keys/count"
	"github.com/onenorwich/guildhall/web/keys/trustee"
	"github.com/onenorwich/guildhall/web/webtest"
)

const one = "/trustee/committee-2026"

// program is a trustee whose program is this test.
type program struct {
	t *testing.T
	s *webtest.Service
	*webtest.Browser
	seed belenios.Seed
}

// at signs a trustee of the rehearsal in.
func at(t *testing.T, s *webtest.Service, seat int) *program {
	t.Helper()
	o := s.R.Team.Trustees[seat-1]
	return &program{t, s, s.SignIn(s.R.Desk().Person(s.Ctx, o.Person)), o.Phrase}
}

// task is what the service asks for.
func (p *program) task() *trustee.Task {
	p.t.Helper()
	task, err := trustee.ParseTask([]byte(p.Get(one + "/task.json").Want(200).HTML))
	webtest.Must(p.t, err)
	return task
}

// send sends an answer as the page does.
func (p *program) send(a *trustee.Answer) webtest.Page {
	p.t.Helper()
	return p.JSON(one+"/answer", string(a.Encode()))
}

// decrypted is the answer at the count.
func (p *program) decrypted() *trustee.Answer {
	p.t.Helper()
	bundle := []byte(p.Get("/bundle.zip").Want(200).HTML)
	c, err := p.task().Verify(context.Background(), p.seed, count.Bundle{From: bytes.NewReader(bundle), Size: int64(len(bundle))}, count.Kept{}, nil)
	webtest.Must(p.t, err)
	a, err := c.Decrypt(rand.Reader)
	webtest.Must(p.t, err)
	return a
}

// TestOnlyTrustees: nobody else opens a trustee's page or acts as one, whoever
// runs the service or the election.
func TestOnlyTrustees(t *testing.T) {
	s := webtest.Strict(t, rehearsal.Prepared)
	el := s.Election()
	paths := []string{"/trustee", one, one + "/apart", one + "/task.json"}
	for _, path := range paths {
		s.Browser().Get(path).Want(401)
	}
	voter, _ := s.Voter("d80000")
	for who, person := range map[string]election.ID{"officer": s.R.Officer, "registrar": el.Team.Registrar, "operator": el.Team.Operator, "practice": voter} {
		b := s.SignIn(s.R.Desk().Person(s.Ctx, person))
		for _, path := range paths {
			if page := b.Get(path); page.Status != 403 || !strings.Contains(page.Text(), "This page is a trustee’s") {
				t.Errorf("%s at %s: %d %s", who, path, page.Status, page.Text())
			}
		}
		for seat := 1; seat <= 3; seat++ {
			a := &trustee.Answer{Kind: trustee.AnswerKind, Version: 1, Election: webtest.Poll, Seat: seat, Round: trustee.RoundProof, Proofs: []string{"x"}}
			if page := b.JSON(one+"/answer", string(a.Encode())); page.Status != 403 {
				t.Errorf("%s answers for seat %d: %d %s", who, seat, page.Status, page.HTML)
			}
		}
	}
	p := at(t, s, 1)
	p.Get("/trustee").Want(200, "Committee election 2026", "You have proved that you kept your phrase")
	p.Get(one).Want(200, "You are one of 3 trustees. Any 2 of you together with this service")
	p.Get("/trustee/nothing").Want(404)
}

// TestAnswersRefused: what is not an answer, or not this trustee's, or not asked
// for, changes nothing.
func TestAnswersRefused(t *testing.T) {
	s := webtest.Strict(t, rehearsal.Prepared)
	p := at(t, s, 1)
	size := s.R.Desk().Clerk.Point().Head.Size
	for name, c := range map[string]struct {
		body   string
		status int
		says   string
	}{
		"nothing":          {"", 409, "not a trustee's answer"},
		"a task":           {string(p.task().Encode()), 409, "not a trustee's answer"},
		"another seat":     {answer(2, trustee.RoundProof), 409, "of another trustee"},
		"another election": {strings.Replace(answer(1, trustee.RoundProof), "committee-2026", "committee-2024", 1), 409, "for another election"},
		"no round":         {answer(1, trustee.RoundWait), 409, "for no round"},
		"a certificate":    {answer(1, trustee.RoundCertificate), 409, "was not accepted"},
		"a polynomial":     {answer(1, trustee.RoundPolynomial), 409, "was not accepted"},
		"an output":        {answer(1, trustee.RoundOutput), 409, "was not accepted"},
		"no proof":         {answer(1, trustee.RoundProof), 409, ""},
		"no shares":        {answer(1, trustee.RoundDecrypt), 409, ""},
	} {
		page := p.JSON(one+"/answer", c.body)
		if page.Status != c.status || !strings.Contains(page.HTML, c.says) || !strings.Contains(page.HTML, `"sentence"`) {
			t.Errorf("%s: %d %s", name, page.Status, page.HTML)
		}
	}
	if now := s.R.Desk().Clerk.Point().Head.Size; now != size {
		t.Errorf("%d entries were written", now-size)
	}
	if page := p.Post(one + "/apart"); page.Status != 422 || !strings.Contains(page.Text(), "Choose the file with the answer") {
		t.Errorf("no file: %d %s", page.Status, page.Text())
	}
}

func answer(seat int, round trustee.Round) string {
	a := &trustee.Answer{Kind: trustee.AnswerKind, Version: 1, Election: webtest.Poll, Seat: seat, Round: round}
	return string(a.Encode())
}

// TestTrusteeReplaysACertificate: after the ceremony was started again, the
// certificate of the first one is refused, and so is the same phrase.
func TestTrusteeReplaysACertificate(t *testing.T) {
	s := webtest.Strict(t, rehearsal.KeyMade)
	el := s.Election()
	certificates, err := record.Ceremony{Blobs: s.R.Dir.Log}.Certificates(s.Ctx, &el)
	webtest.Must(t, err)
	webtest.Must(t, s.R.Desk().RestartCeremony(s.Ctx, s.R.Officer, webtest.Poll, election.GroundWordsDiffer))
	p := at(t, s, 1)
	task := p.task()
	if task.Round != trustee.RoundCertificate {
		t.Fatalf("asked for %s", task.Round)
	}
	old := &trustee.Answer{Kind: trustee.AnswerKind, Version: 1, Election: webtest.Poll, Seat: 1, Round: trustee.RoundCertificate, Certificate: string(certificates[0])}
	p.send(old).Want(409, "was used before", "with a new recovery phrase")
	again, err := task.Certificate(rand.Reader, p.seed)
	webtest.Must(t, err)
	p.send(again).Want(409, "was used before")
	if el := s.Election(); len(el.Ceremony) > 0 {
		t.Error("something was recorded")
	}
	fresh, err := belenios.NewSeed(rand.Reader)
	webtest.Must(t, err)
	a, err := task.Certificate(rand.Reader, fresh)
	webtest.Must(t, err)
	p.send(a).Want(200)
}

// TestTrusteeSendsABadShare: a share, or a binding, that is wrong is refused with
// its owner's name, and spoils nothing: the others decrypt.
func TestTrusteeSendsABadShare(t *testing.T) {
	s := webtest.Strict(t, rehearsal.Tallied)
	ada, bea, cleo := at(t, s, 1), at(t, s, 2), at(t, s, 3)
	good := ada.decrypted()
	size := s.R.Desk().Clerk.Point().Head.Size
	name := s.R.Desk().Person(s.Ctx, s.R.Team.Trustees[0].Person).Name
	for what, change := range map[string]func(a *trustee.Answer){
		"another contest's share": func(a *trustee.Answer) { a.Shares[0], a.Shares[1] = a.Shares[1], a.Shares[0] },
		"another trustee's":       func(a *trustee.Answer) { a.Shares[0] = cleo.decrypted().Shares[0] },
		"a changed digit":         func(a *trustee.Answer) { a.Shares[0] = digit(a.Shares[0]) },
		"no share at all":         func(a *trustee.Answer) { a.Shares[0] = "" },
		"another binding":         func(a *trustee.Answer) { a.Bindings[0] = a.Bindings[1] },
		"no binding":              func(a *trustee.Answer) { a.Bindings[0] = "[]" },
	} {
		bad, err := trustee.ParseAnswer(good.Encode())
		webtest.Must(t, err)
		change(bad)
		if page := ada.send(bad); page.Status != 409 || !strings.Contains(page.HTML, name) || !strings.Contains(page.HTML, "Nothing was recorded") {
			t.Errorf("%s: %d %s", what, page.Status, page.HTML)
		}
	}
	fewer, err := trustee.ParseAnswer(good.Encode())
	webtest.Must(t, err)
	fewer.Shares = fewer.Shares[1:]
	ada.send(fewer).Want(409, "Decrypt again")
	if now := s.R.Desk().Clerk.Point().Head.Size; now != size {
		t.Errorf("%d entries were written", now-size)
	}
	bea.send(bea.decrypted()).Want(200)
	cleo.send(cleo.decrypted()).Want(200)
	el := s.Election()
	for _, post := range el.Contested() {
		if post.Result == nil {
			t.Errorf("%s has no result", post.ID)
		}
	}
	ada.send(good).Want(409, "nothing more for you to do")
	ada.Get(one).Want(200)
	if task := ada.task(); task.Round != trustee.RoundDone || !strings.Contains(task.Why, "not needed any more") {
		t.Errorf("the absent one is asked for %s: %s", task.Round, task.Why)
	}
}

// digit changes the last digit of a share's last number.
func digit(share string) string {
	at := strings.LastIndexAny(share, "0123456789")
	return share[:at] + string('0'+(share[at]-'0'+1)%10) + share[at+1:]
}

// TestTaskHoldsNoSecret: nothing of what the service hands out opens without the
// phrase, and the task of one is not the other's.
func TestTaskHoldsNoSecret(t *testing.T) {
	s := webtest.Strict(t, rehearsal.Prepared)
	for seat := 1; seat <= 3; seat++ {
		page := at(t, s, seat).Get(one + "/task.json").Want(200)
		var task struct{ Seat int }
		webtest.Must(t, json.Unmarshal([]byte(page.HTML), &task))
		if task.Seat != seat {
			t.Errorf("seat %d gets the task of %d", seat, task.Seat)
		}
		if page.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("the task may be kept: %q", page.Header.Get("Cache-Control"))
		}
		for _, o := range s.R.Team.Trustees {
			if strings.Contains(page.HTML, strings.ReplaceAll(o.Phrase.Reveal(), " ", "")) {
				t.Error("a phrase is in the task")
			}
		}
	}
}
