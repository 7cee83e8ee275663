package pdf

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/onenorwich/guildhall/web/paper"
)

// childVariable makes the test binary print the sample's digest and leave.
const childVariable = "GUILDHALL_PDF_DIGEST"

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func TestSameBytesInOneProcess(t *testing.T) {
	d := declaration(t)
	want := digest(printed(t, d))
	for i := range 50 {
		if i%10 == 0 {
			printed(t, odd()) // what another paper used must not matter
		}
		if got := digest(printed(t, d)); got != want {
			t.Fatalf("print %d has other bytes", i)
		}
	}
}

func TestSameBytesAtOnce(t *testing.T) {
	d := declaration(t)
	want := digest(printed(t, d))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			b, err := Print(d)
			if err != nil || digest(b) != want {
				t.Errorf("a print beside others has other bytes: %v", err)
			}
		})
	}
	all.Wait()
}

func TestSameBytesInFreshProcesses(t *testing.T) {
	want := digest(printed(t, declaration(t)))
	for range 6 {
		c := exec.Command(os.Args[0], "-test.run=^TestChild$", "-test.v")
		c.Env = append(os.Environ(), childVariable+"=1", "TZ=Pacific/Auckland")
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		if !strings.Contains(string(out), "digest "+want) {
			t.Fatalf("another process prints other bytes: %s", out)
		}
	}
}

// TestChild is the fresh process; in the parent it checks only that the
// document differs when its date does.
func TestChild(t *testing.T) {
	d := declaration(t)
	first := digest(printed(t, d))
	if os.Getenv(childVariable) != "" {
		t.Log("digest " + first)
		return
	}
	d.Date = d.Date.AddDate(0, 0, 1)
	if digest(printed(t, d)) == first {
		t.Fatal("the date is not in the file")
	}
}

func TestNoDate(t *testing.T) {
	if _, err := Print(paper.Document{Title: "Notice"}); err == nil {
		t.Fatal("a paper without a date was printed")
	}
}
