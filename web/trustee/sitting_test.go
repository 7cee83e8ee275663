package trustee_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/ui"
	"github.com/onenorwich/guildhall/web/ui/uitest"
	"github.com/onenorwich/guildhall/web/webtest"
)

func TestMain(m *testing.M) { os.Exit(uitest.Main(m)) }

// sitter is a trustee at a browser of their own.
type sitter struct {
	*uitest.Tab
	t        *testing.T
	person   election.ID
	text     record.PersonText
	phrase   string // on paper
	requests func() []uitest.Request
}

// sit signs a trustee in, and opens their page.
func sit(t *testing.T, s *webtest.Service, person election.ID) *sitter {
	t.Helper()
	if ui.Assets() != nil {
		uitest.Missing(t, "the built assets (run make assets)")
	}
	tab := uitest.Open(t)
	o := &sitter{tab, t, person, s.R.Desk().Person(s.Ctx, person), "", tab.Requests()}
	o.enter(s)
	return o
}

// enter signs in, as once a day, and opens the page.
func (o *sitter) enter(s *webtest.Service) {
	o.t.Helper()
	s.Browser().Post("/sign-in", "email", o.text.Email).Want(200)
	path, _ := s.Link(s.Last(mail.SignIn, o.text.Email))
	o.Go(s.URL + path)
	o.Follow("Continue")
	o.See("You are a trustee")
	o.Follow("Committee election 2026")
}

// look holds the page against axe-core, and keeps a picture where it is asked for.
func (o *sitter) look(name string) {
	o.t.Helper()
	o.Axe()
	folder := os.Getenv("GUILDHALL_PICTURES")
	if folder == "" {
		return
	}
	for width, label := range map[int]string{320: "320", 1280: "1280"} {
		o.Size(width, 900)
		o.Screenshot(filepath.Join(folder, "trustee-"+name+"-"+label+".png"))
	}
	o.Size(1280, 900)
}

// begin draws the phrase, and writes it down.
func (o *sitter) begin() {
	o.t.Helper()
	o.Click("Make my key")
	o.See("Your recovery phrase", "It is shown only now")
	o.Eval(`document.querySelector(".gh-phrase--large").textContent`, &o.phrase)
	if len(strings.ReplaceAll(o.phrase, " ", "")) != 22 {
		o.t.Fatalf("the phrase is %q", o.phrase)
	}
}

// unsent holds everything that the tab ever sent against the phrase.
func (o *sitter) unsent() {
	o.t.Helper()
	all := o.requests()
	posts := 0
	for _, r := range all {
		if r.Method == "POST" {
			posts++
		}
		for _, form := range []string{o.phrase, strings.ReplaceAll(o.phrase, " ", ""), strings.ReplaceAll(o.phrase, " ", "+"), strings.ReplaceAll(o.phrase, " ", "%20")} {
			if strings.Contains(r.Body, form) || strings.Contains(r.URL, form) {
				o.t.Errorf("the phrase was sent: %s %s", r.Method, r.URL)
			}
		}
	}
	if posts == 0 {
		o.t.Error("nothing was sent at all, so this shows nothing")
	}
}

// slip is the phrase with one character exchanged.
func (o *sitter) slip() string {
	with := "a"
	if strings.HasPrefix(o.phrase, with) {
		with = "b"
	}
	return with + o.phrase[1:]
}

// TestSitting is a whole election in the strict scheme as three trustees live it,
// each in a browser of their own: the sitting with a page that is loaded again in
// its middle, the proofs with a slip and with a wrong phrase, and the count with
// one of them absent.
func TestSitting(t *testing.T) {
	s := webtest.Strict(t, rehearsal.Settled)
	el := s.Election()
	var all []*sitter
	for _, person := range el.Team.Trustees {
		all = append(all, sit(t, s, person))
	}
	ada, bea, cleo := all[0], all[1], all[2]
	s.R.Sitting = func(context.Context) error { ceremony(ada, bea, cleo); return nil }
	s.R.Proving = func(context.Context) error { proofs(s, ada, bea, cleo); return nil }
	webtest.Must(t, s.R.Until(s.Ctx, rehearsal.Voted))
	ada.enter(s)
	ada.See("Nothing to do now", "The poll is open until")
	ada.look("open")
	// What the same browser signed as a witness counts as kept, too.
	ada.See("check the log and sign what you saw")
	ada.Eval(`fetch("/checkpoint").then(r => r.text()).then(note => localStorage.setItem("guildhall-witness", JSON.stringify({log: JSON.stringify({key: "", note}), keys: {}})))`, nil)
	webtest.Must(t, s.R.Until(s.Ctx, rehearsal.Closed))
	ada.enter(s)
	ada.See("The votes are being added up, still encrypted")
	webtest.Must(t, s.R.Until(s.Ctx, rehearsal.Tallied))
	counted(s, ada, bea, cleo)
	for _, o := range all {
		o.unsent()
	}
}

