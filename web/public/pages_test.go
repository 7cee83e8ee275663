package public_test

import (
	"bytes"
	"encoding/base64"
	"os/exec"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/booth/edition"
	"github.com/onenorwich/guildhall/web/ui/uitest"
	"github.com/onenorwich/guildhall/web/webtest"
)

const poll = "/elections/committee-2026"

func TestBeforeThePoll(t *testing.T) {
	s := webtest.Start(t, rehearsal.Called)
	b := s.Browser()
	b.Get("/").Want(200, "Elections of OneNorwich", "Committee election 2026", "Nominations open at 9am on Monday 19 October 2026.")
	b.Get(poll).Want(200, "The roll has not been frozen yet.", "A GP, by GMC number", "Monday 14 December 2026, 5pm", "The returning officer together with this service.").Not("shorter than the usual")
	b.Get(poll+"/candidates").Want(200, "The candidates are published at")
	b.Get(poll+"/board").Want(200, "The poll has not been opened yet")
	b.Get(poll+"/result").Want(200, "The result has not been declared yet.")
	for _, path := range []string{"/papers/declaration", "/papers/notice-of-poll", "/papers/candidates.pdf"} {
		b.Get(poll + path).Want(409)
	}
	for _, path := range []string{"/papers/nothing", "/chair.bel", "/nothing", "/chair.txt"} {
		b.Get(poll + path).Want(404)
	}
	b.Get("/elections/nothing").Want(404, "There is no election at this address.")
	b.Get("/blobs/nothing").Want(404)
	b.Get("/blobs/"+strings.Repeat("0", 64)).Want(404, "This file is not held here.")
}

func TestCandidatesBecomePublic(t *testing.T) {
	decided, published := webtest.Start(t, rehearsal.Decided), webtest.Start(t, rehearsal.Settled)
	const name, statement = "Farid Kettering", "I have worked in Norwich for eleven years."
	for _, path := range []string{"/", poll, poll + "/candidates", "/log"} {
		decided.Browser().Get(path).Want(200).Not(name, statement)
	}
	b := published.Browser()
	b.Get(poll+"/candidates").Want(200, name, statement, "(withdrawn)", "Only one candidate stands", "None beyond my own practice.")
	b.Get(poll+"/papers/candidates").Want(200, "Statement of candidates", name)
	if pdf := b.Get(poll + "/papers/candidates.pdf").Want(200); !strings.HasPrefix(pdf.HTML, "%PDF-") {
		t.Error("the statement is no PDF")
	}
}

// TestBoardDuringThePoll: trackers are there, names and states are not.
func TestBoardDuringThePoll(t *testing.T) {
	s := webtest.Start(t, rehearsal.Voted)
	b, el := s.Browser(), s.Election()
	page := b.Get(poll+"/board").Want(200, "5 votes have been cast so far", "5 of 6 practices have voted")
	page.Not("Superseded", "Counts", "Practice A Surgery", "Practice F Surgery")
	b.Get("/").Want(200, "5 of 6 practices have voted", "Practices can vote until 5pm on Monday 14 December 2026.")
	n := 0
	var tracker, shown string
	for cast := range el.Poll.Casts {
		for _, ballot := range cast.Ballots {
			n++
			tracker = ballot.Ballot.String()
			shown = base64.RawStdEncoding.EncodeToString(ballot.Ballot[:])
			page.Want(200, shown)
		}
	}
	if n != 15 {
		t.Fatalf("%d ballots", n)
	}
	find := func(tracker string) webtest.Page { return b.Get(poll + "/board?tracker=" + tracker) }
	find(strings.ToUpper(tracker)+"%20").Want(200, "Included: this ballot is in the box. It counts unless the practice votes again.")
	find(strings.Repeat("0", 64)).Want(200, "This tracker is not in the ballot box")
	find("abc").Want(200, "This is not a whole tracker.")
	find("%3Cscript%3E").Want(200, "This is not a whole tracker.")
	b.Get(poll+"/board?page=999").Want(200, shown)
	b.Get(poll+"/board?page=-1").Want(200, shown)
	// The notice of poll has the sentences that also stand on page 1.
	b.Get(poll+"/papers/notice-of-poll").Want(200, "Notice of poll", "None may be lost. If the returning officer’s is, or this service’s own: no count; a new poll.", "Root hash at the set-up")
}

func TestResult(t *testing.T) {
	counted, s := webtest.Start(t, rehearsal.Counted), webtest.Start(t, rehearsal.Declared)
	counted.Browser().Get(poll+"/result").Want(200, "The result has not been declared yet.").Not("elected")
	counted.Browser().Get(poll + "/papers/declaration").Want(409)
	b := s.Browser()
	b.Get(poll+"/result").Want(200, "Elected by poll", "Equal votes, not yet decided", "Elected unopposed", "5 of 6 (83.3%)")
	b.Get(poll+"/board").Want(200, "Counts", "Practices that voted")
	// A paper that has not been issued yet is shown as it would be.
	b.Get(poll+"/papers/declaration").Want(200, "Declaration of result")
	if pdf := b.Get(poll + "/papers/declaration.pdf").Want(200); !strings.HasPrefix(pdf.HTML, "%PDF-") {
		t.Error("the declaration is no PDF")
	}
}

