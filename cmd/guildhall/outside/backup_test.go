package outside

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const backupPhrase = "GUILDHALL_BACKUP_PASSPHRASE=seven grey herons stood still"

// cast votes with a practice's ready-made vote in a browser of its own.
func cast(s *Service, w *World, practice, vote int) {
	s.T.Helper()
	b := s.Browser()
	b.Post(w.Practices[practice].Link)
	b.JSON("/cast/"+w.Election, w.Practices[practice].Votes[vote]).Want(200)
}

// TestBackupOfRunningServiceHasItsNewestVote: what was recorded a moment ago
// stands in the write-ahead file alone. The backup has it, opens with its
// passphrase only, and restores into a service that goes on with the poll.
func TestBackupOfRunningServiceHasItsNewestVote(t *testing.T) {
	w := Rehearse(t, Plan{Each: 2})
	s := w.Serve(t, nil)
	cast(s, w, 0, 0)
	dir := t.TempDir()
	file := filepath.Join(dir, "backup.age")
	GuildhallWith(t, []string{backupPhrase}, "", "backup", "--data", w.Data, "--out", file).
		Want(t, 0, "entries of the log", "Head: ")
	size := entries(s)
	raw, err := os.ReadFile(file)
	must(t, err)
	for _, secret := range [][]byte{[]byte("SQLite format"), []byte(w.Practices[0].Code), []byte(w.Practices[0].Voting.Email)} {
		if bytes.Contains(raw, secret) {
			t.Errorf("the backup shows %q in the clear", secret)
		}
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("its mode is %v (%v)", info.Mode(), err)
	}
	GuildhallWith(t, []string{backupPhrase}, "", "backup", "--data", w.Data, "--out", file).Want(t, 2, "is there already")
	Guildhall(t, "backup", "--data", w.Data, "--out", filepath.Join(dir, "other.age")).Want(t, 2, "GUILDHALL_BACKUP_PASSPHRASE")
	GuildhallWith(t, []string{"GUILDHALL_BACKUP_PASSPHRASE=short"}, "", "backup", "--data", w.Data, "--out", filepath.Join(dir, "other.age")).
		Want(t, 2, "at least 12 characters")
	cast(s, w, 1, 0) // after the backup
	s.Stop()

	restore := func(file, data string, code int, says ...string) {
		t.Helper()
		GuildhallWith(t, []string{backupPhrase}, "", "restore", file, "--data", data).Want(t, code, says...)
	}
	here := func(name string, b []byte) string {
		t.Helper()
		path := filepath.Join(dir, name)
		must(t, os.WriteFile(path, b, 0o600))
		return path
	}
	nothing := func(data string) {
		t.Helper()
		if list, err := os.ReadDir(data); err == nil && len(list) > 0 {
			t.Errorf("%s is left in %s", list[0].Name(), data)
		}
	}
	data := filepath.Join(dir, "restored")
	GuildhallWith(t, []string{"GUILDHALL_BACKUP_PASSPHRASE=seven grey herons stood up"}, "", "restore", file, "--data", data).
		Want(t, 2, "not the passphrase of this backup")
	for name, b := range map[string][]byte{"cut in half": raw[:len(raw)/2], "cut by a byte": raw[:len(raw)-1], "longer": append(bytes.Clone(raw), 0),
		"changed": append(append(bytes.Clone(raw[:len(raw)/2]), raw[len(raw)/2]^1), raw[len(raw)/2+1:]...)} {
		restore(here(name, b), data, 2, "damaged or incomplete")
		nothing(data)
	}
	restore(here("letter", []byte("Dear Sir or Madam,\n")), data, 2, "not a backup")
	restore(filepath.Join(dir, "missing"), data, 2, "cannot be read")
	restore(file, w.Data, 2, "is not empty")
	restore(file, data, 0, "Its log was verified", "It holds", "the last of 2", "Head: ")
	restore(file, data, 2, "is not empty")

	old := *w
	old.Data = data
	s = old.Serve(t, nil)
	if n := entries(s); n != size {
		t.Errorf("it holds %d entries, not %d", n, size)
	}
	b := s.Browser()
	page := b.Post(w.Practices[2].Link)
	if strings.HasPrefix(page.Location, "/booth/") {
		t.Error("a voting link from before the backup opens without a number, in whatever browser")
	}
	s.Stop()

	// Against what is kept elsewhere the older copy is refused, and so is a disk
	// that is not there.
	newest := filepath.Join(w.Data, "checkpoint")
	if _, err := old.Start(t, nil, "--kept", newest); err == nil || !strings.Contains(err.Error(), "older copy") {
		t.Errorf("the older copy beside the newest checkpoint: %v", err)
	}
	if _, err := w.Start(t, nil, "--kept", filepath.Join(dir, "elsewhere", "checkpoint")); err == nil || !strings.Contains(err.Error(), "cannot be read") {
		t.Errorf("a kept checkpoint that is not there: %v", err)
	}
	must(t, os.WriteFile(filepath.Join(dir, "damaged"), []byte("guildhall\n"), 0o600))
	if _, err := w.Start(t, nil, "--kept", filepath.Join(dir, "damaged")); err == nil || !strings.Contains(err.Error(), "holds none") {
		t.Errorf("a kept checkpoint that is damaged: %v", err)
	}
}

