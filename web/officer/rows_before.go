package officer

import (
	"fmt"
	"strings"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/ui"
)

// Prepare.

func (s *stage) called() row {
	r := s.task("call", "Call the election: posts and timetable", "called", ownerOfficer, "")
	r.Paper = ui.Link{Text: "Notice of election", Href: s.public("")}
	return s.status(r, true, nil)
}

func (s *stage) roll() row {
	r := s.task("roll", "Freeze the roll and its weights", "roll", ownerOfficer, by(s.el.Called.Timetable.Notice.Time()))
	f := s.el.Roll.Frozen
	if f != nil {
		r.Hint = fmt.Sprintf("%s with %s. %s", ui.Count(f.Practices, "practice", "practices"), ui.Count(int(f.Votes), "vote", "votes"), f.Rule.Describe())
	} else {
		r.Hint = "Says who may vote, with how many votes, and shows what the result can give away."
	}
	return s.status(r, f != nil, nil)
}

// represented counts the practices on the roll that somebody votes for.
func (s *stage) represented() (with, all int) {
	for row := range s.el.Roll.Rows {
		all++
		if p, _ := s.point.State.Practice(row.Practice); p.Voting != "" {
			with++
		}
	}
	return with, all
}

func (s *stage) people() row {
	r := s.task("people", "Name who votes for each practice", "people", ownerOfficer, by(s.el.Called.Timetable.Notice.Time()))
	r.spare = true
	with, all := s.represented()
	var why error
	switch {
	case s.el.Roll.Frozen == nil:
		why = election.Refuse("roll", "Freeze the roll first: it says which practices there are.")
	case with > 0:
		r.Status = ui.InProgress
	}
	r.Hint = fmt.Sprintf("%d of %d practices have a voting representative.", with, all)
	// Once the poll is over nobody can be named for it any more.
	return s.status(r, all > 0 && with == all || s.el.Poll.Closed() || s.noPoll() && s.el.Declared != nil, why)
}

func (s *stage) notice() row {
	t := s.el.Called.Timetable.Notice
	r := s.task("notice", "Give notice of the election", "called", ownerService, at(t.Time()))
	r.Paper = ui.Link{Text: "Notice of election", Href: s.public("")}
	var why error
	if s.el.Roll.Frozen == nil {
		why = election.Refuse("roll", "Freeze the roll first: the notice says who may nominate and vote.")
	}
	return s.status(r, why == nil && !s.before(t), why)
}

// Nominate.

// nominated counts the nominations that have not been withdrawn.
func (s *stage) nominated() (all, undecided int) {
	for n := range s.el.Nominations {
		if n.Withdrawn {
			continue
		}
		if all++; n.Decision == "" {
			undecided++
		}
	}
	return all, undecided
}

func (s *stage) nominations() row {
	t := s.el.Called.Timetable
	r := s.task("nominations", "Practices nominate", "nominations", ownerPractices, by(t.NominationsClose.Time()))
	all, _ := s.nominated()
	r.Hint = ui.Count(all, "nomination", "nominations") + " so far."
	done := !s.before(t.NominationsClose)
	if done {
		r.Hint = ui.Count(all, "nomination was", "nominations were") + " made."
	}
	r.Status = ui.InProgress
	var why error
	switch {
	case s.el.Roll.Frozen == nil:
		why = election.Refuse("roll", "Freeze the roll first: only practices on it can nominate.")
	case s.before(t.Notice):
		why = election.Refuse("too-early", "Nominations open at %s.", moment(t.Notice.Time()))
	}
	return s.status(r, done && why == nil, why)
}

// accepting is why a nomination cannot be accepted; nil if it can.
func (s *stage) accepting(n election.Nomination) error {
	return s.officer(election.NominationDecided{Election: s.el.ID(), Nomination: n.ID, Decision: election.Valid, Register: true})
}

func (s *stage) decide() row {
	closes := s.el.Called.Timetable.NominationsClose
	r := s.task("decide", "Decide the nominations", "nominations", ownerOfficer, by(s.el.Called.Timetable.Published.Time()))
	all, undecided := s.nominated()
	over := !s.before(closes)
	if s.el.Published || over && undecided == 0 {
		r.Hint = "Every nomination has been decided."
		if all == 0 {
			r.Hint = "No nomination was made."
		}
		return s.status(r, s.el.Roll.Frozen != nil, election.Refuse("none", "No nomination was made: the roll was not frozen before they closed."))
	}
	if undecided == 0 {
		if all == 0 {
			return s.status(r, false, election.Refuse("none", "No nomination has come in yet."))
		}
		r.Hint, r.wait, r.Status = "All so far have been decided; more may come.", true, ui.InProgress
		return r
	}
	r.Hint = fmt.Sprintf("%d of %d to decide.", undecided, all)
	if undecided < all {
		r.Status = ui.InProgress
	}
	var why error
	for n := range s.el.Nominations {
		if n.Decision != "" || n.Withdrawn || over {
			continue
		}
		if err := s.accepting(n); err == nil {
			return s.status(r, false, nil)
		} else if why == nil {
			why = err
		}
	}
	return s.status(r, false, why)
}

func (s *stage) publish() row {
	t := s.el.Called.Timetable.Published
	r := s.task("publish", "Publish the candidates", "publish", ownerOfficer, at(t.Time()))
	if s.el.Published {
		r.Href = s.public("/candidates")
		r.Paper = ui.Link{Text: "Statement of candidates", Href: s.public("/papers/candidates")}
	}
	return s.status(r, s.el.Published, s.officer(s.publishing()))
}

func (s *stage) withdrawals() row {
	t := s.el.Called.Timetable.WithdrawalsClose
	r := s.task("withdrawals", "Candidates may withdraw", "nominations", ownerCandidates, by(t.Time()))
	r.Status = ui.InProgress
	var why error
	if !s.el.Published {
		why = election.Refuse("unpublished", "Publish the candidates first.")
	}
	return s.status(r, s.el.Settled || why == nil && !s.before(t), why)
}

func (s *stage) settle() row {
	r := s.task("settle", "Settle the contests and draw the order", "settle", ownerOfficer, from(s.el.Called.Timetable.WithdrawalsClose.Time()))
	if s.el.Settled {
		r.Hint = s.settled()
	} else {
		r.Hint = "Says which posts go to a poll, and draws the order of names by lot."
	}
	return s.status(r, s.el.Settled, s.officer(s.el.Settling()))
}

// settled counts the posts by how they are filled.
func (s *stage) settled() string {
	n := make(map[string]int)
	for _, p := range s.el.Posts() {
		n[p.Settled]++
	}
	var parts []string
	for _, how := range []struct{ how, one, many string }{
		{election.ByPoll, "post goes to a poll", "posts go to a poll"},
		{election.Unopposed, "has one candidate only", "have one candidate only"},
		{election.Nobody, "has no candidate", "have no candidate"},
	} {
		if n[how.how] > 0 {
			parts = append(parts, ui.Count(n[how.how], how.one, how.many))
		}
	}
	return strings.Join(parts, ", ") + "."
}
