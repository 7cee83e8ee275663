package public_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/webtest"
)

// upload sends a receipt's file.
func upload(t *testing.T, s *webtest.Service, b *webtest.Browser, raw []byte) webtest.Page {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	f, err := w.CreateFormFile("file", "guildhall-receipt.txt")
	webtest.Must(t, err)
	_, err = f.Write(raw)
	webtest.Must(t, err)
	webtest.Must(t, w.WriteField("text", ""))
	webtest.Must(t, w.Close())
	req, err := http.NewRequest(http.MethodPost, s.URL+"/receipt", &body)
	webtest.Must(t, err)
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.Do(req)
}

// votes are the acts of voting, in order.
func votes(s *webtest.Service) (all []election.Cast) {
	el := s.Election()
	for cast := range el.Poll.Casts {
		all = append(all, cast)
	}
	return all
}

func receiptPath(cast election.Cast) string { return fmt.Sprintf("%s/receipt/%d", poll, cast.Seq) }

// TestReceipt: the same bytes for everybody, and they hold by themselves.
func TestReceipt(t *testing.T) {
	s := webtest.Start(t, rehearsal.Voted)
	key := s.R.Dir.Key.Public()
	_, voter := s.Voter("d80000")
	for _, cast := range votes(s) {
		page := s.Browser().Get(receiptPath(cast)).Want(200)
		r, err := record.ParseReceipt([]byte(page.HTML))
		webtest.Must(t, err)
		if r.Seq() != cast.Seq || r.Key != key || !slices.Equal(r.Cast.Ballots, cast.Ballots) || r.Proof.At.Size != s.R.Desk().Clerk.Point().Head.Size {
			t.Errorf("the receipt of entry %d is that of %d", cast.Seq, r.Seq())
		}
		if got, want := page.Header.Get("Content-Disposition"), fmt.Sprintf(`attachment; filename="guildhall-receipt-committee-2026-%d.txt"`, cast.Seq); got != want {
			t.Errorf("it is named %s, not %s", got, want)
		}
		if page.Header.Get("Set-Cookie") != "" || !strings.HasPrefix(page.Header.Get("Content-Type"), "text/plain") {
			t.Errorf("headers %v", page.Header)
		}
		page.Not("Practice ", "Surgery", "Dr ")
		// A signed-in voter, and one with a broken cookie, get the same.
		for _, b := range []*webtest.Browser{s.SignIn(voter), s.Browser()} {
			b.SetCookie("other", "x")
			if again := b.Get(receiptPath(cast)).Want(200); again.HTML != page.HTML || again.Header.Get("Set-Cookie") != "" {
				t.Error("somebody else gets another receipt")
			}
		}
	}
	first := votes(s)[0]
	for _, bad := range []string{"0", "-1", "x", "99999999999999999999", "0" + fmt.Sprint(first.Seq), "+" + fmt.Sprint(first.Seq), "100000"} {
		s.Browser().Get(poll+"/receipt/"+bad).Want(404, "There is no vote of this election at this place")
	}
	s.Browser().Get("/elections/nothing/receipt/87").Want(404)
}

// again casts blank votes for the practice that cast a vote.
func again(t *testing.T, s *webtest.Service, cast election.Cast) {
	t.Helper()
	desk, el := s.R.Desk(), s.Election()
	contests, err := desk.Contests(s.Ctx, &el)
	webtest.Must(t, err)
	for practice, text := range s.R.Codes {
		code, err := belenios.ParseCode(text)
		webtest.Must(t, err)
		credential, err := code.Credential(belenios.Ed25519, el.Poll.Prepared.Contests[0].UUID)
		webtest.Must(t, err)
		if sha256.Sum256([]byte(credential.Public())) != cast.Ballots[0].Credential {
			continue
		}
		vote := clerk.Vote{Election: el.ID(), Practice: practice}
		for _, c := range contests {
			choice := make([]int, len(c.Setup.Election.Questions[0].Answers)+1)
			choice[0] = 1
			ballot, err := belenios.Encrypt(desk.Rand, c.Setup.Election, code, [][]int{choice})
			webtest.Must(t, err)
			vote.Ballots = append(vote.Ballots, ballot.Raw)
		}
		vote.Checked, err = desk.CheckBallots(s.Ctx, &el, vote.Ballots)
		webtest.Must(t, err)
		arrived := desk.Clerk.Arrive()
		defer arrived.Done()
		_, err = desk.Clerk.Cast(s.Ctx, arrived, vote)
		webtest.Must(t, err)
		return
	}
	t.Fatal("nobody has the code of that vote")
}