// TestDownloads: what is offered is what it is said to be.
func TestDownloads(t *testing.T) {
	s := webtest.Start(t, rehearsal.Declared)
	b, point := s.Browser(), s.R.Desk().Clerk.Point()
	key := s.R.Dir.Key.Public()
	if got := b.Get("/key").Want(200).HTML; got != string(key)+"\n" {
		t.Errorf("the key: %q", got)
	}
	checkpoint, err := audit.OpenCheckpoint([]byte(b.Get("/checkpoint").Want(200).HTML), key)
	webtest.Must(t, err)
	if checkpoint.Size != point.Head.Size || checkpoint.Root != point.Head.Root() {
		t.Error("the checkpoint is not the log's")
	}
	head, err := audit.Start(key.Origin())
	webtest.Must(t, err)
	lines := strings.SplitAfter(b.Get("/log.jsonl").Want(200).HTML, "\n")
	for _, line := range lines[:len(lines)-1] {
		_, head, err = head.Next([]byte(strings.TrimSuffix(line, "\n")))
		webtest.Must(t, err)
	}
	if head.Root() != checkpoint.Root {
		t.Error("the log is not the checkpoint's")
	}
	el := s.Election()
	for _, c := range el.Poll.Prepared.Contests {
		report, err := belenios.VerifyArchive(s.Ctx, strings.NewReader(b.Get(poll+"/"+string(c.Post)+".bel").Want(200).HTML), belenios.Options{})
		webtest.Must(t, err)
		if report.UUID != c.UUID {
			t.Errorf("the archive of %s is another's", c.Post)
		}
		blob := b.Get("/blobs/" + c.Definition.String()).Want(200)
		if audit.Hash([]byte(blob.HTML)) != audit.Digest(c.Definition) || !strings.Contains(blob.Header.Get("Content-Security-Policy"), "sandbox") {
			t.Error("a file is not what its address says")
		}
	}
}

func TestLog(t *testing.T) {
	s := webtest.Start(t, rehearsal.Declared)
	b := s.Browser()
	var all strings.Builder
	for _, page := range []string{"1", "2", "3"} {
		p := b.Get("/log?page=" + page)
		p.Want(200).Not("cannot read", "An entry of the kind", "example.org", "01603")
		all.WriteString(p.Text())
	}
	for _, sentence := range []string{"0. The log was opened.", "The election “Committee election 2026” was called.", "The roll was frozen: 6 practices with 8 votes.",
		"seconded a nomination for", "was found invalid.", "What the result may give away was weighed before the poll opened.", "A vote was put into the ballot box.", "The poll closed. 5 practices had voted.", "The result was declared.",
		"The office “Chair” was filled by the person elected."} {
		if !strings.Contains(all.String(), sentence) {
			t.Errorf("the log does not say %q", sentence)
		}
	}
	b.Get("/log?page=nonsense").Want(200, "The result was declared.")
}

// TestFiveLinesOfShell runs what the page prints.
func TestFiveLinesOfShell(t *testing.T) {
	for _, tool := range []string{"bash", "curl", "sha256sum"} {
		if _, err := exec.LookPath(tool); err != nil {
			uitest.Missing(t, tool)
		}
	}
	s := webtest.Start(t, rehearsal.Voted)
	page := s.Browser().Get("/verify").Want(200, "guildhall monitor "+s.URL)
	if e, err := edition.Built(); err == nil {
		page.Want(200, e.Hash().String())
	}
	_, script, _ := strings.Cut(page.HTML, `aria-label="Five lines of shell">`)
	script, _, _ = strings.Cut(script, "</pre>")
	script = strings.NewReplacer("&#39;", "'", "&#34;", `"`, "&amp;", "&", "&lt;", "<", "&gt;", ">", "&#43;", "+").Replace(script)
	if n := strings.Count(script, "\n"); n != 4 {
		t.Fatalf("the five lines are %d", n+1)
	}
	run := func(script string) string {
		out, err := exec.Command("bash", "-c", script).CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return strings.TrimSpace(string(out))
	}
	leaf := s.R.Desk().Clerk.Point().Head.Leaf.String()
	if got := run(script); got != leaf {
		t.Errorf("the five lines print %q, not %s", got, leaf)
	}
	page.Want(200, leaf)
	// They see a changed log.
	raw := []byte(s.Browser().Get("/log.jsonl").Want(200).HTML)
	changed := bytes.Replace(raw, []byte("roll.frozen"), []byte("roll.frozem"), 1)
	_, rest, _ := strings.Cut(script, "/log.jsonl")
	begin, _, _ := strings.Cut(script, "curl")
	cmd := exec.Command("bash", "-c", begin+"cat"+rest)
	cmd.Stdin = bytes.NewReader(changed)
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "BROKEN: ") {
		t.Errorf("a changed log passes: %v\n%s", err, out)
	}
}
