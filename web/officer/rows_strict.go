package officer

import (
	"fmt"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/web/ui"
)

// Rows that the strict scheme has and the simple one has not. What others do is
// theirs: the returning officer sees how far they are and can remind them.

// strict says whether the election is in the strict scheme.
func (s *stage) strict() bool { return s.el.Called.Scheme == election.Strict }

// strictly puts the strict scheme's own rows into the list: in place of those
// about the returning officer's key, and beside the others.
func (s *stage) strictly(list []group) []group {
	instead := map[string][]row{
		"roll":    {s.roll(), s.team()},
		"key":     {s.trusteesMake(), s.registrarMakes()},
		"ballot":  {s.ballot(), s.trusteesProve(), s.registrarSends()},
		"decrypt": {s.trusteesDecrypt()},
	}
	for g := range list {
		var rows []row
		for _, r := range list[g].rows {
			if other, ok := instead[r.key]; ok {
				rows = append(rows, other...)
			} else {
				rows = append(rows, r)
			}
		}
		list[g].rows = rows
	}
	return list
}

func (s *stage) team() row {
	r := s.task("team", "Name the trustees, the registrar and the operator", "team", ownerOfficer, by(s.el.Called.Timetable.Notice.Time()))
	t := s.el.Team
	if t == nil {
		r.Hint = "Different people, and none of them you. The notice of election names them."
		return s.status(r, false, s.naming())
	}
	r.Hint = fmt.Sprintf("%s, of whom %d decrypt; a registrar and an operator; %s.", ui.Count(len(t.Trustees), "trustee", "trustees"), t.Threshold, ui.Count(len(t.Scrutineers), "scrutineer", "scrutineers"))
	return s.status(r, true, nil)
}

// named is why nothing can be done that needs a team; nil if there is one.
func (s *stage) named() error {
	if s.el.Team == nil {
		return election.Refuse("no-team", "Name the trustees, the registrar and the operator first.")
	}
	return nil
}

// seats counts the trustees who have come so far.
func (s *stage) seats(far func(election.Seat) bool) (n int) {
	for _, seat := range s.el.Ceremony {
		if far(seat) {
			n++
		}
	}
	return n
}

// Rounds of the key ceremony, each with what a trustee has done in it.
var rounds = []struct {
	far  func(election.Seat) bool
	what string
}{
	{func(o election.Seat) bool { return !o.Certificate.IsZero() }, "have begun their keys"},
	{func(o election.Seat) bool { return !o.Polynomial.IsZero() }, "have confirmed the words"},
	{func(o election.Seat) bool { return !o.Output.IsZero() }, "have their part of the key"},
}

func proved(o election.Seat) bool { return len(o.Proofs) > 0 }

// trusteesMake is the key ceremony.
func (s *stage) trusteesMake() row {
	r := s.task("ceremony", "The trustees make the key", "trustees", ownerTrustees, by(s.el.Called.Timetable.PollNotice.Time()))
	if r, none := s.unneeded(r); none {
		return r
	}
	r.Hint = "In one sitting, each in their own browser."
	if len(s.el.Ceremony) > 0 {
		r.Status = ui.InProgress
		for _, round := range rounds {
			r.Hint = fmt.Sprintf("%d of %d %s.", s.seats(round.far), len(s.el.Ceremony), round.what)
			if s.seats(round.far) < len(s.el.Ceremony) {
				break
			}
		}
	}
	if s.el.Keys != nil {
		r.Hint = fmt.Sprintf("Any %d of the %d trustees decrypt, together with this service’s own key.", s.el.Team.Threshold, len(s.el.Team.Trustees))
		if s.el.Team.Threshold == len(s.el.Team.Trustees) {
			r.Hint = fmt.Sprintf("All %d trustees decrypt, together with this service’s own key.", len(s.el.Team.Trustees))
		}
	}
	return s.status(r, s.el.Keys != nil, s.named())
}