// TestSecondTab: a trustee who has the page open twice, here or at another device,
// is shown one phrase alone, that of the key which stands in the log.
func TestSecondTab(t *testing.T) {
	s := webtest.Strict(t, rehearsal.Settled)
	el := s.Election()
	ada, second := sit(t, s, el.Team.Trustees[0]), sit(t, s, el.Team.Trustees[0])
	second.See("Make your key")
	ada.See("Make your key")
	// The second one draws at the very moment at which the first has been taken.
	second.Before(`const honest = window.fetch; window.fetch = (address, more) =>
		String(address).endsWith("/task.json") && window.guildhallHold ? new Promise(() => {}) : honest(address, more)`)
	second.Reload()
	second.See("Make your key")
	second.Eval(`window.guildhallHold = true`, nil)
	ada.begin()
	second.Expect("status of 409")
	second.Click("Make my key")
	second.See("There is a problem")
	if second.Sees("Write it down") || second.Sees("Your recovery phrase") {
		t.Errorf("a void phrase is shown as if it were real:\n%s", second.Text())
	}
	second.Eval(`window.guildhallHold = false`, nil)
	second.Click("Try again")
	second.See("Keep this page open", "Waiting for")
	ada.See("Your recovery phrase", ada.phrase)
	ada.Click("I have written it down")
	ada.See("Waiting for")
}

// TestStartedAgain: when the returning officer begins the ceremony again, a page
// that is open says so and draws another phrase; and a key that was made in the
// trustee's name elsewhere is noticed in the tab that made the right one.
func TestStartedAgain(t *testing.T) {
	s := webtest.Strict(t, rehearsal.Settled)
	el := s.Election()
	ada := sit(t, s, el.Team.Trustees[0])
	ada.See("Make your key")
	ada.begin()
	ada.Click("I have written it down")
	ada.See("Waiting for")
	first := ada.phrase
	webtest.Must(t, s.R.Desk().RestartCeremony(s.Ctx, s.R.Officer, webtest.Poll, election.GroundWordsDiffer))
	ada.See("The key ceremony was started again", "the phrase that you had is of no use any more")
	ada.look("started-again")
	ada.begin()
	if ada.phrase == first {
		t.Fatal("the phrase is the old one")
	}
	desk := s.R.Desk()
	for i, o := range s.R.Team.Trustees {
		el := s.Election()
		c, err := o.Phrase.Certificate(desk.Rand, conduct.TrusteeSeat(&el, o.Person))
		webtest.Must(t, err)
		if i == 0 {
			ada.Click("I have written it down")
			ada.See("Waiting for")
			continue
		}
		webtest.Must(t, desk.GiveCertificate(s.Ctx, o.Person, webtest.Poll, c.Encode()))
	}
	ada.See("Compare these words by telephone")
	// Her page is shown another key in her place.
	forged, err := s.R.Team.Trustees[0].Phrase.Certificate(desk.Rand, conduct.TrusteeSeat(&el, el.Team.Trustees[0]))
	webtest.Must(t, err)
	text, err := json.Marshal(string(forged.Encode()))
	webtest.Must(t, err)
	ada.Before(`const honest = window.fetch; window.fetch = async (address, more) => {
		const response = await honest(address, more);
		if (!String(address).endsWith("/task.json")) return response;
		const task = await response.json();
		task.certificates[0] = ` + string(text) + `;
		return new Response(JSON.stringify(task), {headers: {"Content-Type": "application/json"}});
	};`)
	ada.Reload()
	ada.See("In your place stands another key than the one that was made in this tab", "stop here")
	ada.Fill("Your recovery phrase", ada.phrase)
	ada.Click("Go on")
	ada.See("There is a problem", "This is not the recovery phrase of this key")
	ada.unsent()
}

