package journey_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/ui/uitest"
)

// poll is the rehearsal's election.
const poll election.ID = "committee-2026"

// none is the last answer on every ballot paper.
const none = "I do not want to vote for this post"

// script is a rehearsal of six practices, two of each size: three posts are
// contested, one is not.
func script() rehearsal.Script {
	var rows []roll.Row
	for i := range 6 {
		rows = append(rows, roll.Row{ODS: fmt.Sprintf("D8%04d", i), Name: fmt.Sprintf("Practice %d Surgery", i), Patients: int64(3000 + 4000*(i/2))})
	}
	rule, err := roll.ParseRule("bands:1=1,5001=2,10001=3")
	if err != nil {
		panic(err)
	}
	return rehearsal.Default(rows, rule)
}

// opened is a service whose poll has been open for three hours.
func opened(t testing.TB, more ...routes) *service {
	t.Helper()
	s := playedTo(t, rehearsal.Opened, script(), more...)
	s.clock.Advance(3 * time.Hour)
	return s
}

// paper is one contested post as the voter sees it.
type paper struct {
	post, name string
	candidates []string // in the order of the ballot paper
}

// papers are the contested posts of a poll, in their order.
func (s *service) papers(id election.ID) (list []paper) {
	s.t.Helper()
	el := s.election(id)
	text := s.desk().Text(s.ctx, &el)
	for _, post := range el.Contested() {
		p := paper{post: string(post.ID), name: text.PostName(post.ID)}
		for _, person := range post.Order {
			c, _ := post.Candidate(person)
			p.candidates = append(p.candidates, s.desk().Card(s.ctx, c).Name)
		}
		list = append(list, p)
	}
	return list
}

// voter is a person at a browser whose actions are counted.
type voter struct {
	*uitest.Tab
	actions int
}

// Click is one action.
func (v *voter) Click(text string) {
	v.actions++
	v.Tab.Click(text)
}

// Follow is one action.
func (v *voter) Follow(text string) {
	v.actions++
	v.Tab.Follow(text)
}

// begin opens a voting link and presses Start.
func (v *voter) begin(link string) {
	v.Go(link)
	v.See("Vote in the ")
	v.Follow("Start")
}

// beginAgain opens the voting link of a practice that has voted: a number is asked
// for, in every browser.
func (s *service) beginAgain(v *voter, practice election.ID) {
	s.t.Helper()
	v.begin(s.invitation(practice))
	v.See("Confirm that it is you")
	v.Fill("6-digit number", s.digits(s.letter(mail.Number, s.mailOf(practice))))
	v.Follow("Continue")
}

// voteAgain does all of it for a practice that has voted.
func (s *service) voteAgain(tab *uitest.Tab, id, practice election.ID, choices ...int) *voter {
	s.t.Helper()
	v := &voter{Tab: tab}
	s.beginAgain(v, practice)
	v.mark(s.papers(id), choices...)
	v.cast()
	return v
}

// mark marks the ballot papers: a candidate's place from 1, or 0 for none.
func (v *voter) mark(papers []paper, choices ...int) {
	for i, p := range papers {
		v.See(p.name, "Continue")
		v.Click(p.answer(choices[i]))
		v.Click("Continue")
	}
	v.See("Check your votes", "You have not voted yet.")
}

// answer is what stands beside a place's radio.
func (p paper) answer(choice int) string {
	if choice == 0 {
		return none
	}
	return p.candidates[choice-1]
}

// cast casts what was marked.
func (v *voter) cast() {
	v.Click("Cast this vote")
	v.See("Your vote has been cast", "You do not need to do anything else.")
}

// vote does all of it, with one choice for each ballot paper.
func (s *service) vote(tab *uitest.Tab, id election.ID, link string, choices ...int) *voter {
	s.t.Helper()
	v := &voter{Tab: tab}
	v.begin(link)
	v.mark(s.papers(id), choices...)
	v.cast()
	return v
}

// trackers are those on the receipt in the page.
func (v *voter) trackers() (list []string) {
	v.Eval(`[...document.querySelectorAll("#booth .gh-digest")].map(e => e.textContent.trim())`, &list)
	return list
}
