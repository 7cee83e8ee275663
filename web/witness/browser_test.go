package witness_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/ui"
	"github.com/onenorwich/guildhall/web/ui/uitest"
	"github.com/onenorwich/guildhall/web/webtest"
)

func TestMain(m *testing.M) { os.Exit(uitest.Main(m)) }

var sam = record.PersonText{Name: "Sam Scrutineer", Email: "sam@example.org"}

// watched is a service whose election has a scrutineer.
func watched(t *testing.T) (*webtest.Service, election.ID) {
	t.Helper()
	s := webtest.Start(t, rehearsal.Called)
	webtest.Must(t, s.R.Desk().NameTeam(s.Ctx, s.R.Officer, webtest.Poll, conduct.Team{Scrutineers: []record.PersonText{sam}}))
	return s, s.Election().Team.Scrutineers[0]
}

// enter signs a real browser in as a person.
func enter(t *testing.T, s *webtest.Service, tab *uitest.Tab, person record.PersonText) {
	t.Helper()
	if ui.Assets() != nil {
		uitest.Missing(t, "the built assets (run make assets)")
	}
	s.Browser().Post("/sign-in", "email", person.Email).Want(200)
	path, _ := s.Link(s.Last(mail.SignIn, person.Email))
	tab.Go(s.URL + path)
	tab.Click("Continue")
	tab.See("Sign out")
}

// again opens the page days later: the session has ended, what the browser keeps
// has not.
func again(t *testing.T, s *webtest.Service, tab *uitest.Tab) {
	t.Helper()
	enter(t, s, tab, sam)
	tab.Go(s.URL + "/witness")
}

// picture keeps a picture of the page at both widths, where it is asked for.
func picture(tab *uitest.Tab, name string) {
	folder := os.Getenv("GUILDHALL_PICTURES")
	if folder == "" {
		return
	}
	for width, label := range map[int]string{320: "320", 1280: "1280"} {
		tab.Size(width, 900)
		tab.Screenshot(filepath.Join(folder, "witness-"+name+"-"+label+".png"))
	}
	tab.Size(1280, 900)
}

// cosignings are those on record.
func cosignings(s *webtest.Service) (list []governance.Cosigning) {
	state := s.R.Desk().State()
	for _, c := range state.Cosignings {
		list = append(list, c)
	}
	return list
}

// TestCheckAndSign is a scrutineer's whole work: one click at the opening, one a
// day, one at the close, and what was signed as a file.
func TestCheckAndSign(t *testing.T) {
	s, person := watched(t)
	tab := uitest.Open(t)
	enter(t, s, tab, sam)
	tab.Go(s.URL + "/witness")
	tab.See("You are a scrutineer of the Committee election 2026", "This browser makes a signing key", "The poll has not been opened yet")
	tab.Axe()
	picture(tab, "before")
	webtest.Must(t, s.R.Until(s.Ctx, rehearsal.Opened))
	again(t, s, tab)
	requests := tab.Requests()
	tab.Click("Check and sign")
	tab.See("Checked and signed", "Your public key")
	tab.Axe()
	picture(tab, "signed")

	var kept struct {
		Log  string
		Keys map[election.ID]struct{ Seed, Key, Public string }
	}
	var memory string
	tab.Eval(`localStorage.getItem("guildhall-witness")`, &memory)
	webtest.Must(t, json.Unmarshal([]byte(memory), &kept))
	for _, r := range requests() {
		if seed := kept.Keys[person].Seed; len(seed) != 64 || strings.Contains(r.Body+r.URL, seed) {
			t.Fatalf("the secret was sent, or there is none: %s %s", r.Method, r.URL)
		}
	}
	list := cosignings(s)
	if len(list) != 1 || list[0].Person != person || list[0].Key.String() != kept.Keys[person].Key {
		t.Fatalf("on record are %+v", list)
	}
	name, file := tab.Download(func() { tab.Click("Save the signed checkpoint") })
	signed, err := audit.OpenCosigned(file, s.R.Dir.Key.Public())
	webtest.Must(t, err)
	if _, err := signed.By(audit.CosignerKey(kept.Keys[person].Public)); err != nil || !strings.HasPrefix(name, "guildhall-signed-") || signed.Size != list[0].Size {
		t.Errorf("the file %s holds %+v: %v", name, signed, err)
	}

	// The day after, with more in the log.
	tab.Follow("Continue")
	tab.See("Signed last")
	webtest.Must(t, s.R.Until(s.Ctx, rehearsal.Voted))
	again(t, s, tab)
	tab.See("This browser has your key, and remembers what it signed last", "Named in the log", "Every day of the poll")
	tab.Axe()
	picture(tab, "later")
	tab.Click("Check and sign")
	tab.See("Nothing was changed since you signed last", "have been added since then")
	if list = cosignings(s); len(list) != 2 {
		t.Fatalf("%d are on record", len(list))
	}
	webtest.Must(t, s.R.Until(s.Ctx, rehearsal.Closed))
	again(t, s, tab)
	// The answer is lost on the way: nothing of the browser's is.
	tab.DropAnswers("POST", "/witness/note", 1)
	tab.Click("Check and sign")
	tab.See("There is no answer from the service", "Your signature may not be on record")
	tab.Axe()
	picture(tab, "lost")
	if list = cosignings(s); len(list) != 3 {
		t.Fatalf("%d are on record", len(list))
	}
	tab.Click("Try again")
	tab.See("Checked and signed")
	tab.Follow("Continue")
	tab.See("Completed")
	picture(tab, "closed")
	if text := tab.Text(); strings.Count(text, "Completed") < 2 {
		t.Errorf("the list says:\n%s", text)
	}

	// Another browser does not have the key, and says so before it takes its place.
	other := uitest.Open(t)
	again(t, s, other)
	other.See("The log names a key for you that this browser does not have", "Make a new key here")
	other.Axe()
	picture(other, "another-browser")
	other.Click("I have signed in another browser before")
	path := filepath.Join(t.TempDir(), name)
	webtest.Must(t, os.WriteFile(path, file, 0o600))
	other.Upload("The signed checkpoint that you saved", path)
	other.Axe()
	other.Click("Make a new key here, check and sign")
	other.See("Checked and signed", "Nothing was changed since you signed last")
	if list = cosignings(s); len(list) != 5 || list[4].Key == list[3].Key {
		t.Fatalf("on record are %+v", list)
	}
	tab.Reload()
	tab.See("The log names another key for you than the one that this browser keeps")
	tab.Follow("Sign on the command line instead")
	tab.See("Make a key", "--person "+string(person))
	tab.Axe()
	picture(tab, "apart")
}