// TestReceiptPage: included, superseded, counted, by file, by text and by
// tracker; and what is no receipt.
func TestReceiptPage(t *testing.T) {
	s := webtest.Start(t, rehearsal.Voted)
	b := s.Browser()
	b.Get("/receipt").Want(200, "Check your receipt", "Neither the receipt nor this page says how you voted")
	b.Get("/").Want(200, "Check your receipt")
	b.Get(poll+"/board").Want(200, "Check a receipt that you saved")
	b.Get("/verify").Want(200, "guildhall receipt")
	counts, old := votes(s)[1], votes(s)[2]
	receipt := b.Get(receiptPath(counts)).Want(200).HTML
	page := upload(t, s, b, []byte(receipt)).Want(200, "Included", "It counts unless the practice votes again.", "Committee election 2026",
		fmt.Sprintf("Entry %d", counts.Seq), "Vice-chair", record.Tracker(counts.Ballots[1].Ballot), "By this log’s key")
	page.Not("Practice A Surgery", "Not there", "Counted in the result")
	windows := strings.ReplaceAll(receipt, "\n", "\r\n") // as a form sends it, and as an editor may save it
	b.Post("/receipt", "text", windows).Want(200, "Included", record.Tracker(counts.Ballots[0].Ballot))
	upload(t, s, b, []byte("\xef\xbb\xbf"+windows)).Want(200, "Included")
	tracker := strings.NewReplacer("+", "%2B", "/", "%2F").Replace(record.Tracker(counts.Ballots[2].Ballot))
	b.Get("/receipt?tracker="+tracker).Want(200, "Included", "Save the receipt of this vote").Not("By this log’s key")
	b.Get(poll+"/board?tracker="+tracker).Want(200, "Save its receipt")
	b.Get("/receipt?tracker="+counts.Ballots[0].Ballot.String()).Want(200, "Included")
	b.Get("/receipt?tracker="+strings.Repeat("A", 43)).Want(200, "Not there", "in no ballot box here", "Ring the returning officer of “Committee election 2026”")
	b.Get("/receipt?tracker=abc").Want(200, "This is not a whole tracker")
	replaced := []byte(b.Get(receiptPath(old)).Want(200).HTML)
	upload(t, s, b, replaced).Want(200, "Included").Not("Superseded")
	again(t, s, old)
	upload(t, s, b, replaced).Want(200, "Superseded by the vote of ", fmt.Sprintf("(entry %d of the log)", votes(s)[5].Seq), "the last vote counts", "Was that not you? Vote again")
	// What is no receipt, or was changed.
	b.Post("/receipt", "text", " ").Want(422, "Choose the file that you saved, or paste its text")
	b.Post("/receipt", "text", "<script>").Want(422, "not a whole receipt").Not("<script>x")
	upload(t, s, b, []byte("nothing")).Want(422, "not a whole receipt")
	b.Post("/receipt", "text", strings.Replace(receipt, "Tracker for chair", "Tracker for treasurer", 1)).Want(422, "Line 3 of the receipt is not what its proof says", "if this is that file, ring the returning officer")
	b.Post("/receipt", "text", strings.Repeat("x", 600<<10)).Want(413)

	// After the close and the count, the same old receipt says that it counts.
	webtest.Must(t, s.R.Until(s.Ctx, rehearsal.Closed))
	upload(t, s, b, []byte(receipt)).Want(200, "The poll has closed, and it is one of those that count.").Not("Counted in the result")
	webtest.Must(t, s.R.Until(s.Ctx, rehearsal.Declared))
	upload(t, s, b, []byte(receipt)).Want(200, "Counted in the result", "and those are the first of them")
	upload(t, s, b, replaced).Want(200, "Superseded by the vote of", "Was that not you? Ring the returning officer.").Not("Counted", "Vote again")
}

// logLines are the entries of the service's log.
func logLines(t *testing.T, s *webtest.Service) (lines [][]byte) {
	t.Helper()
	for line, err := range s.R.Dir.Log.Lines(s.Ctx, 0) {
		webtest.Must(t, err)
		lines = append(lines, bytes.Clone(line))
	}
	return lines
}

