package record

import (
	"bytes"
	"cmp"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/note"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
)

// CodeLine is one voting code as a registrar publishes it: its votes, and the
// public credential that it gives in each contest, in the order of counting.
// The log's row holds the SHA-256 of each credential.
type CodeLine struct {
	Votes       int64    `json:"votes"`
	Credentials []string `json:"credentials"`
}

// NewCodeLine is the public half of a voting code in the contests with these
// identifiers.
func NewCodeLine(code belenios.Code, group string, votes int64, uuids []string) (CodeLine, error) {
	line := CodeLine{Votes: votes}
	for _, uuid := range uuids {
		c, err := code.Credential(group, uuid)
		if err != nil {
			return line, err
		}
		line.Credentials = append(line.Credentials, c.Public())
	}
	return line, nil
}

// Row is the line as it stands in the log.
func (l CodeLine) Row() election.VoterRow {
	row := election.VoterRow{Votes: l.Votes}
	for _, c := range l.Credentials {
		row.Credentials = append(row.Credentials, sha256.Sum256([]byte(c)))
	}
	return row
}

// CodeList is everything public of an election's voting codes. From it follow
// the rows of the log and each contest's list of credentials.
type CodeList []CodeLine

// Sort brings the lines into the one order they may have, which says nothing
// of practices: that of the digests of the first contest's credentials.
func (l CodeList) Sort() {
	slices.SortFunc(l, func(a, b CodeLine) int {
		x, y := sha256.Sum256([]byte(a.Credentials[0])), sha256.Sum256([]byte(b.Credentials[0]))
		return bytes.Compare(x[:], y[:])
	})
}

// Encode is the list as a registrar signs it: a line of JSON each.
func (l CodeList) Encode() []byte {
	var out []byte
	for _, line := range l {
		out = append(append(out, Text(line)...), '\n')
	}
	return out
}

// ReadCodeList reads what Encode wrote, and nothing else.
func ReadCodeList(raw []byte) (CodeList, error) {
	var list CodeList
	for text := range bytes.Lines(raw) {
		n := len(list) + 1
		text, whole := bytes.CutSuffix(text, []byte("\n"))
		line, err := Read[CodeLine](text)
		switch {
		case err != nil || !whole:
			return nil, fmt.Errorf("line %d of the list of voting codes is not in its one form", n)
		case len(line.Credentials) == 0 || n > 1 && len(line.Credentials) != len(list[0].Credentials):
			return nil, fmt.Errorf("line %d of the list of voting codes has credentials for %d contests", n, len(line.Credentials))
		}
		list = append(list, line)
	}
	sorted := slices.Clone(list)
	sorted.Sort()
	if !slices.EqualFunc(list, sorted, func(a, b CodeLine) bool { return a.Credentials[0] == b.Credentials[0] }) {
		return nil, fmt.Errorf("the list of voting codes is not in the order of its credentials")
	}
	return list, nil
}

// Rows are the list's lines as they stand in the log.
func (l CodeList) Rows() []election.VoterRow {
	rows := make([]election.VoterRow, len(l))
	for i, line := range l {
		rows[i] = line.Row()
	}
	return rows
}

// Credentials is the ballot protocol's list of one contest, the at-th in the
// order of counting, sorted by credential.
func (l CodeList) Credentials(at int) []byte {
	rights := make([]belenios.VotingRight, len(l))
	for i, line := range l {
		rights[i] = belenios.VotingRight{Credential: line.Credentials[at], Weight: line.Votes}
	}
	slices.SortFunc(rights, func(a, b belenios.VotingRight) int { return cmp.Compare(a.Credential, b.Credential) })
	return belenios.EncodeCredentials(rights)
}

// listText is what a registrar signs (the text of a C2SP signed note): which
// log, which election, and which list.
func listText(origin string, id election.ID, list []byte) string {
	return fmt.Sprintf("guildhall voting codes\n%s\n%s\n%s\n", origin, id, audit.Hash(list))
}

// registrarName is the name of a registrar's key in the log named origin.
func registrarName(origin string) string { return origin + "/registrar" }

// SignCodes signs a list as a signed note. Ed25519 is deterministic: the same
// list gives the same bytes.
func SignCodes(key ed25519.PrivateKey, origin string, id election.ID, list []byte) ([]byte, error) {
	v, err := registrarVerifier(key.Public().(ed25519.PublicKey), origin)
	if err != nil {
		return nil, err
	}
	return note.Sign(&note.Note{Text: listText(origin, id, list)}, listSigner{v, key})
}

// listSigner signs notes under the name that the verifier knows.
type listSigner struct {
	note.Verifier
	key ed25519.PrivateKey
}

func (s listSigner) Sign(msg []byte) ([]byte, error) { return ed25519.Sign(s.key, msg), nil }

func registrarVerifier(key ed25519.PublicKey, origin string) (note.Verifier, error) {
	s, err := note.NewEd25519VerifierKey(registrarName(origin), key)
	if err != nil {
		return nil, err
	}
	return note.NewVerifier(s)
}

// CheckCodes checks a registrar's signature of a list, under the raw Ed25519
// key. Only the bytes that SignCodes would give are accepted.
func CheckCodes(key election.Digest, origin string, id election.ID, list, signature []byte) error {
	v, err := registrarVerifier(key[:], origin)
	if err != nil {
		return err
	}
	n, err := note.Open(signature, note.VerifierList(v))
	if err != nil || n.Text != listText(origin, id, list) || len(n.Sigs) != 1 {
		return fmt.Errorf("the list of voting codes is not signed with the registrar's key")
	}
	raw, err := base64.StdEncoding.DecodeString(n.Sigs[0].Base64)
	only := fmt.Sprintf("%s\n\u2014 %s %s\n", n.Text, v.Name(), base64.StdEncoding.EncodeToString(raw))
	if err != nil || only != string(signature) {
		return fmt.Errorf("the signature of the list of voting codes is not in its one form")
	}
	return nil
}
