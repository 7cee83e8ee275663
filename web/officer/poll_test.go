package officer_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/mail/mailtest"
	"github.com/onenorwich/guildhall/web/webtest"
)

// TestPrepareAndOpen goes from the candidates to the open poll by the pages.
func TestPrepareAndOpen(t *testing.T) {
	server := mailtest.New(t)
	s := webtest.Start(t, rehearsal.Decided, func(o *web.Options) { o.SMTP = server.Options() })
	b := signedIn(s)
	times := s.Election().Called.Timetable

	b.Post(list+"/publish").Want(422, "Publishing the candidates can be done from Wednesday 4 November 2026, 5pm")
	s.R.Clock.Set(times.NominationsClose.Time())
	b = signedIn(s) // a session does not last so long
	b.Get(list+"/publish").Want(200, "Publish these candidates", "in alphabetical order")
	b.Post(list + "/publish").To(list + "?done=published")
	b.Post(list+"/settle").Want(422, "Settling the contests can be done from")
	s.R.Clock.Set(times.WithdrawalsClose.Time())
	b = signedIn(s) // a session does not last so long
	b.Get(list+"/settle").Want(200, "Settle and draw the order by lot", "Lead nurse: elected unopposed")
	b.Post(list + "/settle").To(list + "?done=settled")
	b.Get(list+"/settle").Want(200, "This has been done.", "1. ").Not("Settle and draw")
	b.Post(list+"/settle").Want(422, "The contests have been settled already.")

	// The key: only its public half comes here.
	var about map[string]string
	webtest.Must(t, json.Unmarshal([]byte(b.Get(list+"/key.json").Want(200).HTML), &about))
	if about["group"] != belenios.Ed25519 || about["public_key"] != "" {
		t.Errorf("key.json says %v", about)
	}
	b.Get(list+"/prepare").Want(200, "Make the key first.")
	b.JSON(list+"/key", `{"not":"a key"}`).Want(http.StatusConflict, "This is not a public key with its proof")
	key, err := belenios.NewTrusteeKey(rand.Reader, belenios.Ed25519)
	webtest.Must(t, err)
	trustee, err := key.Trustee(rand.Reader, "")
	webtest.Must(t, err)
	b.JSON(list+"/key", string(trustee.Encode())).Want(200, `"ok":true`)
	webtest.Must(t, json.Unmarshal([]byte(b.Get(list+"/key.json").Want(200).HTML), &about))
	if about["public_key"] != trustee.PublicKey {
		t.Error("key.json does not give the public key back")
	}

	b.Get(list+"/ballot").Want(200, "The ballot has not been prepared yet.").Not("I do not want")
	b.Post(list + "/prepare").To(list + "?done=prepared")
	b.Get(list+"/ballot").Want(200, "I do not want to vote for this post", "Read the statement of", "Send a test email")
	server.Rule("connect", mailtest.Drop)
	b.Post(list+"/test-mail").Want(422, "did not leave", "broke the connection off")
	b.Get(list+"/poll").Want(200, "broke the connection off")
	server.Rule("connect", "")
	server.Rule("RCPT", "550 5.1.1 nobody")
	b.Post(list+"/test-mail").Want(422, "did not leave", "refused the address. It said: 550 5.1.1 nobody")
	server.Rule("RCPT", "")
	if n := len(s.Mails(mail.Test, "")); n != 0 {
		t.Errorf("%d test emails after one that failed", n)
	}
	b.Post(list + "/test-mail").To(list + "/ballot?done=tested")
	if n := len(server.Letters()); n != 1 {
		t.Errorf("%d test emails told at once", n)
	}
	if n := len(s.Mails(mail.Test, "")); n != 6 {
		t.Errorf("%d test emails", n)
	}
	b.JSON(list+"/key", string(trustee.Encode())).Want(http.StatusConflict, "cannot be exchanged any more")
	b.Post(list+"/open").Want(422, "Look first at what the result can give away, and decide to go on.")
	worked(b, "/weigh")
	b.Post(list+"/weigh", "reason", "This is a test.").To(list + "?done=weighed")
	b.Post(list+"/open").Want(422, "Opening the poll can be done from Tuesday 24 November 2026, 9am")
	if len(s.Mails(mail.Invitation, "")) != 0 {
		t.Fatal("a poll that was not opened sent emails")
	}
	s.R.Clock.Set(times.PollOpens.Time())
	b = signedIn(s) // a session does not last so long
	b.Get(list+"/open").Want(200, "Open the poll and send the emails", "The returning officer together with this service.", "This service or your mail provider. You would be told by email.", "None may be lost. If the returning officer’s is, or this service’s own: no count; a new poll.")
	b.Post(list + "/open").To(list + "?done=opened")
	if n := len(s.Mails(mail.Invitation, "")); n != 6 {
		t.Errorf("%d invitations", n)
	}
	b.Get(list+"/poll").Want(200, "0 of 6", "never earlier", "Waiting to be sent")
	b.Get(list).Want(200, "Nothing for you to do now. Next: Practices vote")
}

