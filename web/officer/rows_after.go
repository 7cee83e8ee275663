package officer

import (
	"fmt"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/count"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/web/ui"
)

// Ready.

func (s *stage) key() row {
	r := s.task("key", "Make your key", "key", ownerOfficer, by(s.el.Called.Timetable.PollNotice.Time()))
	if r, none := s.unneeded(r); none {
		return r
	}
	r.Hint = "In your own browser. Without the key there is no count."
	r.wait = !s.el.Settled // it may be made early, but nothing waits for it yet
	if s.el.Keys != nil {
		r.Hint = "Its public half is in the log, with that of this service’s own. Keep the file safe: without it there is no count."
	}
	return s.status(r, s.el.Keys != nil, s.officer(s.making()))
}

func (s *stage) ballot() row {
	title := "Prepare the ballot and the voting codes"
	if s.strict() {
		title = "Prepare the ballot"
	}
	r := s.task("ballot", title, "prepare", ownerOfficer, by(s.el.Called.Timetable.PollNotice.Time()))
	if r, none := s.unneeded(r); none {
		return r
	}
	done := s.el.Poll.Prepared != nil
	if done {
		r.Href, r.Hint = s.path("ballot"), "Look at the ballot paper before you open the poll."
	}
	return s.status(r, done, s.service(s.preparing()...))
}

func (s *stage) pollNotice() row {
	t := s.el.Called.Timetable.PollNotice
	r := s.task("poll-notice", "Give notice of the poll", "ballot", ownerService, at(t.Time()))
	if r, none := s.unneeded(r); none {
		return r
	}
	var why error
	if s.el.Poll.Prepared == nil {
		why = s.officer(s.opening())
	} else {
		r.Href = s.public("/papers/notice-of-poll")
		r.Paper = ui.Link{Text: "Notice of poll", Href: r.Href}
	}
	return s.status(r, s.el.Poll.Prepared != nil && !s.before(t), why)
}

// Poll.

func (s *stage) openPoll() row {
	r := s.task("open", "Open the poll and send the voting emails", "open", ownerOfficer, from(s.el.Called.Timetable.PollOpens.Time()))
	if r, none := s.unneeded(r); none {
		return r
	}
	done := !s.el.Poll.OpenedAt.IsZero()
	if done {
		r.Href = s.path("poll")
		r.Hint = "Opened " + ui.When(s.el.Poll.OpenedAt.Time()) + "."
	}
	return s.status(r, done, s.officer(s.opening()))
}

func (s *stage) voting() row {
	r := s.task("voting", "Practices vote", "poll", ownerPractices, by(s.el.Called.Timetable.PollCloses.Time()))
	if r, none := s.unneeded(r); none {
		return r
	}
	var why error
	if s.el.Poll.OpenedAt.IsZero() {
		why = election.Refuse("not-open", "The poll has not been opened yet.")
	}
	r.Status = ui.InProgress
	r.Hint = fmt.Sprintf("%d of %d practices have voted. See bounced emails and send reminders here.", s.el.Poll.Turnout(), s.el.Roll.Len())
	if s.el.Poll.Closed() {
		r.Hint = fmt.Sprintf("%d of %d practices voted.", s.el.Poll.Turnout(), s.el.Roll.Len())
	}
	return s.status(r, s.el.Poll.Closed(), why)
}

func (s *stage) closePoll() row {
	r := s.task("close", "Close the poll", "poll", ownerService, at(s.el.Called.Timetable.PollCloses.Time()))
	if r, none := s.unneeded(r); none {
		return r
	}
	r.Status = ui.InProgress
	why := s.service(s.closing())
	if s.el.Due(election.At(s.at)) {
		why = nil // ballots that arrived in time are being checked
	}
	return s.status(r, s.el.Poll.Closed(), why)
}

// Count.

// uncounted is why nothing can be counted before there are contests.
func (s *stage) uncounted(e func() governance.Event, try func(...governance.Event) error) error {
	if !s.el.Settled {
		_, _, err := s.el.Outcome()
		return err
	}
	if s.el.Poll.Prepared == nil && !s.noPoll() {
		return election.Refuse("not-prepared", "The ballot has not been prepared yet; nothing is counted before the poll has closed.")
	}
	return try(e())
}

func (s *stage) account() row {
	r := s.task("account", "Account for the poll", "account", ownerService, "")
	if r, none := s.unneeded(r); none {
		return r
	}
	r.Hint = "How many practices and votes; the encrypted totals are made."
	return s.status(r, s.tallied(), s.uncounted(s.tallying, s.service))
}

func (s *stage) decrypt() row {
	r := s.task("decrypt", "Verify the ballots and decrypt the totals", "decrypt", ownerOfficer, "")
	if r, none := s.unneeded(r); none {
		return r
	}
	r.Hint = "Your browser checks every ballot first. Have the file with your key ready."
	return s.status(r, s.counted(), s.sharable())
}

func (s *stage) declare() row {
	r := s.task("declare", "See the provisional result and declare it", "result", ownerOfficer, "")
	done := s.el.Declared != nil
	if done {
		r.Href = s.public("/result")
		r.Hint = "Declared " + ui.When(s.el.DeclaredAt.Time()) + "."
	} else if n := s.ties(); n > 0 {
		r.Hint = ui.Count(n, "post is tied", "posts are tied") + ". A tie is declared as a tie; the lot is drawn later."
	} else {
		r.Hint = "Show it to candidates and scrutineers before you declare."
	}
	return s.status(r, done, s.declaring())
}

// ties counts the posts with equal totals.
func (s *stage) ties() (n int) {
	_, outcomes, _ := s.el.Outcome()
	for _, o := range outcomes {
		if o.How == count.Tie {
			n++
		}
	}
	return n
}

// After.

func (s *stage) issue() row {
	r := s.task("paper", "Issue the declaration", "result", ownerService, "")
	if s.issued() {
		r.Href = s.public("/papers/declaration")
		r.Paper = ui.Link{Text: "Declaration of result (PDF)", Href: s.public("/papers/declaration.pdf")}
		r.Hint = "Print it, sign it and keep it."
	}
	return s.status(r, s.issued(), s.service(s.issuing()))
}

func (s *stage) offices() row {
	r := s.task("offices", "Put those elected into office", "", ownerService, "")
	r.Href = "/officer/offices"
	var why error
	if s.el.Declared == nil {
		why = election.Refuse("not-declared", "The result has not been declared yet.")
	}
	return s.status(r, why == nil, why)
}

func (s *stage) challenge() row {
	r := s.task("challenge", "The result may be challenged", "result", ownerCandidates, "")
	r.Status = ui.InProgress
	ends := conduct.ChallengeEnds(&s.el)
	var why error
	if s.el.Declared == nil {
		why = election.Refuse("not-declared", "The result has not been declared yet.")
	} else {
		r.Due = until(ends)
		r.Href = s.public("/result")
	}
	return s.status(r, why == nil && s.at.After(ends), why)
}

func (s *stage) records() row {
	r := s.task("records", "Keep the records", "result", ownerService, "")
	r.Status = ui.InProgress
	var why error
	if s.el.Declared == nil {
		why = election.Refuse("not-declared", "The result has not been declared yet.")
	} else {
		r.Due = until(conduct.RecordsKept(&s.el))
		r.Href = "/verify"
		r.Paper = ui.Link{Text: "Download everything that is public", Href: "/bundle.zip"}
	}
	return s.status(r, false, why)
}
