package belenios

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/onenorwich/guildhall/election/belenios/internal/canon"
)

// maxPending is the most data one event can name: the five of a set-up.
const maxPending = 5

// archiveReader takes an archive apart: tar headers in their one spelling,
// members named by their hash, events in an unbroken chain. It keeps only
// the data that the next event may name.
type archiveReader struct {
	r       io.Reader
	mtime   int64
	members int
	pending map[string]*member // data by hash, named by no event yet
	order   []*member
	next    event // parent and height that the next event must have
	limit   int64 // of a member's size
}

// member is one file of the archive.
type member struct {
	name    string
	content []byte
}

func newArchiveReader(r io.Reader) (*archiveReader, error) {
	a := &archiveReader{r: r, pending: map[string]*member{}, limit: maxMember}
	const reason = "this is not a Belenios archive (a .bel file)"
	m, err := a.member(true)
	var broken *FalseError
	switch {
	case err == io.EOF:
		return nil, &UnreadableError{Reason: "the file is empty"}
	case errors.As(err, &broken):
		return nil, &UnreadableError{Reason: reason}
	case err != nil:
		return nil, err
	case m.name != firstMember:
		return nil, &UnreadableError{Reason: reason}
	}
	c := canon.NewReader(m.content)
	if c.Lit(`{"version":`); c.Err() == nil && !c.Try("1,") {
		return nil, &UnreadableError{Reason: "this archive is of a version of the format that is not supported"}
	}
	c.Lit(`"timestamp":`)
	stamp, _ := c.Timestamp()
	c.Lit("}")
	if err := c.End(); err != nil {
		return nil, &UnreadableError{Reason: reason, Err: err}
	}
	if stamp != a.mtime {
		return nil, a.wrong(m.name, "its timestamp is not the one of the member BELENIOS")
	}
	return a, nil
}

// event reads up to the next event. Its data are then in pending. At the end
// of the archive the error is io.EOF.
func (a *archiveReader) event() (event, *member, error) {
	for {
		m, err := a.member(false)
		if err == io.EOF && len(a.order) > 0 {
			return event{}, nil, a.wrong(a.order[0].name, "no event names it")
		}
		if err != nil {
			return event{}, nil, err
		}
		sum := sha256.Sum256(m.content)
		hash := hex.EncodeToString(sum[:])
		switch m.name {
		case hash + dataSuffix:
			if len(a.order) == maxPending || a.pending[hash] != nil {
				return event{}, nil, a.wrong(m.name, "no event names the data before it")
			}
			a.pending[hash] = m
			a.order = append(a.order, m)
		case hash + eventSuffix:
			e, err := parseEvent(m.content)
			if err != nil {
				return e, nil, a.wrongErr(m.name, "the event is not well formed", err)
			}
			if e.parent != a.next.parent || e.height != a.next.height {
				return e, nil, a.wrong(m.name, "the event does not follow the one before it")
			}
			return e, m, nil
		default:
			return event{}, nil, a.wrong(m.name, "its name is not the SHA-256 of its content")
		}
	}
}

// accept moves on behind an event all of whose data were taken.
func (a *archiveReader) accept(e event, m *member) error {
	for _, left := range a.order {
		if a.pending[strings.TrimSuffix(left.name, dataSuffix)] != nil {
			return a.wrong(left.name, "no event names it")
		}
	}
	a.order = a.order[:0]
	a.limit = maxLater
	a.next = event{parent: strings.TrimSuffix(m.name, eventSuffix), height: e.height + 1}
	return nil
}

// take is the data with the given hash, which it must be the first to name.
func (a *archiveReader) take(hash string) ([]byte, error) {
	m := a.pending[hash]
	if m == nil {
		return nil, a.wrong(hash+dataSuffix, "the event names data that do not stand in front of it")
	}
	delete(a.pending, hash)
	return m.content, nil
}

func (a *archiveReader) wrong(name, reason string) error {
	return &FalseError{Event: a.next.height, Member: name, Reason: reason}
}

func (a *archiveReader) wrongErr(name, reason string, err error) error {
	return &FalseError{Event: a.next.height, Member: name, Reason: reason, Err: err}
}

// member reads one member, whatever it is.
func (a *archiveReader) member(first bool) (*member, error) {
	var h [block]byte
	switch n, err := io.ReadFull(a.r, h[:]); {
	case err == io.EOF:
		return nil, io.EOF
	case err == io.ErrUnexpectedEOF && !first:
		return nil, &UnreadableError{Reason: fmt.Sprintf("the archive is cut off: it ends %d bytes into a member's header", n)}
	case err == io.ErrUnexpectedEOF:
		return nil, &UnreadableError{Reason: "this is not a Belenios archive (a .bel file)"}
	case err != nil:
		return nil, &UnreadableError{Reason: "the archive cannot be read", Err: err}
	}
	name := string(bytes.TrimRight(h[:100], "\x00"))
	size, err1 := strconv.ParseInt(string(h[124:135]), 8, 64)
	mtime, err2 := strconv.ParseInt(string(h[136:147]), 8, 64)
	if first {
		a.mtime = mtime
	}
	if err1 != nil || err2 != nil || size < 0 || mtime < 0 || h != tarHeader(name, size, mtime) {
		return nil, a.wrong(printable(name), "its header is not written as Belenios writes it")
	}
	switch {
	case mtime != a.mtime:
		return nil, a.wrong(printable(name), "its time is not the archive's timestamp")
	case size > a.limit:
		return nil, a.wrong(printable(name), fmt.Sprintf("it has %d bytes, more than %d", size, a.limit))
	}
	m := &member{name: name}
	content, err := io.ReadAll(io.LimitReader(a.r, size+padding(size)))
	switch {
	case err != nil:
		return nil, &UnreadableError{Reason: "the archive cannot be read", Err: err}
	case int64(len(content)) < size+padding(size):
		return nil, &UnreadableError{Reason: "the archive is cut off in the middle of the member " + printable(name)}
	case len(bytes.TrimRight(content[size:], "\x00")) > 0:
		return nil, a.wrong(printable(name), "the space behind it is not empty")
	}
	m.content = content[:size:size]
	a.members++
	return m, nil
}

func printable(name string) string {
	return strings.Trim(strconv.QuoteToASCII(name), `"`)
}
