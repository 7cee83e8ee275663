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
	"github.com/onenorwich/guildhall/governance/record"
)

// Rehearsal is a script being played in a data folder.
type Rehearsal struct {
	Script  Script
	Dir     *datadir.Dir
	Clock   *Clock
	Officer election.ID
	Key     *belenios.TrusteeKey         // the returning officer's
	Codes   map[election.ID]string       // each practice's voting code
	Votes   map[election.ID][]int        // each practice's last choices, by contest
	Told    func(what string, n, of int) // progress; may be nil

	// Opening and Casting make the emails that belong to the opening and to a
	// vote; they may be nil.
	Opening func(context.Context) (func(store.Side) error, error)
	Casting func(ctx context.Context, practice election.ID, at time.Time) (func(store.Side) error, error)

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

func (r *Rehearsal) begin(ctx context.Context) (err error) {
	chair := person(98)
	r.Officer, err = r.desk.Begin(ctx, conduct.Setup{Body: r.Script.Body, Key: r.Dir.Key.Public(), Officer: person(99), Interim: &chair})
	if err != nil {
		return err
	}
	var list []conduct.NewPractice
	for i, row := range r.Script.Rows {
		p := person(200 + i)
		list = append(list, conduct.NewPractice{Text: record.PracticeText{Code: row.ODS, Name: row.Name}, Voting: &p})
	}
	// In parts: two entries and a commit's worth of texts for each practice.
	for len(list) > 0 {
		n := min(len(list), 100)
		if err := r.desk.Join(ctx, r.Officer, list[:n]); err != nil {
			return err
		}
		list = list[n:]
	}
	return nil
}

func (r *Rehearsal) call(ctx context.Context) error {
	posts, eligible := conduct.CommitteePosts()
	r.terms = eligible
	return r.desk.CallElection(ctx, r.Officer, conduct.Call{
		ID: r.Script.ID, Group: r.Script.Group, Timetable: r.times, Eligible: eligible, Support: 4,
		Text: record.ElectionText{Title: r.Script.Title, Body: r.Script.Body, Posts: posts,
			Contact: r.desk.Person(ctx, r.Officer).Name + ", returning officer, 01603 555099, elections@example.org"},
	})
}

func (r *Rehearsal) freeze(ctx context.Context) error {
	return r.desk.FreezeRoll(ctx, r.Officer, r.Script.ID, r.Script.Rows, r.Script.Rule)
}

func (r *Rehearsal) nominate(ctx context.Context) error {
	r.Clock.Set(r.times.Notice.Time().Add(24 * time.Hour))
	for i, n := range nominations {
		r.Clock.Advance(time.Hour)
		// Three practices in a row, so that support is spread over the roll.
		of, proposer, seconder := r.practice(n.who), r.practice(n.who+1), r.practice(n.who+2)
		name, address := invented(n.who)
		if n.number != "" && r.terms[n.post] == election.EligibleGP {
			name = "Dr " + name
		}
		id, nominee, err := r.desk.Nominate(ctx, r.voter(proposer), conduct.NewNomination{
			Election: r.Script.ID, Post: n.post, Of: of, Proposer: proposer, Seconder: seconder,
			Particulars: record.ParticularsText{Name: name, Email: address, Role: n.role, Number: n.number},
		})
		if err != nil {
			return err
		}
		if err := r.desk.Second(ctx, r.voter(seconder), r.Script.ID, id, seconder); err != nil {
			return err
		}
		if err := r.desk.Consent(ctx, nominee, r.Script.ID, id, true, true, record.StatementText{
			Name: name, Statement: statements[i%len(statements)], Interests: "None beyond my own practice."}); err != nil {
			return err
		}
	}
	return nil
}

func (r *Rehearsal) decide(ctx context.Context) error {
	el, err := r.desk.Election(r.Script.ID)
	if err != nil {
		return err
	}
	for n := range el.Nominations {
		decision, reason := election.Valid, ""
		if script(r.desk.Particulars(ctx, n), n).invalid {
			decision, reason = election.GroundNotEligible, "The register lists no current licence to practise."
		}
		if err := r.desk.Decide(ctx, r.Officer, r.Script.ID, n.ID, decision, decision == election.Valid, reason); err != nil {
			return err
		}
	}
	return nil
}

// script finds the line of the script that a nomination came from.
func script(p record.ParticularsText, n election.Nomination) standing {
	for _, s := range nominations {
		if _, address := invented(s.who); address == p.Email && s.post == n.Post {
			return s
		}
	}
	return standing{}
}

func (r *Rehearsal) publish(ctx context.Context) error {
	r.Clock.Set(later(r.times.NominationsClose, r.times.Published))
	return r.desk.Publish(ctx, r.Officer, r.Script.ID)
}

func (r *Rehearsal) settle(ctx context.Context) error {
	el, err := r.desk.Election(r.Script.ID)
	if err != nil {
		return err
	}
	for n := range el.Nominations {
		if script(r.desk.Particulars(ctx, n), n).leaves {
			if err := r.desk.Withdraw(ctx, n.Nominee, r.Script.ID, n.ID); err != nil {
				return err
			}
		}
	}
	r.Clock.Set(r.times.WithdrawalsClose.Time())
	return r.desk.Settle(ctx, r.Officer, r.Script.ID)
}

func later(a, b election.Moment) time.Time {
	if a.After(b) {
		return a.Time()
	}
	return b.Time()
}

func (r *Rehearsal) makeKey(ctx context.Context) (err error) {
	group := record.GroupName(r.Script.Group)
	if r.Key, err = belenios.NewTrusteeKey(r.desk.Rand, group); err != nil {
		return err
	}
	trustee, err := r.Key.Trustee(r.desk.Rand, "")
	if err != nil {
		return err
	}
	return r.desk.MakeKey(ctx, r.Officer, r.Script.ID, trustee.Encode())
}

func (r *Rehearsal) prepare(ctx context.Context) error {
	if err := r.desk.Prepare(ctx, r.Script.ID); err != nil {
		return err
	}
	for _, row := range r.Script.Rows {
		code, err := r.desk.Code(ctx, r.Script.ID, election.ID(row.ID()))
		if err != nil {
			return err
		}
		r.Codes[election.ID(row.ID())] = code
	}
	return nil
}

func (r *Rehearsal) open(ctx context.Context) error {
	r.Clock.Set(r.times.PollOpens.Time())
	var emails func(store.Side) error
	if r.Opening != nil {
		var err error
		if emails, err = r.Opening(ctx); err != nil {
			return err
		}
	}
	return r.desk.OpenPoll(ctx, r.Officer, r.Script.ID, emails)
}

func (r *Rehearsal) close(ctx context.Context) error {
	r.Clock.Set(r.times.PollCloses.Time())
	if err := r.desk.Clerk.Tick(ctx); err != nil {
		return err
	}
	return r.desk.Clerk.Trouble()
}

func (r *Rehearsal) tally(ctx context.Context) error { return r.desk.AfterClose(ctx) }

func (r *Rehearsal) count(ctx context.Context) error {
	r.Clock.Advance(10 * time.Minute)
	el, err := r.desk.Election(r.Script.ID)
	if err != nil {
		return err
	}
	tallies, err := r.desk.Tallies(ctx, &el)
	if err != nil {
		return err
	}
	var shares [][]byte
	for _, t := range tallies {
		share, err := r.Key.PartialDecrypt(r.desk.Rand, t)
		if err != nil {
			return err
		}
		shares = append(shares, share.Raw())
	}
	return r.desk.Give(ctx, r.Officer, r.Script.ID, shares)
}

func (r *Rehearsal) declare(ctx context.Context) error {
	r.Clock.Advance(30 * time.Minute)
	return r.desk.Declare(ctx, r.Officer, r.Script.ID)
}
