package outside

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestDeedsAreCounted: whatever somebody who came with a link has recorded, an
// hour has sixty of it.
func TestDeedsAreCounted(t *testing.T) {
	w := Rehearse(t, Plan{})
	box := NewMailbox(t)
	s := w.Serve(t, box)
	before := entries(s)
	voter := s.Browser()
	voter.Post(w.Practices[0].Link).To("/booth/")
	for range 80 {
		tracker := make([]byte, 32)
		_, _ = rand.Read(tracker)
		body, err := json.Marshal(map[string]any{"practice": w.Practices[0].Practice, "trackers": []string{base64.RawStdEncoding.EncodeToString(tracker)}})
		must(t, err)
		voter.JSON("/spent/"+w.Election, body)
	}
	if grown := entries(s) - before; grown > 60 {
		t.Errorf("one session with a voting link wrote %d entries in a few seconds", grown)
	}
	rep := signIn(t, s, box, w.Practices[1].Voting.Email)
	refused := 0
	for range 80 {
		if rep.Follow(rep.Post("/practice/"+w.Practices[1].Practice+"/people", "role", "deputy")).Status == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused == 0 {
		t.Error("80 forms of one practice in a few seconds, and none was refused")
	}
}

// TestAnswersToFormsTakeNoMoreRoomThanTheyMay: what strangers' forms leave behind is
// bounded by the shelf, and what made room for others is gone.
func TestAnswersToFormsTakeNoMoreRoomThanTheyMay(t *testing.T) {
	w := Rehearse(t, Plan{})
	s := w.Serve(t, nil)
	noise := make([]byte, 120_000)
	_, _ = rand.Read(noise)
	text := base64.StdEncoding.EncodeToString(noise)
	before := resident(t, s.Pid())
	for i := range 1500 {
		b := s.Browser()
		b.From = fmt.Sprintf("198.51.%d.%d", i%100, i/100)
		b.Post("/receipt", "text", text)
	}
	if grown := resident(t, s.Pid()) - before; grown > 120<<20 {
		t.Errorf("1,500 forms of strangers took %d MB, and keep them", grown>>20)
	} else {
		t.Logf("%d MB", grown>>20)
	}
}

// resident is how many bytes of memory a process has.
func resident(t testing.TB, pid int) int64 {
	t.Helper()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	must(t, err)
	pages, err := strconv.ParseInt(strings.Fields(string(raw))[1], 10, 64)
	must(t, err)
	return pages * int64(os.Getpagesize())
}

// TestNumbersAreNotGuessedFromManyNetworks: whoever holds a forwarded link and has
// many addresses, each with its five tries, soon has no number left to guess at
// but their own; and takes none from the voter.
func TestNumbersAreNotGuessedFromManyNetworks(t *testing.T) {
	w := Rehearse(t, Plan{})
	box := NewMailbox(t)
	s := w.Serve(t, box)
	p := w.Practices[0]
	s.Browser().Post(p.Link).To("/booth/") // from here on the link asks for a number
	voter := s.Browser()
	voter.From = "192.0.2.1"
	voter.Post(p.Link)
	number := box.Wait(t, time.Minute, To(p.Voting.Email), Subject("6-digit number")).Number(t)
	for i := range 20 {
		thief := s.Browser()
		thief.From = fmt.Sprintf("2001:db8:%x::1", i)
		guess := fmt.Sprintf("%06d", i)
		if i == 19 {
			guess = number // the one that was guessed right
		}
		if thief.Post(p.Link, "number", guess); i == 19 && thief.Cookies()["guildhall_session"] != "" {
			t.Error("a number was tried from twenty networks, until it was right")
		}
	}
	voter.Post(p.Link, "number", number).To("/booth/")
}

// TestNothingPrintedMovesInTheTerminal: what a command prints of others' texts, such
// as the name of a file that came from elsewhere, is text.
func TestNothingPrintedMovesInTheTerminal(t *testing.T) {
	name := filepath.Join(t.TempDir(), "all\x1b[2J\x1b]0;holds\a\u202elieveb\r\u009b1A.zip")
	for _, command := range []string{"verify", "receipt", "verify-ballot"} {
		out := Guildhall(t, command, name)
		if strings.ContainsAny(out.Out+out.Err, "\x1b\a\r\u202e\u009b") {
			t.Errorf("guildhall %s prints %q", command, out.Out+out.Err)
		}
	}
}

// TestPapersArePrintedOnce: whoever asks for a PDF again and again, from many
// addresses, has it printed once, until something is recorded.
func TestPapersArePrintedOnce(t *testing.T) {
	w := Rehearse(t, Plan{})
	s := w.Serve(t, nil)
	ask := func(n int) (sum [32]byte) {
		b := s.Browser()
		b.From = fmt.Sprintf("192.0.2.%d", n)
		return sha256.Sum256([]byte(b.Get("/elections/" + w.Election + "/papers/notice-of-poll.pdf").Want(200).Body))
	}
	first, before := ask(0), worked(t, s.Pid())
	for n := range 60 {
		if ask(n) != first {
			t.Fatal("another paper")
		}
	}
	took := worked(t, s.Pid()) - before
	t.Logf("sixty PDFs took %s of the processor", took)
	if took > 2*time.Second {
		t.Errorf("sixty PDFs of one paper took %s of the processor", took)
	}
}

// worked is how long a process has kept the processors busy.
func worked(t testing.TB, pid int) time.Duration {
	t.Helper()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	must(t, err)
	var ticks int64
	for _, field := range strings.Fields(string(raw[bytes.LastIndexByte(raw, ')'):]))[12:14] {
		n, err := strconv.ParseInt(field, 10, 64)
		must(t, err)
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond // Linux tells them by the hundred a second
}

// TestAForeignFileAsksForNoGigabytes: a file that claims that its passphrase was
// made slow to guess at, which takes gigabytes, is no backup of ours.
func TestAForeignFileAsksForNoGigabytes(t *testing.T) {
	w := Rehearse(t, Plan{})
	dir := t.TempDir()
	file := filepath.Join(dir, "backup.age")
	GuildhallWith(t, []string{backupPhrase}, "", "backup", "--data", w.Data, "--out", file).Want(t, 0)
	raw, err := os.ReadFile(file)
	must(t, err)
	first, rest, _ := bytes.Cut(raw, []byte(" 18\n"))
	if !bytes.HasPrefix(raw, []byte("age-encryption.org/v1\n-> scrypt ")) || rest == nil {
		t.Fatal("a backup begins in another way")
	}
	must(t, os.WriteFile(file, slices.Concat(first, []byte(" 20\n"), rest), 0o600))
	GuildhallWith(t, []string{backupPhrase}, "", "restore", file, "--data", filepath.Join(dir, "data")).Want(t, 2, "not a backup")
}

// TestNeighboursRefuseNoVote: many practices sit behind one address, and one of
// them asks for pages as fast as it can. The others' votes are taken all the same.
func TestNeighboursRefuseNoVote(t *testing.T) {
	w := Rehearse(t, Plan{Each: 1})
	s := w.Serve(t, nil)
	voter, neighbour := s.Browser(), s.Browser()
	voter.Post(w.Practices[0].Link).To("/booth/")
	for n := 0; neighbour.Get("/checkpoint").Status != http.StatusTooManyRequests; n++ {
		if n > 5000 {
			t.Fatal("nobody is stopped")
		}
	}
	for range 20 {
		neighbour.Get("/bundle.zip")
	}
	voter.JSON("/cast/"+w.Election, w.Practices[0].Votes[0]).Want(200)
}
