package registrar_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web"
	"github.com/onenorwich/guildhall/web/codes"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/mail/mailtest"
	"github.com/onenorwich/guildhall/web/webtest"
)

// desk is a registrar at a script, with a book of codes that the log lists.
type desk struct {
	*webtest.Service
	b    *webtest.Browser
	book *codes.Book
}

// listed draws codes from the task that the service gives, and sends their public
// half, as the program in the page does.
func listed(t *testing.T, change ...func(*web.Options)) *desk {
	t.Helper()
	s := webtest.Strict(t, rehearsal.Settled, change...)
	d := &desk{Service: s, b: s.SignIn(s.R.Desk().Person(s.Ctx, s.R.Team.Registrar))}
	task, err := codes.ReadTask([]byte(d.b.Get(pages + "/task.json").Want(200).HTML))
	webtest.Must(t, err)
	d.book, err = codes.Draw(rand.Reader, task)
	webtest.Must(t, err)
	reply, err := d.book.Reply(task)
	webtest.Must(t, err)
	d.b.JSON(pages+"/list", string(reply.Encode())).Want(200)
	for _, p := range task.Roll {
		s.R.Codes[p.Practice], err = d.book.Code(p.Practice)
		webtest.Must(t, err)
	}
	return d
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	webtest.Must(t, err)
	return string(b)
}

// until plays on. The session of whoever acts may end with the days that pass, so
// the registrar signs in again.
func (d *desk) until(stage rehearsal.Stage) {
	d.T.Helper()
	webtest.Must(d.T, d.R.Until(d.Ctx, stage))
	d.b = d.SignIn(d.R.Desk().Person(d.Ctx, d.R.Team.Registrar))
}

func TestOnlyTheRegistrar(t *testing.T) {
	s := webtest.Strict(t, rehearsal.Settled)
	s.Browser().Get("/registrar").Want(401)
	_, voter := s.Voter("d80002")
	for _, person := range []record.PersonText{voter, s.R.Desk().Person(s.Ctx, s.R.Officer), s.R.Desk().Person(s.Ctx, s.R.Team.Operator)} {
		b := s.SignIn(person)
		b.Get("/registrar").Want(403, "This page is the registrar’s")
		b.Get(pages + "/task.json").Want(403)
		b.JSON(pages+"/list", "{}").Want(403)
		b.JSON(pages+"/issued", "{}").Want(403)
		b.JSON(pages+"/mail", "{}").Want(403)
	}
	b := s.SignIn(s.R.Desk().Person(s.Ctx, s.R.Team.Registrar))
	b.Get("/registrar/nothing").Want(404)
	simple := webtest.Start(t, rehearsal.Settled)
	simple.SignIn(simple.R.Desk().Person(simple.Ctx, simple.R.Officer)).Get(pages).Want(403)
}

// TestListFromAFile: the command line's way in.
func TestListFromAFile(t *testing.T) {
	d := listed(t)
	p := d.b.Get(pages+"/apart").Want(200, "The voting codes have been made")
	if strings.Contains(p.HTML, "enctype") {
		t.Error("a second list is asked for")
	}
	d.b.JSON(pages+"/list", "{}").Want(409, "This is not the public half of voting codes")
	task, err := codes.ReadTask([]byte(d.b.Get(pages + "/task.json").Want(200).HTML))
	webtest.Must(t, err)
	other, err := codes.Draw(rand.Reader, task)
	webtest.Must(t, err)
	reply, err := other.Reply(task)
	webtest.Must(t, err)
	d.b.JSON(pages+"/list", string(reply.Encode())).Want(409, "has been signed already")
	reply.Election = "committee-2027"
	d.b.JSON(pages+"/list", string(reply.Encode())).Want(409, "the list of another election")
	webtest.Must(t, d.book.Listed(task))
	if err := other.Listed(task); err == nil {
		t.Error("other codes pass for those of the log")
	}
}

// TestListAgainAfterARestart: the key ceremony begins again, and the same file
// gives the new list.
func TestListAgainAfterARestart(t *testing.T) {
	d := listed(t)
	webtest.Must(t, d.R.Desk().RestartCeremony(d.Ctx, d.R.Officer, webtest.Poll, election.GroundWordsDiffer))
	if el := d.Election(); el.Listed != nil {
		t.Fatal("the list stands although its contests do not")
	}
	task, err := codes.ReadTask([]byte(d.b.Get(pages + "/task.json").Want(200).HTML))
	webtest.Must(t, err)
	reply, err := d.book.Reply(task)
	webtest.Must(t, err)
	d.b.JSON(pages+"/list", string(reply.Encode())).Want(200)
	d.until(rehearsal.Prepared)
	webtest.Must(t, d.R.Until(d.Ctx, rehearsal.Voted)) // with the very same codes
}

