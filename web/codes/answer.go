package codes

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/record"
)

// Reply is the public half of the codes: what the service gets, and the log
// shows.
type Reply struct {
	Kind      string      `json:"guildhall"` // replyKind
	Version   int         `json:"version"`   // 1
	Election  election.ID `json:"election"`
	Key       string      `json:"key"`       // the registrar's raw Ed25519 key, hexadecimal
	List      string      `json:"list"`      // see record.CodeList
	Signature string      `json:"signature"` // see record.SignCodes
}

const replyKind = "voting codes: their public half"

// ReplyName is the name under which the reply for an election is saved.
func ReplyName(id election.ID) string { return "guildhall-list-" + string(id) + ".json" }

// Reply makes the public half of the codes for a task's contests, and signs it.
// With other contests, the same codes give another list.
func (b *Book) Reply(t *Task) (*Reply, error) {
	if err := b.Fits(t); err != nil {
		return nil, err
	}
	list, err := b.list(t)
	if err != nil {
		return nil, err
	}
	key := ed25519.NewKeyFromSeed(b.Key)
	signature, err := record.SignCodes(key, b.Log, t.Election, list)
	if err != nil {
		return nil, err
	}
	return &Reply{replyKind, 1, t.Election, hex.EncodeToString(key.Public().(ed25519.PublicKey)), string(list), string(signature)}, nil
}

func (b *Book) list(t *Task) ([]byte, error) {
	var list record.CodeList
	uuids := t.uuids()
	for _, p := range t.Roll {
		text, err := b.Code(p.Practice)
		if err != nil {
			return nil, err
		}
		code, err := belenios.ParseCode(text)
		if err != nil {
			return nil, err
		}
		line, err := record.NewCodeLine(code, t.Group, p.Votes, uuids)
		if err != nil {
			return nil, err
		}
		list = append(list, line)
	}
	list.Sort()
	return list.Encode(), nil
}

// Listed refuses to go on when the list in the log is not the one that these
// codes give: the letters would carry codes that do not work, or that somebody
// else has exchanged.
func (b *Book) Listed(t *Task) error {
	if t.Listed == "" {
		return election.Refuse("not-listed", "The list of voting codes has not been recorded yet. Send it first.")
	}
	list, err := b.list(t)
	if err != nil {
		return err
	}
	if audit.Hash(list).String() != t.Listed {
		return election.Refuse("other-list", "The list in the log is not the one that these voting codes give. If you made codes more than once, choose the newest file; otherwise tell everybody concerned.")
	}
	return nil
}

// Encode writes the reply's file.
func (r *Reply) Encode() []byte {
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		panic(err) // strings always encode
	}
	return append(b, '\n')
}

// ReadReply reads a reply's file.
func ReadReply(raw []byte) (*Reply, error) {
	r := &Reply{}
	if err := json.Unmarshal(raw, r); err != nil || r.Kind != replyKind || r.Version != 1 {
		return nil, election.Refuse("foreign-file", "This is not the public half of voting codes. Choose the file that the program wrote, named guildhall-list-….json.")
	}
	return r, nil
}

// RawKey is the registrar's key; an error if it is none.
func (r *Reply) RawKey() (election.Digest, error) {
	key, err := election.ParseDigest(r.Key)
	if err != nil {
		return key, election.Refuse("key", "The registrar's key in this file is damaged. Make the file again.")
	}
	return key, nil
}
