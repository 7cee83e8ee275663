package journey_test

import (
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/ui/uitest"
)

// sitter is a trustee at a browser, with a phrase on paper.
type sitter struct {
	*uitest.Tab
	name   string
	phrase string
	sent   func() []uitest.Request
}

// begin makes the key and writes its phrase down.
func (o *sitter) begin(t testing.TB) {
	o.See("Make your key")
	o.Click("Make my key")
	o.See("Your recovery phrase", "It is shown only now")
	o.Eval(`document.querySelector(".gh-phrase--large").textContent`, &o.phrase)
	if len(strings.ReplaceAll(o.phrase, " ", "")) != 22 {
		t.Fatalf("the phrase of %s is %q", o.name, o.phrase)
	}
}

// ceremony: the three make the key in one sitting. Ada's page is loaded again in
// its middle and loses nothing; the returning officer sees who is waited for, and
// reminds them.
func (w *strictly) ceremony(t testing.TB) {
	w.back()
	w.officer.Follow("The trustees make the key")
	w.officer.See("Waiting for Ada Hemblington, Bea Irstead and Cleo Ludham to make a key.")
	for _, m := range team[:3] {
		o := &sitter{Tab: uitest.Open(t), name: m.name}
		o.sent = o.Requests()
		w.come(o.Tab, m.name)
		w.trustees = append(w.trustees, o)
	}
	ada, bea, cleo := w.trustees[0], w.trustees[1], w.trustees[2]
	ada.begin(t)
	ada.Reload()
	ada.See("Your recovery phrase", ada.phrase)
	ada.Click("I have written it down")
	ada.See("Waiting for Bea Irstead and Cleo Ludham")

	w.officer.Reload()
	w.officer.See("Waiting for Bea Irstead and Cleo Ludham to make a key.")
	w.officer.Follow("Email those who are waited for")
	w.officer.See("Bea Irstead", "Rita Salhouse", "Please make the voting codes.")
	w.officer.Follow("Send the emails")
	w.officer.See("The emails to everybody who is waited for have been written.")
	// The registrar was asked before, when the contests were settled.
	for name, times := range map[string]int{"Ada Hemblington": 0, "Bea Irstead": 1, "Cleo Ludham": 1, "Rita Salhouse": 2} {
		if n := len(w.letters(mail.Waited, teamMail(name))); n != times {
			t.Errorf("%s was emailed %d times, not %d", name, n, times)
		}
	}

	for _, o := range []*sitter{bea, cleo} {
		o.begin(t)
		o.Click("I have written it down")
	}
	words := ""
	for _, o := range w.trustees {
		o.See("Compare these words by telephone")
		var mine string
		o.Eval(`[...document.querySelectorAll(".gh-words")].map(e => e.textContent).join(" ")`, &mine)
		if words == "" {
			words = mine
		}
		if mine != words || len(mine) < 100 {
			t.Fatalf("the words of %s are %q, the others' %q", o.name, mine, words)
		}
	}
	for _, o := range w.trustees {
		o.Reload()
		o.See("Compare these words")
		o.Click("The words are the same")
	}
	for _, o := range w.trustees {
		o.See("Your key is ready")
	}
	w.officer.Go(w.url + "/officer/elections/" + string(w.id) + "/trustees")
	w.officer.See("The key has been made.", "Begin the key again")
	for _, m := range strings.Fields(words)[:3] {
		w.officer.See(m)
	}
}

// asked brings a trustee to the page with the link of the newest email, which says
// what is waited for.
func (w *strictly) asked(o *sitter, what string) {
	w.t.Helper()
	m := w.letter(mail.Waited, teamMail(o.name))
	if !strings.Contains(m.Text, what) {
		w.t.Errorf("%s is told:\n%s", o.name, m.Text)
	}
	o.Go(w.link(m))
	o.Follow("Continue")
}

