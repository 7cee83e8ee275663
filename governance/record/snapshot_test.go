package record_test

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"reflect"
	"testing"

	"github.com/onenorwich/guildhall/governance"
)

// deep hashes everything that can be reached from a value, unexported fields
// and what pointers lead to included.
func deep(h hash.Hash, v reflect.Value) {
	number := func(n uint64) { h.Write(binary.BigEndian.AppendUint64([]byte{byte(v.Kind())}, n)) }
	switch v.Kind() {
	case reflect.Bool:
		if v.Bool() {
			number(1)
		} else {
			number(0)
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		number(uint64(v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		number(v.Uint())
	case reflect.String:
		number(uint64(v.Len()))
		h.Write([]byte(v.String()))
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			number(0)
			return
		}
		number(1)
		deep(h, v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			deep(h, v.Field(i))
		}
	case reflect.Slice:
		// What lies between length and capacity may be written by nobody
		// either: another copy's append would show there.
		number(uint64(v.Len()))
		v = v.Slice(0, v.Cap())
		fallthrough
	case reflect.Array:
		for i := range v.Len() {
			deep(h, v.Index(i))
		}
	default:
		panic("the state holds a " + v.Kind().String() + ", which is not a value")
	}
}

func imprint(s *governance.State) [32]byte {
	h := sha256.New()
	deep(h, reflect.ValueOf(s).Elem())
	return [32]byte(h.Sum(nil))
}

// TestSnapshots folds the tale, and at each step every lie about it too: no
// earlier state may change by what is done to a later one.
func TestSnapshots(t *testing.T) {
	for name, s := range map[string]*tale{"simple": played(), "strict": strictly()} {
		t.Run(name, func(t *testing.T) { snapshots(t, s) })
	}
}

func snapshots(t *testing.T, s *tale) {
	lies := map[int][]*draft{}
	for _, list := range forgeries() {
		for _, c := range list {
			if drafts := c.make(played()); len(drafts) == 1 && drafts[0].tale == s {
				lies[drafts[0].at] = append(lies[drafts[0].at], drafts[0])
			}
		}
	}
	p := s.before[0]
	last := imprint(&p.State)
	for i, line := range s.lines {
		old := p
		for _, d := range lies[i] {
			q := p
			if err := q.Fold(d.entry(t, q.Head)); err == nil {
				t.Fatalf("a forged entry %d was accepted", i)
			}
		}
		must(t, p.Fold(line))
		if imprint(&old.State) != last {
			t.Fatalf("entry %d (%s), or a lie in its place, changed the state before it", i, s.entries[i].Kind)
		}
		now := imprint(&p.State)
		if now == last {
			t.Errorf("entry %d (%s) changed nothing, or the hash is blind to it", i, s.entries[i].Kind)
		}
		last = now
	}
	// Every state that was kept along the way is still what a replay gives.
	again := s.before[0]
	for i, line := range s.lines {
		if imprint(&s.before[i].State) != imprint(&again.State) {
			t.Fatalf("the state kept before entry %d has changed", i)
		}
		must(t, again.Fold(line))
	}
}
