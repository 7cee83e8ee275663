package ui

import "strings"

// Status is the state of a task, in the words of the NHS task list.
type Status string

const (
	Completed      Status = "Completed"
	InProgress     Status = "In progress"
	NotYetStarted  Status = "Not yet started"
	CannotStartYet Status = "Cannot start yet"
)

// Task is one row of a task list.
type Task struct {
	Title  string
	Href   string // empty: nothing to open (never for a row that is next)
	Hint   string
	Status Status
	Why    string // why it cannot start yet
	Due    string // "by 5pm Monday 14 December"
	Owner  string // "Returning officer"
	Paper  Link
	Next   bool // what to do now: exactly one row of a page
}

// Colour of the status tag.
func (t Task) Colour() string {
	if t.Status == InProgress {
		return "aqua-green"
	}
	return "white"
}

// Tasks is a task list, under a heading of its own if Title is set.
type Tasks struct {
	ID    string
	Title string
	Rows  []Task
}

func (Tasks) part() string { return "tasks" }

// Prefix makes the identifiers of the rows.
func (t Tasks) Prefix() string {
	return firstOf(t.ID, strings.ReplaceAll(strings.ToLower(firstOf(t.Title, "task")), " ", "-"))
}

// Row is one row of a summary list.
type Row struct {
	Key    string
	Value  string
	Values []string // several lines
	Part   Part     // a tag, a digest
	Change string   // address of the change link
	Action string   // its text, "Change" by default
}

// ActionText of the link.
func (r Row) ActionText() string { return firstOf(r.Action, "Change") }

// Summary is a list of keys and values, with change links.
type Summary []Row

func (Summary) part() string { return "summary" }

// Changeable reports whether any row has a link: then the others leave room.
func (s Summary) Changeable() bool {
	for _, r := range s {
		if r.Change != "" {
			return true
		}
	}
	return false
}

// Pagination leads through many pages.
type Pagination struct {
	Previous, Next     string // addresses; empty at the ends
	PreviousOf, NextOf string // what is there: "Ballots 1 to 100"
}

func (Pagination) part() string { return "pagination" }