// TestRunningPoll: the pages tell turnout and mail, never when or how anybody
// voted, and who has voted only where reminders are sent.
func TestRunningPoll(t *testing.T) {
	s := webtest.Start(t, rehearsal.Voted)
	b := signedIn(s)
	el := s.Election()
	page := b.Get(list+"/poll").Want(200, "5 of 6", "Remind practices that have not voted")
	for cast := range el.Poll.Casts {
		for _, ballot := range cast.Ballots {
			page.Not(ballot.Ballot.String())
		}
		page.Not(cast.Time.Time().Format("3:04pm"))
	}
	// Everybody stands in the list of emails, whether they have voted or not.
	for row := range el.Roll.Rows {
		page.Want(200, s.R.Desk().Practice(s.Ctx, row.Practice).Name)
	}
	// Two have voted since names changed last, C and E: they are not named yet, get
	// no reminder (it is left out when it is to be sent), and no page tells them from
	// F, which gets one.
	b.Get(list+"/remind").Want(200, "The names are as of 00:00 on Monday 30 November 2026", "Practice C Surgery", "Practice E Surgery", "Practice F Surgery").
		Not("Practice A Surgery", "Practice B Surgery")
	before := b.Get(list + "/poll").Text()
	b.Post(list + "/remind").To(list + "/poll?done=reminded")
	if n := len(s.Mails(mail.Reminder, "")); n != 3 {
		t.Errorf("%d reminders, not of all that are not named", n)
	}
	if after := b.Get(list + "/poll").Text(); after != before {
		t.Errorf("the page tells who got a reminder:\n%s", after)
	}
	b.Get(fmt.Sprintf("/officer/mail/%d", s.Last(mail.Reminder, "").ID)).Want(404)
	mails(t, s, b)
	b.Get(list+"/account").Want(http.StatusConflict, "The poll has not closed")
	b.JSON(list+"/shares", `{}`).Want(http.StatusConflict, "The poll has not closed")
	b.Get(list+"/decrypt").Want(200, "The poll has not closed; nothing is counted before it has.")
	b.Get(list+"/result").Want(200, "has not been counted yet")

	// At the deadline the poll closes with nobody signed in.
	s.R.Clock.Set(el.Called.Timetable.PollCloses.Time())
	b = signedIn(s) // a session does not last so long
	b.Get(list+"/poll").Want(200, "The deadline has come.")
	webtest.Must(t, s.R.Desk().Clerk.Tick(s.Ctx))
	b.Get(list+"/account").Want(200, "Practices that voted", "Being made")
	b.Post(list+"/remind").Want(422, "The poll is not open")
}

// mails: a person decides what becomes of an email that did not simply arrive,
// and nobody reads its code.
func mails(t *testing.T, s *webtest.Service, b *webtest.Browser) {
	t.Helper()
	code := s.R.Codes["d80002"]
	_, person := s.Voter("d80002")
	msg := s.Last(mail.Invitation, person.Email)
	path := "/officer/mail/" + strconv.FormatInt(msg.ID, 10)
	set := func(state mail.State) {
		webtest.Must(t, s.Web.Site.Store().Write(s.Ctx, func(tx store.Side) error {
			_, err := tx.Exec(`UPDATE mail SET state = $1, error = '550 no such mailbox' WHERE id = $2`, string(state), msg.ID)
			return err
		}))
	}
	set(mail.Bounced)
	b.Get(list+"/poll").Want(200, "Emails that need you", "Bounced").Not(code)
	b.Get(path).Want(200, "It did not arrive.", "550 no such mailbox", "Send it again").Not(code, "/v/")
	b.Post(path, "do", "again").To(list + "/poll?done=mail")
	b.Get(list+"/poll").Not("Bounced").Want(200, "no mail server")
	b.Post(path, "do", "arrived").Want(422, "no longer in the state")
	b.Post(path).Want(422, "Choose what is to be done")
	set(mail.Uncertain)
	b.Get(path).Want(200, "we do not know whether it arrived")
	b.Post(path, "do", "arrived").To(list + "/poll")
	b.Get(path).Want(200, "Should it come back")
	b.Post(path, "do", "back").To(list + "/poll")
	b.Get(list+"/poll").Want(200, "Bounced")
	b.Get("/officer/mail/999999").Want(404, "There is no such email")
	b.Get("/officer/mail/x").Want(404)
	// An email that tells of a ballot says when a practice voted.
	for _, kind := range []mail.Kind{mail.Recorded, mail.Number} {
		webtest.Must(t, s.Web.Site.Store().Write(s.Ctx, func(tx store.Side) error {
			return s.Web.Site.Outbox.Queue(tx, mail.Message{Kind: kind, To: person.Email, Name: person.Name, Practice: "d80002", Election: webtest.Poll, Subject: "x"})
		}))
		told := "/officer/mail/" + strconv.FormatInt(s.Last(kind, person.Email).ID, 10)
		b.Get(told).Want(404).Not(person.Email)
		b.Post(told, "do", "back").Want(404)
	}
	// Whoever is named while the poll is open gets the voting email.
	b.Post(list+"/people/d80002", "role", "voting", "name", "Nell New", "email", "nell@example.org").To(list + "/people")
	if s.Last(mail.Invitation, "nell@example.org").Practice != "d80002" {
		t.Error("the new representative got no voting email")
	}
	send(t, s, b, list+"/people", "people", "ods_code,name,email\nD80003,Pat Poe,pat@example.org\n").To(list + "/people")
	s.Last(mail.Invitation, "pat@example.org")
}

