package mail

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
)

// Schema is the outbox. Times are milliseconds since 1970, UTC.
const Schema = `CREATE TABLE IF NOT EXISTS mail (
	id INTEGER PRIMARY KEY,
	kind TEXT NOT NULL,
	state TEXT NOT NULL,
	address TEXT NOT NULL,
	name TEXT NOT NULL,
	person TEXT NOT NULL,
	practice TEXT NOT NULL,
	election TEXT NOT NULL,
	subject TEXT NOT NULL,
	body TEXT NOT NULL,
	queued INTEGER NOT NULL,
	due INTEGER NOT NULL,
	tries INTEGER NOT NULL,
	error TEXT NOT NULL
)`

// Outbox is the queue of messages.
type Outbox struct {
	log  store.Log
	now  func() time.Time
	wake chan struct{}
}

// NewOutbox is the outbox in a log's side tables.
func NewOutbox(log store.Log, now func() time.Time) *Outbox {
	return &Outbox{log: log, now: now, wake: make(chan struct{}, 1)}
}

// Queue writes a message into the outbox, in the transaction of what it tells
// about. Call Wake after the commit.
func (o *Outbox) Queue(tx store.Side, m Message) error {
	now := o.now().UnixMilli()
	_, err := tx.Exec(`INSERT INTO mail (kind, state, address, name, person, practice, election, subject, body, queued, due, tries, error)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, 0, '')`,
		string(m.Kind), string(Waiting), m.To, m.Name, string(m.Person), string(m.Practice), string(m.Election), m.Subject, m.Text, now)
	return err
}

// Wake tells the worker that something was queued. It never blocks.
func (o *Outbox) Wake() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

const columns = `id, kind, state, address, name, person, practice, election, subject, body, queued, tries, error`

func scan(row interface{ Scan(...any) error }) (m Message, err error) {
	var queued int64
	err = row.Scan(&m.ID, &m.Kind, &m.State, &m.To, &m.Name, &m.Person, &m.Practice, &m.Election, &m.Subject, &m.Text, &queued, &m.Tries, &m.Error)
	m.Queued = time.UnixMilli(queued).UTC()
	return m, err
}

// List gives the messages of an election, newest first; of all elections and
// of none if id is empty. It leaves out the texts: they hold links, voting
// codes and numbers, with which whoever reads the list could vote.
func (o *Outbox) List(ctx context.Context, id election.ID) (list []Message, err error) {
	err = o.log.View(ctx, func(tx store.Side) error {
		rows, err := tx.Query(`SELECT `+columns+` FROM mail WHERE $1 = '' OR election = $1 ORDER BY id DESC`, string(id))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			m, err := scan(rows)
			if err != nil {
				return err
			}
			m.Text = ""
			list = append(list, m)
		}
		return rows.Err()
	})
	return list, err
}

// Message is one message with its text, for the demonstration's mailbox.
func (o *Outbox) Message(ctx context.Context, id int64) (m Message, err error) {
	err = o.log.View(ctx, func(tx store.Side) error {
		m, err = scan(tx.QueryRow(`SELECT `+columns+` FROM mail WHERE id = $1`, id))
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		return m, election.Refuse("no-message", "There is no such message in the outbox any more. Go back to the list.")
	}
	return m, err
}
