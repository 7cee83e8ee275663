package journey_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/ui/uitest"
)

// strictly is an election in the strict scheme: the same posts, practices and
// nominations as in the other one, and a team. Everybody of the team sits at a
// browser of their own.
type strictly struct {
	*whole
	trustees   []*sitter
	registrar  *uitest.Tab
	sent       func() []uitest.Request // by the registrar's browser
	kept       []byte                  // the registrar's, of voting codes
	passphrase string
	codes      map[int]string // by practice, as they stand in the letters
}

// The team, by name and address. Bea is absent at the count.
var team = []struct{ field, name string }{
	{"trustee-1", "Ada Hemblington"}, {"trustee-2", "Bea Irstead"}, {"trustee-3", "Cleo Ludham"},
	{"registrar", "Rita Salhouse"}, {"operator", "Olga Thurne"}, {"scrutineer-1", "Sam Upton"},
}

func teamMail(name string) string {
	first, _, _ := strings.Cut(strings.ToLower(name), " ")
	return first + "@team.example"
}

// TestStrictElection is a whole election in the strict scheme in Chromium, from
// an empty data folder to a declaration that verifies: three trustees, a
// registrar, practices and a returning officer.
func TestStrictElection(t *testing.T) {
	t.Parallel()
	w := &strictly{whole: &whole{service: empty(t, time.Date(2026, 10, 12, 8, 0, 0, 0, time.UTC))}, codes: map[int]string{}}
	w.officer, w.people = uitest.Open(t), uitest.Open(t)
	steps := []struct {
		name string
		take func(testing.TB)
	}{
		{"set up", w.setUp}, {"call", w.call}, {"freeze the roll", w.freeze}, {"name the team", w.named}, {"name", w.name},
		{"nominate", w.nominate}, {"decide", w.decide}, {"publish and settle", w.settle},
		{"make the key", w.ceremony}, {"make the codes", w.makeCodes}, {"prepare", w.prepare}, {"prove", w.prove}, {"letters", w.printed},
		{"open", w.open}, {"vote", w.votes}, {"close", w.closed}, {"decrypt", w.decrypt}, {"declare", w.declare}, {"papers", w.sentences}, {"verify", w.verify}, {"secrets", w.secrets},
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

// call calls the election in the strict scheme.
func (w *strictly) call(t testing.TB) {
	tab := w.officer
	tab.Follow("Call an election")
	tab.See("Any two of the three trustees together with this service.", "The returning officer together with this service.")
	tab.Fill("Title of the election", "Committee election 2026")
	tab.Click("Vice-chair") // not this time
	tab.Click("Strict")
	tab.Fill("Day", "14")
	tab.Fill("Month", "12")
	tab.Fill("Year", "2026")
	tab.Follow("Work the timetable out")
	tab.See("Monday 14 December 2026, 5pm")
	tab.Follow("Call the election")
	tab.See("The election has been called.", "Name the trustees, the registrar and the operator")
	state := w.desk().State()
	for el := range state.Election.Elections {
		w.id = el.ID()
	}
	if el := w.election(w.id); el.Called.Scheme != election.Strict {
		t.Errorf("the election was called in the scheme %q", el.Called.Scheme)
	}
	tab.Follow("Freeze the roll and its weights")
}

// put writes into a field by its name: a form that asks the same of several
// people has its labels many times.
func put(tab *uitest.Tab, field, value string) {
	tab.Eval(fmt.Sprintf(`document.getElementById(%q).value = %q`, field, value), nil)
}

// named names the team; a trustee who is the registrar too is refused beside
// the field, and nothing is recorded.
func (w *strictly) named(t testing.TB) {
	tab := w.officer
	tab.Follow("Name the trustees, the registrar and the operator")
	tab.See("you, the registrar, the operator and each trustee must be different people")
	for _, m := range team {
		put(tab, m.field+"-name", m.name)
		put(tab, m.field+"-email", teamMail(m.name))
	}
	put(tab, "registrar-email", teamMail(team[0].name))
	before := w.size()
	tab.Follow("Record this team")
	tab.See("There is a problem", "This is the address of trustee 1 too.")
	if w.size() != before {
		t.Error("a refused team was recorded")
	}
	tab.Follow("Add a row for a trustee")
	tab.See("Trustee 4")
	put(tab, "registrar-email", teamMail(team[3].name))
	tab.Follow("Record this team")
	tab.See("The team is recorded.", "3 trustees, of whom 2 decrypt; a registrar and an operator; 1 scrutineer.")
	for _, m := range team {
		if n := len(w.letters(mail.Team, teamMail(m.name))); n != 1 {
			t.Errorf("%s was told %d times", m.name, n)
		}
	}
	anybody := w.people
	anybody.Go(w.url + "/elections/" + string(w.id))
	anybody.See("Any two of Ada Hemblington, Bea Irstead and Cleo Ludham together with this service.", "The registrar, Rita Salhouse.",
		"One of the three trustees’ keys may be lost.")
}

// come signs somebody of the team in by the email that named them, or, once its
// link has been used, by one that they ask for, and opens their page.
func (w *strictly) come(tab *uitest.Tab, name string) {
	w.t.Helper()
	w.signInAs(tab, teamMail(name))
	tab.Follow("Committee election 2026")
}

// sentences: the notice of poll and the declaration say, with names, what
// protects a vote.
func (w *strictly) sentences(t testing.TB) {
	for _, name := range []string{"notice-of-poll", "declaration"} {
		text := poppler(t, []byte(w.fetch("/elections/"+string(w.id)+"/papers/"+name+".pdf")))
		for _, want := range []string{"Any two of Ada Hemblington, Bea Irstead and Cleo Ludham together with this service.", "The registrar, Rita Salhouse.", "One of the three trustees’ keys may be lost."} {
			if !strings.Contains(text, want) {
				t.Errorf("the paper %s does not say %q:\n%s", name, want, text)
			}
		}
	}
}