// ceremony is the live sitting.
func ceremony(ada, bea, cleo *sitter) {
	ada.See("Make your key", "one of 3 trustees. Any 2 of you")
	ada.look("start")
	ada.begin()
	ada.look("phrase")
	// Loaded again before it was sent: the same phrase.
	ada.Reload()
	ada.See("Your recovery phrase", ada.phrase)
	ada.Click("I have written it down")
	ada.See("Keep this page open", "Waiting for "+bea.text.Name+" and "+cleo.text.Name)
	ada.look("waiting")
	for _, o := range []*sitter{bea, cleo} {
		o.See("Make your key")
		o.begin()
		o.Click("I have written it down")
	}
	var words []string
	for _, o := range []*sitter{ada, bea, cleo} {
		o.See("Compare these words by telephone", "(you)")
		var w []string
		o.Eval(`[...document.querySelectorAll(".gh-words")].map(e => e.textContent)`, &w)
		words = append(words, strings.Join(w, " "))
	}
	if len(slices.Compact(words)) != 1 || len(words[0]) < 100 {
		ada.t.Fatalf("the words differ: %q", words)
	}
	ada.look("words")
	ada.Click("They differ")
	ada.See("Stop here", "Read the words once more")
	ada.look("differ")
	ada.Click("Look at the words again")
	ada.See("Compare these words")
	ada.Click("The words are the same")
	ada.See("Waiting for " + bea.text.Name)
	// Loaded again in the middle: nothing is lost.
	bea.Reload()
	bea.See("Compare these words")
	bea.Click("The words are the same")
	// Ada comes back at another device, where only the paper helps.
	ada.Eval(`sessionStorage.clear()`, nil)
	ada.Reload()
	ada.See("Waiting for " + cleo.text.Name)
	cleo.Click("The words are the same")
	ada.See("Type your recovery phrase to go on", "Everybody has agreed on the words")
	ada.look("again")
	ada.Fill("Your recovery phrase", bea.phrase)
	ada.Click("Go on")
	ada.See("There is a problem", "This is not the recovery phrase of this key")
	ada.Fill("Your recovery phrase", ada.slip())
	ada.Click("Go on")
	ada.See("Mend your note", ada.phrase)
	ada.look("mended")
	ada.Click("Go on")
	for _, o := range []*sitter{ada, bea, cleo} {
		o.See("Your key is ready")
		var kept string
		o.Eval(`JSON.stringify({...sessionStorage}) + JSON.stringify({...localStorage})`, &kept)
		if strings.Contains(kept, o.phrase) {
			o.t.Errorf("the phrase is kept after the sitting: %s", kept)
		}
	}
	ada.look("ready")
}

// proofs are given apart: each when they come to it.
func proofs(s *webtest.Service, ada, bea, cleo *sitter) {
	for _, o := range []*sitter{ada, bea, cleo} {
		o.Reload()
		o.See("Prove that you kept your phrase", "Chair")
	}
	ada.look("prove")
	cleo.Follow("Do this without the browser’s program")
	cleo.See("Download the task", "guildhall trustee guildhall-task-committee-2026-proof.json")
	cleo.look("apart")
	cleo.Follow("Back")
	cleo.Follow("Back")
	cleo.See("You are a trustee", "Prove that you kept your recovery phrase")
	cleo.look("list")
	cleo.Follow("Committee election 2026")
	ada.Click("Prove that I kept my phrase")
	ada.See("There is a problem", "Enter your recovery phrase")
	ada.Fill("Your recovery phrase", cleo.phrase)
	ada.Click("Prove that I kept my phrase")
	ada.See("There is a problem", "This is not the recovery phrase of this key")
	ada.look("wrong")
	if len(s.Election().Ceremony[0].Proofs) > 0 {
		ada.t.Fatal("a wrong phrase proved something")
	}
	ada.Fill("Your recovery phrase", ada.slip())
	ada.Click("Prove that I kept my phrase")
	ada.See("You have proved that you kept your phrase", "There was a slip", ada.phrase)
	ada.look("proved")
	name, file := ada.Download(func() { ada.Click("Save the checkpoint") })
	if name != "guildhall-checkpoint-committee-2026.txt" || !strings.HasPrefix(string(file), s.R.Dir.Key.Origin()+"\n") {
		ada.t.Errorf("saved %q: %q", name, file)
	}
	for _, o := range []*sitter{bea, cleo} {
		o.Fill("Your recovery phrase", o.phrase)
		o.Click("Prove that I kept my phrase")
		o.See("You have proved that you kept your phrase")
	}
	var kept string
	bea.Eval(`localStorage.getItem("guildhall-kept-committee-2026")`, &kept)
	if !strings.Contains(kept, s.R.Dir.Key.Origin()) || strings.Contains(kept, bea.phrase) {
		bea.t.Errorf("kept: %s", kept)
	}
}

