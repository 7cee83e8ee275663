package rehearsal

import (
	"context"
	"crypto/sha256"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/conduct"
)

// challenge plays a practice that checks its page before it votes: it makes a
// vote that nobody means, blank in every contest, and opens it instead of
// casting it. Some practices do so in every poll, and the log shows it.
func (r *Rehearsal) challenge(ctx context.Context, el *election.Election, contests []conduct.Contest, practice election.ID) error {
	invented := r.make(ctx, el, contests, planned{practice, make([]int, len(contests))})
	if invented.err != nil {
		return invented.err
	}
	var digests []election.Digest
	for _, ballot := range invented.vote.Ballots {
		digests = append(digests, sha256.Sum256(ballot))
	}
	return r.desk.Spend(ctx, el.ID(), practice, digests)
}