// registrarMakes is the list of voting codes.
func (s *stage) registrarMakes() row {
	r := s.task("codes", "The registrar makes the voting codes", "registrar", ownerRegistrar, by(s.el.Called.Timetable.PollNotice.Time()))
	if r, none := s.unneeded(r); none {
		return r
	}
	r.Hint = "In the registrar’s own browser. Only their public halves come here."
	why := s.named()
	if why == nil && len(s.el.Identified) == 0 {
		why = election.Refuse("not-settled", "Settle the contests first: a voting code is made for them.")
	}
	if s.el.Listed != nil {
		r.Hint = "The list of their public halves is in the log, signed by the registrar."
	}
	return s.status(r, s.el.Listed != nil, why)
}

// lacking counts the practices on the roll that have not been given a code.
func (s *stage) lacking() (n int) {
	for row := range s.el.Roll.Rows {
		if s.el.Issued(row.Practice) == "" {
			n++
		}
	}
	return n
}

// codesLate says whether voting codes can be given no longer.
func (s *stage) codesLate() bool { return !s.before(s.el.CodesCutOff()) }

// registrarSends is the letters.
func (s *stage) registrarSends() row {
	r := s.task("letters", "The registrar sends the voting codes", "registrar", ownerRegistrar, by(s.el.Called.Timetable.PollOpens.Time()))
	if r, none := s.unneeded(r); none {
		return r
	}
	all, lacking := s.el.Roll.Len(), s.lacking()
	r.Hint = fmt.Sprintf("%d of %d practices have been sent theirs.", all-lacking, all)
	if lacking < all {
		r.Status = ui.InProgress
	}
	var why error
	switch {
	case s.el.Listed == nil:
		why = election.Refuse("not-listed", "The registrar makes the voting codes first.")
	case s.el.Poll.Prepared == nil:
		why = election.Refuse("not-prepared", "Prepare the ballot first: each letter shows the log as it is then.")
	}
	done := why == nil && (lacking == 0 || s.codesLate())
	if done && lacking > 0 {
		r.Hint = ui.Count(lacking, "practice was", "practices were") + " never sent a voting code."
	}
	return s.status(r, done, why)
}

// trusteesProve is the proof that every recovery phrase was kept.
func (s *stage) trusteesProve() row {
	r := s.task("proofs", "The trustees prove that they kept their phrases", "trustees", ownerTrustees, by(s.el.Called.Timetable.PollOpens.Time()))
	if r, none := s.unneeded(r); none {
		return r
	}
	var why error
	if s.el.Poll.Prepared == nil {
		why = election.Refuse("not-prepared", "Prepare the ballot first: each trustee signs it with their phrase.")
	} else {
		r.Hint = fmt.Sprintf("%d of %d have.", s.seats(proved), len(s.el.Ceremony))
		if s.seats(proved) > 0 {
			r.Status = ui.InProgress
		}
	}
	return s.status(r, why == nil && s.el.Proved(), why)
}

// shared counts the trustees who have decrypted.
func (s *stage) shared() (n int) {
	for _, person := range s.el.Team.Trustees {
		if s.sharedBy(person) {
			n++
		}
	}
	return n
}

// sharedBy says whether somebody has decrypted.
func (s *stage) sharedBy(person election.ID) bool {
	for _, p := range s.el.Contested() {
		for _, share := range p.Shares {
			if share.Holder == person {
				return true
			}
		}
	}
	return false
}

// trusteesDecrypt is the count.
func (s *stage) trusteesDecrypt() row {
	r := s.task("decrypt", "The trustees verify the ballots and decrypt the totals", "trustees", ownerTrustees, "")
	if r, none := s.unneeded(r); none {
		return r
	}
	if s.el.Team == nil {
		return s.status(r, false, s.uncounted(s.tallying, s.service))
	}
	n := s.shared()
	r.Hint = fmt.Sprintf("%d of the %d who are needed have decrypted.", min(n, s.el.Team.Threshold), s.el.Team.Threshold)
	if n > 0 {
		r.Status = ui.InProgress
	}
	return s.status(r, s.counted(), s.sharable())
}

// sharable is why nobody's share can be given now.
func (s *stage) sharable() error {
	return s.uncounted(func() governance.Event { return s.sharing() }, func(e ...governance.Event) error {
		return s.try(e[0].(election.ShareGiven).Holder, e[0])
	})
}
