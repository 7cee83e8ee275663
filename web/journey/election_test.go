package journey_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/web/keys/holder"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/ui/uitest"
)

// whole is an election in the making, from an empty data folder.
type whole struct {
	*service
	id      election.ID
	officer *uitest.Tab
	people  *uitest.Tab // the browser at which practices and nominees sit
	key     []byte      // the returning officer's key file
	booth   *uitest.Tab
}

const officerMail = "officer@council.example"

// TestElection is a whole election in Chromium, from an empty data folder to a
// declaration that verifies.
func TestElection(t *testing.T) {
	t.Parallel()
	w := &whole{service: empty(t, time.Date(2026, 10, 12, 8, 0, 0, 0, time.UTC))}
	w.officer, w.people = uitest.Open(t), uitest.Open(t)
	steps := []struct {
		name string
		take func(testing.TB)
	}{
		{"set up", w.setUp}, {"call", w.call}, {"bad rolls", w.badRolls}, {"freeze the roll", w.freeze}, {"name", w.name},
		{"nominate", w.nominate}, {"decide", w.decide}, {"publish and settle", w.settle}, {"make the key", w.makeKey}, {"open", w.open},
		{"vote", w.votes}, {"close", w.close}, {"decrypt", w.decrypt}, {"declare", w.declare}, {"verify", w.verify},
	}
	for _, step := range steps {
		began := time.Now()
		step.take(t)
		t.Logf("%5.1f s  %s", time.Since(began).Seconds(), step.name)
		if t.Failed() {
			t.FailNow() // the next steps stand on this one
		}
	}
}

// setUp begins the log at the address that only who started the service has.
func (w *whole) setUp(t testing.TB) {
	tab := w.officer
	tab.Go(w.url + "/")
	tab.See("Elections of the alliance", "No election has been called yet.")
	tab.Go(w.server.SetupLink())
	tab.See("Set up Guildhall")
	tab.Fill("Full name", "Margery Kempe")
	tab.Fill("Email address", "margery at council")
	tab.Fill("Telephone number", "01603 555001")
	tab.Follow("Begin the log")
	tab.See("There is a problem")
	if w.size() != 0 {
		t.Errorf("a refused set-up wrote %d entries", w.size())
	}
	tab.Fill("Email address", officerMail)
	link := w.server.SetupLink()
	tab.Follow("Begin the log")
	tab.See("Continue with your link")
	tab.Follow("Continue")
	tab.See("Returning officer", "Call an election")
	if w.server.SetupLink() != "" {
		t.Error("the set-up address is still given out")
	}
	stranger := w.people
	stranger.Go(link)
	stranger.See("This service has been set up already.")
}

// call calls the election for three posts under the full timetable.
func (w *whole) call(t testing.TB) {
	tab := w.officer
	tab.Follow("Call an election")
	tab.Fill("Title of the election", "Committee election 2026")
	tab.Click("Vice-chair") // not this time
	tab.Fill("Day", "14")
	tab.Fill("Month", "12")
	tab.Fill("Year", "2026")
	tab.Follow("Work the timetable out")
	tab.See("Poll closes", "Monday 14 December 2026, 5pm")
	before := w.size()
	tab.Follow("Call the election")
	tab.See("The election has been called.", "Freeze the roll and its weights")
	if w.size() == before {
		t.Error("nothing was recorded")
	}
	state := w.desk().State()
	for el := range state.Election.Elections {
		w.id = el.ID()
	}
}

// The practices of the roll. The weights of bands are 1, 1, 2, 2, 3, 3.
const goodRoll = "ods_code,name,patients\n" +
	"D82001,Bacon Road Medical Centre,3000\nD82002,Lakenham Surgery,4000\nD82003,Mile End Road Surgery,7000\n" +
	"D82004,Old Catton Medical Practice,8000\nD82005,Prospect Medical Practice,12000\nD82006,Wensum Valley Medical Practice,13000\n"

// badRolls uploads what is no roll: each time a sentence beside the form, and
// nothing recorded.
func (w *whole) badRolls(t testing.TB) {
	tab := w.officer
	tab.Follow("Freeze the roll and its weights")
	before := w.size()
	for _, bad := range []struct{ name, csv, sentence string }{
		{"duplicate code", strings.Replace(goodRoll, "D82002", "D82001", 1), "D82001 is already on line 2; delete one of the two lines."},
		{"empty figure", strings.Replace(goodRoll, ",4000", ",", 1), "The figure is empty; write the number of registered patients"},
		{"negative figure", strings.Replace(goodRoll, ",4000", ",-4000", 1), "is negative; write the number of registered patients."},
		{"not UTF-8", strings.Replace(goodRoll, "Lakenham", "Lakenh\xe4m", 1), "is not in UTF-8; open the file and save it again as"},
		{"wrong columns", strings.Replace(goodRoll, "ods_code,name,patients", "surgery,town,size", 1), "the first line must be ods_code,name,patients"},
		{"no file", "", "Choose the file with the roll."},
	} {
		if bad.csv != "" {
			tab.Upload("The roll", w.file(t, "roll.csv", []byte(bad.csv)))
		}
		tab.Follow("Show the votes")
		tab.See("There is a problem", bad.sentence, "Show the votes")
		if w.size() != before {
			t.Errorf("%s: something was recorded", bad.name)
		}
	}
}

