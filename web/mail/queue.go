package mail

import (
	"crypto/rand"
	"database/sql"
	"encoding/binary"
	"errors"
	"strings"
	"time"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
)

// What is asked for each message, which an index must answer.
const (
	nextQuery      = `SELECT id FROM mail WHERE state = 'waiting' AND class <= $1 ORDER BY class, turn, id`
	laterQuery     = `SELECT id, class, owner FROM mail WHERE state = 'later' AND due <= $1 ORDER BY due, id LIMIT $2`
	firstTurnQuery = `SELECT turn FROM mail WHERE state = 'waiting' AND class = $1 ORDER BY turn, id LIMIT 1`
	lastTurnQuery  = `SELECT MAX(turn) FROM mail WHERE class = $1 AND owner = $2 AND state IN ('waiting', 'later')`
	topicQuery     = `SELECT id, due, body FROM mail WHERE topic = $1 AND person = $2 AND topic <> '' AND state IN ('waiting', 'later') AND tries = 0`
)

// Queue writes a message into the outbox, in the transaction of what it tells
// about. Call Wake after the commit.
func (o *Outbox) Queue(tx store.Side, m Message) error {
	now := o.now()
	owner := m.Owner
	for _, next := range []election.ID{m.Practice, m.Person, election.ID(m.To)} {
		if owner == "" {
			owner = next
		}
	}
	due, queued := now.Add(m.After).UnixMilli(), now.UnixMilli()
	if m.Topic != "" {
		m.Topic = strings.Join([]string{m.Topic, string(m.Practice), string(m.Election)}, " ")
		// The first one's time stays: whoever makes changes without end does not
		// put off for ever that anybody hears of them.
		earlier, err := replace(tx, &m)
		if err != nil {
			return err
		}
		if earlier > 0 {
			due = min(due, earlier)
		}
	}
	if m.Kind.passing() {
		due, queued = 0, coarse(now)
	}
	if m.Kind == Recorded {
		queued = day(now)
	}
	state := Waiting
	if due > now.UnixMilli() {
		state = Later
	}
	id, err := newID(tx, m.Kind.passing())
	if err != nil {
		return err
	}
	turn, err := turn(tx, m.Kind.class(), string(owner), "")
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO mail (id, kind, state, class, owner, turn, topic, address, name, person, practice, election, subject, body, queued, due, tries, error)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0, '')`,
		id, string(m.Kind), string(state), m.Kind.class(), string(owner), turn, m.Topic, m.To, m.Name, string(m.Person), string(m.Practice),
		string(m.Election), m.Subject, m.Text, queued, due)
	return err
}

// replace deletes the message whose place another one takes, puts its changes
// before the other's, and says when it would have been sent.
func replace(tx store.Side, m *Message) (due int64, err error) {
	var id int64
	var text string
	err = tx.QueryRow(topicQuery,
		m.Topic, string(m.Person)).Scan(&id, &due, &text)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	m.Text = merge(text, m.Text)
	_, err = tx.Destroy(`DELETE FROM mail WHERE id = $1`, id)
	return due, err
}

// bullet begins a line that tells of one change. Nobody can type one: names are
// put on one line.
const bullet = "– "

// merge puts the changes that an earlier text tells of before a later one's.
func merge(earlier, later string) string {
	var told strings.Builder
	for line := range strings.Lines(earlier) {
		if strings.HasPrefix(line, bullet) {
			told.WriteString(line)
		}
	}
	i := strings.Index(later, "\n"+bullet)
	if i < 0 {
		return later
	}
	return later[:i+1] + told.String() + later[i+1:]
}

// turn is the next turn of an owner: after the owner's messages that wait, and
// not before those of others that are due now. So each owner has one message a
// round, however many one of them has made.
func turn(tx store.Side, class int, owner, and string) (int64, error) {
	var first, last sql.NullInt64
	if class != classRecorded { // where it would tell which vote came first
		err := tx.QueryRow(firstTurnQuery, class).Scan(&first)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return 0, err
		}
	}
	err := tx.QueryRow(lastTurnQuery+and, class, owner).Scan(&last)
	if last.Valid {
		last.Int64++
	}
	return max(first.Int64, last.Int64), err
}

// counted is where identifiers end that are counted up; those that are drawn
// are greater, and below 2^53, so that any program reads them.
const counted = 1 << 40

// newID is the next identifier, or one that is drawn and tells no order.
func newID(tx store.Side, drawn bool) (id int64, err error) {
	if drawn {
		return drawID(), nil
	}
	err = tx.QueryRow(`SELECT COALESCE(MAX(id), 0) + 1 FROM mail WHERE id < $1`, int64(counted)).Scan(&id)
	return id, err
}

func drawID() int64 {
	b := make([]byte, 8)
	_, _ = rand.Read(b) // it never fails
	return counted + int64(binary.BigEndian.Uint64(b)>>12)
}

// coarse is the end of a time's ten minutes: a message to somebody who is about to
// vote must tell neither when that was nor who came first.
func coarse(t time.Time) int64 {
	const most = 10 * time.Minute
	return t.UTC().Truncate(most).Add(most).UnixMilli()
}

// day is the day of a time, at its beginning.
func day(t time.Time) int64 { return t.UTC().Truncate(24 * time.Hour).UnixMilli() }
