package election

import "slices"

// How a post is to be filled once withdrawals have closed.
const (
	ByPoll    = "poll"
	Unopposed = "unopposed"
	Nobody    = "none"
)

// Candidate is a person who stands for a post.
type Candidate struct {
	Person     ID
	Nomination ID
	Card       Digest // blob: what the public sees of the candidate
}

// Post is one post of an election, as far as it has come.
type Post struct {
	ID         ID
	Terms      PostTerms
	Place      int         // order of counting, from 0
	Candidates []Candidate // as published, in alphabetical order
	Settled    string      // "", ByPoll, Unopposed or Nobody
	Order      []ID        // persons in the order of the ballot paper
	Contest    *Contest    // once the poll is prepared
	Tally      *TallyMade
	Shares     []ShareGiven
	Result     *ResultFound
}

// Candidate is one candidate of the post by person.
func (p Post) Candidate(person ID) (Candidate, bool) {
	i := slices.IndexFunc(p.Candidates, func(c Candidate) bool { return c.Person == person })
	if i < 0 {
		return Candidate{}, false
	}
	return p.Candidates[i], true
}

// Standing lists the candidates of a post who have not withdrawn.
func (e *Election) Standing(post ID) []Candidate {
	p, _ := e.posts.Get(post)
	var list []Candidate
	for _, c := range p.Candidates {
		if n, _ := e.nominations.Get(c.Nomination); n.Standing() {
			list = append(list, c)
		}
	}
	return list
}

// Contested lists the posts that go to a poll, in the order of counting.
func (e *Election) Contested() []Post {
	return slices.DeleteFunc(e.Posts(), func(p Post) bool { return p.Settled != ByPoll })
}

// PublishedCandidate is one line of a publication.
type PublishedCandidate struct {
	Post       ID     `json:"post"`
	Nomination ID     `json:"nomination"`
	Card       Digest `json:"card"`
}

// CandidatesPublished makes the accepted nominations public, in alphabetical
// order within each post.
type CandidatesPublished struct {
	Election   ID                   `json:"election"`
	Candidates []PublishedCandidate `json:"candidates"`
}

func (CandidatesPublished) Kind() string { return "candidates.published" }

// Blobs lists the blobs that the event refers to.
func (e CandidatesPublished) Blobs() []Digest {
	list := make([]Digest, len(e.Candidates))
	for i, c := range e.Candidates {
		list[i] = c.Card
	}
	return list
}

func (e CandidatesPublished) apply(s *State, f Fact) error {
	return s.change(e.Election, func(el *Election) error {
		if err := el.officer(f); err != nil {
			return err
		}
		if err := notBefore(f, el.Called.Timetable.NominationsClose, "Publishing the candidates"); err != nil {
			return err
		}
		if el.Published {
			return Refuse("published", "The candidates have been published already.")
		}
		standing := 0
		for n := range el.Nominations {
			if n.Decision == "" && !n.Withdrawn {
				return Refuse("undecided", "The nomination %q has not been decided. Decide every nomination before publishing.", n.ID)
			}
			if n.Standing() {
				standing++
			}
		}
		if len(e.Candidates) != standing {
			return Refuse("candidates", "%d nominations stand, but %d would be published.", standing, len(e.Candidates))
		}
		for _, c := range e.Candidates {
			n, ok := el.nominations.Get(c.Nomination)
			p, found := el.posts.Get(c.Post)
			if !ok || !found || !n.Standing() || n.Post != c.Post {
				return Refuse("candidates", "The nomination %q does not stand for the post %q.", c.Nomination, c.Post)
			}
			if _, dup := p.Candidate(n.Nominee); dup {
				return Refuse("candidates", "The nomination %q would be published twice.", c.Nomination)
			}
			p.Candidates = append(slices.Clip(p.Candidates), Candidate{Person: n.Nominee, Nomination: n.ID, Card: c.Card})
			el.posts.Set(p.ID, p)
		}
		el.Published = true
		return nil
	})
}

// MaxCandidates bounds the candidates of one post, MaxStanding those of an
// election: one entry publishes them all.
const (
	MaxCandidates = 60
	MaxStanding   = 250
)
