package election

import (
	"slices"

	"github.com/onenorwich/guildhall/election/count"
)

// DeclaredPost is how one post was filled. Elected is empty unless somebody
// was.
type DeclaredPost struct {
	Post    ID     `json:"post"`
	How     string `json:"how"` // as in package count
	Elected ID     `json:"elected"`
}

// ElectionDeclared declares the result of every post. Its rule works the
// outcome out again from the totals.
type ElectionDeclared struct {
	Election ID             `json:"election"`
	Posts    []DeclaredPost `json:"posts"`
}

func (ElectionDeclared) Kind() string { return "election.declared" }

func (e ElectionDeclared) apply(s *State, f Fact) error {
	return s.change(e.Election, func(el *Election) error {
		if err := el.officer(f); err != nil {
			return err
		}
		if el.Declared != nil {
			return Refuse("declared", "The result has been declared already.")
		}
		want, _, err := el.Outcome()
		if err != nil {
			return err
		}
		if !slices.Equal(want, e.Posts) {
			return Refuse("outcome", "The declaration is not what the totals give.")
		}
		el.Declared, el.DeclaredAt, el.DeclaredSeq = &e, At(f.Time), f.Seq
		return nil
	})
}

// Outcome works out from the totals how each post is filled, in the order of
// counting, with the count's own account of ties and candidates passed over.
func (e *Election) Outcome() ([]DeclaredPost, []count.Outcome, error) {
	if !e.Settled {
		return nil, nil, Refuse("not-settled", "The contests have not been settled yet.")
	}
	posts := e.Posts()
	input := make([]count.Post, len(posts))
	for i, p := range posts {
		for _, id := range p.Order {
			input[i].Candidates = append(input[i].Candidates, string(id))
		}
		if p.Settled != ByPoll {
			continue
		}
		if p.Result == nil {
			return nil, nil, Refuse("not-counted", "The post %q has not been counted yet.", p.ID)
		}
		input[i].Totals = p.Result.Counts[1:]
	}
	outcomes := count.Fill(input, e.Called.OnePost)
	declared := make([]DeclaredPost, len(posts))
	for i, o := range outcomes {
		declared[i] = DeclaredPost{Post: posts[i].ID, How: o.How, Elected: ID(o.Winner)}
	}
	return declared, outcomes, nil
}
