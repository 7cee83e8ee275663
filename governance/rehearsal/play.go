package rehearsal

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/datadir"
)

// Rehearsal is a script being played in a data folder.
type Rehearsal struct {
	Script  Script
	Dir     *datadir.Dir
	Clock   *Clock
	Officer election.ID
	Key     *belenios.TrusteeKey         // the returning officer's, in the simple scheme
	Team    Team                         // in the strict one
	Codes   map[election.ID]string       // each practice's voting code
	Votes   map[election.ID][]int        // each practice's last choices, by contest
	Opened  []byte                       // the file of the vote that a practice opened instead of casting it
	Told    func(what string, n, of int) // progress; may be nil

	// Opening and Casting make the emails that belong to the opening and to a
	// vote; they may be nil.
	Opening func(context.Context) (func(store.Side) error, error)
	Casting func(ctx context.Context, practice election.ID, at time.Time) (func(store.Side) error, error)

	// Sitting and Proving, if set, take the place of the trustees' key ceremony and
	// of their proofs: a test does them in browsers.
	Sitting, Proving func(context.Context) error

	desk  *conduct.Desk
	times election.Timetable
	next  Stage
	rng   *rand.Rand
	terms map[election.ID]string
}

// MinPractices is how many practices the script needs: a nomination is
// proposed and seconded by practices other than the nominee's.
const MinPractices = 3

// Start makes a rehearsal in a new folder. The caller closes Dir.
func Start(ctx context.Context, path string, s Script, schema ...string) (*Rehearsal, error) {
	if len(s.Rows) < MinPractices {
		return nil, election.Refuse("too-few", "A rehearsal needs at least %d practices on the roll; this one has %d.", MinPractices, len(s.Rows))
	}
	if s.Turnout < 0 || s.Turnout > 1 {
		return nil, election.Refuse("turnout", "The turnout is a share between 0 and 1, not %g.", s.Turnout)
	}
	times, err := s.Timetable()
	if err != nil {
		return nil, err
	}
	clock := NewClock(times.Notice.Time().Add(-72 * time.Hour))
	dir, err := datadir.Open(ctx, path, datadir.Options{Clock: clock.Clerk(), Schema: schema})
	if err != nil {
		return nil, err
	}
	return &Rehearsal{Script: s, Dir: dir, Clock: clock, desk: dir.Desk, times: times,
		Codes: map[election.ID]string{}, Votes: map[election.ID][]int{}, rng: rand.New(rand.NewPCG(s.Seed, 0x67756c6468616c6c))}, nil
}

// Desk is where the steps are taken.
func (r *Rehearsal) Desk() *conduct.Desk { return r.desk }

// Until plays on until a stage has been reached.
func (r *Rehearsal) Until(ctx context.Context, stage Stage) error {
	steps := []func(context.Context) error{r.begin, r.call, r.freeze, r.nominate, r.decide, r.publish, r.settle, r.makeKey,
		r.prepare, r.open, r.vote, r.close, r.tally, r.count, r.declare}
	for ; r.next <= stage; r.next++ {
		r.tell(r.next.String(), 0, 0)
		if err := steps[r.next](ctx); err != nil {
			return fmt.Errorf("%v: %w", r.next, err)
		}
	}
	return nil
}

// Stage is the last stage that was reached; Begun also before the first.
func (r *Rehearsal) Stage() Stage { return max(r.next-1, Begun) }

func (r *Rehearsal) tell(what string, n, of int) {
	if r.Told != nil {
		r.Told(what, n, of)
	}
}

// practice is the identifier of the n-th practice of the roll, round and round.
func (r *Rehearsal) practice(n int) election.ID {
	return election.ID(r.Script.Rows[n%len(r.Script.Rows)].ID())
}

// voter is the voting representative of a practice.
func (r *Rehearsal) voter(practice election.ID) election.ID {
	s := r.desk.State()
	p, _ := s.Practice(practice)
	return p.Voting
}
