package election

import (
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/election/table"
)

// RollRow is one practice with its registered patients and its votes.
type RollRow struct {
	Practice ID    `json:"practice"`
	Patients int64 `json:"patients"`
	Votes    int64 `json:"votes"`
}

// Roll is who may vote and with how many votes.
type Roll struct {
	rows   table.Table[ID, RollRow]
	Frozen *RollFrozen
	Votes  int64 // the sum over all rows
	text   int   // bytes that the identifiers take in an entry
}

// Row is one practice's line of the roll.
func (r *Roll) Row(practice ID) (RollRow, bool) { return r.rows.Get(practice) }

// Rows runs over the roll by practice.
func (r *Roll) Rows(yield func(RollRow) bool) {
	for _, row := range r.rows.All() {
		if !yield(row) {
			return
		}
	}
}

// Len is the number of practices on the roll.
func (r *Roll) Len() int { return r.rows.Len() }

// MaxVotes bounds the sum of all votes: a discrete logarithm up to it must be
// found at the count.
const MaxVotes = 1 << 30

// MaxRollText bounds the bytes that the identifiers of a roll take in an entry,
// with quotation marks and commas: the close of the poll names every practice
// that voted in one entry of at most 65,535 bytes, and must never fail.
const MaxRollText = 65_000

// RollListed adds practices to the roll, in parts where one entry is too small.
type RollListed struct {
	Election ID        `json:"election"`
	Rows     []RollRow `json:"rows"`
}

func (RollListed) Kind() string { return "roll.listed" }

// Practices lists the practices that the event names.
func (e RollListed) Practices() []ID {
	ids := make([]ID, len(e.Rows))
	for i, row := range e.Rows {
		ids[i] = row.Practice
	}
	return ids
}

func (e RollListed) apply(s *State, f Fact) error {
	return s.change(e.Election, func(el *Election) error {
		if err := el.officer(f); err != nil {
			return err
		}
		if el.Roll.Frozen != nil {
			return Refuse("roll-frozen", "The roll is frozen; no practice can be added.")
		}
		if len(e.Rows) == 0 {
			return Refuse("roll-empty", "A part of the roll lists at least one practice.")
		}
		for _, row := range e.Rows {
			if err := row.Practice.Check(); err != nil {
				return err
			}
			if _, dup := el.Roll.rows.Get(row.Practice); dup {
				return Refuse("roll-duplicate", "The practice %q is on the roll twice. Remove one of the two lines.", row.Practice)
			}
			if row.Patients < 0 || row.Votes < 1 || row.Votes > MaxVotes || el.Roll.Votes+row.Votes > MaxVotes {
				return Refuse("roll-votes", "The practice %q has %d votes; a practice has at least one, and the roll at most %d in all.", row.Practice, row.Votes, MaxVotes)
			}
			if el.Roll.text += len(row.Practice) + len(`"",`); el.Roll.text > MaxRollText {
				return Refuse("roll-size", "The roll is too long: a poll could name no more than %d practices with codes like these at its close.", el.Roll.Len())
			}
			el.Roll.rows.Set(row.Practice, row)
			el.Roll.Votes += row.Votes
		}
		return nil
	})
}

// RollFrozen closes the roll at the record date. Its rule works every weight
// out again from the rule and the figures, so that no weight can be altered,
// even with the sum kept.
type RollFrozen struct {
	Election  ID        `json:"election"`
	Rule      roll.Rule `json:"rule"`
	Practices int       `json:"practices"`
	Votes     int64     `json:"votes"`
	Source    Digest    `json:"source"` // blob: the roll as CSV
}

func (RollFrozen) Kind() string { return "roll.frozen" }

// Blobs lists the blobs that the event refers to.
func (e RollFrozen) Blobs() []Digest { return []Digest{e.Source} }

func (e RollFrozen) apply(s *State, f Fact) error {
	return s.change(e.Election, func(el *Election) error {
		if err := el.officer(f); err != nil {
			return err
		}
		if el.Roll.Frozen != nil {
			return Refuse("roll-frozen", "The roll is frozen already.")
		}
		if err := e.Rule.Check(); err != nil {
			return Refuse("rule", "%v", err)
		}
		if e.Practices == 0 || e.Practices != el.Roll.Len() || e.Votes != el.Roll.Votes {
			return Refuse("roll-sum", "The roll lists %d practices with %d votes, not %d with %d.", el.Roll.Len(), el.Roll.Votes, e.Practices, e.Votes)
		}
		for row := range el.Roll.Rows {
			votes, err := e.Rule.Votes(row.Patients, row.Votes)
			if err != nil {
				return Refuse("roll-votes", "%v", err)
			}
			if votes != row.Votes {
				return Refuse("roll-votes", "The practice %q has %d patients; the rule %s gives it %d votes, not %d.", row.Practice, row.Patients, e.Rule, votes, row.Votes)
			}
		}
		el.Roll.Frozen = &e
		return nil
	})
}
