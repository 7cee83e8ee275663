package officer

import (
	"context"
	"fmt"
	"slices"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

// waits is who of the team is waited for now, and for what: a sentence that
// goes into their email.
func (s *stage) waits() (list []site.Wait) {
	if !s.strict() || s.el.Team == nil || s.noPoll() || s.el.Declared != nil {
		return nil
	}
	if seated, what := s.waitsTrustees(); seated != nil {
		for i, person := range s.el.Team.Trustees {
			if seated(i, person) {
				list = append(list, site.Wait{Person: person, What: what})
			}
		}
	}
	if what := s.waitsRegistrar(); what != "" {
		list = append(list, site.Wait{Person: s.el.Team.Registrar, What: what})
	}
	return list
}

// waitsTrustees says which trustees are waited for, by their place; nil if
// nobody is.
func (s *stage) waitsTrustees() (waited func(i int, person election.ID) bool, what string) {
	lacks := func(far func(election.Seat) bool) func(int, election.ID) bool {
		return func(i int, _ election.ID) bool { return len(s.el.Ceremony) == 0 || !far(s.el.Ceremony[i]) }
	}
	all := len(s.el.Team.Trustees)
	switch {
	case s.tallied() && !s.counted() && s.sharable() == nil:
		return func(_ int, person election.ID) bool { return !s.sharedBy(person) },
			fmt.Sprintf("The poll has closed. Please verify the count and decrypt the totals. Have your recovery phrase at hand. %d of the %d trustees are enough.", s.el.Team.Threshold, all)
	case !s.el.Poll.OpenedAt.IsZero():
		return nil, ""
	case s.el.Poll.Prepared != nil:
		return lacks(proved), "The ballot has been prepared. Please prove that you kept your recovery phrase. Have it at hand. The poll can open when every trustee has done so."
	case s.el.Keys != nil:
		return nil, ""
	case s.seats(rounds[0].far) < all:
		return lacks(rounds[0].far), "Please make your key, and write its recovery phrase down."
	case s.seats(rounds[1].far) < all:
		return lacks(rounds[1].far), "Every trustee has begun a key. Please compare the words with the other trustees by telephone, and confirm them."
	}
	return lacks(rounds[2].far), "Every trustee has confirmed the words. Please open your page once more, so that your browser finishes your part of the key. Have your recovery phrase at hand."
}

// waitsRegistrar is what the registrar is waited for; empty for nothing.
func (s *stage) waitsRegistrar() string {
	switch lacking := s.lacking(); {
	case s.el.Poll.Closed() || len(s.el.Identified) == 0:
		return ""
	case s.el.Listed == nil:
		return "The contests have been settled. Please make the voting codes."
	case s.el.Poll.Prepared != nil && lacking > 0 && !s.codesLate():
		return fmt.Sprintf("Please send the voting codes. %s not been sent theirs; it is possible until %s.",
			ui.Count(lacking, "practice has", "practices have"), ui.When(s.el.CodesCutOff().Time()))
	}
	return ""
}

// ask emails those of the team who are waited for since a step of the returning
// officer's, and were not before it. It is a courtesy after the step: where it
// fails, the step holds, and the returning officer can send a reminder.
func (p *pages) ask(ctx context.Context, before *stage) {
	known := before.waits()
	var fresh []site.Wait
	for _, w := range p.newer(before).waits() {
		if !slices.ContainsFunc(known, func(o site.Wait) bool { return o.Person == w.Person }) {
			fresh = append(fresh, w)
		}
	}
	if len(fresh) == 0 {
		return
	}
	if err := p.RemindTeam(ctx, before.el.ID(), fresh); err != nil {
		p.Log.WithField("error", err.Error()).Error("those who are waited for could not be emailed")
	}
}
