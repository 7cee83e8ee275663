package registrar_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/mail/mailtest"
	"github.com/onenorwich/guildhall/web/ui"
	"github.com/onenorwich/guildhall/web/ui/uitest"
	"github.com/onenorwich/guildhall/web/webtest"
)

func TestMain(m *testing.M) { os.Exit(uitest.Main(m)) }

const pages = "/registrar/committee-2026"

// enter signs a real browser in as the registrar.
func enter(t *testing.T, s *webtest.Service) *uitest.Tab {
	t.Helper()
	if ui.Assets() != nil {
		uitest.Missing(t, "the built assets (run make assets)")
	}
	person := s.R.Desk().Person(s.Ctx, s.R.Team.Registrar)
	s.Browser().Post("/sign-in", "email", person.Email).Want(200)
	path, _ := s.Link(s.Last(mail.SignIn, person.Email))
	tab := uitest.Open(t)
	tab.Go(s.URL + path)
	tab.Follow("Continue")
	tab.See("You are the registrar")
	tab.Axe()
	picture(tab, "elections")
	tab.Follow("Committee election 2026")
	return tab
}

// picture keeps a picture of the page at both widths, where it is asked for.
func picture(tab *uitest.Tab, name string) {
	folder := os.Getenv("GUILDHALL_PICTURES")
	if folder == "" {
		return
	}
	for width, label := range map[int]string{320: "320", 1280: "1280"} {
		tab.Size(width, 900)
		tab.Screenshot(filepath.Join(folder, "registrar-"+name+"-"+label+".png"))
	}
	tab.Size(1280, 900)
}

func look(tab *uitest.Tab, name string) {
	tab.Axe()
	picture(tab, name)
}

// keep writes a file for the browser to choose.
func keep(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	webtest.Must(t, os.WriteFile(path, content, 0o600))
	return path
}

func pdfText(t *testing.T, file []byte) string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		uitest.Missing(t, "pdftotext (Debian's poppler-utils)")
	}
	cmd := exec.Command(tool, "-layout", "-", "-")
	cmd.Stdin = bytes.NewReader(file)
	out, err := cmd.Output()
	webtest.Must(t, err)
	return string(out)
}

// TestCodesFromTheBrowser goes the registrar's whole way: make, a wrong file, a
// wrong passphrase, a reloaded page, the right ones, the letters, a lost code.
func TestCodesFromTheBrowser(t *testing.T) {
	s := webtest.Strict(t, rehearsal.Settled)
	tab := enter(t, s)
	requests := tab.Requests()
	tab.See("Make the voting codes", "Cannot start yet")
	look(tab, "start")
	tab.Follow("Make the voting codes")
	tab.See("Write the passphrase down")
	look(tab, "make")
	var phrase string
	tab.Eval(`document.querySelector("#drawn").textContent`, &phrase)

	tab.Click("Use a passphrase of your own")
	tab.Fill("A passphrase of your own", "too short")
	tab.Click("Make the voting codes")
	tab.See("There is a problem", "too easy to guess")
	look(tab, "weak")
	tab.Fill("A passphrase of your own", "")
	name, file := tab.Download(func() { tab.Click("Make the voting codes") })
	if name != "guildhall-codes-committee-2026.age" || !bytes.HasPrefix(file, []byte("-----BEGIN AGE ENCRYPTED FILE-----")) {
		t.Fatalf("the file %q begins with %.40q", name, file)
	}
	tab.See("Keep the file", "Nothing has been sent yet")
	look(tab, "keep")

	// A reloaded page loses nothing.
	tab.Reload()
	tab.See("Keep the file", "Save the file again")
	check := func(content []byte, passphrase, said string) {
		t.Helper()
		if content != nil {
			tab.Upload("Your file of voting codes", keep(t, name, content))
		}
		tab.Fill("Its passphrase", passphrase)
		tab.Click("Check the file and send the public half")
		tab.See(said)
	}
	check(nil, phrase, "Choose your file of voting codes")
	check([]byte("%PDF-1.4"), phrase, "This is not a file of voting codes")
	check(file[:len(file)/2], phrase, "damaged or incomplete")
	check(file, "babab-babab-babab-babab-babab-babab", "This is not the passphrase of this file")
	look(tab, "wrong")
	if el := s.Election(); el.Listed != nil {
		t.Fatal("a list was recorded before its file was shown")
	}
	check(file, strings.ReplaceAll(phrase, "-", " "), "The voting codes are made")
	look(tab, "made")
	el := s.Election()
	if el.Listed == nil || len(el.Poll.Voters()) != el.Roll.Len() {
		t.Fatal("no list was recorded")
	}
	tab.Follow("Continue")
	tab.See("Completed", "The returning officer prepares the ballot first")
	tab.Follow("Bring the codes to the practices")
	tab.See("The returning officer prepares the ballot first")

	webtest.Must(t, s.R.Until(s.Ctx, rehearsal.Prepared))
	tab.Go(s.URL + pages + "/letters")
	tab.See("Whoever has the letters could vote")
	look(tab, "letters")
	tab.Upload("Your file of voting codes", keep(t, name, file))
	tab.Fill("Its passphrase", phrase)
	pdfName, letters := tab.Download(func() { tab.Click("Print the letters") })
	tab.See("6 letters are ready")
	look(tab, "printed")
	if folder := os.Getenv("GUILDHALL_PICTURES"); folder != "" {
		webtest.Must(t, os.WriteFile(filepath.Join(folder, pdfName), letters, 0o600))
	}
	text := pdfText(t, letters)
	codes := lettersCodes(t, s, text)
	if pdfName != "guildhall-letters-committee-2026.pdf" || len(codes) != el.Roll.Len() {
		t.Errorf("%s holds %d codes", pdfName, len(codes))
	}
	el = s.Election()
	for row := range el.Roll.Rows {
		if how := el.Issued(row.Practice); how != election.ByLetter {
			t.Errorf("%s was given its code %q", row.Practice, how)
		}
	}

	tab.Go(s.URL + pages + "/lost")
	tab.See("gets the same code again")
	look(tab, "lost")
	tab.Select("Practice", "Practice C Surgery")
	tab.Upload("Your file of voting codes", keep(t, name, file))
	tab.Fill("Its passphrase", phrase)
	tab.Click("Give the code again")
	tab.See("Check first who is asking")
	look(tab, "unchecked")
	tab.Click("I have checked who is asking")
	tab.Upload("Your file of voting codes", keep(t, name, file))
	tab.Fill("Its passphrase", phrase)
	_, letter := tab.Download(func() { tab.Click("Give the code again") })
	tab.See("The letter is ready", "Practice C Surgery")
	look(tab, "again")
	if got := lettersCodes(t, s, pdfText(t, letter)); len(got) != 1 || got["d80002"] != codes["d80002"] {
		t.Errorf("the letter again: %v", got)
	}
	if el = s.Election(); el.Issued("d80002") != election.Again {
		t.Errorf("recorded: %q", el.Issued("d80002"))
	}
	tab.Go(s.URL + pages)
	tab.See("Again, after it was lost")
	look(tab, "done")

	// Nothing that left the browser held a code or the passphrase.
	for _, r := range requests() {
		for _, secret := range append(values(codes), phrase) {
			if strings.Contains(r.URL+r.Body, secret) {
				t.Errorf("%s %s held a secret", r.Method, r.URL)
			}
		}
	}

	// A day before the close it ends.
	webtest.Must(t, s.R.Until(s.Ctx, rehearsal.Opened))
	el = s.Election()
	s.R.Clock.Set(el.CodesCutOff().Time())
	tab = enter(t, s) // the session has ended meanwhile
	look(tab, "late")
	tab.Go(s.URL + pages + "/lost")
	tab.See("Voting codes could be given until", "That has passed")
}