// TestRefusesToSignAFork: the service shows this browser another log, well signed
// with the log's own key. Nothing is signed, and both are there to save.
func TestRefusesToSignAFork(t *testing.T) {
	s, _ := watched(t)
	webtest.Must(t, s.R.Until(s.Ctx, rehearsal.Opened))
	tab := uitest.Open(t)
	enter(t, s, tab, sam)
	tab.Go(s.URL + "/witness")
	tab.Click("Check and sign")
	tab.See("Checked and signed")
	_, before := tab.Download(func() { tab.Click("Save the signed checkpoint") })
	webtest.Must(t, s.R.Until(s.Ctx, rehearsal.Voted))
	checkpoint, lines := fork(t, s)

	again(t, s, tab)
	served, err := json.Marshal(map[string]string{"/checkpoint": string(checkpoint), "/log.jsonl": string(lines)})
	webtest.Must(t, err)
	tab.Eval(`{ const untrue = `+string(served)+`, honest = window.fetch;
		window.fetch = (address, more) => untrue[address] === undefined ? honest(address, more) : Promise.resolve(new Response(untrue[address])); } 0`, nil)
	requests := tab.Requests()
	tab.Click("Check and sign")
	tab.See("Do not sign: this log does not hold", "not those that you signed before", "Nothing was signed", "Ring the other scrutineers", "01603 555099")
	tab.Axe()
	picture(tab, "fork")
	for _, r := range requests() {
		if r.Method != "GET" {
			t.Errorf("%s %s was sent", r.Method, r.URL)
		}
	}
	if n := len(cosignings(s)); n != 1 {
		t.Fatalf("%d are on record", n)
	}
	_, kept := tab.Download(func() { tab.Click("Save what you signed before") })
	if !bytes.Equal(kept, before) {
		t.Error("what was signed before is another file now")
	}
	_, shown := tab.Download(func() { tab.Click("Save the checkpoint shown now") })
	if !bytes.HasPrefix(shown, checkpoint) {
		t.Errorf("the evidence is %q", shown)
	}
	_, log := tab.Download(func() { tab.Click("Save the log shown now") })
	if !bytes.Equal(log, lines) {
		t.Error("the log that was shown was not kept")
	}
	// The truth is signed, still.
	tab.Go(s.URL + "/witness")
	tab.Click("Check and sign")
	tab.See("Nothing was changed since you signed last")
}

// fork is the log as the holder of its key might write it anew from before the
// opening, as many entries long.
func fork(t *testing.T, s *webtest.Service) (checkpoint, lines []byte) {
	t.Helper()
	p, err := record.Start(s.R.Dir.Key.Origin())
	webtest.Must(t, err)
	size := s.R.Desk().Clerk.Point().Head.Size
	opened := false
	for line, err := range s.R.Dir.Log.Lines(s.Ctx, 0) {
		webtest.Must(t, err)
		e, err := audit.ParseEntry(line)
		webtest.Must(t, err)
		if opened = e.Kind == "poll.opened"; opened {
			break
		}
		webtest.Must(t, p.Fold(line))
		lines = append(append(lines, line...), '\n')
	}
	if !opened {
		t.Fatal("the poll was never opened")
	}
	for i := p.Head.Size; i < size; i++ {
		e, err := p.Enter(p.Head.Time.Add(time.Second), s.R.Officer, governance.PersonAdded{Person: election.ID(fmt.Sprint("p-other-", i))},
			map[string][]byte{governance.SealedDetails: []byte("{}")})
		webtest.Must(t, err)
		lines = append(append(lines, e.Line...), '\n')
	}
	checkpoint, err = s.R.Dir.Key.Checkpoint(p.Head)
	webtest.Must(t, err)
	return checkpoint, lines
}