// freeze shows the votes, and freezes the roll.
func (w *whole) freeze(t testing.TB) {
	tab := w.officer
	tab.Upload("The roll", w.file(t, "roll.csv", []byte(goodRoll)))
	tab.Click("Three bands by size")
	before := w.size()
	tab.Follow("Show the votes")
	tab.See("Check before you freeze", "Old Catton Medical Practice", "13,000")
	if w.size() != before {
		t.Error("looking at the votes recorded something")
	}
	tab.Follow("Freeze this roll")
	tab.See("The roll is frozen.")
	el := w.election(w.id)
	if el.Roll.Len() != 6 || el.Roll.Votes != 12 {
		t.Errorf("the roll has %d practices with %d votes", el.Roll.Len(), el.Roll.Votes)
	}
}

// repMail is the address of a practice's representative.
func repMail(n int) string { return fmt.Sprintf("rep%d@practice%d.example", n, n) }

// name names who votes for each practice, from a file and by hand.
func (w *whole) name(t testing.TB) {
	tab := w.officer
	people := "ods_code,name,email,telephone\n"
	for n := 1; n <= 5; n++ {
		people += fmt.Sprintf("D8200%d,Representative %c,%s,01603 55500%d\n", n, 'A'+n-1, repMail(n), n)
	}
	tab.Follow("Name who votes for each practice")
	before := w.size()
	tab.Upload("Or name many at once", w.file(t, "people.csv", []byte(strings.Replace(people, repMail(2), "nobody", 1))))
	tab.Follow("Record these people")
	tab.See("The file has 1 problem. Nothing was recorded.")
	if w.size() != before {
		t.Error("a bad file of people recorded something")
	}
	tab.Upload("Or name many at once", w.file(t, "people.csv", []byte(people)))
	tab.Follow("Record these people")
	tab.See("5 of 6 practices have a voting representative.", repMail(5))
	tab.Go(w.url + "/officer/elections/" + string(w.id) + "/people/d82006")
	tab.Fill("Full name", "Representative F")
	tab.Fill("Email address", repMail(6))
	tab.Follow("Record this person")
	tab.See("6 of 6 practices have a voting representative.")
}

// file writes a file to be uploaded.
func (w *whole) file(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	must(t, os.WriteFile(path, content, 0o600))
	return path
}

// signInAs signs somebody in by their email address, with the emailed link.
func (w *whole) signInAs(tab *uitest.Tab, address string) {
	w.t.Helper()
	tab.Go(w.url + "/sign-in")
	tab.Fill("Your email address", address)
	tab.Follow("Email me a link")
	tab.See("Look in your mailbox")
	tab.Go(w.link(w.letter(mail.SignIn, address)))
	tab.Follow("Continue")
	tab.See("Sign out")
}

// back signs the officer in again, since the clock has moved on, and opens the
// task list.
func (w *whole) back() {
	w.t.Helper()
	w.signInAs(w.officer, officerMail)
	w.officer.Go(w.url + "/officer/elections/" + string(w.id))
	w.officer.See("Prepare", "Nominate")
}

// makeKey prepares the ballot under a key that the browser makes.
func (w *whole) makeKey(t testing.TB) {
	tab := w.officer
	requests := tab.Requests()
	tab.Follow("Make your key")
	name, file := tab.Download(func() { tab.Click("Make my key") })
	if name != holder.Name(string(w.id)) {
		t.Errorf("the key file is named %s", name)
	}
	w.key = file
	tab.Upload("Your key file", w.file(t, name, file))
	tab.Click("Check the file and record the key")
	tab.See("Your key is recorded")
	key, err := holder.Open(file, string(w.id), belenios.Ed25519, "")
	must(t, err)
	for _, r := range requests() {
		if strings.Contains(r.Body, strings.Trim(string(key.Secret), `"`)) {
			t.Errorf("the secret key was sent to %s", r.URL)
		}
	}
	tab.Follow("Continue")
	tab.See("Your public key is in the log.")
	tab.Follow("Prepare the ballot and the voting codes")
	tab.Follow("Prepare the ballot")
	tab.See("The ballot and the voting codes are ready.")
}

// open opens the poll, whose emails then hold a link each.
func (w *whole) open(t testing.TB) {
	w.clock.Set(w.election(w.id).Called.Timetable.PollOpens.Time())
	w.back()
	tab := w.officer
	weigh(tab, "Weigh what the result will give away")
	tab.Follow("Open the poll and send the voting emails")
	tab.See("Practices that get the email")
	tab.Follow("Open the poll and send the emails")
	tab.See("The poll is open, and the voting emails have been written.")
	if n := len(w.letters(mail.Invitation, "")); n != 6 {
		t.Errorf("%d voting emails were sent", n)
	}
	tab.Follow("Sign out") // from here on nobody is signed in
}
