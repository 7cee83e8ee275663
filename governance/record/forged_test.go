package record_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/governance"
)

// forged is a well-chained entry that breaks a rule, and how it is refused.
type forged struct {
	name, want string
	make       func(s *tale) []*draft // all but the last are allowed
}

func one(fn func(s *tale) *draft) func(s *tale) []*draft {
	return func(s *tale) []*draft { return []*draft{fn(s)} }
}

// forgeries are the lies of this package's tests, by kind of entry.
func forgeries() map[string][]forged {
	all := make(map[string][]forged)
	for _, some := range []map[string][]forged{alliance(), nominating(), polling(), spending(), witnessing(), counting()} {
		maps.Copy(all, some)
	}
	for _, more := range []map[string][]forged{ceremonial(), registered(), weighed()} {
		for kind, list := range more {
			all[kind] = append(all[kind], list...)
		}
	}
	all["ballot.cast"] = append(all["ballot.cast"], challenged()...)
	return all
}

// TestForgedEntries appends, to a real log stopped at the right place, entries
// that are well chained and well formed but not allowed.
func TestForgedEntries(t *testing.T) {
	s := played()
	for kind, list := range forgeries() {
		for _, c := range list {
			t.Run(kind+"/"+c.name, func(t *testing.T) {
				drafts := c.make(s)
				p := drafts[0].tale.before[drafts[0].at]
				for _, d := range drafts[:len(drafts)-1] {
					must(t, p.Fold(d.entry(t, p.Head)))
				}
				last := drafts[len(drafts)-1]
				if last.event.Kind() != kind {
					t.Fatalf("the case forges %s", last.event.Kind())
				}
				refused(t, p, last.entry(t, p.Head), c.want)
			})
		}
	}
}

// TestEveryKind holds the lists against the kinds that there are: each has an
// entry that is accepted, in the tale, and several that are refused.
func TestEveryKind(t *testing.T) {
	accepted := map[string]int{}
	for _, s := range []*tale{played(), strictly()} {
		for _, e := range s.entries {
			accepted[e.Kind]++
		}
	}
	all := forgeries()
	for _, d := range governance.Kinds() {
		if accepted[d.Kind] == 0 {
			t.Errorf("no entry of the kind %s is accepted anywhere", d.Kind)
		}
		if len(all[d.Kind]) < 3 {
			t.Errorf("%d forged entries of the kind %s are refused; make at least 3", len(all[d.Kind]), d.Kind)
		}
		delete(all, d.Kind)
	}
	for kind := range all {
		t.Errorf("there are cases for the unknown kind %s", kind)
	}
}

// TestMalformedEntries bends the form of the first genuine entry of each kind.
func TestMalformedEntries(t *testing.T) {
	data := func(fn func(string) string) func(string) string {
		return func(line string) string {
			head, rest, _ := strings.Cut(line, `"data":`)
			return head + `"data":` + fn(rest)
		}
	}
	first := func(line string) string { // the first field of the data, with its value
		_, rest, _ := strings.Cut(line, `"data":{`)
		return rest[:strings.IndexAny(rest, ",}")]
	}
	bends := []struct {
		name, want string
		bend       func(string) string
	}{
		{"unknown kind", "~not known to this program", func(l string) string { return strings.Replace(l, `","data"`, `-x","data"`, 1) }},
		{"unknown field", "~one accepted form", data(func(l string) string { return strings.Replace(l, "{", `{"zeal":1,`, 1) })},
		{"field twice", "~one accepted form", func(l string) string { return strings.Replace(l, `"data":{`, `"data":{`+first(l)+`,`, 1) }},
		{"field missing", "~accepted form", func(l string) string {
			return strings.Replace(strings.Replace(l, first(l), "", 1), `"data":{,`, `"data":{`, 1)
		}},
		{"capital field name", "~one accepted form", func(l string) string {
			f := first(l)
			return strings.Replace(l, f, strings.ToUpper(f[:2])+f[2:], 1)
		}},
		{"null", "~null", func(l string) string {
			f := first(l)
			name, _, _ := strings.Cut(f, ":")
			return strings.Replace(l, f, name+":null", 1)
		}},
		{"space", "~accepted form", data(func(l string) string { return strings.Replace(l, "{", "{ ", 1) })},
		{"escape", "~accepted form", data(func(l string) string { return strings.Replace(l, `"`, `"\u0061`, 1) })},
		{"something behind", "~", func(l string) string { return l + " " }},
		{"wrong type", "~", data(func(l string) string { return strings.Replace(l, `":`, `":[`, 1) })},
	}
	for _, d := range governance.Kinds() {
		s := played()
		if !slices.ContainsFunc(s.entries, func(e audit.Entry) bool { return e.Kind == d.Kind }) {
			s = strictly()
		}
		genuine := s.genuine(d.Kind, 0)
		for _, b := range bends {
			t.Run(d.Kind+"/"+b.name, func(t *testing.T) {
				p := s.before[genuine.at]
				line := s.genuine(d.Kind, 0).bytes(b.bend)
				if b.name == "unknown kind" {
					line.bytes(func(l string) string {
						return strings.Replace(l, `"kind":"`+d.Kind, `"kind":"`+d.Kind+"x", 1)
					})
				}
				refused(t, p, line.entry(t, p.Head), b.want)
			})
		}
		t.Run(d.Kind+"/lists", func(t *testing.T) {
			e := s.entries[genuine.at]
			p := s.before[genuine.at]
			strange := audit.Hash([]byte("strange"))
			with := s.genuine(d.Kind, 0).list(append(slices.Clone(e.Blobs), strange), len(e.Sealed))
			refused(t, p, with.entry(t, p.Head), "~does not list the blobs")
			more := s.genuine(d.Kind, 0).list(e.Blobs, len(e.Sealed)+1)
			refused(t, p, more.entry(t, p.Head), "~sealed payloads")
			if len(e.Blobs) > 0 {
				less := s.genuine(d.Kind, 0).list(e.Blobs[1:], len(e.Sealed))
				refused(t, p, less.entry(t, p.Head), "~does not list the blobs")
			}
			if len(e.Blobs) > 1 {
				other := slices.Clone(e.Blobs)
				slices.Reverse(other)
				turned := s.genuine(d.Kind, 0).list(other, len(e.Sealed))
				refused(t, p, turned.entry(t, p.Head), "~does not list the blobs")
			}
			if len(e.Sealed) > 0 {
				none := s.genuine(d.Kind, 0).list(e.Blobs, len(e.Sealed)-1)
				refused(t, p, none.entry(t, p.Head), "~sealed payloads")
			}
			// And as it was, it is accepted.
			again := p
			must(t, again.Fold(s.genuine(d.Kind, 0).entry(t, p.Head)))
		})
	}
}

// TestOlderEntries appends each entry of the tale a second time at its end. Only
// a deputy who has gone may come back.
func TestOlderEntries(t *testing.T) {
	for _, s := range []*tale{played(), strictly()} {
		for i, e := range s.entries {
			d := s.draft(i, e.By, s.event(i)).atEnd()
			if e, ok := d.event.(governance.RepresentativeNamed); ok && e.Role == governance.Deputy {
				continue
			}
			p := s.before[s.end()]
			line := d.entry(t, p.Head)
			if err := p.Fold(line); err == nil {
				t.Errorf("entry %d (%s) was accepted twice", i, e.Kind)
			}
		}
	}
}
