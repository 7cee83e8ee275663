package trustee

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
)

// Round is what a trustee is asked for.
type Round string

// The rounds, in order.
const (
	RoundCertificate Round = "certificate" // which keys are the trustee's
	RoundPolynomial  Round = "polynomial"  // after the words were compared: shares for all
	RoundOutput      Round = "output"      // the trustee's part of the key
	RoundProof       Round = "proof"       // that the phrase was kept
	RoundDecrypt     Round = "decrypt"     // the count
	RoundWait        Round = "wait"        // for somebody else
	RoundDone        Round = "done"        // nothing more is needed
)

// Task is everything that the service shows a trustee for the next round. It
// holds nothing secret.
type Task struct {
	Kind      string      `json:"guildhall"` // TaskKind
	Version   int         `json:"version"`   // 1
	Election  election.ID `json:"election"`
	Title     string      `json:"title"`
	Group     string      `json:"group"`     // the ballot protocol's name of it
	Threshold int         `json:"threshold"` // how many trustees decrypt
	Seat      int         `json:"seat"`      // whose task it is, from 1
	Round     Round       `json:"round"`
	Why       string      `json:"why"` // what is waited for, or why nothing is needed
	Trustees  []Member    `json:"trustees"`

	// Certificates are those given so far, one a seat, in every round after the
	// first; empty where one is missing.
	Certificates []string `json:"certificates"`
	// Input is what this trustee needs for its part of the key (RoundOutput).
	Input string `json:"input"`
	// Transcript, List and Contests are what a proof is about (RoundProof): the
	// record of the ceremony, the list of trustees, and the definitions.
	Transcript string    `json:"transcript"`
	List       string    `json:"list"`
	Contests   []Contest `json:"contests"`

	LogKey string `json:"log_key"` // of the log, to be compared with what is printed
}

// Member is a trustee as the others see it.
type Member struct {
	Name        string `json:"name"`
	Certificate bool   `json:"certificate"` // given, and so on
	Polynomial  bool   `json:"polynomial"`
	Output      bool   `json:"output"`
	Proved      bool   `json:"proved"`
	Decrypted   bool   `json:"decrypted"`
}

// Contest is one contest whose definition a trustee signs.
type Contest struct {
	Post       election.ID `json:"post"`
	Name       string      `json:"name"`
	Definition string      `json:"definition"`
}

// TaskKind is what every task says of itself.
const TaskKind = "task of a trustee"

// maxTask is far more than the task of a committee of sixteen has, in bytes.
const maxTask = 4 << 20

// ParseTask reads a task, as the service sent it or as a file.
func ParseTask(raw []byte) (*Task, error) {
	t := &Task{}
	if len(raw) > maxTask {
		return nil, election.Refuse("too-long", "This is not a trustee's task: it is far too long. Download the task again.")
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(t); err != nil || t.Kind != TaskKind {
		return nil, election.Refuse("foreign-file", "This is not a trustee's task, or it arrived damaged. Download the task again from your page.")
	}
	if t.Version != 1 {
		return nil, election.Refuse("version", "This task is of version %d, which a newer service wrote. Use a newer program.", t.Version)
	}
	n := len(t.Trustees)
	if n < election.MinTrustees || n > election.MaxTrustees || t.Seat < 1 || t.Seat > n || t.Threshold > n || 2*t.Threshold <= n {
		return nil, election.Refuse("task", "This task is not a possible one: seat %d of %d trustees, of whom %d decrypt. Nothing was done; tell the returning officer.", t.Seat, n, t.Threshold)
	}
	if len(t.Certificates) != 0 && len(t.Certificates) != n {
		return nil, election.Refuse("task", "This task has %d certificates for %d trustees. Nothing was done; tell the returning officer.", len(t.Certificates), n)
	}
	return t, nil
}

// Encode writes the task.
func (t *Task) Encode() []byte {
	b, err := json.Marshal(t)
	if err != nil {
		panic(err) // strings and numbers always encode
	}
	return b
}

// seat is the trustee's place in the committee.
func (t *Task) seat() belenios.Seat {
	return belenios.Seat{Group: t.Group, Size: len(t.Trustees), Threshold: t.Threshold, Index: t.Seat}
}

// certificate is this trustee's own, as the service has it.
func (t *Task) certificate() (*belenios.Certificate, error) {
	if len(t.Certificates) == 0 || t.Certificates[t.Seat-1] == "" {
		return nil, election.Refuse("no-certificate", "You have not made a key for this election yet.")
	}
	c, err := belenios.ParseCertificate(t.seat(), []byte(t.Certificates[t.Seat-1]))
	if err != nil {
		return nil, t.blamed(err)
	}
	return c, nil
}

// committee is everybody's certificates, among which this trustee's own, made
// with this phrase, stands in its place.
func (t *Task) committee(seed belenios.Seed) (*belenios.Committee, error) {
	var raw [][]byte
	for i, text := range t.Certificates {
		if text == "" {
			return nil, election.Refuse("wait", "%s has not made a key yet. Wait until everybody has.", t.name(i+1))
		}
		raw = append(raw, []byte(text))
	}
	if len(raw) == 0 {
		return nil, election.Refuse("wait", "Nobody has made a key yet.")
	}
	c, err := belenios.ParseCommittee(t.Group, t.Threshold, raw, nil)
	if err != nil {
		return nil, t.blamed(err)
	}
	if at, err := c.Member(seed); err != nil || at != t.Seat {
		return nil, election.Refuse("swapped", "The service shows another certificate in the place of yours. Stop here, and tell the returning officer and the other trustees by telephone: a new key ceremony is needed.")
	}
	return c, nil
}

// name is a trustee's name.
func (t *Task) name(seat int) string {
	if seat >= 1 && seat <= len(t.Trustees) && t.Trustees[seat-1].Name != "" {
		return t.Trustees[seat-1].Name
	}
	return fmt.Sprintf("trustee %d", seat)
}
