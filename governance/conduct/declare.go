package conduct

import (
	"bytes"
	"context"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/clerk"
)

// Declare declares the result, and fills the offices that it decides.
func (d *Desk) Declare(ctx context.Context, by, id election.ID) error {
	_, err := d.Clerk.Do(ctx, clerk.Command{Decide: func(s *governance.State, _ time.Time) ([]clerk.Act, error) {
		el, ok := s.Election.Election(id)
		if !ok {
			return nil, election.Refuse("no-election", "There is no election %q.", id)
		}
		posts, _, err := el.Outcome()
		if err != nil {
			return nil, err
		}
		acts := []clerk.Act{{By: by, Event: election.ElectionDeclared{Election: id, Posts: posts}}}
		for _, p := range posts {
			if p.Elected != "" {
				acts = append(acts, clerk.Act{By: by, Event: governance.OfficeFilled{
					Office: p.Post, Holder: p.Elected, Basis: governance.ByElected, Election: id}})
			}
		}
		return acts, nil
	}})
	return err
}

// Issue records a paper that was made from the log as it stood after size
// entries.
func (d *Desk) Issue(ctx context.Context, id election.ID, what string, size int64, pdf []byte) error {
	_, err := d.do(ctx, [][]byte{pdf}, clerk.Act{By: election.Service, Event: governance.PaperIssued{
		Paper: election.ID(what) + "-" + id, What: what, Election: id, Size: size, PDF: election.Digest(audit.Hash(bytes.Clone(pdf)))}})
	return err
}