// ballots is a vote as a booth makes it.
func (d *desk) ballots(code belenios.Code) (list []string, trackers []election.Digest) {
	d.T.Helper()
	el := d.Election()
	contests, err := d.R.Desk().Contests(d.Ctx, &el)
	webtest.Must(d.T, err)
	for _, c := range contests {
		marks := make([]int, c.Setup.Election.Questions[0].Size())
		marks[1] = 1
		b, err := belenios.Encrypt(rand.Reader, c.Setup.Election, code, [][]int{marks})
		webtest.Must(d.T, err)
		list = append(list, string(b.Raw))
		trackers = append(trackers, election.Digest(audit.Hash(b.Raw)))
	}
	return list, trackers
}

func vote(t *testing.T, practice election.ID, ballots []string) string {
	return asJSON(t, map[string]any{"practice": practice, "ballots": ballots})
}

func (d *desk) code(practice election.ID) belenios.Code {
	d.T.Helper()
	c, err := belenios.ParseCode(d.R.Codes[practice])
	webtest.Must(d.T, err)
	return c
}

// TestRegistrarsFileAloneCannotCast: whoever has every voting code, and no
// practice's mailbox, casts nothing: not as a stranger, not as the registrar, not
// as another practice, and not as one that was named for it.
func TestRegistrarsFileAloneCannotCast(t *testing.T) {
	d := listed(t)
	d.until(rehearsal.Opened)
	ballots, _ := d.ballots(d.code("d80002"))
	body := vote(t, "d80002", ballots)
	before := d.R.Desk().Clerk.Point().Head.Size
	for name, b := range map[string]*webtest.Browser{"a stranger": d.Browser(), "the registrar": d.b} {
		if p := b.JSON("/cast/committee-2026", body); p.Status < 400 || !strings.Contains(p.HTML, "not signed in") {
			t.Errorf("%s: %d %s", name, p.Status, p.HTML)
		}
	}
	// A practice of another size, with this one's code.
	d.Voting("d80004").JSON("/cast/committee-2026", vote(t, "d80004", ballots)).Not(`"trackers"`)
	if el := d.Election(); el.Poll.CastCount() != 0 {
		t.Fatal("a ballot was recorded")
	}
	// The rules keep the registrar from getting a seat in the booth.
	registrar := d.R.Desk().Person(d.Ctx, d.R.Team.Registrar)
	if _, err := d.R.Desk().Appoint(d.Ctx, d.R.Officer, "d80002", governance.Deputy, registrar, nil); err == nil {
		t.Error("the registrar was named as a deputy of a practice")
	}
	if now := d.R.Desk().Clerk.Point().Head.Size; now != before {
		t.Errorf("%d entries were added", now-before)
	}
	// With both halves it is cast: what was refused above was refused for them.
	d.Voting("d80002").JSON("/cast/committee-2026", body).Want(200)
}

