package rehearsal

import (
	"cmp"
	"context"
	"maps"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
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
func (r *Rehearsal) plan(el *election.Election, sizes []int, posts []election.ID) []planned {
	var order []election.ID
	for _, at := range r.rng.Perm(len(r.Script.Rows)) {
		if id := r.practice(at); id != r.Script.Last {
			order = append(order, id)
		}
	}
	n := min(len(order), int(math.Round(r.Script.Turnout*float64(len(r.Script.Rows)))))
	var list, again []planned
	for _, practice := range order[:n] {
		p := planned{practice, draw(r.rng, sizes)}
		if r.rng.IntN(10) == 0 {
			list = append(list, planned{practice, draw(r.rng, sizes)})
			again = append(again, p)
			continue
		}
		list = append(list, p)
	}
	all := append(list, again...)
	for _, p := range all {
		for c, post := range posts {
			p.choices[c] = onPaper(el, post, p.choices[c])
		}
	}
	if at := slices.Index(posts, r.Script.Tie); at >= 0 {
		tie(el, all, at)
	}
	return all
}

// onPaper turns a choice among the candidates as published, which is the same
// in every rehearsal, into the place on the ballot paper, which is drawn by lot.
func onPaper(el *election.Election, post election.ID, choice int) int {
	if choice == 0 {
		return 0
	}
	p, _ := el.Post(post)
	return 1 + slices.Index(p.Order, el.Standing(post)[choice-1].Person)
}

func draw(rng *rand.Rand, sizes []int) (choices []int) {
	for _, size := range sizes {
		choices = append(choices, choose(rng, size))
	}
	return choices
}

// tie sets the last votes for one contest so that its first two candidates
// have as many: the heaviest first, each to the one who has less, and what is
// left over is made blank.
func tie(el *election.Election, all []planned, at int) {
	counting := make(map[election.ID]*planned)
	for i := range all {
		counting[all[i].practice] = &all[i]
	}
	votes := func(p *planned) int64 {
		row, _ := el.Roll.Row(p.practice)
		return row.Votes
	}
	byWeight := slices.SortedFunc(maps.Values(counting), func(a, b *planned) int {
		return cmp.Or(cmp.Compare(votes(b), votes(a)), cmp.Compare(a.practice, b.practice))
	})
	var sums [3]int64
	for _, p := range byWeight {
		p.choices[at] = 1
		if sums[2] < sums[1] {
			p.choices[at] = 2
		}
		sums[p.choices[at]] += votes(p)
	}
	for _, p := range byWeight {
		if ahead := sums[1] - sums[2]; p.choices[at] == 1 && votes(p) == ahead || p.choices[at] == 2 && votes(p) == -ahead {
			sums[p.choices[at]] -= votes(p)
			p.choices[at] = 0
		}
	}
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
	plan := r.plan(&el, sizes, posts)
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
		r.Clock.Set(r.moment(i, len(plan)))
		if i == 0 {
			if err := r.challenge(ctx, &el, contests, p.practice); err != nil {
				return err
			}
		}
		arrived := r.desk.Clerk.Arrive()
		if r.Casting != nil {
			if m.vote.Side, m.err = r.Casting(ctx, p.practice, arrived.At()); m.err != nil {
				return m.err
			}
		}
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

// moment is when the i-th of n votes is cast: spread over the first half of the
// poll, by day, as practices vote.
func (r *Rehearsal) moment(i, n int) time.Time {
	opens := r.times.PollOpens.Time()
	days := r.times.PollCloses.Time().Sub(opens).Hours() / 24 / 2
	day, hours := math.Modf(days * float64(i+1) / float64(n+1))
	morning := time.Date(opens.Year(), opens.Month(), opens.Day()+int(day), 8, 20, 0, 0, time.UTC)
	return morning.Add(time.Duration(hours * 9.5 * float64(time.Hour)))
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
