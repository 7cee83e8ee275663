package outside

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Plan is what is rehearsed before the service runs. Its zero value is an open
// poll of eight practices in the simple scheme that closes in two hours.
type Plan struct {
	Practices int           // eight if zero
	Until     string        // "opened" if empty
	ClosesIn  time.Duration // two hours if zero; negative for a poll that has closed
	Trustees  string        // "2/3" for the strict scheme; empty for the simple one
	Weights   string        // a weight rule; two bands if empty
	Each      int           // encrypted votes ready for each practice
}

// World is a data folder, and what the people of its rehearsal know.
type World struct {
	Data string
	Port int
	URL  string
	Secrets

	program string   // another one than the released; empty for that
	env     []string // more of its environment
}

// Secrets are what each of the people knows; see guildhall rehearse --secrets.
type Secrets struct {
	Election   string
	Closes     time.Time
	Officer    Person
	Key        string // the officer's key file
	Registrar  Person
	Operator   Person
	Trustees   []Person
	Candidates []Person
	Practices  []Practice
}

// Person is somebody with a part; Phrase is a trustee's.
type Person struct {
	Person, Name, Email, Phrase string
}

// Practice is a practice with its representative. Link is the path of a voting
// link; the emails hold others. Each of Votes is a body for POST /cast/ELECTION.
type Practice struct {
	Practice, Name string
	Voting         Person
	Code, Link     string
	Votes          []json.RawMessage
}

// Rehearse makes a data folder by guildhall rehearse.
func Rehearse(t testing.TB, p Plan) *World {
	t.Helper()
	if p.Practices == 0 {
		p.Practices = 8
	}
	if p.Until == "" {
		p.Until = "opened"
	}
	if p.ClosesIn == 0 {
		p.ClosesIn = 2 * time.Hour
	}
	if p.Weights == "" {
		p.Weights = "bands:1=1,5001=2"
	}
	dir := t.TempDir()
	roll, known := filepath.Join(dir, "roll.csv"), filepath.Join(dir, "secrets.json")
	must(t, os.WriteFile(roll, []byte(Roll(p.Practices)), 0o600))
	w := &World{Data: filepath.Join(dir, "data"), Port: freePort(t)}
	w.URL = fmt.Sprintf("http://127.0.0.1:%d", w.Port)
	args := []string{"rehearse", "--roll", roll, "--weights", p.Weights, "--data", w.Data, "--until", p.Until, "--url", w.URL,
		"--closes-in=" + p.ClosesIn.String(), "--secrets", known, fmt.Sprintf("--votes-each=%d", p.Each)}
	if p.Trustees != "" {
		args = append(args, "--trustees", p.Trustees)
	}
	Guildhall(t, args...).Want(t, 0)
	raw, err := os.ReadFile(known)
	must(t, err)
	must(t, json.Unmarshal(raw, &w.Secrets))
	return w
}

// Roll is a roll of invented practices, half of them large.
func Roll(n int) string {
	var b strings.Builder
	b.WriteString("ods_code,name,patients\n")
	for i := range n {
		fmt.Fprintf(&b, "D8%04d,Practice %d Surgery,%d\n", i, i+1, 3000+5000*(i%2))
	}
	return b.String()
}

// freePort is a port that was free a moment ago.
func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