// TestServicesSessionAloneCannotCast: the service can open any session, and write
// what it likes, but has no voting code: the desk refuses its ballot, the rules
// refuse its credential, and what it forges past both is found by verify.
func TestServicesSessionAloneCannotCast(t *testing.T) {
	d := listed(t)
	d.until(rehearsal.Opened)
	own, err := belenios.NewCode(rand.Reader)
	webtest.Must(t, err)
	ballots, trackers := d.ballots(own)
	session := d.Voting("d80002")
	session.JSON("/cast/committee-2026", vote(t, "d80002", ballots)).Not(`"trackers"`)
	el := d.Election()
	contests, err := d.R.Desk().Contests(d.Ctx, &el)
	webtest.Must(t, err)
	write := func(credential func(i int) election.Digest, blobs []string) error {
		cast := election.BallotCast{Election: webtest.Poll}
		var raw [][]byte
		for i, b := range blobs {
			cast.Ballots = append(cast.Ballots, election.BallotPart{Post: contests[i].Post, Credential: credential(i), Ballot: election.Digest(audit.Hash([]byte(b)))})
			raw = append(raw, []byte(b))
		}
		_, err := d.R.Desk().Clerk.Do(d.Ctx, clerk.Command{Blobs: raw, Decide: func(*governance.State, time.Time) ([]clerk.Act, error) {
			return []clerk.Act{{Event: cast}}, nil
		}})
		return err
	}
	mine := func(i int) election.Digest {
		c, err := own.Credential(belenios.Ed25519, contests[i].UUID)
		webtest.Must(t, err)
		return election.Digest(audit.Hash([]byte(c.Public())))
	}
	if err := write(mine, ballots); err == nil {
		t.Error("the rules took a ballot with a credential that is not listed")
	}
	if el := d.Election(); el.Poll.CastCount() != 0 || len(trackers) == 0 {
		t.Fatal("a ballot was recorded")
	}
	// It names a listed credential for its own ballot, in the log and in the ballot
	// itself; the signature is still not that code's.
	row := el.Poll.Voters()[0]
	var forged []string
	for i, b := range ballots {
		c, err := own.Credential(belenios.Ed25519, contests[i].UUID)
		webtest.Must(t, err)
		var victim string
		for _, right := range contests[i].Setup.Credentials.Rights() {
			if election.Digest(audit.Hash([]byte(right.Credential))) == row.Credentials[i] {
				victim = right.Credential
			}
		}
		forged = append(forged, strings.Replace(b, c.Public(), victim, 1))
	}
	session.JSON("/cast/committee-2026", vote(t, "d80002", forged)).Not(`"trackers"`)
	webtest.Must(t, write(func(i int) election.Digest { return row.Credentials[i] }, forged))
	if err := d.verify(); err == nil {
		t.Error("a ballot that the service forged was verified")
	}
}

// verify verifies the bundle of the log as it stands.
func (d *desk) verify() error {
	d.T.Helper()
	ctx := context.Background()
	point := d.R.Desk().Clerk.Point()
	checkpoint, err := d.R.Desk().Clerk.Checkpoint(point)
	webtest.Must(d.T, err)
	var out bytes.Buffer
	webtest.Must(d.T, record.Contents(ctx, point, d.R.Dir.Key.Public(), checkpoint, d.R.Dir.Log, false).WriteZip(ctx, &out))
	b, err := audit.ReadBundle(bytes.NewReader(out.Bytes()), int64(out.Len()))
	webtest.Must(d.T, err)
	defer b.Close()
	_, err = record.Verify(ctx, b, record.Options{})
	return err
}

// TestMailKeepsNothing sends every code through a real SMTP conversation, some of
// which fail, and then looks for the codes in every byte that the service has.
func TestMailKeepsNothing(t *testing.T) {
	server := mailtest.New(t)
	d := listed(t, func(o *web.Options) { o.SMTP = server.Options() })
	send := func(practice election.ID, code string, more ...string) webtest.Page {
		t.Helper()
		body := map[string]any{"practice": practice, "code": code}
		for _, m := range more {
			body[m] = true
		}
		return d.b.JSON(pages+"/mail", asJSON(t, body))
	}
	d.until(rehearsal.Prepared)
	foreign, err := belenios.NewCode(rand.Reader)
	webtest.Must(t, err)
	send("d80001", foreign.Reveal()).Want(409, "not a voting code that the registrar has listed")
	send("d80001", "nonsense").Want(409, "not a voting code")
	send("d80001", d.R.Codes["d80001"], "again").Want(409, "Check first who is asking")
	send("d80001", d.R.Codes["d80001"], "again", "checked").Want(409, "has not been given its voting code yet")

	_, refusing := d.Voter("d80003")
	server.Rule("END "+refusing.Email, "554 5.7.1 not taken: "+d.R.Codes["d80003"])
	el := d.Election()
	for row := range el.Roll.Rows {
		p := send(row.Practice, d.R.Codes[row.Practice]).Want(200)
		if want := row.Practice != "d80003"; strings.Contains(p.HTML, `{"taken":true,`) != want {
			t.Errorf("%s: %s", row.Practice, p.HTML)
		}
	}
	if el = d.Election(); el.Issued("d80003") != "" || el.Issued("d80001") != election.ByMail {
		t.Errorf("issued: %q, %q", el.Issued("d80003"), el.Issued("d80001"))
	}
	server.Rule("END "+refusing.Email, "")
	send("d80003", d.R.Codes["d80003"]).Want(200)
	send("d80003", d.R.Codes["d80003"], "again", "checked").Want(200)
	if el = d.Election(); el.Issued("d80003") != election.Again {
		t.Errorf("issued: %q", el.Issued("d80003"))
	}
	got := 0
	for _, l := range server.Letters() {
		for practice, code := range d.R.Codes {
			if strings.Contains(l.Body, code) {
				_, person := d.Voter(practice)
				if l.To != person.Email || !l.Encrypted || !strings.Contains(l.Body, "could have seen it") || !strings.Contains(l.Body, d.URL+"/c") || strings.Contains(l.Body, "#"+code) {
					t.Errorf("to %s: %s", l.To, l.Body)
				}
				got++
			}
		}
	}
	if got != len(d.R.Codes)+1 {
		t.Errorf("%d emails with a code arrived", got)
	}
	d.until(rehearsal.Opened)
	d.nowhere()
}

