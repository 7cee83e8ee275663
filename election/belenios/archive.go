package belenios

import (
	"fmt"
	"strings"

	"github.com/onenorwich/guildhall/election/belenios/internal/canon"
)

// The archive of an election is a tar file whose first member BELENIOS names
// the format. Every other member is named by the SHA-256 of its content: data
// (.data.json), and events (.event.json), which name data and the event
// before them. Guildhall writes the bytes that belenios-tool 3.3.0 does and
// accepts no other header than it would write itself.

// Event types, in the order in which they may stand.
const (
	eventSetup          = "Setup"
	eventBallot         = "Ballot"
	eventEndBallots     = "EndBallots"
	eventEncryptedTally = "EncryptedTally"
	eventPartial        = "PartialDecryption"
	eventResult         = "Result"
)

const (
	block       = 512
	firstMember = "BELENIOS"
	dataSuffix  = ".data.json"
	eventSuffix = ".event.json"
	// maxMember bounds one member: a list of 100,000 credentials of
	// BELENIOS-2048 takes 62 MB.
	maxMember = 1 << 26
	// maxLater bounds a member behind the set-up, so that the ballots under
	// way fit into memory whatever an archive holds.
	maxLater = 1 << 24
)

// tarHeader is the header of a member: no user, no magic, mode 644.
func tarHeader(name string, size, mtime int64) [block]byte {
	var h [block]byte
	copy(h[:100], name)
	copy(h[100:], "0000644\x00")
	copy(h[108:], "0000000\x00")
	copy(h[116:], "0000000\x00")
	copy(h[124:], fmt.Sprintf("%011o\x00", size))
	copy(h[136:], fmt.Sprintf("%011o\x00", mtime))
	copy(h[148:], "        ")
	h[156] = '0'
	sum := 0
	for _, b := range h {
		sum += int(b)
	}
	copy(h[148:], fmt.Sprintf("%06o\x00 ", sum))
	return h
}

// padding is the number of zero bytes after a member.
func padding(size int64) int64 { return (block - size%block) % block }

// event is one link of the archive's chain.
type event struct {
	parent  string // hash of the event before, "" for the first
	height  int
	kind    string
	payload string // hash of its data, "" for EndBallots
}

func (e event) append(b []byte) []byte {
	b = append(b, '{')
	if e.parent != "" {
		b = append(canon.AppendString(append(b, `"parent":`...), e.parent), ',')
	}
	b = canon.AppendInt(append(b, `"height":`...), e.height)
	b = canon.AppendString(append(b, `,"type":`...), e.kind)
	if e.payload != "" {
		b = canon.AppendString(append(b, `,"payload":`...), e.payload)
	}
	return append(b, '}')
}

func parseEvent(raw []byte) (e event, err error) {
	r := canon.NewReader(raw)
	r.Lit("{")
	if r.Try(`"parent":`) {
		e.parent = readHash(r)
		r.Lit(",")
	}
	r.Lit(`"height":`)
	e.height = r.Int()
	r.Lit(`,"type":`)
	e.kind = r.String()
	if r.Try(`,"payload":`) {
		e.payload = readHash(r)
	}
	r.Lit("}")
	return e, r.End()
}

func readHash(r *canon.Reader) string {
	s := r.String()
	if r.Err() == nil && !isHash(s) {
		r.Fail("%q is no SHA-256 in lower-case hexadecimal digits", s)
	}
	return s
}

func isHash(s string) bool {
	return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == ""
}

// setupData names the texts of the set-up.
type setupData struct{ election, trustees, credentials, certificate string }

func (d setupData) append(b []byte) []byte {
	b = canon.AppendString(append(b, `{"election":`...), d.election)
	b = canon.AppendString(append(b, `,"trustees":`...), d.trustees)
	b = canon.AppendString(append(b, `,"credentials":`...), d.credentials)
	if d.certificate != "" {
		b = canon.AppendString(append(b, `,"credentials_certificate":`...), d.certificate)
	}
	return append(b, '}')
}

func parseSetupData(raw []byte) (d setupData, err error) {
	r := canon.NewReader(raw)
	r.Lit(`{"election":`)
	d.election = readHash(r)
	r.Lit(`,"trustees":`)
	d.trustees = readHash(r)
	r.Lit(`,"credentials":`)
	d.credentials = readHash(r)
	if r.Try(`,"credentials_certificate":`) {
		d.certificate = readHash(r)
	}
	r.Lit("}")
	return d, r.End()
}
