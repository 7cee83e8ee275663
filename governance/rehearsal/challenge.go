package rehearsal

import (
	"context"
	"crypto/sha256"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/conduct"
)

// challenge plays a practice that checks its page before it votes: it makes a
// vote that nobody means, for the first candidate of every contest, and opens it
// instead of casting it. Some practices do so in every poll, and the log shows it.
func (r *Rehearsal) challenge(ctx context.Context, el *election.Election, contests []conduct.Contest, practice election.ID) error {
	code, err := belenios.ParseCode(r.Codes[practice])
	if err != nil {
		return err
	}
	var openings []*belenios.Opening
	var digests []election.Digest
	for _, c := range contests {
		marks := make([]int, c.Setup.Election.Questions[0].Size())
		marks[1] = 1
		ballot, opening, err := belenios.EncryptToChallenge(r.desk.Rand, c.Setup.Election, code, [][]int{marks})
		if err != nil {
			return err
		}
		openings, digests = append(openings, opening), append(digests, sha256.Sum256(ballot.Raw))
	}
	if err := r.desk.Spend(ctx, el.ID(), practice, digests); err != nil {
		return err
	}
	r.Opened = belenios.EncodeOpenings(openings)
	return nil
}
