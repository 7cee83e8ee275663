package count

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/record"
)

// MinCounted is how many voting codes must count in a tally for it to be
// decrypted: the total of two votes tells each of the two voters the other's.
const MinCounted = 3

// Count is a closed poll, all of which was verified here.
type Count struct {
	Election  election.Election
	Title     string
	Practices []string // that voted, by name
	Votes     int64    // of those that count
	Contests  []Contest
	// Reveals says what the totals will give away of those who voted, as it was
	// measured here.
	Reveals []string
	// Checkpoints is how many that were kept the log was held against; Key says
	// that its key is the one that was kept.
	Checkpoints int
	Key         bool

	bundle *audit.Bundle
}

// Contest is one contest of the count.
type Contest struct {
	Post    election.ID
	Name    string // of the post
	UUID    string
	Ballots int    // cast
	Counted int    // of these, the last of each voting code
	Votes   int64  // of those that count
	Tally   string // SHA-256 of the encrypted tally, in hexadecimal

	tally *belenios.Tally
}

// Bundle is where a bundle is read from: a zip of so many bytes; and who helps to
// check its ballots, if anybody does.
type Bundle struct {
	From io.ReaderAt
	Size int64
	Help *belenios.Help
}

// Verify verifies a bundle and gives the count of an election in it. Progress,
// which may be nil, is told what is being looked at and how many of it have been.
// Each error is a sentence.
func Verify(ctx context.Context, from Bundle, id election.ID, kept Kept, progress func(what string, n int64)) (*Count, error) {
	b, err := audit.ReadBundle(from.From, from.Size)
	if err != nil {
		return nil, untrue(err)
	}
	key, err := kept.key()
	if err != nil {
		return nil, err
	}
	found, err := record.Verify(ctx, b, record.Options{Trust: audit.Trust{Key: key}, Progress: progress, Help: from.Help})
	if err != nil {
		return nil, untrue(err)
	}
	if err := kept.hold(ctx, b, found.Summary); err != nil {
		return nil, err
	}
	el, ok := found.Point.State.Election.Election(id)
	if !ok {
		return nil, election.Refuse("no-election", "The log that the service shows knows no election %q. Nothing was decrypted; tell the returning officer.", id)
	}
	c := &Count{Election: el, Votes: el.Poll.Votes, Reveals: found.Reveals[id], Checkpoints: len(kept.Checkpoints), Key: key != "", bundle: b}
	if err := c.fill(ctx, found, kept); err != nil {
		return nil, err
	}
	return c, nil
}

// untrue tells what is false from what could not be read.
func untrue(err error) error {
	var f *audit.Fault
	if errors.As(err, &f) {
		return election.Refuse("false", "What the service shows does not hold: %s. Nothing was decrypted, and nothing must be declared: tell the candidates and the service's operator.", strings.TrimSuffix(err.Error(), "."))
	}
	return election.Refuse("unreadable", "What the service shows could not be read: %s. Nothing was decrypted. Try again.", strings.TrimSuffix(err.Error(), "."))
}

func (c *Count) fill(ctx context.Context, found *record.Verified, kept Kept) error {
	raw, err := c.Blob(ctx, c.Election.Called.Definition)
	if err != nil {
		return err
	}
	text, err := record.Read[record.ElectionText](raw)
	if err != nil {
		return untrue(err)
	}
	c.Title = text.Title
	if !c.Election.Poll.Closed() {
		return election.Refuse("not-closed", "The poll has not been closed. Nothing was decrypted.")
	}
	if c.Election.WeighedCount == nil {
		return election.Refuse("not-weighed", "The returning officer has not yet weighed what the result gives away of those who voted. Nothing was decrypted; try again after that.")
	}
	for _, practice := range c.Election.Poll.Voted {
		p, _ := found.Point.State.Practice(practice)
		raw, err := c.Blob(ctx, p.Details)
		if err != nil {
			return err
		}
		details, err := record.Read[record.PracticeText](raw)
		if err != nil {
			return untrue(err)
		}
		c.Practices = append(c.Practices, details.Name)
	}
	slices.Sort(c.Practices)
	for _, v := range found.Contests {
		if v.Election != c.Election.ID() {
			continue
		}
		one, err := contest(text.PostName(v.Post), v, kept)
		if err != nil {
			return err
		}
		c.Contests = append(c.Contests, one)
	}
	if len(c.Contests) == 0 {
		return election.Refuse("no-contest", "No post of this election went to a poll, so there is nothing to decrypt.")
	}
	return nil
}

// contest is one contest that may be decrypted.
func contest(name string, v record.ContestVerified, kept Kept) (c Contest, err error) {
	r := v.Report
	switch r.Stage {
	case belenios.StageTallied, belenios.StageDecrypting:
	case belenios.StageResult:
		return c, election.Refuse("decrypted", "%s has been decrypted already; nothing more is needed from you.", name)
	default:
		return c, election.Refuse("not-tallied", "%s has not been tallied yet. Nothing was decrypted; try again in a minute.", name)
	}
	t := r.Tally()
	if t.NumTallied() < MinCounted {
		return c, election.Refuse("too-few", "Only %d voting codes count for %s. A total of fewer than %d would show single votes, so nothing was decrypted.", t.NumTallied(), name, MinCounted)
	}
	sum := sha256.Sum256(t.Encrypted())
	c = Contest{Post: v.Post, Name: name, UUID: r.UUID, Ballots: r.Ballots, Counted: t.NumTallied(), Votes: t.TotalWeight(),
		Tally: hex.EncodeToString(sum[:]), tally: t}
	if before := kept.Tallies[c.UUID]; before != "" && before != c.Tally {
		return c, election.Refuse("second-tally", "Another tally of %s was decrypted here before. Nothing was decrypted: the ballot box has been changed since. Tell the candidates and the service's operator.", name)
	}
	return c, nil
}

// Blob is a public file of the bundle.
func (c *Count) Blob(ctx context.Context, digest election.Digest) ([]byte, error) {
	raw, err := c.bundle.Blob(ctx, audit.Digest(digest))
	if err != nil {
		return nil, untrue(err)
	}
	return raw, nil
}

// Log gives the bundle's files, for what more a holder looks at.
func (c *Count) Log() audit.Blobs { return c.bundle }

// Setup is what a contest rests on.
func (c *Contest) Setup() *belenios.Setup { return c.tally.Setup() }

// Owner is the place of a key among those of a contest, from 1; 0 if it is none.
func (c *Count) Owner(at int, publicKey string) int {
	return c.Contests[at].tally.Setup().Trustees.Owner(publicKey)
}

// Shares are a key's shares of every contest's decryption, and what binds each to
// its tally.
func (c *Count) Shares(rand io.Reader, key *belenios.TrusteeKey) (shares, bindings [][]byte, err error) {
	for i, one := range c.Contests {
		if c.Owner(i, key.PublicKey()) == 0 {
			return nil, nil, election.Refuse("wrong-key", "The votes for %s were not locked with this key. Nothing was decrypted. Use the key of this election.", one.Name)
		}
		share, binding, err := record.Decrypt(rand, key, one.tally)
		if err != nil {
			return nil, nil, election.Refuse("failed", "%s could not be decrypted: %v. Nothing was sent.", one.Name, err)
		}
		shares, bindings = append(shares, share...), append(bindings, binding...)
	}
	return shares, bindings, nil
}

// Tallies are what is to be remembered once the shares are given, by contest.
func (c *Count) Tallies() map[string]string {
	all := map[string]string{}
	for _, one := range c.Contests {
		all[one.UUID] = one.Tally
	}
	return all
}
