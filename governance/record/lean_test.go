package record_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/governance/record"
)

// TestLeanBundle: a bundle that leaves the archives out says all that the whole
// one says, and holds each ballot once; nothing that it lacks besides is excused.
func TestLeanBundle(t *testing.T) {
	whole := unpack(t, small(t, "").bundle(t, true))
	lean, left := files{}, 0
	for name, body := range whole {
		if record.IsArchive(name) {
			left += len(body)
			continue
		}
		lean[name] = body
	}
	if left == 0 {
		t.Fatal("there is no archive to leave out")
	}
	want, err := verify(t, whole.pack(t), audit.Trust{})
	must(t, err)
	got, err := verify(t, lean.pack(t), audit.Trust{})
	must(t, err)
	if len(got.Contests) == 0 || len(got.Contests) != len(want.Contests) {
		t.Fatalf("%d contests were verified, not %d", len(got.Contests), len(want.Contests))
	}
	for i, c := range got.Contests {
		w := want.Contests[i]
		if c.Post != w.Post || c.Report.Ballots == 0 || !reflect.DeepEqual(c.Report.Result, w.Report.Result) || c.Report.Ballots != w.Report.Ballots {
			t.Errorf("%s: %d ballots and %v, not %d and %v", c.Post, c.Report.Ballots, c.Report.Result, w.Report.Ballots, w.Report.Result)
		}
	}
	for name, body := range lean {
		if !strings.HasPrefix(name, "blobs/") {
			continue
		}
		if _, err := verify(t, lean.with(name, nil).pack(t), audit.Trust{}); err == nil {
			t.Errorf("%s is missing, and the bundle verifies", name)
		}
		bad := bytes.Clone(body)
		bad[len(bad)/2] ^= 1
		if _, err := verify(t, lean.with(name, bad).pack(t), audit.Trust{}); err == nil {
			t.Errorf("%s was changed, and the bundle verifies", name)
		}
	}
}