// TestCount goes from the closed poll to the issued declaration.
func TestCount(t *testing.T) {
	s := webtest.Start(t, rehearsal.Tallied)
	b := signedIn(s)
	el := s.Election()
	b.Get(list+"/account").Want(200, "Ballots that count", "Verify and decrypt")
	b.Get(list+"/decrypt").Want(200, "If anything in the ballot box does not agree")
	shares := func(key *belenios.TrusteeKey) string {
		tallies, err := s.R.Desk().Tallies(s.Ctx, &el)
		webtest.Must(t, err)
		given := map[string][]string{}
		shares, bindings, err := record.Decrypt(rand.Reader, key, tallies...)
		webtest.Must(t, err)
		for i := range shares {
			given["shares"], given["bindings"] = append(given["shares"], string(shares[i])), append(given["bindings"], string(bindings[i]))
		}
		raw, err := json.Marshal(given)
		webtest.Must(t, err)
		return string(raw)
	}
	before := size(s)
	b.JSON(list+"/shares", `{"shares":["{}","{}","{}"],"bindings":["[]","[]","[]"]}`).Want(http.StatusConflict, "was not accepted")
	b.JSON(list+"/shares", `{`).Want(http.StatusBadRequest, "arrived damaged")
	b.Post(list+"/declare").Want(422, "Verify the ballots and decrypt the totals first.")
	if size(s) != before {
		t.Fatal("a refused decryption was recorded")
	}
	b.JSON(list+"/shares", shares(s.R.Key)).Want(200, `"ok":true`)
	b.Get(list+"/decrypt").Want(200, "A second decryption is never made.")
	b.JSON(list+"/shares", shares(s.R.Key)).Want(http.StatusConflict)
	b.Get(list+"/result").Want(200, "This result is provisional.", "Equal votes, not yet decided", "Go on to declare it")
	s.Browser().Get("/elections/committee-2026/result").Want(200, "The result has not been declared yet.").Not("Equal votes")

	b.Get(list+"/declare").Want(200, "Declare this result", "Equal votes")
	b.Post(list + "/declare").To(list + "/result?done=declared")
	b.Post(list+"/declare").Want(422, "The result has been declared already.")
	b.Get(list).Want(200, "Declaration of result (PDF)", "Put those elected into office")
	b.Get("/officer/offices").Want(200, "Chair", "Elected: Committee election 2026", "Vice-chair Holder Vacant", "Took over from Celia Garboldisham")
	issuedIsWhole(t, s)
}

// issuedIsWhole holds the issued paper and the bundle against the log.
func issuedIsWhole(t *testing.T, s *webtest.Service) {
	t.Helper()
	anyone := s.Browser()
	state := s.R.Desk().State()
	issued, ok := state.Paper("declaration-committee-2026")
	if !ok {
		t.Fatal("the declaration was not issued")
	}
	pdf := anyone.Get("/elections/committee-2026/papers/declaration.pdf").Want(200).HTML
	if audit.Hash([]byte(pdf)) != audit.Digest(issued.PDF) || !strings.HasPrefix(pdf, "%PDF-") {
		t.Error("the PDF is not the one in the log")
	}
	// The page says the same as long as there is a log, whatever follows.
	first := anyone.Get("/elections/committee-2026/papers/declaration").Want(200, "Declaration of result", "Equal votes, not yet decided", "The returning officer together with this service.")
	webtest.Must(t, s.R.Desk().Name(s.Ctx, s.R.Officer, "d80000", "deputy", record.PersonText{Name: "Dee Dale", Email: "dee@example.org"}))
	if again := anyone.Get("/elections/committee-2026/papers/declaration"); again.HTML != first.HTML {
		t.Error("the page of the declaration has changed with the log")
	}
	file := filepath.Join(t.TempDir(), "bundle.zip")
	webtest.Must(t, os.WriteFile(file, []byte(anyone.Get("/bundle.zip").Want(200).HTML), 0o600))
	bundle, err := audit.OpenBundle(file)
	webtest.Must(t, err)
	defer bundle.Close()
	found, err := record.Verify(s.Ctx, bundle, record.Options{Trust: audit.Trust{Key: s.R.Dir.Key.Public()}, Now: time.Now})
	webtest.Must(t, err)
	if len(found.Contests) != 3 || found.Point.Head.Size != size(s) {
		t.Errorf("the bundle has %d contests and %d entries", len(found.Contests), found.Point.Head.Size)
	}
	if raw, err := json.Marshal(found.Summary); err == nil && bytes.Contains(raw, []byte("Dee Dale")) {
		t.Error("a sealed name is in the bundle")
	}
	if zip, err := os.ReadFile(file); err != nil || bytes.Contains(zip, []byte("Dee Dale")) || bytes.Contains(zip, []byte("dee@example.org")) {
		t.Error("a sealed name is in the public bundle")
	}
}
