package journey_test

import (
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/mail"
)

// standing is one nomination of the whole election; practices by number.
type standing struct {
	post, name, role, number string
	of, proposer, seconder   int
	invalid                  bool
}

var standings = []standing{
	{"Chair", "Dr Amina Okafor", "GP partner", "7011101", 1, 2, 3, false},
	{"Chair", "Dr Bertram Pulford", "GP partner", "7011102", 4, 5, 6, false},
	{"Chair", "Dr Cuthbert Gurney", "Locum GP", "7011103", 5, 1, 4, true},
	{"Lead nurse", "Flora Gedge", "Practice nurse", "12A3407B", 6, 1, 2, false},
	{"Lead practice manager", "Dorothy Jewson", "Practice manager", "", 2, 3, 1, false},
	{"Lead practice manager", "Edmund Bacon", "Practice manager", "", 3, 4, 5, false},
}

// practiceNames are those of the roll, by number.
var practiceNames = func() (names []string) {
	for line := range strings.Lines(goodRoll) {
		names = append(names, strings.Split(line, ",")[1])
	}
	return names
}()

func (s standing) mail() string {
	words := strings.Fields(strings.ToLower(s.name))
	return words[len(words)-1] + "@stands.example"
}

// nominate: practices nominate, second and consent, each by an emailed link.
func (w *whole) nominate(t testing.TB) {
	w.clock.Set(w.election(w.id).Called.Timetable.Notice.Time().Add(24 * time.Hour))
	tab := w.people
	for i, n := range standings {
		w.signInAs(tab, repMail(n.proposer))
		if i == 0 {
			tab.Follow("Nominate somebody")
			before := w.size()
			tab.Follow("Nominate")
			tab.See("There is a problem")
			if w.size() != before {
				t.Error("an empty nomination was recorded")
			}
		} else {
			tab.Follow("Nominate somebody")
		}
		tab.Click(n.post)
		tab.Fill("Full name", n.name)
		tab.Fill("Role in the practice", n.role)
		tab.Select("The person’s practice", practiceNames[n.of])
		tab.Fill("The person’s own email address", n.mail())
		if n.number != "" {
			tab.Fill("Professional number", n.number)
		}
		tab.Select("Which practice should second?", practiceNames[n.seconder])
		tab.Follow("Nominate")
		tab.See("The nomination is recorded.", n.name)

		tab.Go(w.link(w.letter(mail.SecondAsk, repMail(n.seconder))))
		tab.Follow("Continue")
		tab.See(n.name, "Does "+practiceNames[n.seconder]+" second?")
		tab.Follow("Second this nomination")
		tab.See("Your practice has seconded the nomination.")

		tab.Go(w.link(w.letter(mail.ConsentAsk, n.mail())))
		tab.Follow("Continue")
		w.consent(n)
		w.clock.Advance(time.Hour)
	}
	all := 0
	el := w.election(w.id)
	for n := range el.Nominations {
		all++
		if n.Seconder == "" || !n.Consented {
			t.Errorf("the nomination %s lacks support or consent", n.ID)
		}
	}
	if all != len(standings) {
		t.Errorf("%d nominations", all)
	}
}

// consent consents with a statement; the form keeps what was typed when
// something is missing.
func (w *whole) consent(n standing) {
	tab := w.people
	tab.Follow("Consent")
	tab.Fill("Your statement", n.name+" will publish what is done, every month.")
	tab.Follow("Consent to the nomination")
	tab.See("There is a problem")
	var typed string
	tab.Eval(`document.querySelector("#statement").value`, &typed)
	if !strings.HasPrefix(typed, n.name) {
		w.t.Errorf("the refused form forgot the statement: %q", typed)
	}
	var declarations []string
	tab.Eval(`[...document.querySelectorAll("input[type=checkbox]")].map(e => e.labels[0].textContent.trim())`, &declarations)
	for _, d := range declarations {
		tab.Click(d)
	}
	tab.Fill("Your name on the ballot paper", n.name)
	tab.Fill("Your interests", "None")
	tab.Follow("Consent to the nomination")
	tab.See("You have consented to the nomination.")
}

// decide accepts all nominations but one.
func (w *whole) decide(t testing.TB) {
	w.back()
	tab := w.officer
	for _, n := range standings {
		tab.Go(w.url + "/officer/elections/" + string(w.id) + "/nominations")
		tab.Follow(n.name)
		tab.See("Consent", "Given")
		if n.invalid {
			tab.Click("Invalid: the nominee may not stand for this post")
			tab.Fill("Reason", "The register lists no current licence to practise.")
		} else {
			tab.Click("Accept the nomination")
			for _, label := range []string{"GMC’s register", "NMC’s register", "is in post"} {
				if tab.Sees(label) {
					tab.Click(label)
				}
			}
		}
		tab.Follow("Record the decision")
		tab.See("Your decision has been recorded.")
		letter := w.letter(mail.Decided, n.mail())
		if strings.HasPrefix(letter.Subject, "Accepted") == n.invalid {
			t.Errorf("%s was told: %s", n.name, letter.Subject)
		}
	}
}

// settle publishes the candidates and settles the contests, each at its time.
func (w *whole) settle(t testing.TB) {
	times := w.election(w.id).Called.Timetable
	tab := w.officer
	published := times.Published.Time()
	if c := times.NominationsClose.Time(); c.After(published) {
		published = c
	}
	w.clock.Set(published)
	w.back()
	tab.Follow("Publish the candidates")
	tab.See("Flora Gedge")
	tab.Follow("Publish these candidates")
	tab.See("The candidates have been published.")
	w.people.Go(w.url + "/elections/" + string(w.id) + "/candidates")
	w.people.See("Dr Amina Okafor", "Edmund Bacon will publish what is done, every month.")
	if w.people.Sees("Cuthbert") {
		t.Error("an invalid nomination was published")
	}
	w.clock.Set(times.WithdrawalsClose.Time())
	w.back()
	tab.Follow("Settle the contests and draw the order")
	tab.Follow("Settle and draw the order by lot")
	tab.See("The contests are settled")
	how := map[string]string{}
	el := w.election(w.id)
	for _, p := range el.Posts() {
		how[string(p.ID)] = p.Settled
	}
	if how["chair"] != election.ByPoll || how["lead-nurse"] != election.Unopposed || how["lead-practice-manager"] != election.ByPoll {
		t.Errorf("settled: %v", how)
	}
}
