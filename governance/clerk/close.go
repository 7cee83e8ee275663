package clerk

import (
	"database/sql"
	"time"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/record"
)

// Schema is the side table that says which practice used which voting code
// during a poll. It has neither time nor order, is written with the ballot,
// published sorted at the close, and then emptied.
const Schema = `CREATE TABLE IF NOT EXISTS voted (
	election TEXT NOT NULL,
	practice TEXT NOT NULL,
	voter INTEGER NOT NULL,
	PRIMARY KEY (election, practice),
	UNIQUE (election, voter)
) WITHOUT ROWID`

// dueFirst is the earliest deadline that has come among the open polls.
func dueFirst(p *record.Point, now time.Time) (deadline time.Time, due bool) {
	for el := range p.State.Election.Elections {
		if closes := el.Called.Timetable.PollCloses.Time(); el.Due(election.At(now)) && (!due || closes.Before(deadline)) {
			deadline, due = closes, true
		}
	}
	return deadline, due
}

// closeDue closes every poll that is due and whose ballots have all been
// decided. A poll that cannot be closed stays as it is: the time alone keeps
// ballots out, and everything else goes on.
func (c *Clerk) closeDue(tx store.Tx, next **record.Point, now time.Time) (closed bool) {
	for {
		deadline, due := dueFirst(*next, now)
		if !due || c.desk.before(deadline, nil) {
			return closed
		}
		for el := range (*next).State.Election.Elections {
			if !el.Due(election.At(now)) || el.Called.Timetable.PollCloses.Time().After(deadline) {
				continue
			}
			try := fork(*next)
			if err := c.closeOne(tx, try, el.ID(), now); err != nil {
				c.trouble.Store(&err)
				return closed
			}
			*next, closed = try, true
		}
	}
}

func (c *Clerk) closeOne(tx store.Tx, p *record.Point, id election.ID, now time.Time) error {
	return sheltered(tx, func(tx2 store.Side) error {
		voted, err := votedIn(tx2, id)
		if err != nil {
			return err
		}
		entered, err := enter(p, now, []Act{{By: election.Service, Event: election.PollClosed{Election: id, Voted: voted}}})
		if err != nil {
			return err
		}
		if _, err := tx2.Exec(`DELETE FROM voted WHERE election = $1`, string(id)); err != nil {
			return err
		}
		_, err = put(tx, entered)
		return err
	})
}

// votedIn lists the practices that have cast a ballot, sorted.
func votedIn(tx store.Side, id election.ID) ([]election.ID, error) {
	rows, err := tx.Query(`SELECT practice FROM voted WHERE election = $1 ORDER BY practice`, string(id))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	list := []election.ID{}
	for rows.Next() {
		var practice election.ID
		if err := rows.Scan(&practice); err != nil {
			return nil, err
		}
		list = append(list, practice)
	}
	return list, rows.Err()
}

// Trouble is what last kept a poll from closing; nil if nothing did.
func (c *Clerk) Trouble() error {
	if err := c.trouble.Load(); err != nil {
		return *err
	}
	return nil
}

// Voted says which practices have cast a ballot in an open poll, and with
// which voting code's row.
func Voted(tx store.Side, id, practice election.ID) (voter int, ok bool, err error) {
	err = tx.QueryRow(`SELECT voter FROM voted WHERE election = $1 AND practice = $2`, string(id), string(practice)).Scan(&voter)
	if err == sql.ErrNoRows {
		return 0, false, nil
	}
	return voter, err == nil, err
}

// VotedList lists the practices that have cast a ballot in an open poll.
func VotedList(tx store.Side, id election.ID) ([]election.ID, error) { return votedIn(tx, id) }
