package holder

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
)

// Opened is one contest, verified and decrypted by this key.
type Opened struct {
	UUID     string
	Name     string
	Ballots  int    // cast
	Counted  int    // of these, the last of each voting code
	Votes    int64  // of those that count
	Tally    string // SHA-256 of the encrypted tally, in hexadecimal
	Share    []byte
	Complete bool // the archive holds the encrypted tally, and it is the one computed here
}

// Contest is what one contest is verified and decrypted with.
type Contest struct {
	Name    string // of the post, for sentences
	Archive io.Reader
	// Tallied says whether this holder has decrypted a tally of the contest
	// before, and which one (as Opened.Tally): a second one would tell two
	// results apart. Nil if nothing is remembered.
	Tallied  func(uuid string) string
	Progress func(ballots int) // called as ballots are checked; may be nil
}

// Decrypt verifies a contest's archive from its first byte to its last, computes
// the encrypted tally again, and gives the key's share of it and of nothing else.
func (f *File) Decrypt(ctx context.Context, rand io.Reader, c Contest) (*Opened, error) {
	report, err := belenios.VerifyArchive(ctx, c.Archive, belenios.Options{Progress: c.Progress})
	var broken *belenios.UnreadableError
	var untrue *belenios.FalseError
	switch {
	case errors.As(err, &broken):
		return nil, election.Refuse("unreadable", "The archive of %s could not be read: %v. Nothing was decrypted. Try again.", c.Name, err)
	case errors.As(err, &untrue):
		return nil, election.Refuse("false", "The archive of %s does not hold: %v. Nothing was decrypted, and nothing must be declared: tell the candidates and the service's operator.", c.Name, err)
	case err != nil:
		return nil, err
	}
	switch report.Stage {
	case belenios.StageClosed, belenios.StageTallied:
	case belenios.StageOpen:
		return nil, election.Refuse("not-closed", "The poll of %s has not been closed. Nothing was decrypted.", c.Name)
	default:
		return nil, election.Refuse("decrypted", "%s has been decrypted already.", c.Name)
	}
	t := report.Tally()
	sum := sha256.Sum256(t.Encrypted())
	o := &Opened{UUID: report.UUID, Name: report.Name, Ballots: report.Ballots, Counted: t.NumTallied(), Votes: t.TotalWeight(),
		Tally: hex.EncodeToString(sum[:]), Complete: report.Stage == belenios.StageTallied}
	if c.Tallied != nil {
		if before := c.Tallied(o.UUID); before != "" && before != o.Tally {
			return nil, election.Refuse("second-tally", "Another tally of %s was decrypted in this browser before. Nothing was decrypted: the ballot box has been changed since. Tell the candidates and the service's operator.", c.Name)
		}
	}
	if report.Setup().Trustees.Owner(f.PublicKey) == 0 {
		return nil, election.Refuse("wrong-key", "The votes for %s were not locked with the key in this file. Choose the key file that you saved for this election.", c.Name)
	}
	share, err := f.key.PartialDecrypt(rand, t)
	if err != nil {
		return nil, election.Refuse("failed", "%s could not be decrypted: %v. Nothing was sent.", c.Name, err)
	}
	o.Share = share.Raw()
	return o, nil
}
