package journey_test

import (
	"bytes"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/ui/uitest"
)

// allCodes are all voting codes, in both ways of writing.
func (w *strictly) allCodes() (list []string) {
	for _, code := range w.codes {
		list = append(list, code, strings.ReplaceAll(code, "-", ""))
	}
	return list
}

// makeCodes: the registrar makes the codes, loads the page again in the middle,
// gives a wrong passphrase and then the right one.
func (w *strictly) makeCodes(t testing.TB) {
	w.registrar = uitest.Open(t)
	tab := w.registrar
	w.sent = tab.Requests()
	w.come(tab, "Rita Salhouse")
	tab.Follow("Make the voting codes")
	tab.See("Write the passphrase down")
	tab.Eval(`document.querySelector("#drawn").textContent`, &w.passphrase)
	name, file := tab.Download(func() { tab.Click("Make the voting codes") })
	w.kept = file
	tab.See("Keep the file", "Nothing has been sent yet")
	tab.Reload()
	tab.See("Keep the file", "Save the file again")
	tab.Upload("Your file of voting codes", w.file(t, name, file))
	tab.Fill("Its passphrase", "babab-babab-babab-babab-babab-babab")
	tab.Click("Check the file and send the public half")
	tab.See("This is not the passphrase of this file")
	if el := w.election(w.id); el.Listed != nil {
		t.Fatal("a list was recorded before its file could be opened")
	}
	tab.Upload("Your file of voting codes", w.file(t, name, file))
	tab.Fill("Its passphrase", w.passphrase)
	tab.Click("Check the file and send the public half")
	tab.See("The voting codes are made")
}

// prepare: the returning officer weighs what the result would give away, and
// prepares the ballot.
func (w *strictly) prepare(testing.TB) {
	tab := w.officer
	tab.Go(w.url + "/officer/elections/" + string(w.id))
	tab.Follow("Prepare the ballot")
	tab.See("under the trustees’ key and this service’s")
	tab.Follow("Prepare the ballot")
	tab.See("The ballot and the voting codes are ready.", "The trustees prove that they kept their phrases")
	w.weigh("Weigh what the result will give away")
}

// printed: the registrar prints the letters, each with a code.
func (w *strictly) printed(t testing.TB) {
	tab := w.registrar
	w.come(tab, "Rita Salhouse")
	tab.Follow("Bring the codes to the practices")
	tab.Upload("Your file of voting codes", w.file(t, "codes.age", w.kept))
	tab.Fill("Its passphrase", w.passphrase)
	_, pdf := tab.Download(func() { tab.Click("Print the letters") })
	tab.See("6 letters are ready")
	path, err := exec.LookPath("pdftotext")
	if err != nil {
		uitest.Missing(t, "pdftotext (poppler-utils)")
	}
	c := exec.Command(path, "-layout", "-", "-")
	c.Stdin = bytes.NewReader(pdf)
	text, err := c.Output()
	must(t, err)
	for _, page := range strings.Split(string(text), "\f") {
		for n, name := range practiceNames {
			if n == 0 || !strings.Contains(page, name) {
				continue
			}
			for word := range strings.FieldsSeq(page) {
				if len(word) == 25 && strings.Count(word, "-") == 3 {
					w.codes[n] = word
				}
			}
		}
	}
	if len(w.codes) != 6 {
		t.Fatalf("the letters hold %d codes: %v", len(w.codes), w.codes)
	}
	if !strings.Contains(string(text), "Any two of Ada Hemblington, Bea Irstead and Cleo Ludham") {
		t.Error("the letters do not name who could read a vote")
	}
	w.back()
	w.officer.Follow("The registrar sends the voting codes")
	w.officer.See("Every practice has been sent a voting code.", "By letter")
}

// open opens the poll, whose emails then hold a link each and no code.
func (w *strictly) open(t testing.TB) {
	w.clock.Set(w.election(w.id).Called.Timetable.PollOpens.Time())
	w.back()
	tab := w.officer
	tab.Follow("Open the poll and send the voting emails")
	tab.See("The emails hold no voting code.")
	tab.Follow("Open the poll and send the emails")
	tab.See("The poll is open, and the voting emails have been written.")
	for _, m := range w.letters(mail.Invitation, "") {
		if strings.Contains(w.link(m), "#") || !strings.Contains(m.Text, "It came in a letter from the registrar, Rita Salhouse") {
			t.Errorf("the voting email to %s:\n%s", m.To, m.Text)
		}
	}
	tab.Follow("Sign out")
}

// votes: the first practice comes with its letter, the others with their emails
// and type the code, one of them another practice's first.
func (w *strictly) votes(t testing.TB) {
	w.booth = uitest.Open(t)
	sent := w.booth.Requests()
	posts := w.papers(w.id)
	voted := map[election.ID]bool{}
	for i, b := range cast {
		w.clock.Advance(30 * time.Minute)
		v := &voter{Tab: w.booth}
		if i == 0 {
			voted[election.ID(fmt.Sprintf("d8200%d", b.practice))] = true
			v.Expect("404")
			v.Go(w.url + "/l#" + w.codes[b.practice])
			v.See("Your voting code has been read from the letter")
			v.Reload()
			v.See("Your voting code has been read from the letter")
			v.Fill("Your email address", repMail(b.practice))
			v.Click("Continue")
			v.See("Confirm that it is you")
			v.Fill("6-digit number", w.digits(w.letter(mail.Number, repMail(b.practice))))
			v.Click("Continue")
			v.See("Vote for "+practiceNames[b.practice], "The registrar, Rita Salhouse.", "Any two of Ada Hemblington")
			v.Follow("Start")
		} else {
			practice := election.ID(fmt.Sprintf("d8200%d", b.practice))
			if voted[practice] {
				w.beginAgain(v, practice)
			} else {
				v.begin(w.invitation(practice))
			}
			voted[practice] = true
			v.See("Enter your voting code", "It is in the letter that the registrar sent to your practice")
			v.Fill("Voting code", w.codes[b.practice][:24])
			v.Click("Continue")
			v.See("There is a problem")
			v.Fill("Voting code", w.codes[b.practice])
			v.Click("Continue")
		}
		var choices []int
		for i, name := range []string{b.chair, b.manager} {
			choices = append(choices, slices.Index(posts[i].candidates, name)+1)
		}
		v.mark(posts, choices...)
		v.cast()
	}
	w.ballots(t, w.id, 5, 4)
	for _, r := range sent() {
		for _, code := range w.allCodes() {
			if strings.Contains(r.URL, code) || strings.Contains(r.Body, code) {
				t.Errorf("%s %s held a voting code", r.Method, r.URL)
			}
		}
	}
}

// closed: the deadline closes the poll with nobody signed in.
func (w *strictly) closed(t testing.TB) {
	w.closing(w.id)
	el := w.election(w.id)
	if len(el.Poll.Voted) != 4 || el.Poll.Votes != 9 {
		t.Errorf("%d practices with %d votes", len(el.Poll.Voted), el.Poll.Votes)
	}
}

// weigh looks at what the totals would give away, which is much among so few, and
// goes on with a reason.
func (w *strictly) weigh(row string) {
	tab := w.officer
	tab.Follow(row)
	tab.See("That is more than the limit")
	tab.Fill("Why you go on all the same", "Six practices are few, whatever their votes; the members have been told.")
	tab.Follow("Go on all the same")
	tab.See("Your decision has been recorded.")
}
