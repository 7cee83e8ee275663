package codes

import (
	"encoding/base64"
	"encoding/json"
	"strconv"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
)

// Task is what a registrar is asked to make codes for. All of it is public. The
// fields and their order are the file's; a later version has another number.
type Task struct {
	Kind     string      `json:"guildhall"` // TaskKind
	Version  int         `json:"version"`   // 1
	Election election.ID `json:"election"`
	Title    string      `json:"title"`
	Body     string      `json:"body"`
	Group    string      `json:"group"` // the protocol's name of it
	Contests []Contest   `json:"contests"`
	Roll     []Practice  `json:"roll"`

	Address    string          `json:"address"` // of the service, without a slash at the end
	Given      election.Moment `json:"given"`   // the date of the letters
	Opens      election.Moment `json:"opens"`
	Closes     election.Moment `json:"closes"`
	LostBy     election.Moment `json:"lost_by"` // until when a lost code is given again
	Officer    string          `json:"officer"`
	Contact    []string        `json:"contact"` // of the returning officer, one way a line
	Protection []Answer        `json:"protection"`
	Key        audit.PublicKey `json:"key"`    // of the log
	Setup      *Setup          `json:"setup"`  // null before the ballot is prepared
	Listed     string          `json:"listed"` // SHA-256 of the list in the log; empty before
	Mock       bool            `json:"mock"`   // of a demonstration
}

// Contest is one contest of the ballot protocol.
type Contest struct {
	Post election.ID `json:"post"`
	UUID string      `json:"uuid"`
}

// Practice is a line of the roll.
type Practice struct {
	Practice election.ID `json:"practice"`
	Code     string      `json:"code"` // the ODS code, as printed
	Name     string      `json:"name"`
	Votes    int64       `json:"votes"`
}

// Answer is a sentence on how votes are protected, under its question.
type Answer struct {
	Question string `json:"question"`
	Sentence string `json:"sentence"`
}

// Setup is the log when the ballot had been prepared.
type Setup struct {
	Size int64        `json:"size"`
	Root audit.Digest `json:"root"`
}

// TaskKind is what a task's file says of itself.
const TaskKind = "voting codes: what a registrar makes them for"

// Encode writes the task's file.
func (t *Task) Encode() []byte {
	t.Kind, t.Version = TaskKind, 1
	b, err := json.MarshalIndent(t, "", "  ")
	if err != nil {
		panic(err) // the types above always encode
	}
	return append(b, '\n')
}

// ReadTask reads a task's file. Each error is a sentence.
func ReadTask(raw []byte) (*Task, error) {
	t := &Task{}
	if err := json.Unmarshal(raw, t); err != nil || t.Kind != TaskKind {
		return nil, election.Refuse("foreign-file", "This is not a registrar's task. Download it again from the registrar's page of the election.")
	}
	key, err := audit.ParsePublicKey(string(t.Key))
	switch {
	case t.Version != 1:
		return nil, election.Refuse("version", "This task is of version %d, which a newer service wrote. Use that service's program.", t.Version)
	case err != nil || key != t.Key || t.Election.Check() != nil || len(t.Contests) == 0 || len(t.Roll) == 0:
		return nil, election.Refuse("damaged", "This task is damaged. Download it again from the registrar's page of the election.")
	}
	return t, nil
}

func (t *Task) uuids() []string {
	list := make([]string, len(t.Contests))
	for i, c := range t.Contests {
		list[i] = c.UUID
	}
	return list
}

// practice is a line of the roll by its identifier.
func (t *Task) practice(id election.ID) (Practice, bool) {
	for _, p := range t.Roll {
		if p.Practice == id {
			return p, true
		}
	}
	return Practice{}, false
}

// checkpoint is the set-up checkpoint without its signature, as C2SP
// tlog-checkpoint writes it, and in words.
func (t *Task) checkpoint() (lines []string, words string) {
	if t.Setup == nil {
		return nil, ""
	}
	return []string{t.Key.Origin(), strconv.FormatInt(t.Setup.Size, 10), base64.StdEncoding.EncodeToString(t.Setup.Root[:])}, spell(t.Setup.Root[:12])
}
