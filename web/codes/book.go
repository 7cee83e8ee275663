package codes

import (
	"crypto/ed25519"
	"encoding/json"
	"io"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
)

// Book is what only the registrar has: every practice's voting code, and the key
// that signs their public half. It lives in a locked file; see Lock.
type Book struct {
	Kind     string      `json:"guildhall"` // bookKind
	Version  int         `json:"version"`   // 1
	Election election.ID `json:"election"`
	Log      string      `json:"log"`      // origin
	Contests []Contest   `json:"contests"` // when the codes were drawn
	Key      []byte      `json:"key"`      // seed of an Ed25519 key, Base64
	Codes    []entry     `json:"codes"`
}

type entry struct {
	Practice election.ID `json:"practice"`
	Name     string      `json:"name"`
	Code     string      `json:"code"`
}

const bookKind = "voting codes: keep this file, show it to nobody"

// Draw makes a fresh code for each practice of the roll, and a key to sign with.
func Draw(rand io.Reader, t *Task) (*Book, error) {
	b := &Book{Kind: bookKind, Version: 1, Election: t.Election, Log: t.Key.Origin(), Contests: t.Contests, Key: make([]byte, ed25519.SeedSize)}
	if _, err := io.ReadFull(rand, b.Key); err != nil {
		return nil, err
	}
	for _, p := range t.Roll {
		code, err := belenios.NewCode(rand)
		if err != nil {
			return nil, err
		}
		b.Codes = append(b.Codes, entry{p.Practice, p.Name, code.Reveal()})
	}
	return b, nil
}

// Name is the name under which the file of an election is saved.
func Name(id election.ID) string { return "guildhall-codes-" + string(id) + ".age" }

func readBook(raw []byte) (*Book, error) {
	b := &Book{}
	if err := json.Unmarshal(raw, b); err != nil || b.Kind != bookKind {
		return nil, election.Refuse("foreign-file", "This file was locked with your passphrase, but it holds no voting codes.")
	}
	if b.Version != 1 {
		return nil, election.Refuse("version", "This file is of version %d, which a newer program wrote. Use that one.", b.Version)
	}
	bad := len(b.Key) != ed25519.SeedSize || len(b.Codes) == 0
	for _, e := range b.Codes {
		code, err := belenios.ParseCode(e.Code)
		bad = bad || err != nil || code.Reveal() != e.Code
	}
	if bad {
		return nil, election.Refuse("damaged", "This file of voting codes is damaged. Use another copy of it.")
	}
	return b, nil
}

// Fits refuses a book that was made for something else: another election or log,
// or another roll.
func (b *Book) Fits(t *Task) error {
	switch {
	case b.Election != t.Election:
		return election.Refuse("other-election", "This file belongs to another election (%s). Choose the file named %s.", b.Election, Name(t.Election))
	case b.Log != t.Key.Origin():
		return election.Refuse("other-log", "This file belongs to another log (%s). Choose the file that you saved for this election.", b.Log)
	case len(b.Codes) != len(t.Roll):
		return election.Refuse("other-roll", "This file has codes for %d practices, but the roll has %d. Make new codes.", len(b.Codes), len(t.Roll))
	}
	for _, p := range t.Roll {
		if _, ok := b.code(p.Practice); !ok {
			return election.Refuse("other-roll", "This file has no code for %s. Make new codes.", p.Name)
		}
	}
	return nil
}

// Code is a practice's voting code.
func (b *Book) Code(practice election.ID) (string, error) {
	code, ok := b.code(practice)
	if !ok {
		return "", election.Refuse("no-practice", "The file has no voting code for %q.", practice)
	}
	return code, nil
}

func (b *Book) code(practice election.ID) (string, bool) {
	for _, e := range b.Codes {
		if e.Practice == practice {
			return e.Code, true
		}
	}
	return "", false
}

// String hides the codes.
func (*Book) String() string { return "(voting codes)" }

// GoString hides the codes.
func (*Book) GoString() string { return "codes.Book{…}" }
