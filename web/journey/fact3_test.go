package journey_test

import (
	"testing"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/ui/uitest"
)

// TestFact3: delete the session on page 3 and cast: number in place, vote cast,
// choices intact.
func TestFact3(t *testing.T) {
	t.Parallel()
	s := opened(t)
	papers := s.papers(poll)
	v := &voter{Tab: uitest.Open(t)}
	v.Expect("status of 401")
	v.Expect("status of 403") // a wrong number
	v.begin(s.invitation("d80002"))
	v.mark(papers, 2, 0, 1)
	v.ForgetCookies()
	v.Click("Cast this vote")
	v.See("Confirm that it is you", "have not been cast yet")
	s.ballots(t, poll, 0, 0)

	v.Click("Back")
	v.See("Check your votes", papers[0].answer(2), none, papers[2].answer(1))
	v.Click("Cast this vote")
	v.See("Confirm that it is you")
	number := s.digits(s.letter(mail.Number, s.mailOf("d80002")))
	wrong := "123456"
	if number == wrong {
		wrong = "654321"
	}
	v.Fill("6-digit number", wrong)
	v.Click("Confirm and cast this vote")
	v.See("That is not the number in our email")
	v.Fill("6-digit number", number)
	v.Click("Confirm and cast this vote")
	v.See("Your vote has been cast")
	s.ballots(t, poll, 1, 1)
	s.counts(poll, map[election.ID][]int{"d80002": {2, 0, 1}})
}