// prove: each trustee proves that the phrase was kept. Somebody else's phrase is
// told to be wrong, and proves nothing.
func (w *strictly) prove(t testing.TB) {
	ada, cleo := w.trustees[0], w.trustees[2]
	for _, o := range w.trustees {
		w.asked(o, "Please prove that you kept your recovery phrase.")
		o.See("Prove that you kept your phrase")
		if o == ada {
			before := w.size()
			o.Fill("Your recovery phrase", cleo.phrase)
			o.Click("Prove that I kept my phrase")
			o.See("There is a problem", "This is not the recovery phrase of this key")
			if w.size() != before {
				t.Error("a wrong phrase was recorded")
			}
		}
		o.Fill("Your recovery phrase", o.phrase)
		o.Click("Prove that I kept my phrase")
		o.See("You have proved that you kept your phrase")
	}
	if el := w.election(w.id); !el.Proved() {
		t.Error("not every trustee has proved the phrase")
	}
}

// decrypt: two of the three verify and decrypt; Bea is not there. A wrong phrase
// is told to be wrong.
func (w *strictly) decrypt(t testing.TB) {
	w.clock.Advance(10 * time.Minute)
	w.back()
	w.weigh("Weigh what this result gives away")
	w.officer.Follow("The trustees verify the ballots and decrypt the totals")
	w.officer.See("0 of the 2 trustees who are needed have decrypted. Still needed: 2 of Ada Hemblington, Bea Irstead and Cleo Ludham.")
	ada, bea, cleo := w.trustees[0], w.trustees[1], w.trustees[2]
	w.asked(ada, "Please verify the count and decrypt the totals.")
	ada.See("Verify the count and decrypt")
	before := w.size()
	ada.Fill("Your recovery phrase", bea.phrase)
	ada.Click("Verify")
	ada.See("There is a problem", "This is not the recovery phrase")
	if w.size() != before {
		t.Error("a wrong phrase decrypted something")
	}
	// A page that is loaded again asks again, and that is all.
	ada.Reload()
	for _, o := range []*sitter{ada, cleo} {
		if o == cleo {
			w.come(o.Tab, o.name)
		}
		o.See("Verify the count and decrypt")
		o.Fill("Your recovery phrase", o.phrase)
		o.Click("Verify")
		o.See("Verified: look at the numbers", "practices voted")
		o.Click("Decrypt")
		o.See("You have decrypted")
		if o == ada {
			w.officer.Reload()
			w.officer.See("1 of the 2 trustees who are needed have decrypted. Still needed: 1 of Bea Irstead and Cleo Ludham.")
			if el := w.election(w.id); el.Contested()[0].Result != nil {
				t.Fatal("one trustee alone gave a result")
			}
		}
	}
	w.come(bea.Tab, bea.name)
	bea.See("You are not needed any more")
	w.officer.Reload()
	w.officer.See("The totals have been decrypted, by 2 of 3 trustees and this service.")
	w.officer.Go(w.url + "/officer/elections/" + string(w.id))
	w.officer.Follow("See the provisional result and declare it")
	w.officer.See("The provisional result", "Dr Bertram Pulford")
}

// secrets: no phrase left a trustee's browser, and no code the registrar's.
func (w *strictly) secrets(t testing.TB) {
	for _, o := range w.trustees {
		posts := 0
		for _, r := range o.sent() {
			if r.Method == "POST" {
				posts++
			}
			for _, form := range []string{o.phrase, strings.ReplaceAll(o.phrase, " ", ""), strings.ReplaceAll(o.phrase, " ", "+"), strings.ReplaceAll(o.phrase, " ", "%20")} {
				if strings.Contains(r.Body, form) || strings.Contains(r.URL, form) {
					t.Errorf("the phrase of %s was sent: %s %s", o.name, r.Method, r.URL)
				}
			}
		}
		if posts == 0 {
			t.Errorf("%s sent nothing at all, so this shows nothing", o.name)
		}
	}
	for _, r := range w.sent() {
		for _, secret := range append(w.allCodes(), w.passphrase) {
			if strings.Contains(r.URL+r.Body, secret) {
				t.Errorf("the registrar's browser sent a secret: %s %s", r.Method, r.URL)
			}
		}
	}
	for _, m := range w.letters("", "") {
		for _, code := range w.allCodes() {
			if strings.Contains(m.Subject+m.Text, code) {
				t.Errorf("an email to %s holds a voting code", m.To)
			}
		}
	}
}