// TestMailedAgain: a code that came in a letter, was lost and then went by mail has
// passed through this service, and so the election says.
func TestMailedAgain(t *testing.T) {
	server := mailtest.New(t)
	d := listed(t, func(o *web.Options) { o.SMTP = server.Options() })
	d.until(rehearsal.Prepared)
	d.b.JSON(pages+"/issued", `{"how":"letter","practices":["d80001","d80002"]}`).Want(200)
	if el := d.Election(); el.Mailed() != 0 {
		t.Fatalf("%d codes went by mail", el.Mailed())
	}
	d.b.JSON(pages+"/mail", asJSON(t, map[string]any{"practice": "d80001", "code": d.R.Codes["d80001"], "again": true, "checked": true})).Want(200, `"taken":true`)
	el := d.Election()
	if el.Mailed() != 1 || el.Issued("d80001") != election.Again {
		t.Errorf("%d codes went by mail; d80001 was given %q", el.Mailed(), el.Issued("d80001"))
	}
	if says := conduct.Protection(&el)[1].Sentence; !strings.Contains(says, "by email (1 of 6 practices)") {
		t.Error(says)
	}
}

// nowhere holds every code against every byte of the data folder, the log of the
// service and the outbox.
func (d *desk) nowhere() {
	d.T.Helper()
	all := map[string][]byte{"the service's log": []byte(d.Log.String())}
	webtest.Must(d.T, filepath.WalkDir(d.R.Dir.Path, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		all[filepath.Base(path)], err = os.ReadFile(path)
		return err
	}))
	webtest.Must(d.T, d.R.Dir.Log.View(d.Ctx, func(tx store.Side) error {
		rows, err := tx.Query(`SELECT body || subject || error FROM mail`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var text string
			if err := rows.Scan(&text); err != nil {
				return err
			}
			all["the outbox"] = append(all["the outbox"], text...)
		}
		return rows.Err()
	}))
	if len(all["guildhall.db"]) == 0 || len(all["the outbox"]) == 0 || len(all["the service's log"]) == 0 {
		d.T.Fatal("the search looked at nothing")
	}
	for name, content := range all {
		for practice, code := range d.R.Codes {
			for _, text := range []string{code, strings.ReplaceAll(code, "-", "")} {
				if bytes.Contains(content, []byte(text)) {
					d.T.Errorf("%s holds the code of %s", name, practice)
				}
			}
		}
	}
	// The search finds what is there.
	if !bytes.Contains(append(all["guildhall.db"], all["guildhall.db-wal"]...), []byte("committee-2026")) {
		d.T.Error("the search does not find what the database holds")
	}
}

// TestWithoutAMailServer: the page says so, and nothing is sent.
func TestWithoutAMailServer(t *testing.T) {
	d := listed(t)
	d.until(rehearsal.Prepared)
	d.b.Get(pages+"/mail").Want(200, "no mail server")
	d.b.JSON(pages+"/mail", asJSON(t, map[string]any{"practice": "d80002", "code": d.R.Codes["d80002"]})).Want(409, "no mail server")
	if n := len(d.Mails(mail.VotingCode, "")); n != 0 {
		t.Errorf("%d codes in the outbox", n)
	}
}

// TestStrictServiceHasNoCodes: in no table of the service, whatever is asked.
func TestStrictServiceHasNoCodes(t *testing.T) {
	d := listed(t)
	d.until(rehearsal.Voted)
	for practice := range d.R.Codes {
		if code, err := d.R.Desk().Code(d.Ctx, webtest.Poll, practice); err != nil || code != "" {
			t.Errorf("%s: %q, %v", practice, code, err)
		}
	}
	d.nowhere()
}
