package conduct

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/record"
)

// Give records one key holder's share of every contest's decryption. A share that
// is not right is refused with its owner's name, and changes nothing; so is one
// that is not bound to its tally: a share that was shaped has a proof that holds,
// and only spoils the result once the others join it, when nobody could tell whose
// it is. With the last share that is needed come the service's own and the
// results, in one step.
func (d *Desk) Give(ctx context.Context, by, id election.ID, shares, bindings [][]byte) error {
	el, err := d.Election(id)
	if err != nil {
		return err
	}
	owner := el.Owner(by)
	if owner == 0 || by == election.Service {
		return election.Refuse("holder", "Only the holder of a key of this election can decrypt its votes.")
	}
	tallies, err := d.Tallies(ctx, &el)
	if err != nil {
		return err
	}
	if len(shares) != len(tallies) || len(bindings) != len(tallies) {
		return election.Refuse("shares", "There are %d contests, but %d were decrypted, and %d decryptions are bound to their totals. Decrypt again.",
			len(tallies), len(shares), len(bindings))
	}
	if err := needed(&el, owner); err != nil {
		return err
	}
	given := make([]*belenios.Share, len(tallies))
	for i, t := range tallies {
		if given[i], err = t.CheckShare(owner, shares[i]); err == nil {
			err = given[i].CheckBinding(bindings[i])
		}
		if err != nil {
			return d.wrongShare(ctx, &el, by, el.Poll.Prepared.Contests[i].Post, err)
		}
	}
	// Which share is the last that is needed is known when this one's turn has
	// come; until the log agrees, it is worked out again.
	for {
		err := d.give(ctx, &el, by, owner, tallies, given, bindings)
		if err == nil {
			return nil
		}
		// Whoever came a moment too late is told so, and not what is missing now:
		// the service's key goes with the last share.
		if el, _ = d.Election(id); needed(&el, owner) != nil {
			return needed(&el, owner)
		}
		if !errors.Is(err, errOvertaken) {
			return err
		}
	}
}

// needed refuses shares that were given already, or of which there are enough.
func needed(el *election.Election, owner int) error {
	switch p := el.Contested()[0]; {
	case slices.ContainsFunc(p.Shares, func(s election.ShareGiven) bool { return s.Owner == owner }):
		return election.Refuse("shared", "Your share was given already. There is nothing more for you to do.")
	case el.Enough(&p):
		return election.Refuse("enough", "As many trustees as are needed have decrypted already. There is nothing more for you to do.")
	}
	return nil
}

var errOvertaken = election.Refuse("overtaken", "Another trustee decrypted at the same moment. Try again.")

func (d *Desk) give(ctx context.Context, el *election.Election, by election.ID, owner int, tallies []*belenios.Tally,
	given []*belenios.Share, bindings [][]byte) error {
	var acts []clerk.Act
	var blobs [][]byte
	add := func(holder election.ID, owner int, post election.ID, share, binding []byte) {
		blobs = append(blobs, share, binding)
		acts = append(acts, clerk.Act{By: holder, Event: election.ShareGiven{Election: el.ID(), Post: post, Holder: holder, Owner: owner,
			Share: election.Digest(audit.Hash(share)), Binding: election.Digest(audit.Hash(binding))}})
	}
	own, err := d.serviceKey(ctx, el)
	if err != nil {
		return err
	}
	complete := false
	for i, t := range tallies {
		post, _ := el.Post(el.Poll.Prepared.Contests[i].Post)
		add(by, owner, post.ID, given[i].Raw(), bindings[i])
		all := []*belenios.Share{given[i]}
		for _, s := range post.Shares {
			earlier, err := d.share(ctx, t, s)
			if err != nil {
				return err
			}
			all = append(all, earlier)
		}
		if len(all) < el.Threshold() {
			continue
		}
		complete = true
		last, binding, err := record.Decrypt(d.Rand, own, t)
		if err != nil {
			return err
		}
		share, err := t.CheckShare(el.Owner(election.Service), last[0])
		if err != nil {
			return err
		}
		add(election.Service, el.Owner(election.Service), post.ID, last[0], binding[0])
		all = append(all, share)
		result, err := t.Combine(all)
		if err != nil {
			return d.wrongShare(ctx, el, by, post.ID, err)
		}
		raw := result.Encode()
		blobs = append(blobs, raw)
		acts = append(acts, clerk.Act{By: election.Service, Event: election.ResultFound{Election: el.ID(), Post: post.ID, Counts: counts(result), Result: election.Digest(audit.Hash(raw))}})
	}
	_, err = d.Clerk.Do(ctx, clerk.Command{
		Blobs: blobs,
		Decide: func(s *governance.State, _ time.Time) ([]clerk.Act, error) {
			now, _ := s.Election.Election(el.ID())
			if shared(&now) != shared(el) {
				return nil, errOvertaken
			}
			return acts, nil
		},
		Side: func(tx store.Side) error {
			if !complete {
				return nil
			}
			return forgetServiceKey(el.ID())(tx)
		},
	})
	return err
}

// shared is the number of shares given in an election.
func shared(el *election.Election) (n int) {
	for _, p := range el.Contested() {
		n += len(p.Shares)
	}
	return n
}

// share reads a share that was recorded before.
func (d *Desk) share(ctx context.Context, t *belenios.Tally, s election.ShareGiven) (*belenios.Share, error) {
	raw, err := d.Clerk.Log().Blob(ctx, audit.Digest(s.Share))
	if err != nil {
		return nil, err
	}
	return t.CheckShare(s.Owner, raw)
}

// wrongShare names the owner of a share that does not hold.
func (d *Desk) wrongShare(ctx context.Context, el *election.Election, by, post election.ID, err error) error {
	return election.Refuse("wrong-key", "The decryption of %s by %s was not accepted: %v. Nothing was recorded. Use the key of this election, and decrypt again.", post, d.Person(ctx, by).Name, err)
}

func counts(r belenios.Result) []int64 {
	list := make([]int64, len(r[0]))
	for i, n := range r[0] {
		list[i] = int64(n)
	}
	return list
}
