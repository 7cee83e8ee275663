package election

import "slices"

// SettledPost says how one post is to be filled. Order is the order of the
// ballot paper, drawn by lot, where there is a poll.
type SettledPost struct {
	Post  ID     `json:"post"`
	How   string `json:"how"`
	Order []ID   `json:"order"`
}

// ContestsSettled says, once withdrawals have closed, which posts go to a
// poll, and in which order their candidates stand on the ballot paper.
type ContestsSettled struct {
	Election ID            `json:"election"`
	Posts    []SettledPost `json:"posts"`
}

func (ContestsSettled) Kind() string { return "contests.settled" }

func (e ContestsSettled) apply(s *State, f Fact) error {
	return s.change(e.Election, func(el *Election) error {
		if err := el.officer(f); err != nil {
			return err
		}
		if err := notBefore(f, el.Called.Timetable.WithdrawalsClose, "Settling the contests"); err != nil {
			return err
		}
		if !el.Published {
			return Refuse("unpublished", "Publish the candidates first.")
		}
		if el.Settled {
			return Refuse("settled", "The contests have been settled already.")
		}
		if len(e.Posts) != len(el.Called.Posts) {
			return Refuse("settled", "Every post is settled in one step: %d posts, not %d.", len(el.Called.Posts), len(e.Posts))
		}
		for i, terms := range el.Called.Posts {
			line := e.Posts[i]
			if line.Post != terms.Post {
				return Refuse("settled", "The posts are settled in the order of counting; %q stands where %q belongs.", line.Post, terms.Post)
			}
			standing := el.Standing(terms.Post)
			how := howFilled(len(standing))
			if line.How != how {
				return Refuse("settled", "%d candidate(s) stand for %q, so it is filled by %q, not %q.", len(standing), terms.Post, how, line.How)
			}
			if err := permutation(line.Order, standing); err != nil {
				return err
			}
			p, _ := el.posts.Get(terms.Post)
			p.Settled, p.Order = how, slices.Clone(line.Order)
			el.posts.Set(p.ID, p)
		}
		el.Settled = true
		return nil
	})
}

// permutation checks that order names each standing candidate once.
func permutation(order []ID, standing []Candidate) error {
	if len(order) != len(standing) {
		return Refuse("order", "The order names %d candidates; %d stand.", len(order), len(standing))
	}
	for i, id := range order {
		known := slices.ContainsFunc(standing, func(c Candidate) bool { return c.Person == id })
		if !known || slices.Contains(order[:i], id) {
			return Refuse("order", "The order of the ballot paper must name each standing candidate once; %q does not fit.", id)
		}
	}
	return nil
}

// howFilled says how a post is filled for which so many stand.
func howFilled(standing int) string {
	switch standing {
	case 0:
		return Nobody
	case 1:
		return Unopposed
	}
	return ByPoll
}

// Settling is how the contests would be settled now, with the candidates in the
// order of their publication: that of the ballot paper has yet to be drawn.
func (e *Election) Settling() ContestsSettled {
	event := ContestsSettled{Election: e.ID()}
	for _, post := range e.Posts() {
		line := SettledPost{Post: post.ID, Order: []ID{}}
		for _, c := range e.Standing(post.ID) {
			line.Order = append(line.Order, c.Person)
		}
		line.How = howFilled(len(line.Order))
		event.Posts = append(event.Posts, line)
	}
	return event
}
