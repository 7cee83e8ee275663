package journey_test

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/ui/uitest"
)

// TestFact11: at 320 px and by keyboard alone the first fact holds. Back keeps
// the choices.
func TestFact11(t *testing.T) {
	t.Parallel()
	s := opened(t)
	papers := s.papers(poll)
	tab := uitest.Open(t)
	tab.Size(320, 640)
	tab.Go(s.invitation("d80002"))
	tab.See("Vote in the ")
	narrow(tab, t)
	tab.TabTo("Start")
	tab.Press("\r")
	choices := []int{2, 0, 1}
	for i, p := range papers {
		tab.See(p.name, "Continue")
		narrow(tab, t)
		choose(tab, p, choices[i])
		tab.TabTo("Continue")
		tab.Press("\r")
	}
	tab.See("Check your votes")
	narrow(tab, t)

	// Back through all of them, and forward again: everything is still chosen.
	for i := len(papers) - 1; i >= 0; i-- {
		tab.Back()
		tab.See(papers[i].name, "Continue")
		if got := chosen(tab); got != papers[i].answer(choices[i]) {
			t.Errorf("after Back, %q is chosen for %s, not %q", got, papers[i].name, papers[i].answer(choices[i]))
		}
	}
	choices[0] = 1
	choose(tab, papers[0], 1)
	tab.TabTo("Continue")
	tab.Press("\r")
	tab.See("Check your votes", papers[0].answer(1), none, papers[2].answer(1))
	tab.TabTo("Cast this vote")
	tab.Press("\r")
	tab.See("Your vote has been cast")
	narrow(tab, t)
	s.ballots(t, poll, 1, 1)
	s.counts(poll, map[election.ID][]int{"d80002": choices})
}

// choose marks a radio as somebody does without a mouse: the tab key reaches
// the group, the arrows go through it.
func choose(tab *uitest.Tab, p paper, choice int) {
	if chosen(tab) == "" {
		tab.TabTo(p.answer(1))
		tab.Press(" ")
	} else {
		tab.TabTo(chosen(tab))
	}
	for range len(p.candidates) + 1 {
		if chosen(tab) == p.answer(choice) {
			return
		}
		tab.Press(kb.ArrowDown)
	}
}

// chosen is the label of the radio that is marked.
func chosen(tab *uitest.Tab) (label string) {
	tab.Eval(`document.querySelector("input[type=radio]:checked")?.labels[0].textContent.trim() || ""`, &label)
	return label
}

// narrow checks that nothing is wider than the window.
func narrow(tab *uitest.Tab, t testing.TB) {
	t.Helper()
	var wide int
	tab.Eval(`document.documentElement.scrollWidth - innerWidth`, &wide)
	if wide > 0 {
		t.Errorf("%s is %d pixels wider than the window", tab.Address(), wide)
	}
}