// TestRestoreThatWasKilledBeginsAgain: what a killed restoring leaves is no data
// folder, and the next restoring takes it away.
func TestRestoreThatWasKilledBeginsAgain(t *testing.T) {
	w := Rehearse(t, Plan{})
	dir := t.TempDir()
	file, data := filepath.Join(dir, "backup.age"), filepath.Join(dir, "data")
	GuildhallWith(t, []string{backupPhrase}, "", "backup", "--data", w.Data, "--out", file).Want(t, 0)
	old := *w
	old.Data = data
	for range 5 {
		if !killedAt(t, data, "restore", file, "--data", data) {
			continue // it was quicker
		}
		if _, err := old.Start(t, nil); err == nil || !strings.Contains(err.Error(), "restore it again") {
			t.Fatalf("a folder that is half restored: %v", err)
		}
		break
	}
	GuildhallWith(t, []string{backupPhrase}, "", "restore", file, "--data", data).Want(t, 0)
	old.Serve(t, nil).Browser().Get("/healthz").Want(200)
}

// killedAt runs a command and kills it as soon as there is anything in a folder;
// false if it had ended by itself.
func killedAt(t *testing.T, dir string, args ...string) bool {
	t.Helper()
	must(t, os.RemoveAll(dir))
	if args[0] == "export" {
		must(t, os.Mkdir(dir, 0o700))
	}
	cmd := exec.Command(program, args...)
	cmd.Env = append(os.Environ(), backupPhrase)
	must(t, cmd.Start())
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		if list, err := os.ReadDir(dir); err == nil && len(list) > 0 {
			_ = cmd.Process.Kill()
			return <-ended != nil
		}
		select {
		case err := <-ended:
			must(t, err)
			return false
		default:
			time.Sleep(100 * time.Microsecond) // of a process, nothing tells when
		}
	}
}

// TestExportThatWasKilledLeavesNothingHalf, folder and file.
func TestExportThatWasKilledLeavesNothingHalf(t *testing.T) {
	w := Rehearse(t, Plan{Practices: 40, Until: "declared", ClosesIn: -time.Minute})
	for _, name := range []string{"bundle", "bundle.zip"} {
		dir := filepath.Join(t.TempDir(), "exports")
		out := filepath.Join(dir, name)
		if !killedAt(t, dir, "export", "--data", w.Data, "--out", out) {
			t.Logf("%s was written before it could be killed", name)
		} else if _, err := os.Stat(out); err == nil {
			Guildhall(t, "verify", out).Want(t, 0)
		}
		if _, err := os.Stat(out); err != nil {
			Guildhall(t, "export", "--data", w.Data, "--out", out).Want(t, 0)
		}
		Guildhall(t, "verify", out).Want(t, 0)
		list, err := os.ReadDir(dir)
		must(t, err)
		if len(list) != 1 {
			t.Errorf("%s: beside it is %s", name, list[0].Name())
		}
	}
}

// TestOthersOnTheMachineReadNothing: a folder or a key that was left readable is
// taken from others at the start, and that is said.
func TestOthersOnTheMachineReadNothing(t *testing.T) {
	w := Rehearse(t, Plan{})
	must(t, os.Chmod(w.Data, 0o755))
	for _, name := range []string{"log.key", "guildhall.db", "checkpoint"} {
		must(t, os.Chmod(filepath.Join(w.Data, name), 0o644))
	}
	s := w.Serve(t, nil)
	open := []string{}
	must(t, filepath.Walk(w.Data, func(path string, info os.FileInfo, err error) error {
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			open = append(open, path)
		}
		return err
	}))
	if len(open) > 0 {
		t.Errorf("others can read %s", open)
	}
	for _, name := range []string{w.Data + " (mode 755)", "log.key (mode 644)"} {
		if !strings.Contains(s.Log.String(), name) {
			t.Errorf("the service does not say that others could read %s:\n%s", name, s.Log)
		}
	}
}

// entries is the length of a service's log.
func entries(s *Service) (n int64) {
	s.T.Helper()
	var answer struct{ Entries int64 }
	page := s.Browser().Get("/healthz")
	decode(s.T, page.Body, &answer)
	return answer.Entries
}

func decode(t testing.TB, text string, v any) {
	t.Helper()
	must(t, json.Unmarshal([]byte(text), v))
}
