package conduct

import (
	"context"
	"slices"
	_ "time/tzdata" // London, also where the machine has no time zones

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/record"
)

// rollPart is how many rows of a roll one entry holds: an entry has at most
// 65,535 bytes, and a row at most 100.
const rollPart = 400

// FreezeRoll puts practices on the roll with the votes that a rule gives them,
// and freezes it. Practices that are not members yet join in the same step.
func (d *Desk) FreezeRoll(ctx context.Context, by, id election.ID, rows []roll.Row, rule roll.Rule) error {
	votes, err := rule.Weights(rows)
	if err != nil {
		return election.Refuse("roll", "%v", err)
	}
	source := roll.Canonical(rows)
	// Whoever verifies the log reads the source again, so it must be readable.
	if _, err := roll.ReadCanonical(source); err != nil {
		return election.Refuse("roll", "%v", err)
	}
	digest := election.Digest(audit.Hash(source))
	blobs := [][]byte{source}
	s := d.State()
	var acts []clerk.Act
	var list []election.RollRow
	var sum int64
	for i, row := range rows {
		practice := election.ID(row.ID())
		if _, member := s.Practice(practice); !member {
			blob, details := record.Blob(record.PracticeText{Code: row.ODS, Name: row.Name})
			blobs = append(blobs, blob)
			acts = append(acts, clerk.Act{By: by, Event: governance.PracticeJoined{Practice: practice, Details: details}})
		}
		list = append(list, election.RollRow{Practice: practice, Patients: row.Patients, Votes: votes[i]})
		sum += votes[i]
	}
	for part := range slices.Chunk(list, rollPart) {
		acts = append(acts, clerk.Act{By: by, Event: election.RollListed{Election: id, Rows: part}})
	}
	acts = append(acts, clerk.Act{By: by, Event: election.RollFrozen{Election: id, Rule: rule, Practices: len(rows), Votes: sum, Source: digest}})
	_, err = d.do(ctx, blobs, acts...)
	return err
}
