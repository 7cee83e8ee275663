package journey_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/keys/holder"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/papers"
	"github.com/onenorwich/guildhall/web/ui/uitest"
)

// ballot is one vote of the whole election: a practice by number, and the names
// it chooses for chair and for lead practice manager; empty for none.
type ballot struct {
	practice       int
	chair, manager string
}

// Bacon Road (1 vote), Mile End Road (2), Wensum Valley (3) and Prospect (3),
// which votes twice.
var cast = []ballot{
	{1, "Dr Amina Okafor", "Dorothy Jewson"},
	{5, "Dr Amina Okafor", "Edmund Bacon"},
	{3, "Dr Bertram Pulford", ""},
	{6, "Dr Bertram Pulford", "Edmund Bacon"},
	{5, "Dr Amina Okafor", "Dorothy Jewson"},
}

// What must be counted.
var total = map[string]int{"Dr Amina Okafor": 4, "Dr Bertram Pulford": 5, "Dorothy Jewson": 4, "Edmund Bacon": 3}

// votes: four practices vote from their emails, one of them twice, and find
// their receipts on the board.
func (w *whole) votes(t testing.TB) {
	w.booth = uitest.Open(t)
	posts := w.papers(w.id)
	voted := map[election.ID]bool{}
	for _, b := range cast {
		w.clock.Advance(30 * time.Minute)
		var choices []int
		for i, name := range []string{b.chair, b.manager} {
			choices = append(choices, slices.Index(posts[i].candidates, name)+1)
		}
		practice := election.ID(fmt.Sprintf("d8200%d", b.practice))
		v := &voter{Tab: w.booth}
		if voted[practice] {
			v = w.voteAgain(w.booth, w.id, practice, choices...)
		} else {
			v = w.vote(w.booth, w.id, w.invitation(practice), choices...)
		}
		voted[practice] = true
		v.Click("What the receipt is for")
		trackers := v.trackers()
		if len(trackers) != 2 {
			t.Fatalf("the receipt holds %q", trackers)
		}
		name, receipt := v.Download(func() { v.Click("Save your receipt") })
		if !strings.HasSuffix(name, ".txt") || !strings.Contains(string(receipt), trackers[0]) || strings.Contains(string(receipt), "Okafor") {
			t.Errorf("the receipt %s:\n%s", name, receipt)
		}
		v.Tab.Follow("Look at the ballot box")
		v.Fill("Find your ballot by its tracker", trackers[1])
		v.Tab.Follow("Find it")
		v.See("Included: this ballot is in the box.", "Lead practice manager, recorded")
		for _, tracker := range trackers {
			v.See(tracker)
		}
	}
	w.ballots(t, w.id, 5, 4)
}

// close: the deadline closes the poll with nobody signed in.
func (w *whole) close(t testing.TB) {
	tab := w.people
	tab.ForgetCookies()
	link := w.invitation("d82002") // its text is deleted at the close
	w.closing(w.id)
	tab.Go(w.url + "/elections/" + string(w.id) + "/board")
	tab.See("4 of 6 practices", "Bacon Road Medical Centre")
	tab.Go(link)
	tab.See("The poll is closed")
	w.until("the voting codes in the emails are deleted", func() bool {
		for _, m := range w.letters(mail.Invitation, "") {
			if m.Text != "" {
				return false
			}
		}
		return true
	})
	el := w.election(w.id)
	if len(el.Poll.Voted) != 4 || el.Poll.Votes != 9 {
		t.Errorf("%d practices with %d votes", len(el.Poll.Voted), el.Poll.Votes)
	}
}

// decrypt: a wrong key file gives a sentence; the right one verifies and then
// decrypts.
func (w *whole) decrypt(t testing.TB) {
	w.clock.Advance(10 * time.Minute)
	w.back()
	tab := w.officer
	weigh(tab, "Weigh what this result gives away")
	tab.Follow("Verify the ballots and decrypt the totals")
	before := w.size()
	other, err := holder.Make(w.desk().Rand, string(w.id), belenios.Ed25519)
	must(t, err)
	wrong, err := other.Encode()
	must(t, err)
	tab.Upload("Your key file", w.file(t, "wrong.json", wrong))
	tab.Click("Verify and decrypt")
	tab.See("There is a problem", "another key was recorded")
	if w.size() != before {
		t.Error("a wrong key file recorded something")
	}
	tab.Upload("Your key file", w.file(t, "key.json", w.key))
	tab.Click("Verify and decrypt")
	tab.See("Everything was verified and decrypted", "4 ballots count, with 9 votes; 5 ballots were cast in all")
	tab.Follow("Continue")
	tab.See("The provisional result", "Dr Bertram Pulford")
}

