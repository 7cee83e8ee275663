package site

import (
	"bytes"
	"fmt"
	"testing"
	"time"
)

// filled is an answer of about a kilobyte.
func filled(owner string, n int) *answer {
	return &answer{find: derive("find", []byte(owner), fmt.Append(nil, n)), owner: owner, page: "/form", sealed: make([]byte, 500-len(owner))}
}

func TestShelfIsBounded(t *testing.T) {
	now := time.Unix(0, 0)
	s := newShelf(20_000, 5_000, func() time.Time { return now })
	first := filled("ann", 0)
	s.put(first)
	for n := range 1000 { // one owner takes no other's room
		s.put(filled("ben", n))
	}
	if _, ok := s.get(first.find); !ok || s.of["ben"] > 5_000 || s.size > 10_000 {
		t.Fatalf("one owner has %d bytes of %d; the other's answer there: %v", s.of["ben"], s.size, ok)
	}
	if _, ok := s.get(filled("ben", 999).find); !ok {
		t.Fatal("the newest answer is gone")
	}
	for n := range 1000 { // many owners have a bound together
		s.put(filled(fmt.Sprint("owner", n), 0))
	}
	if s.size > 20_000 || len(s.order) != len(s.kept) || len(s.of) > 20 {
		t.Fatalf("%d bytes in %d answers of %d owners", s.size, len(s.kept), len(s.of))
	}
	if s.put(&answer{owner: "cleo", sealed: make([]byte, 5_001)}) {
		t.Fatal("kept more for an owner than there is room")
	}
	now = now.Add(shelfLife)
	if _, ok := s.get(filled("owner999", 0).find); ok {
		t.Fatal("found after its time")
	}
	s.put(filled("dan", 0))
	if len(s.order) != 1 || s.size != s.of["dan"] {
		t.Fatalf("%d answers after their time, %d bytes", len(s.order), s.size)
	}
	s.forget(func(*answer) bool { return true })
	if s.size != 0 || len(s.of) != 0 || len(s.kept) != 0 {
		t.Fatal("something is left")
	}
}

func TestShelfHoldsNothingReadable(t *testing.T) {
	page := bytes.Repeat([]byte("ann@practice.example "), 500)
	key := derive("open", []byte("ticket"), []byte("cookie"))
	sealed, err := seal(key, 422, page)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, []byte("ann@")) || len(sealed) > len(page)/5 {
		t.Fatalf("%d bytes, readable or not compressed", len(sealed))
	}
	status, html, err := open(key, sealed)
	if err != nil || status != 422 || !bytes.Equal(html, page) {
		t.Fatalf("opened as %d with %d bytes: %v", status, len(html), err)
	}
	for _, wrong := range [][32]byte{derive("open", []byte("ticket"), []byte("another")), derive("open", []byte("another"), []byte("cookie")), derive("find", []byte("ticket"), []byte("cookie"))} {
		if _, _, err := open(wrong, sealed); err == nil {
			t.Error("opened with one half alone")
		}
	}
}