// lettersCodes reads each practice's code out of letters.
func lettersCodes(t *testing.T, s *webtest.Service, text string) map[election.ID]string {
	t.Helper()
	codes := make(map[election.ID]string)
	el := s.Election()
	pages := strings.Split(strings.TrimSuffix(text, "\f"), "\f")
	for i := 0; i+1 < len(pages); i += 2 {
		for row := range el.Roll.Rows {
			if !strings.Contains(pages[i], s.R.Desk().Practice(s.Ctx, row.Practice).Name) {
				continue
			}
			for word := range strings.FieldsSeq(pages[i]) {
				if len(word) == 25 && strings.Count(word, "-") == 3 {
					codes[row.Practice] = word
				}
			}
		}
	}
	for practice, code := range codes {
		if n := strings.Count(text, code); n != 1 {
			t.Errorf("the code of %s stands in the letters %d times", practice, n)
		}
	}
	return codes
}

func values(m map[election.ID]string) (list []string) {
	for _, v := range m {
		list = append(list, v)
	}
	return list
}

// TestMailFromTheBrowser: one code after another, a mail server that refuses one,
// and the other try.
func TestMailFromTheBrowser(t *testing.T) {
	server := mailtest.New(t)
	d := listed(t, func(o *web.Options) { o.SMTP = server.Options() })
	const phrase = "correct horse battery staple"
	file, err := d.book.Lock(phrase)
	webtest.Must(t, err)
	d.until(rehearsal.Prepared)
	tab := enter(t, d.Service)
	tab.Follow("Send codes by email instead")
	tab.See("This protects less than letters")
	look(tab, "mail")
	tab.Upload("Your file of voting codes", keep(t, "codes.age", file))
	tab.Fill("Its passphrase", phrase)
	tab.Click("Open the file")
	tab.See("Send 6 codes by email")
	look(tab, "mail-opened")
	_, refusing := d.Voter("d80003")
	server.Rule("RCPT "+refusing.Email, "550 5.1.1 no such user")
	tab.Click("Send 6 codes by email")
	tab.See("Try the one that is left again", "no such user")
	look(tab, "mail-refused")
	server.Rule("RCPT "+refusing.Email, "")
	tab.Click("Try the one that is left again")
	tab.See("Continue")
	if n := len(server.Letters()); n != 6 {
		t.Errorf("%d codes arrived", n)
	}
	if el := d.Election(); el.Issued("d80003") != election.ByMail {
		t.Errorf("issued: %q", el.Issued("d80003"))
	}
	tab.Follow("Continue")
	tab.See("By email", "Every practice has been given its voting code")
	d.nowhere()
}
