package site

import (
	"bytes"
	"compress/flate"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"sync"
	"time"
)

// shelfLife is how long the answer to a form can be looked at again.
const shelfLife = 30 * time.Minute

// shelf keeps the answers to forms in memory alone: nothing of them is in the
// database or a backup, and a start of the service empties it. Each is sealed with
// a key that only the browser has, in an address and a cookie of its own; the
// shelf knows how large it is, whose room it takes and which page it belongs to.
type shelf struct {
	most, each int // bytes of all, and of one owner
	now        func() time.Time

	mu    sync.Mutex
	kept  map[[32]byte]*answer
	order []*answer // oldest first
	size  int
	of    map[string]int // bytes by owner
}

// answer is one answer. Its holder is the digest of the browser's cookie.
type answer struct {
	find        [32]byte
	holder      [32]byte
	owner, page string
	sealed      []byte
	until       time.Time
	end         *time.Timer // stopped with the answer, or it would hold its bytes
}

func newShelf(most, each int, now func() time.Time) *shelf {
	return &shelf{most: most, each: each, now: now, kept: map[[32]byte]*answer{}, of: map[string]int{}}
}

// weight is what an answer takes of the room, with what Go needs for it.
func (a *answer) weight() int { return len(a.sealed) + len(a.owner) + len(a.page) + 512 }

// put keeps an answer; the oldest of the same owner, then of all, make room.
// It reports false for one that is larger than any owner may have.
func (s *shelf) put(a *answer) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a.weight() > s.each {
		return false
	}
	a.until = s.now().Add(shelfLife)
	s.drop(func(o *answer) bool { return !s.now().Before(o.until) })
	s.drop(func(o *answer) bool { return o.owner == a.owner && s.of[a.owner]+a.weight() > s.each })
	s.drop(func(*answer) bool { return s.size+a.weight() > s.most })
	s.kept[a.find] = a
	s.order = append(s.order, a)
	s.size += a.weight()
	s.of[a.owner] += a.weight()
	// What nobody asks for any more is gone in time, too.
	a.end = time.AfterFunc(shelfLife, func() { s.forget(func(o *answer) bool { return o == a }) })
	return true
}

// get finds an answer that is not too old.
func (s *shelf) get(find [32]byte) ([]byte, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, ok := s.kept[find]
	if !ok || !s.now().Before(a.until) {
		return nil, false
	}
	return a.sealed, true
}

// forget throws away what is meant.
func (s *shelf) forget(meant func(*answer) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drop(meant)
}

// drop is forget for who has the lock. meant is asked oldest first, and sees
// what has been dropped before.
func (s *shelf) drop(meant func(*answer) bool) {
	rest := s.order[:0]
	for _, a := range s.order {
		if !meant(a) {
			rest = append(rest, a)
			continue
		}
		delete(s.kept, a.find)
		a.end.Stop()
		s.size -= a.weight()
		if s.of[a.owner] -= a.weight(); s.of[a.owner] == 0 {
			delete(s.of, a.owner)
		}
	}
	clear(s.order[len(rest):])
	s.order = rest
}

// derive makes one of the two values that a browser's two halves give: where
// its answer stands, and what opens it.
func derive(purpose string, ticket, cookie []byte) [32]byte {
	h := sha256.New()
	h.Write([]byte(purpose))
	h.Write(ticket)
	h.Write(cookie)
	return [32]byte(h.Sum(nil))
}

// seal locks a page and its status, compressed. The key is used once.
func seal(key [32]byte, status int, html []byte) ([]byte, error) {
	var b bytes.Buffer
	b.Write(binary.BigEndian.AppendUint16(nil, uint16(status)))
	w, err := flate.NewWriter(&b, flate.BestSpeed)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(html); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	aead, err := gcm(key)
	if err != nil {
		return nil, err
	}
	return aead.Seal(nil, make([]byte, aead.NonceSize()), b.Bytes(), nil), nil
}

// open is the page that seal locked.
func open(key [32]byte, sealed []byte) (status int, html []byte, err error) {
	aead, err := gcm(key)
	if err != nil {
		return 0, nil, err
	}
	plain, err := aead.Open(nil, make([]byte, aead.NonceSize()), sealed, nil)
	if err != nil {
		return 0, nil, err
	}
	if len(plain) < 2 {
		return 0, nil, errors.New("an answer without a status")
	}
	html, err = io.ReadAll(flate.NewReader(bytes.NewReader(plain[2:])))
	return int(binary.BigEndian.Uint16(plain)), html, err
}

func gcm(key [32]byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
