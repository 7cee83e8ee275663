package officer

import (
	"time"

	"github.com/onenorwich/guildhall/web/papers"
	"github.com/onenorwich/guildhall/web/ui"
)

// Who does what.
const (
	ownerOfficer    = "Returning officer"
	ownerPractices  = "Practices"
	ownerCandidates = "Candidates"
	ownerTrustees   = "Trustees"
	ownerRegistrar  = "Registrar"
	ownerService    = "This service"
)

// row is one task with what decides whether it is next.
type row struct {
	ui.Task
	key   string // names the row, also in its address
	wait  bool   // can be done, but something else comes first
	spare bool   // is next only where nothing else of the returning officer's is
}

func (r row) open() bool { return r.Status == ui.NotYetStarted || r.Status == ui.InProgress }
func (r row) mine() bool { return r.Owner == ownerOfficer }

// group is a part of the list.
type group struct {
	title string
	rows  []row
}

// groups is the whole list, with exactly one row next.
func (s *stage) groups() []group {
	list := []group{
		{"Prepare", []row{s.called(), s.roll(), s.people(), s.notice()}},
		{"Nominate", []row{s.nominations(), s.decide(), s.publish(), s.withdrawals(), s.settle()}},
		{"Ready", []row{s.key(), s.ballot(), s.pollNotice()}},
		{"Poll", []row{s.openPoll(), s.voting(), s.closePoll()}},
		{"Count", []row{s.account(), s.decrypt(), s.declare()}},
		{"After", []row{s.issue(), s.offices(), s.challenge(), s.records()}},
	}
	list = s.weighings(list)
	if s.strict() {
		list = s.strictly(list)
	}
	var all []*row
	for g := range list {
		for i := range list[g].rows {
			all = append(all, &list[g].rows[i])
		}
	}
	markNext(all)
	return list
}

// markNext marks the first row that the returning officer can do now; where
// there is none, the first that others are doing; where nothing goes on at all
// (a poll that was not opened in time), the first that is not done.
func markNext(rows []*row) {
	choices := []func(*row) bool{
		func(r *row) bool { return r.mine() && r.open() && !r.wait && !r.spare },
		func(r *row) bool { return r.mine() && r.open() && !r.wait },
		func(r *row) bool { return !r.mine() && r.open() },
		func(r *row) bool { return r.Status != ui.Completed },
	}
	for _, chosen := range choices {
		for _, r := range rows {
			if chosen(r) {
				r.Next = true
				return
			}
		}
	}
}

// status fills in a row: completed, or blocked by a rule, or open.
func (s *stage) status(r row, done bool, why error) row {
	switch {
	case done:
		r.Status = ui.Completed
	case why != nil:
		r.Status, r.Why, r.Hint = ui.CannotStartYet, ui.Sentence(why.Error()), ""
	case r.Status == "":
		r.Status = ui.NotYetStarted
	}
	return r
}

// unneeded is a row of a poll that is not held.
func (s *stage) unneeded(r row) (row, bool) {
	if !s.noPoll() {
		return r, false
	}
	r.Status, r.Hint, r.Due, r.Href, r.Paper = ui.Completed, "Not needed: no post goes to a poll.", "", "", ui.Link{}
	return r, true
}

// task begins a row. path is that of its page, below the election's.
func (s *stage) task(key, title, path, owner, due string) row {
	return row{key: key, Task: ui.Task{Title: title, Href: s.path(path), Owner: owner, Due: due}}
}

// path is an address below the election's task list.
func (s *stage) path(p string) string {
	base := "/officer/elections/" + string(s.el.ID())
	if p == "" {
		return base
	}
	return base + "/" + p
}

// public is an address that anybody may open.
func (s *stage) public(p string) string { return "/elections/" + string(s.el.ID()) + p }

func by(t time.Time) string    { return "by " + moment(t) }
func from(t time.Time) string  { return "from " + moment(t) }
func at(t time.Time) string    { return "at " + moment(t) }
func until(t time.Time) string { return "until " + moment(t) }

func moment(t time.Time) string { return ui.Clock(t) + " on " + ui.Date(t) }

// tasks is the list as the page prints it. A row that cannot start has no
// address, unless it is the next one.
func (s *stage) tasks() []ui.Tasks {
	var list []ui.Tasks
	for _, g := range s.groups() {
		t := ui.Tasks{Title: g.title}
		for _, r := range g.rows {
			if r.Status == ui.CannotStartYet && !r.Next {
				r.Href = ""
			}
			if r.Status == ui.Completed {
				r.Due = ""
			}
			t.Rows = append(t.Rows, r.Task)
		}
		list = append(list, t)
	}
	return list
}

// issued says whether the declaration has been issued as a paper.
func (s *stage) issued() bool {
	_, ok := s.point.State.Paper(papers.PaperID(s.el.ID()))
	return ok
}