// forge gives the receipt of a vote in a log of these entries, chained anew and
// signed with a key.
func forge(t *testing.T, key audit.Key, lines [][]byte, seq int64) []byte {
	t.Helper()
	head, err := audit.Start(key.Origin())
	webtest.Must(t, err)
	var nodes audit.Nodes
	var vote []byte
	for _, line := range lines {
		e, err := audit.ParseEntry(line)
		webtest.Must(t, err)
		e.Prev = head.Leaf
		again, err := e.Line()
		webtest.Must(t, err)
		_, head, err = head.Next(again)
		webtest.Must(t, err)
		webtest.Must(t, nodes.Add(audit.LeafHash(again)))
		if e.Seq == seq {
			vote = again
		}
	}
	checkpoint, err := key.Checkpoint(head)
	webtest.Must(t, err)
	hashes, err := nodes.Inclusion(seq, head.Size)
	webtest.Must(t, err)
	proof, err := audit.NewLogProof(vote, hashes, checkpoint)
	webtest.Must(t, err)
	r, err := record.NewReceipt(proof, key.Public())
	webtest.Must(t, err)
	return r.Encode()
}

// later is the log's last entry, a millisecond later and more entries on.
func later(t *testing.T, lines [][]byte, more int64) []byte {
	t.Helper()
	e, err := audit.ParseEntry(lines[len(lines)-1])
	webtest.Must(t, err)
	e.Time, e.Seq = e.Time.Add(time.Millisecond), e.Seq+more
	line, err := e.Line()
	webtest.Must(t, err)
	return line
}

// forkedReceipt is one that the service's key signed for a log that it does not
// show: the last entry is another.
func forkedReceipt(t *testing.T, s *webtest.Service, cast election.Cast) []byte {
	t.Helper()
	lines := logLines(t, s)
	return forge(t, s.R.Dir.Key, append(slices.Clone(lines[:len(lines)-1]), later(t, lines, 0)), cast.Seq)
}

// TestReceiptOfAForkedLog: receipts that this service's key signed, of logs that
// it does not show, and receipts of other keys.
func TestReceiptOfAForkedLog(t *testing.T) {
	s := webtest.Start(t, rehearsal.Voted)
	b, cast, lines, key := s.Browser(), votes(s)[1], logLines(t, s), s.R.Dir.Key
	upload(t, s, b, forge(t, key, lines, cast.Seq)).Want(200, "Included")
	upload(t, s, b, forkedReceipt(t, s, cast)).Want(200, "Not there: the log was forked or rewritten", "This is serious.",
		"Ring the returning officer of “Committee election 2026”", "Tell a scrutineer", "bundle.zip").Not("Included")
	upload(t, s, b, forge(t, key, append(slices.Clone(lines), later(t, lines, 1)), cast.Seq)).Want(200, "Not there: entries were taken away", "This is serious.")

	stranger, err := audit.NewKey(key.Origin(), bytes.Repeat([]byte{5}, 32))
	webtest.Must(t, err)
	upload(t, s, b, forge(t, stranger, lines, cast.Seq)).Want(200, "Not there", "signed by another key than this log", string(stranger.Public()), string(key.Public()))
	elsewhere, err := audit.NewKey("elsewhere.example", bytes.Repeat([]byte{5}, 32))
	webtest.Must(t, err)
	upload(t, s, b, forge(t, elsewhere, lines, cast.Seq)).Want(200, "Not there: this receipt is of another log", "elsewhere.example")
}

// TestSpentTracker: a ballot that was opened to check the booth is said to be so.
func TestSpentTracker(t *testing.T) {
	s := webtest.Start(t, rehearsal.Voted)
	point := s.R.Desk().Clerk.Point()
	found := false
	for line, err := range s.R.Dir.Log.Lines(s.Ctx, 0) {
		webtest.Must(t, err)
		e, err := audit.ParseEntry(line)
		webtest.Must(t, err)
		event, err := record.Event(e)
		webtest.Must(t, err)
		if spent, ok := event.(election.BallotSpent); ok && e.Seq < point.Head.Size {
			found = true
			s.Browser().Get("/receipt?tracker="+spent.Ballots[0].String()).Want(200, "Opened, not cast", "can never be counted")
		}
	}
	if !found {
		t.Fatal("the rehearsal opened no ballot")
	}
}
