package record

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
)

// MaxReceipt is the greatest length of a receipt in bytes.
const MaxReceipt = 128 << 10

// Receipt is what a voter keeps of one act of voting: the trackers of its
// ballots, and the proof that the entry with them is in the log that a signed
// checkpoint describes. It names nobody and says nothing of the choice: whoever
// asks for the receipt of an entry gets the same bytes.
//
// It is a text: a few lines for people, an empty line, and the proof
// (audit.LogProof). The lines say what the proof says and the key that signed
// it, and there is one way to write them.
type Receipt struct {
	Proof audit.LogProof
	// Key signed the proof's checkpoint. Whether it is the log's own only the
	// holder can know, who has it from a voting letter or a declaration.
	Key  audit.PublicKey
	Cast election.BallotCast
}

const (
	receiptProof = "\n\nc2sp.org/tlog-proof@v1\n"
	receiptKey   = "Key of the log: "
)

var errReceipt = errors.New("this is not a whole receipt: it must begin with “Receipt of a vote” and end with the log's signature, as it was saved after voting")

// Tracker is a ballot's tracker as Belenios writes it: base64 without padding.
func Tracker(ballot election.Digest) string { return base64.RawStdEncoding.EncodeToString(ballot[:]) }

// NewReceipt makes the receipt of the vote whose entry a proof holds, and
// refuses what ParseReceipt would refuse.
func NewReceipt(proof audit.LogProof, key audit.PublicKey) (Receipt, error) {
	if err := proof.Verify(key); err != nil {
		return Receipt{}, err
	}
	event, err := Event(proof.Entry)
	if err != nil {
		return Receipt{}, fmt.Errorf("the entry in the receipt cannot be read: %w", err)
	}
	cast, ok := event.(election.BallotCast)
	if !ok || len(cast.Ballots) == 0 {
		return Receipt{}, fmt.Errorf("entry %d of the log is not a vote (it is %s), and only votes have receipts", proof.Entry.Seq, proof.Entry.Kind)
	}
	return Receipt{proof, key, cast}, nil
}

// Seq is the number of the vote's entry.
func (r Receipt) Seq() int64 { return r.Proof.Entry.Seq }

// Encode gives the receipt's one encoding.
func (r Receipt) Encode() []byte {
	var b bytes.Buffer
	e := r.Proof.Entry
	fmt.Fprintf(&b, "Receipt of a vote in the election %s\n", r.Cast.Election)
	fmt.Fprintf(&b, "Recorded on %s as entry %d of the log %s\n", e.Time.Format("2 January 2006 at 15:04:05 UTC"), e.Seq, r.Proof.At.Origin)
	for _, part := range r.Cast.Ballots {
		fmt.Fprintf(&b, "Tracker for %s: %s\n", part.Post, Tracker(part.Ballot))
	}
	fmt.Fprintf(&b, "%s%s\n", receiptKey, r.Key)
	b.WriteString("It does not say how anybody voted. To check it, also years later: the page /receipt of the service,\n")
	b.WriteString("or the program: guildhall receipt FILE --bundle BUNDLE. Keep this file as it is, to its last line.\n\n")
	b.Write(r.Proof.Encode())
	return b.Bytes()
}

// ParseReceipt reads a receipt and checks it by itself: its one encoding, the
// proof, and the signature by the key that it names. A *audit.Fault says that
// it is false; another error, that it cannot be read as a receipt.
func ParseReceipt(raw []byte) (Receipt, error) {
	at := bytes.Index(raw, []byte(receiptProof))
	if at < 0 || len(raw) > MaxReceipt {
		return Receipt{}, errReceipt
	}
	var key audit.PublicKey
	for line := range strings.Lines(string(raw[:at+1])) {
		if text, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), receiptKey); ok {
			var err error
			if key, err = audit.ParsePublicKey(text); err != nil {
				return Receipt{}, fmt.Errorf("the key in the receipt cannot be read: %w", err)
			}
		}
	}
	if key == "" {
		return Receipt{}, errReceipt
	}
	proof, err := audit.ReadLogProof(raw[at+2:])
	if err != nil {
		return Receipt{}, err
	}
	r, err := NewReceipt(proof, key)
	if err != nil {
		return Receipt{}, err
	}
	if again := r.Encode(); !bytes.Equal(again, raw) {
		return Receipt{}, fault("", "line %d of the receipt is not what its proof says: it was changed after it was saved", differing(again, raw))
	}
	return r, nil
}

// differing is the number of the first line in which two texts differ, from 1.
func differing(a, b []byte) int {
	n := 1
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			break
		}
		if a[i] == '\n' {
			n++
		}
	}
	return n
}

// Pasted undoes what copying, editors and emails do to a text without meaning
// it: line ends as Windows writes them, a byte order mark, empty lines before
// and behind. Nothing that a receipt says is changed by it.
func Pasted(raw []byte) []byte {
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	raw = bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))
	if raw = bytes.Trim(raw, " \t\r\n"); len(raw) == 0 {
		return nil
	}
	return append(raw[:len(raw):len(raw)], '\n')
}
