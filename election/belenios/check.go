package belenios

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"

	"github.com/onenorwich/guildhall/election/belenios/internal/group"
	"github.com/onenorwich/guildhall/election/belenios/internal/vartime"
)

// Verifier checks ballots of one election against its list of credentials.
// It may be used by several goroutines at once.
type Verifier struct {
	election    *Election
	credentials *Credentials
	engine      group.Engine
	help        func(raw []byte) error // see Help; nil for none
}

// NewVerifier binds a verifier to an election and its list.
func NewVerifier(e *Election, c *Credentials) *Verifier {
	return &Verifier{election: e, credentials: c, engine: newEngine(e.group, e.key)}
}

func newEngine(g group.Group, key group.Point) group.Engine {
	if g.Name() == group.Ed25519 {
		return vartime.New(key)
	}
	return vartime.NewResidues(key)
}

// Election is the election that the verifier checks for.
func (v *Verifier) Election() *Election { return v.election }

// Credentials is the list that the verifier checks against.
func (v *Verifier) Credentials() *Credentials { return v.credentials }

// Checked is a ballot all of whose proofs hold, signed by a credential of
// the list. Only Verifier.Check makes one.
type Checked struct {
	verifier   *Verifier
	credential int
	digest     [32]byte
	points     []group.Point // alpha and beta of each choice, question after question
	codes      string        // the same, encoded, with commas between
}

// Credential is the public credential that signed.
func (c Checked) Credential() string { return c.right().Credential }

// Weight is the number of votes of the credential.
func (c Checked) Weight() int64 { return c.right().Weight }

// Digest is the SHA-256 of the ballot's bytes.
func (c Checked) Digest() [32]byte { return c.digest }

// Tracker is the digest as voters see it, in unpadded Base64.
func (c Checked) Tracker() string { return base64.RawStdEncoding.EncodeToString(c.digest[:]) }

// ElectionDigest is the SHA-256 of the definition that the ballot answers.
func (c Checked) ElectionDigest() [32]byte { return c.verifier.election.digest }

func (c Checked) right() VotingRight { return c.verifier.credentials.rights[c.credential] }

// ErrNotOnList is the refusal of a ballot whose credential has no vote here.
var ErrNotOnList = errors.New("the voting code that made this ballot is not on this election's list: compare it with the code you were sent")

// Check refuses every ballot that is not in its one canonical form, was not
// made for this election, is not signed by a credential of the list, or
// cannot prove that it holds a valid vote.
func (v *Verifier) Check(raw []byte) (Checked, error) {
	b, err := v.election.parseBallot(raw)
	if err != nil {
		return Checked{}, err
	}
	index, ok := v.credentials.index[b.credential]
	if !ok {
		return Checked{}, ErrNotOnList
	}
	if b.signedHash != base64Digest(b.unsigned) {
		return Checked{}, errors.New("the ballot's signature is for another content")
	}
	p := newPlan(v.election.group, v.credentials.points[index])
	p.signature(b)
	for i := range b.answers {
		p.answer(i, v.election.Questions[i], &b.answers[i], b.hash+"|"+b.credential)
	}
	points, err := v.prove(p, raw)
	if err != nil {
		return Checked{}, err
	}
	return Checked{v, index, sha256.Sum256(raw), points, strings.Join(p.job.Encoded, ",")}, nil
}

// prove checks everything that a ballot claims, and gives its points.
func (v *Verifier) prove(p *plan, raw []byte) ([]group.Point, error) {
	if v.help == nil {
		return p.run(v.engine)
	}
	switch err := v.help(raw); {
	case errors.Is(err, ErrNoHelp):
		return p.run(v.engine)
	case err != nil:
		return nil, err
	}
	return p.points()
}
