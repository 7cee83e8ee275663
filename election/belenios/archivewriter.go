package belenios

import (
	"fmt"
	"io"
	"strconv"
)

// ArchiveWriter writes an archive event by event, so that a log can be
// projected into it: the same calls give the same bytes. It checks the order
// of events, not what they say; VerifyArchive does that. It may stop after
// any event: such an archive is one of a poll that is not finished.
//
// The first error sticks and is given by every later call.
type ArchiveWriter struct {
	w      io.Writer
	mtime  int64
	next   event // parent and height of the next event
	last   string
	owners map[int]bool
	err    error
}

// NewArchiveWriter begins an archive. The timestamp, in seconds since 1970,
// is carried by every member; take it from the election, not from a clock.
func NewArchiveWriter(w io.Writer, timestamp int64) *ArchiveWriter {
	a := &ArchiveWriter{w: w, mtime: timestamp, owners: map[int]bool{}}
	if timestamp < 0 || timestamp >= 1<<33 {
		a.err = fmt.Errorf("the archive's timestamp %d does not fit its format", timestamp)
		return a
	}
	a.member(firstMember, []byte(`{"version":1,"timestamp":"`+strconv.FormatInt(timestamp, 10)+`"}`))
	return a
}

// Setup writes the set-up; each text is one that NewSetup accepts.
func (a *ArchiveWriter) Setup(election, trustees, credentials []byte) error {
	a.after(eventSetup, "")
	d := setupData{election: a.data(election), trustees: a.data(trustees), credentials: a.data(credentials)}
	return a.event(eventSetup, d.append(nil))
}

// Ballot writes a ballot that was cast.
func (a *ArchiveWriter) Ballot(raw []byte) error {
	a.after(eventBallot, eventSetup, eventBallot)
	return a.event(eventBallot, raw)
}

// EndBallots says that the poll is closed.
func (a *ArchiveWriter) EndBallots() error {
	a.after(eventEndBallots, eventSetup, eventBallot)
	return a.event(eventEndBallots, nil)
}

// EncryptedTally writes a Tally's Encrypted, NumTallied and TotalWeight.
func (a *ArchiveWriter) EncryptedTally(encrypted []byte, numTallied int, totalWeight int64) error {
	a.after(eventEncryptedTally, eventEndBallots)
	a.data(encrypted)
	return a.event(eventEncryptedTally, EncodeSizedTally(numTallied, totalWeight, encrypted))
}

// PartialDecryption writes the share of an owner (1-based).
func (a *ArchiveWriter) PartialDecryption(owner int, share []byte) error {
	a.after(eventPartial, eventEncryptedTally, eventPartial)
	if a.owners[owner] {
		a.fail("trustee %d gives a second share", owner)
	}
	a.owners[owner] = true
	a.data(share)
	return a.event(eventPartial, EncodeOwned(owner, share))
}

// Result writes the result, and the archive is complete.
func (a *ArchiveWriter) Result(r Result) error {
	a.after(eventResult, eventPartial)
	return a.event(eventResult, r.Encode())
}

// after requires that the last event is one of those given.
func (a *ArchiveWriter) after(kind string, last ...string) {
	for _, l := range last {
		if l == a.last {
			return
		}
	}
	a.fail("the event %s cannot follow %s", kind, orStart(a.last))
}

func orStart(kind string) string {
	if kind == "" {
		return "the beginning of the archive"
	}
	return kind
}

func (a *ArchiveWriter) fail(format string, args ...any) {
	if a.err == nil {
		a.err = fmt.Errorf(format, args...)
	}
}

func (a *ArchiveWriter) data(b []byte) string {
	h := hexDigest(b)
	a.member(h+dataSuffix, b)
	return h
}

func (a *ArchiveWriter) event(kind string, payload []byte) error {
	e := a.next
	e.kind = kind
	if payload != nil {
		e.payload = a.data(payload)
	}
	raw := e.append(nil)
	h := hexDigest(raw)
	a.member(h+eventSuffix, raw)
	a.next = event{parent: h, height: e.height + 1}
	a.last = kind
	return a.err
}

func (a *ArchiveWriter) member(name string, content []byte) {
	size := int64(len(content))
	limit := int64(maxMember)
	if a.next.height > 0 {
		limit = maxLater
	}
	if size > limit {
		a.fail("a member of the archive has %d bytes, more than %d", size, limit)
	}
	if a.err != nil {
		return
	}
	h := tarHeader(name, size, a.mtime)
	for _, part := range [][]byte{h[:], content, make([]byte, padding(size))} {
		if _, err := a.w.Write(part); err != nil {
			a.err = fmt.Errorf("the archive cannot be written: %w", err)
			return
		}
	}
}
