package record_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/record"
)

// Golden logs, and the receipt of one, are written anew when an entry, a rule or
// a format is changed before the first release, and after it never again.
var golden = flag.Bool("golden", false, "write the golden logs and their receipt anew to testdata")

// TestGolden replays and verifies the logs in testdata: what was allowed and
// what it meant when they were written must be so now.
func TestGolden(t *testing.T) {
	if *golden {
		writeGolden(t)
	}
	logs, err := filepath.Glob(filepath.Join("testdata", "*.zip"))
	must(t, err)
	if len(logs) == 0 {
		t.Fatal("there is no golden log")
	}
	kinds := map[string]bool{}
	for _, file := range logs {
		t.Run(filepath.Base(file), func(t *testing.T) {
			raw, err := os.ReadFile(file)
			must(t, err)
			want, err := os.ReadFile(file[:len(file)-len(".zip")] + ".txt")
			must(t, err)
			v, err := verify(t, raw, audit.Trust{})
			must(t, err)
			if got := account(t, v); got != string(want) {
				t.Errorf("the log now means:\n%s\nbut when it was written it meant:\n%s", got, want)
			}
			// The bundle made of it again is the same, byte for byte.
			b, err := audit.ReadBundle(bytes.NewReader(raw), int64(len(raw)))
			must(t, err)
			s := &tale{blobs: map[audit.Digest][]byte{}, sealed: map[int64][]audit.SealedRecord{}}
			all := unpack(t, raw)
			for line, err := range b.Lines(t.Context(), 0) {
				must(t, err)
				e, err := audit.ParseEntry(line)
				must(t, err)
				kinds[e.Kind] = true
				s.lines = append(s.lines, bytes.Clone(line))
				for _, d := range e.Blobs {
					s.blobs[d], err = b.Blob(t.Context(), d)
					must(t, err)
				}
			}
			for _, line := range bytes.Split(bytes.TrimSuffix(all["sealed.jsonl"], []byte("\n")), []byte("\n")) {
				r, err := audit.ParseSealed(line)
				must(t, err)
				s.sealed[r.Seq] = append(s.sealed[r.Seq], r)
			}
			var again bytes.Buffer
			must(t, record.Contents(t.Context(), v.Point, v.Summary.Key, v.Summary.Checkpoint, s, false).WriteZip(t.Context(), &again))
			if !bytes.Equal(again.Bytes(), raw) {
				t.Error("the bundle is now written otherwise")
			}
		})
	}
	for _, d := range governance.Kinds() {
		if !kinds[d.Kind] {
			t.Errorf("no golden log has an entry of the kind %s; nothing holds it as it is", d.Kind)
		}
	}
}

// account is what a log means, in words that people can compare.
func account(t *testing.T, v *record.Verified) string {
	t.Helper()
	var out bytes.Buffer
	root := v.Summary.Head.Root()
	fmt.Fprintf(&out, "log %s\nentries %d\nroot %s\n", v.Point.Head.Origin, v.Summary.Head.Size, root)
	for el := range v.Point.State.Election.Elections {
		fmt.Fprintf(&out, "election %s: %d practices with %d votes, %d voted with %d\n", el.ID(), el.Roll.Len(), el.Roll.Votes, len(el.Poll.Voted), el.Poll.Votes)
		for i, p := range el.Posts() {
			fmt.Fprintf(&out, "%s: %v", p.ID, el.Declared.Posts[i])
			if p.Result != nil {
				fmt.Fprintf(&out, " %v %v", p.Order, p.Result.Counts)
			}
			fmt.Fprintln(&out)
		}
	}
	for o := range v.Point.State.Offices {
		fmt.Fprintf(&out, "office %s: %s since %s, before %q\n", o.ID, o.Holder, o.Since, o.Before)
	}
	return out.String()
}

// writeGolden plays one election in each scheme, which together have every kind.
func writeGolden(t *testing.T) {
	t.Helper()
	for name, play := range map[string]func(context.Context, int) (*tale, error){"simple": play, "strict": playStrictly} {
		s, err := play(t.Context(), 8)
		must(t, err)
		raw := s.bundle(t, false)
		v, err := verify(t, raw, audit.Trust{})
		must(t, err)
		path := filepath.Join("testdata", name)
		must(t, os.WriteFile(path+".zip", raw, 0o644))
		must(t, os.WriteFile(path+".txt", []byte(account(t, v)), 0o644))
	}
}
