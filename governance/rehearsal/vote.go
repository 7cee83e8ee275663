package rehearsal

import (
	"context"
	"math"
	"math/rand/v2"
	"runtime"
	"sync"
	"time"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/conduct"
)

// planned is one vote of the script.
type planned struct {
	practice election.ID
	choices  []int // by contest: 0 is blank, then the candidates in ballot order
}

// plan draws who votes, and what, from the seed. About one practice in ten
// votes twice.
func (r *Rehearsal) plan(sizes []int, posts []election.ID) []planned {
	order := r.rng.Perm(len(r.Script.Rows))
	var list, again []planned
	for i, at := range order[:int(math.Round(r.Script.Turnout*float64(len(order))))] {
		p := planned{practice: r.practice(at)}
		for c, size := range sizes {
			if r.Script.Vote != nil {
				p.choices = append(p.choices, r.Script.Vote(i, posts[c], size))
			} else {
				p.choices = append(p.choices, choose(r.rng, size))
			}
		}
		if r.rng.IntN(10) == 0 {
			first := planned{practice: p.practice}
			for _, size := range sizes {
				first.choices = append(first.choices, choose(r.rng, size))
			}
			list = append(list, first)
			again = append(again, p)
			continue
		}
		list = append(list, p)
	}
	return append(list, again...)
}

// choose draws an answer: blank one time in twelve.
func choose(rng *rand.Rand, candidates int) int {
	if rng.IntN(12) == 0 {
		return 0
	}
	return 1 + rng.IntN(candidates)
}

func (r *Rehearsal) vote(ctx context.Context) error {
	el, err := r.desk.Election(r.Script.ID)
	if err != nil {
		return err
	}
	contests, err := r.desk.Contests(ctx, &el)
	if err != nil {
		return err
	}
	var sizes []int
	var posts []election.ID
	for _, c := range contests {
		sizes = append(sizes, len(c.Setup.Election.Questions[0].Answers))
		posts = append(posts, c.Post)
	}
	plan := r.plan(sizes, posts)
	pause := r.times.PollCloses.Time().Sub(r.Clock.Now()) / time.Duration(2*len(plan)+2)
	votes := make([]chan made, len(plan))
	for i := range votes {
		votes[i] = make(chan made, 1)
	}
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	work := make(chan int, len(plan))
	for i := range plan {
		work <- i
	}
	close(work)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range work {
				if ctx.Err() != nil {
					return
				}
				votes[i] <- r.make(ctx, &el, contests, plan[i])
			}
		})
	}
	for i, p := range plan {
		m := <-votes[i]
		if m.err != nil {
			return m.err
		}
		r.Clock.Advance(pause)
		arrived := r.desk.Clerk.Arrive()
		_, err := r.desk.Clerk.Cast(ctx, arrived, m.vote)
		arrived.Done()
		if err != nil {
			return err
		}
		r.Votes[p.practice] = p.choices
		r.tell("votes", i+1, len(plan))
	}
	return nil
}

// made is a vote with its proofs checked.
type made struct {
	vote clerk.Vote
	err  error
}

// make encrypts a vote as the booth does, and checks it as the service does.
func (r *Rehearsal) make(ctx context.Context, el *election.Election, contests []conduct.Contest, p planned) (m made) {
	code, err := belenios.ParseCode(r.Codes[p.practice])
	if err != nil {
		return made{err: err}
	}
	m.vote = clerk.Vote{Election: el.ID(), Practice: p.practice}
	for i, c := range contests {
		choice := make([]int, len(c.Setup.Election.Questions[0].Answers)+1)
		choice[p.choices[i]] = 1
		ballot, err := belenios.Encrypt(r.desk.Rand, c.Setup.Election, code, [][]int{choice})
		if err != nil {
			return made{err: err}
		}
		m.vote.Ballots = append(m.vote.Ballots, ballot.Raw)
	}
	m.vote.Checked, m.err = r.desk.CheckBallots(ctx, el, m.vote.Ballots)
	return m
}
