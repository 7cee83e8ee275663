package clerk

import (
	"database/sql"
	"errors"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
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

// Voted says which practices have cast a ballot in an open poll, and with
// which voting code's row.
func Voted(tx store.Side, id, practice election.ID) (voter int, ok bool, err error) {
	err = tx.QueryRow(`SELECT voter FROM voted WHERE election = $1 AND practice = $2`, string(id), string(practice)).Scan(&voter)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, nil
	}
	return voter, err == nil, err
}

// VotedList lists the practices that have cast a ballot in an open poll, sorted.
func VotedList(tx store.Side, id election.ID) ([]election.ID, error) {
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

// Voters gives the voting code's row of each practice that has cast a ballot in an
// open poll. It is for what may be said of them (site.MayName), never for a page.
func Voters(tx store.Side, id election.ID) (map[election.ID]int, error) {
	rows, err := tx.Query(`SELECT practice, voter FROM voted WHERE election = $1`, string(id))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	voters := map[election.ID]int{}
	for rows.Next() {
		var practice election.ID
		var voter int
		if err := rows.Scan(&practice, &voter); err != nil {
			return nil, err
		}
		voters[practice] = voter
	}
	return voters, rows.Err()
}

// owner is the practice that used a voting code in an open poll; "" if none did.
func owner(tx store.Side, id election.ID, voter int) (practice election.ID, err error) {
	err = tx.QueryRow(`SELECT practice FROM voted WHERE election = $1 AND voter = $2`, string(id), voter).Scan(&practice)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return practice, err
}

var errForeignCode = election.Refuse("foreign-code", "This voting code belongs to another practice. Use the code in your own practice's email.")

// claim ties a practice to its voting code for the length of the poll: neither
// may be used with another.
func claim(tx store.Side, id, practice election.ID, voter int) error {
	known, voted, err := Voted(tx, id, practice)
	if err != nil {
		return err
	}
	if voted && known == voter {
		return nil
	}
	if voted {
		return election.Refuse("other-code", "This practice has voted with another code before. Use the code in your practice's email.")
	}
	other, err := owner(tx, id, voter)
	if err != nil {
		return err
	}
	if other != "" {
		return errForeignCode
	}
	_, err = tx.Exec(`INSERT INTO voted (election, practice, voter) VALUES ($1, $2, $3)`, string(id), string(practice), voter)
	return err
}

// owned refuses to confirm a recorded vote to another practice than the one that
// cast it, while that is known: during the poll. Without a practice there is
// nobody to mislead.
func owned(tx store.Side, id, practice election.ID, voter int) error {
	cast, err := owner(tx, id, voter)
	if err == nil && cast != "" && practice != "" && cast != practice {
		return errForeignCode
	}
	return err
}
