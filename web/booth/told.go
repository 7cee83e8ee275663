package booth

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/ui"
)

// told makes the emails to everybody who may vote for a practice: that a vote was
// recorded, never how. Whoever did not expect it can do something about it.
func (b *booth) told(ctx context.Context, el *election.Election, id election.ID, at time.Time) (list []mail.Message) {
	desk := b.site.Desk
	state := desk.State()
	practice, ok := state.Practice(id)
	if !ok {
		return nil
	}
	name := desk.Practice(ctx, id).Name
	words := desk.Text(ctx, el)
	for _, person := range append([]election.ID{practice.Voting}, slices.Clone(practice.Deputies)...) {
		p := desk.Person(ctx, person)
		if p.Email == "" {
			continue // nobody, or the details have been destroyed
		}
		list = append(list, mail.Message{
			Kind: mail.Recorded, To: p.Email, Name: p.Name, Person: person, Practice: id, Election: el.ID(),
			Subject: "A vote was cast for " + name,
			Text: fmt.Sprintf(`Dear %s

A vote was cast for %s in the %s on %s.

You do not need to do anything else. Nobody can see how the practice voted, and this email does not say it.

Was it not you or one of your colleagues? Vote again with the link in your voting email before %s: the last vote counts. And ring us:
%s
`, p.Name, name, words.Title, ui.When(at), ui.When(el.Called.Timetable.PollCloses.Time()), words.Contact),
		})
	}
	return list
}
