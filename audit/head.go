package audit

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Head is where a log ends: all that is needed to check the next entry and to
// sign a checkpoint. It is a value: Next gives another one and leaves the old.
type Head struct {
	Origin string    // the log's name, see CheckOrigin
	Size   int64     // number of entries; the next one has this number
	Leaf   Digest    // LeafHash of the last entry, or of Origin when there is none
	Time   time.Time // of the last entry; zero when there is none
	tree   Tree
}

// Start is the head of the empty log named origin. Its first entry links to
// the leaf hash of that name, so no entry fits two logs.
func Start(origin string) (Head, error) {
	if err := CheckOrigin(origin); err != nil {
		return Head{}, err
	}
	return Head{Origin: origin, Leaf: LeafHash([]byte(origin))}, nil
}

// CheckOrigin refuses a name that cannot stand in a signed note (C2SP
// signed-note and tlog-checkpoint): a log's origin is a URL without scheme, as
// "elections.example.org/2026", and is also the name of its key.
func CheckOrigin(origin string) error {
	if !keyName(origin, 200) {
		return errors.New("the origin of a log must be 1 to 200 bytes without spaces and plus signs, as elections.example.org/2026")
	}
	return nil
}

// keyName reports whether s can be the name of a key in a signed note, with at
// most so many bytes.
func keyName(s string, most int) bool {
	bad := func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == '+' }
	return s != "" && len(s) <= most && utf8.ValidString(s) && strings.IndexFunc(s, bad) < 0
}

// Root is the root of the Merkle tree over all entries.
func (h Head) Root() Digest { return h.tree.Root() }

// Next checks that line is a canonical entry that may follow h, and gives it
// with the head after it. The error is a *Fault that names the entry.
func (h Head) Next(line []byte) (Entry, Head, error) {
	e, err := ParseEntry(line)
	if err != nil {
		return Entry{}, h, &Fault{Seq: h.Size, Reason: err.Error()}
	}
	if err := h.Follows(e); err != nil {
		return Entry{}, h, err
	}
	leaf := LeafHash(line)
	return e, Head{h.Origin, h.Size + 1, leaf, e.Time, h.tree.Add(leaf)}, nil
}

// Follows says whether e may be the next entry after h.
func (h Head) Follows(e Entry) error {
	reason := ""
	switch {
	case h.Origin == "":
		reason = "there is no log to add to: its origin is not known"
	case e.Seq != h.Size:
		reason = fmt.Sprintf("number %d was expected, but the entry says %d", h.Size, e.Seq)
	case e.Prev != h.Leaf && h.Size == 0:
		reason = fmt.Sprintf("it does not begin the log %s: its prev is not the hash of that name", h.Origin)
	case e.Prev != h.Leaf:
		reason = "its prev is not the hash of the entry before it"
	case e.Time.Before(h.Time):
		reason = fmt.Sprintf("its time %s is before that of the entry before it, %s",
			e.Time.Format(TimeLayout), h.Time.Format(TimeLayout))
	default:
		return nil
	}
	return &Fault{Seq: h.Size, Reason: reason}
}