// damaged: whatever the browser's storage holds, the page is there; a damaged file
// accuses nobody; a good one takes its place.
func (o *sitter) damaged() {
	o.t.Helper()
	const name = `"guildhall-kept-committee-2026"`
	var note string
	o.See("Verify the count and decrypt")
	o.Eval(`JSON.parse(localStorage.getItem(`+name+`)).checkpoints[0]`, &note)
	for _, text := range []string{"null", "[]", `"x"`, `{"key":`, `{"checkpoints":3}`, `{"checkpoints":[{}]}`, `{"key":1}`} {
		o.Eval(fmt.Sprintf(`localStorage.setItem(%s, %q); sessionStorage.setItem("guildhall-trustee-committee-2026", %q)`, name, text, text), nil)
		o.Reload()
		o.See("Verify the count and decrypt", "What this browser kept of the log is damaged")
	}
	lines := strings.Split(note, "\n")
	lines[1] = "9" + lines[1]
	folder := o.t.TempDir()
	bad, good := filepath.Join(folder, "bad.txt"), filepath.Join(folder, "good.txt")
	webtest.Must(o.t, os.WriteFile(bad, []byte(strings.Join(lines, "\n")), 0o600))
	webtest.Must(o.t, os.WriteFile(good, []byte(note), 0o600))
	o.Upload("The checkpoint that you saved", bad)
	o.Fill("Your recovery phrase", o.phrase)
	o.Click("Verify")
	o.See("There is a problem", "is damaged", "Choose another copy")
	if o.Sees("Tell the candidates") {
		o.t.Error("a damaged file accuses the service")
	}
	o.Upload("The checkpoint that you saved", good)
}

// counted is the count, with Bea absent.
func counted(s *webtest.Service, ada, bea, cleo *sitter) {
	ada.Reload()
	ada.See("Verify the count and decrypt")
	ada.look("count")
	ada.Fill("Your recovery phrase", cleo.phrase)
	ada.Click("Verify")
	ada.See("There is a problem", "This is not the recovery phrase")
	ada.Fill("Your recovery phrase", ada.phrase)
	ada.Click("Verify")
	ada.See("Verified: look at the numbers", "ballots count", "2 checkpoints kept before", "What these totals give away, measured here", "practices voted")
	ada.look("numbers")
	ada.Click("Decrypt")
	ada.See("You have decrypted")
	ada.Click("Continue")
	ada.See("One more trustee is needed.", "Has decrypted")
	if el := s.Election(); el.Contested()[0].Result != nil {
		ada.t.Fatal("one trustee alone gave a result")
	}
	cleo.enter(s)
	cleo.damaged()
	cleo.Fill("Your recovery phrase", cleo.phrase)
	cleo.Click("Verify")
	cleo.See("Verified: look at the numbers")
	cleo.Click("Decrypt")
	cleo.See("You have decrypted")
	cleo.Click("Continue")
	cleo.See("Nothing more is needed", "with your help")
	bea.enter(s)
	bea.See("Nothing more is needed", "You are not needed any more")
	bea.look("not-needed")
	el := s.Election()
	for i, post := range el.Contested() {
		want := make([]int64, len(post.Order)+1)
		for practice, choices := range s.R.Votes {
			row, _ := el.Roll.Row(practice)
			want[choices[i]] += row.Votes
		}
		if post.Result == nil || !slices.Equal(post.Result.Counts, want) {
			ada.t.Errorf("%s: %+v, cast %v", post.ID, post.Result, want)
		}
	}
}
