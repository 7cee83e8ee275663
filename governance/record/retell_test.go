package record_test

import (
	"bytes"
	"maps"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/record"
)

// retell makes the first n entries of the tale anew, chain and all, as one who
// holds the log's key can: fn may change each of them. Sealed texts stay as
// they were. Where the rules refuse what comes out, the project files are
// those of the last state that they allowed.
func (s *tale) retell(t testing.TB, n int, fn func(i int, d *draft)) *tale {
	t.Helper()
	lie := &tale{key: s.key, officer: s.officer, blobs: maps.Clone(s.blobs), sealed: s.sealed}
	p := s.before[0]
	head := p.Head
	lie.before = append(lie.before, p)
	allowed := true
	for i := range n {
		d := s.draft(i, s.entries[i].By, s.event(i))
		d.time = s.entries[i].Time
		d.tale = lie
		fn(i, d)
		line := lie.sealedLine(t, s, i, d, head)
		e, next, err := head.Next(line)
		must(t, err)
		head = next
		lie.lines, lie.entries = append(lie.lines, line), append(lie.entries, e)
		if allowed {
			q := p
			if allowed = q.Fold(line) == nil; allowed {
				p = q
			}
		}
		lie.before = append(lie.before, p)
	}
	return lie
}

// sealedLine is a draft's line with the sealed texts of the entry it replaces.
func (s *tale) sealedLine(t testing.TB, from *tale, i int, d *draft, head audit.Head) []byte {
	t.Helper()
	e, err := audit.ParseEntry(d.entry(t, head))
	must(t, err)
	if e.Sealed != nil { // an event may no longer ask for one
		e.Sealed = from.entries[i].Sealed
	}
	line, err := e.Line()
	must(t, err)
	return line
}

// store adds a file and gives its digest.
func (s *tale) store(body []byte) election.Digest {
	d := audit.Hash(body)
	s.blobs[d] = body
	return election.Digest(d)
}

// altered stores a file with a change in it, and gives its digest.
func (s *tale) altered(t testing.TB, d election.Digest, old, new string) election.Digest {
	t.Helper()
	was := s.blobs[audit.Digest(d)]
	now := bytes.Replace(was, []byte(old), []byte(new), 1)
	if bytes.Equal(was, now) {
		t.Fatalf("%q is not in %.200s", old, was)
	}
	return s.store(now)
}

// rewritten stores a text with a change in it, and gives its digest.
func rewritten[T any](t testing.TB, s *tale, d election.Digest, fn func(*T)) election.Digest {
	t.Helper()
	text, err := record.Read[T](s.blobs[audit.Digest(d)])
	must(t, err)
	fn(&text)
	raw, digest := record.Blob(text)
	s.blobs[audit.Digest(digest)] = raw
	return digest
}
