package mail

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
)

// Schema is the outbox. Times are milliseconds since 1970, UTC. A message's
// place in the queue is its class, then its turn. The indexes are there so that
// finding the next message does not depend on how many wait.
const Schema = `CREATE TABLE IF NOT EXISTS mail (
	id INTEGER PRIMARY KEY,
	kind TEXT NOT NULL,
	state TEXT NOT NULL,
	class INTEGER NOT NULL,
	owner TEXT NOT NULL,
	turn INTEGER NOT NULL,
	topic TEXT NOT NULL,
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
);
CREATE INDEX IF NOT EXISTS mail_next ON mail (class, turn, id) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS mail_later ON mail (due) WHERE state = 'later';
CREATE INDEX IF NOT EXISTS mail_owner ON mail (class, owner, turn) WHERE state IN ('waiting', 'later');
CREATE INDEX IF NOT EXISTS mail_topic ON mail (topic, person) WHERE topic <> '' AND state IN ('waiting', 'later');
CREATE INDEX IF NOT EXISTS mail_wrong ON mail (state) WHERE state IN ('bounced', 'failed', 'uncertain', 'sending');
CREATE INDEX IF NOT EXISTS mail_election ON mail (election, id)`

// Outbox is the queue of messages.
type Outbox struct {
	// Server is where the messages go; nil if there is none, and every message
	// stays here to be read.
	Server *SMTP
	// Moot, if set, says inside the transaction that takes a message that it is
	// not needed any more.
	Moot func(tx store.Side, m Message) (bool, error)

	log  store.Log
	now  func() time.Time
	wake [lines]chan struct{}

	mu       sync.Mutex
	working  [lines]bool
	trouble  Trouble
	deferred map[int64]deferral
}

// NewOutbox is the outbox in a log's side tables.
func NewOutbox(log store.Log, now func() time.Time) *Outbox {
	o := &Outbox{log: log, now: now, deferred: make(map[int64]deferral)}
	for i := range o.wake {
		o.wake[i] = make(chan struct{}, 1)
	}
	return o
}

// Wake tells those who carry the messages that something was queued. It never
// blocks.
func (o *Outbox) Wake() {
	for _, wake := range o.wake {
		select {
		case wake <- struct{}{}:
		default:
		}
	}
}

const (
	heads   = `id, kind, state, address, name, person, practice, election, subject, '', queued, tries, error`
	columns = `id, kind, state, address, name, person, practice, election, subject, body, queued, tries, error`
)

func scan(row interface{ Scan(...any) error }) (m Message, err error) {
	var queued int64
	err = row.Scan(&m.ID, &m.Kind, &m.State, &m.To, &m.Name, &m.Person, &m.Practice, &m.Election, &m.Subject, &m.Text, &queued, &m.Tries, &m.Error)
	m.Queued = time.UnixMilli(queued).UTC()
	return m, err
}

// List gives the messages of an election, newest first; of all elections and
// of none if id is empty. It leaves out the texts: they hold links, voting
// codes and numbers, with which whoever reads the list could vote.
func (o *Outbox) List(ctx context.Context, id election.ID) ([]Message, error) {
	return o.list(ctx, `$1 = '' OR election = $1 ORDER BY queued DESC, turn DESC, id DESC`, string(id))
}

// list gives the messages of a condition, without their texts.
func (o *Outbox) list(ctx context.Context, where string, args ...any) (list []Message, err error) {
	err = o.log.View(ctx, func(tx store.Side) error {
		rows, err := tx.Query(`SELECT `+heads+` FROM mail WHERE `+where, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			m, err := scan(rows)
			if err != nil {
				return err
			}
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
