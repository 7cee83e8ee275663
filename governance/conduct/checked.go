package conduct

import (
	"context"
	"fmt"
	"strconv"
	"sync"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
)

// mostChecked bounds the ballots that are remembered, of about 2 kB each.
const mostChecked = 20_000

// checked remembers ballots whose proofs hold, by their bytes and the contest:
// what was checked when it was cast need not be when it is counted, nor when it
// is sent again.
type checked struct {
	mu    sync.Mutex
	known map[checkedKey]belenios.Checked
	upTo  map[election.ID]int // votes of an open poll that were looked at again
}

type checkedKey struct{ definition, ballot election.Digest }

func (c *checked) find(k checkedKey) (belenios.Checked, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	b, ok := c.known[k]
	return b, ok
}

func (c *checked) add(k checkedKey, b belenios.Checked) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil {
		c.known = make(map[checkedKey]belenios.Checked)
	}
	for old := range c.known { // any: it is checked again when it is needed
		if len(c.known) < mostChecked {
			break
		}
		delete(c.known, old)
	}
	c.known[k] = b
}

// forget forgets the ballots of a contest, once it has been counted.
func (c *checked) forget(definition election.Digest) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k := range c.known {
		if k.definition == definition {
			delete(c.known, k)
		}
	}
}

// check checks the proofs of a ballot, unless that has been done.
func (d *Desk) check(c Contest, raw []byte) (belenios.Checked, error) {
	key := checkedKey{c.Definition, election.Digest(audit.Hash(raw))}
	if known, ok := d.checked.find(key); ok {
		return known, nil
	}
	b, err := c.Verifier.Check(raw)
	if err == nil {
		d.checked.add(key, b)
	}
	return b, err
}

// checkAgain gives the recorded ballots of one contest, checked: those that are
// not remembered are checked again, in turn with the votes that arrive.
func (d *Desk) checkAgain(ctx context.Context, c Contest, ballots []election.Digest) ([]belenios.Checked, error) {
	list, errs := make([]belenios.Checked, len(ballots)), make([]error, len(ballots))
	var missing []int
	for i, digest := range ballots {
		known, ok := d.checked.find(checkedKey{c.Definition, digest})
		if list[i] = known; !ok {
			missing = append(missing, i)
		}
	}
	again := func(i int, key string) error {
		done, err := d.Turns.Take(ctx, key)
		if err != nil {
			return err
		}
		defer done()
		raw, err := d.Clerk.Log().Blob(ctx, audit.Digest(ballots[i]))
		if err == nil {
			list[i], err = d.check(c, raw)
		}
		return err
	}
	var all sync.WaitGroup
	workers := d.Turns.Size()
	for w := range workers {
		all.Go(func() {
			for n := w; n < len(missing); n += workers {
				errs[missing[n]] = again(missing[n], "again "+string(c.Post)+strconv.Itoa(w))
			}
		})
	}
	all.Wait()
	for i, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("the ballot %s: %w", ballots[i], err)
		}
	}
	return list, nil
}

// ballots are the recorded ballots of one contest from a vote on, in the order of
// the log.
func ballots(el *election.Election, at, from int) (list []election.Digest) {
	n := 0
	for cast := range el.Poll.Casts {
		if n++; n > from {
			list = append(list, cast.Ballots[at].Ballot)
		}
	}
	return list
}

// catchUp checks the votes of an open poll that were recorded before the service
// started, so that the tally need not.
func (d *Desk) catchUp(ctx context.Context, el *election.Election, contests []Contest) error {
	d.checked.mu.Lock()
	from, to := d.checked.upTo[el.ID()], el.Poll.CastCount()
	if d.checked.upTo == nil {
		d.checked.upTo = make(map[election.ID]int)
	}
	d.checked.upTo[el.ID()] = to
	d.checked.mu.Unlock()
	if from == to {
		return nil
	}
	for i, c := range contests {
		if _, err := d.checkAgain(ctx, c, ballots(el, i, from)); err != nil {
			return err
		}
	}
	return nil
}