// declare: the result page and the paper say what was cast.
func (w *whole) declare(t testing.TB) {
	tab := w.officer
	tab.Follow("Go on to declare it")
	tab.Follow("Declare this result")
	tab.See("The result has been declared")
	anybody := w.people
	anybody.Go(w.url + "/elections/" + string(w.id) + "/result")
	anybody.See("Dr Bertram Pulford", "Dorothy Jewson", "Flora Gedge")
	shown := map[string]string{}
	anybody.Eval(`Object.fromEntries([...document.querySelectorAll(".gh-bars tbody tr")].map(r => [r.querySelector("th").firstChild.textContent.trim(), r.querySelector("td:last-child").textContent.trim()]))`, &shown)
	for name, votes := range total {
		if shown[name] != fmt.Sprint(votes) {
			t.Errorf("the page gives %s %q votes, not %d", name, shown[name], votes)
		}
	}
	state := w.desk().State()
	for office, holder := range map[election.ID]string{"chair": "Dr Bertram Pulford", "lead-nurse": "Flora Gedge", "lead-practice-manager": "Dorothy Jewson"} {
		o, ok := state.Office(office)
		if name := w.desk().Person(w.ctx, o.Holder).Name; !ok || name != holder {
			t.Errorf("the office of %s is held by %q", office, name)
		}
	}
	w.until("the declaration has been issued", func() bool {
		state := w.desk().State()
		_, issued := state.Paper(papers.PaperID(w.id))
		return issued
	})
	paper := []byte(w.fetch("/elections/" + string(w.id) + "/papers/declaration.pdf"))
	text := poppler(t, paper)
	for _, want := range []string{"Dr Amina Okafor", "Dr Bertram Pulford", "Flora Gedge", "Dorothy Jewson", "Edmund Bacon", "Committee election 2026"} {
		if !strings.Contains(text, want) {
			t.Errorf("the paper lacks %q:\n%s", want, text)
		}
	}
	for name, votes := range total {
		if !strings.Contains(text, fmt.Sprintf("%s %d", name, votes)) {
			t.Errorf("the paper does not give %s %d votes:\n%s", name, votes, text)
		}
	}
}

// poppler is the text of a PDF.
func poppler(t testing.TB, pdf []byte) string {
	t.Helper()
	path, err := exec.LookPath("pdftotext")
	if err != nil {
		uitest.Missing(t, "pdftotext (poppler-utils)")
	}
	c := exec.Command(path, "-raw", "-", "-")
	c.Stdin = bytes.NewReader(pdf)
	out, err := c.Output()
	must(t, err)
	return strings.Join(strings.Fields(string(out)), " ")
}

// verify: whoever downloads the bundle finds that it holds.
func (w *whole) verify(t testing.TB) {
	tab := w.people
	tab.Go(w.url + "/verify")
	_, bundle := tab.Download(func() { tab.Eval(`document.querySelector('a[href="/bundle.zip"]').click()`, nil) })
	found := verified(t, w.service, bundle)
	if len(found.Contests) != 2 || found.Summary.Head.Size != w.size() {
		t.Errorf("%d contests and %d entries were verified", len(found.Contests), found.Summary.Head.Size)
	}
}

// verified verifies a bundle that was downloaded.
func verified(t testing.TB, s *service, bundle []byte) *record.Verified {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bundle.zip")
	must(t, os.WriteFile(path, bundle, 0o600))
	b, err := audit.OpenBundle(path)
	must(t, err)
	defer b.Close()
	found, err := record.Verify(s.ctx, b, record.Options{Now: time.Now})
	must(t, err)
	return found
}
