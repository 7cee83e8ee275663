package officer

import (
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
)

// Rows about what the result gives away: it is shown as soon as there is a roll,
// and decided on twice, before the opening and before the decryption.

// weighings puts these rows into the list.
func (s *stage) weighings(list []group) []group {
	after := map[string]row{"roll": s.outlook(), "ballot": s.weigh(), "account": s.weighCount()}
	for g := range list {
		var rows []row
		for _, r := range list[g].rows {
			rows = append(rows, r)
			if more, ok := after[r.key]; ok {
				rows = append(rows, more)
			}
		}
		list[g].rows = rows
	}
	return list
}

// outlook is there for whoever looks: the decision is a row of its own.
func (s *stage) outlook() row {
	r := s.task("outlook", "See what the result will give away", "weigh", ownerService, "")
	var why error
	if s.el.Roll.Frozen == nil {
		why = election.Refuse("roll", "Freeze the roll first: it says how many votes each practice has.")
	} else {
		r.Hint = "Weight rules beside each other, at full and at low turnout."
	}
	return s.status(r, why == nil, why)
}

func (s *stage) weigh() row {
	r := s.task("weigh", "Weigh what the result will give away", "weigh", ownerOfficer, by(s.el.Called.Timetable.PollNotice.Time()))
	if r, none := s.unneeded(r); none {
		return r
	}
	r.Hint = "The poll cannot open before you have looked. If it is too much, you go on only with a reason that is published."
	if s.el.WeighedOpening != nil {
		r.Hint = conduct.Revealed(&s.el)
	}
	return s.status(r, s.el.WeighedOpening != nil, s.weighable(election.WeighedOpening))
}

func (s *stage) weighCount() row {
	r := s.task("weigh-count", "Weigh what this result gives away", "weigh-count", ownerOfficer, "")
	if r, none := s.unneeded(r); none {
		return r
	}
	r.Hint = "Now it is known who voted. Nothing is decrypted before you have looked."
	if w := s.el.WeighedCount; w != nil {
		r.Hint = record.WeighedSentence(w)
	}
	return s.status(r, s.el.WeighedCount != nil, s.weighable(election.WeighedCount))
}

// weighable is why nothing can be decided at a stage now; nil if it can.
func (s *stage) weighable(at string) error {
	switch {
	case s.el.Roll.Frozen == nil || !s.el.Settled:
		return election.Refuse("unsettled", "Freeze the roll and settle the contests first.")
	case at == election.WeighedCount && !s.el.Poll.Closed():
		return election.Refuse("not-closed", "The poll has not closed; who votes is not known before.")
	}
	return s.officer(election.SecrecyWeighed{Election: s.el.ID(), Stage: at})
}
