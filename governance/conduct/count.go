package conduct

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/clerk"
)

// AfterClose does what follows the close of a poll by itself: the encrypted
// tallies are made, and the voting codes are forgotten. It does nothing where
// that has been done, so it may be called at every start.
func (d *Desk) AfterClose(ctx context.Context) error {
	state := d.State()
	for el := range state.Election.Elections {
		if !el.Poll.Closed() || tallied(&el) {
			continue
		}
		if err := d.tally(ctx, &el); err != nil {
			return fmt.Errorf("the tally of %s: %w", el.ID(), err)
		}
	}
	return nil
}

func tallied(el *election.Election) bool {
	for _, p := range el.Contested() {
		if p.Tally == nil {
			return false
		}
	}
	return true
}

func (d *Desk) tally(ctx context.Context, el *election.Election) error {
	tallies, err := d.Tallies(ctx, el)
	if err != nil {
		return err
	}
	var acts []clerk.Act
	var blobs [][]byte
	for i, t := range tallies {
		blobs = append(blobs, t.Encrypted())
		acts = append(acts, clerk.Act{By: election.Service, Event: election.TallyMade{
			Election: el.ID(), Post: el.Poll.Prepared.Contests[i].Post,
			Voters: t.NumTallied(), Votes: t.TotalWeight(), Tally: election.Digest(audit.Hash(t.Encrypted()))}})
	}
	_, err = d.Clerk.Do(ctx, clerk.Command{
		Blobs:  blobs,
		Decide: func(*governance.State, time.Time) ([]clerk.Act, error) { return acts, nil },
		Side: func(tx store.Side) error {
			_, err := tx.Exec(`DELETE FROM codes WHERE election = $1`, string(el.ID()))
			return err
		},
	})
	return err
}

// Tallies multiplies the ballots of a closed poll, contest by contest, each
// ballot checked again. They never change after the close, so they are kept.
func (d *Desk) Tallies(ctx context.Context, el *election.Election) ([]*belenios.Tally, error) {
	if !el.Poll.Closed() {
		return nil, election.Refuse("not-closed", "The poll has not closed; nothing is counted before it has.")
	}
	if known, ok := d.tallies.Load(el.ID()); ok {
		return known.([]*belenios.Tally), nil
	}
	contests, err := d.Contests(ctx, el)
	if err != nil {
		return nil, err
	}
	var list []*belenios.Tally
	for i, c := range contests {
		box, err := d.box(ctx, el, c, i)
		if err != nil {
			return nil, err
		}
		t, err := box.Tally()
		if err != nil {
			return nil, err
		}
		list = append(list, t)
	}
	d.tallies.Store(el.ID(), list)
	return list, nil
}

// box checks the ballots of one contest on every core and puts them into a box
// in the order of the log.
func (d *Desk) box(ctx context.Context, el *election.Election, c Contest, at int) (*belenios.Box, error) {
	var digests []election.Digest
	for cast := range el.Poll.Casts {
		digests = append(digests, cast.Ballots[at].Ballot)
	}
	checked := make([]belenios.Checked, len(digests))
	errs := make([]error, len(digests))
	var wg sync.WaitGroup
	workers := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, digest := range digests {
		workers <- struct{}{}
		wg.Go(func() {
			defer func() { <-workers }()
			raw, err := d.Clerk.Log().Blob(ctx, audit.Digest(digest))
			if err == nil {
				checked[i], err = c.Verifier.Check(raw)
			}
			errs[i] = err
		})
	}
	wg.Wait()
	box := c.Setup.NewBox()
	for i := range digests {
		if errs[i] != nil {
			return nil, fmt.Errorf("the ballot %s: %w", digests[i], errs[i])
		}
		if err := box.Add(checked[i]); err != nil {
			return nil, err
		}
	}
	return box, nil
}

// Give records the returning officer's share of every contest's decryption,
// and the results that follow, in one step.
func (d *Desk) Give(ctx context.Context, by, id election.ID, shares [][]byte) error {
	el, err := d.Election(id)
	if err != nil {
		return err
	}
	tallies, err := d.Tallies(ctx, &el)
	if err != nil {
		return err
	}
	if len(shares) != len(tallies) {
		return election.Refuse("shares", "There are %d contests, but %d were decrypted. Decrypt again.", len(tallies), len(shares))
	}
	var acts []clerk.Act
	var blobs [][]byte
	for i, t := range tallies {
		post := el.Poll.Prepared.Contests[i].Post
		share, err := t.CheckShare(1, shares[i])
		if err != nil {
			return election.Refuse("wrong-key", "The decryption of %s was not accepted: %v. Nothing was recorded. Choose the key file that you downloaded for this election, and decrypt again.", post, err)
		}
		result, err := t.Combine([]*belenios.Share{share})
		if err != nil {
			return election.Refuse("wrong-key", "The decryption of %s gives no result: %v. Nothing was recorded.", post, err)
		}
		raw := result.Encode()
		blobs = append(blobs, share.Raw(), raw)
		acts = append(acts,
			clerk.Act{By: by, Event: election.ShareGiven{Election: id, Post: post, Holder: by, Owner: 1, Share: election.Digest(audit.Hash(share.Raw()))}},
			clerk.Act{By: election.Service, Event: election.ResultFound{Election: id, Post: post, Counts: counts(result), Result: election.Digest(audit.Hash(raw))}})
	}
	_, err = d.do(ctx, blobs, acts...)
	return err
}

func counts(r belenios.Result) []int64 {
	list := make([]int64, len(r[0]))
	for i, n := range r[0] {
		list[i] = int64(n)
	}
	return list
}

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
