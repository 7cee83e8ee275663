package governance

import "github.com/onenorwich/guildhall/election"

// Kinds of paper.
const (
	PaperDeclaration = "declaration"
)

// PaperIssued issues a paper made from the log as it stood after Size entries.
type PaperIssued struct {
	Paper    election.ID     `json:"paper"`
	What     string          `json:"what"`
	Election election.ID     `json:"election"`
	Size     int64           `json:"size"`
	PDF      election.Digest `json:"pdf"`
}

func (PaperIssued) Kind() string { return "paper.issued" }

// Blobs lists the blobs that the event refers to.
func (e PaperIssued) Blobs() []election.Digest { return []election.Digest{e.PDF} }

func (e PaperIssued) apply(s *State, f election.Fact) error {
	if f.By != election.Service {
		return election.Refuse("not-service", "Only the service itself may do this.")
	}
	if err := e.Paper.Check(); err != nil {
		return err
	}
	if _, taken := s.papers.Get(e.Paper); taken {
		return election.Refuse("paper-issued", "The paper %q was issued already.", e.Paper)
	}
	el, _ := s.Election.Election(e.Election)
	if e.What != PaperDeclaration || el.Declared == nil {
		return election.Refuse("not-declared", "A declaration is issued once the result has been declared.")
	}
	if e.Size < 1 || e.Size > f.Seq {
		return election.Refuse("paper-size", "A paper is made from the log before it, not from %d entries.", e.Size)
	}
	s.papers.Set(e.Paper, e)
	return nil
}

// Paper is one paper by identifier.
func (s *State) Paper(id election.ID) (PaperIssued, bool) { return s.papers.Get(id) }

// Papers runs over all papers by identifier.
func (s *State) Papers(yield func(PaperIssued) bool) {
	for _, p := range s.papers.All() {
		if !yield(p) {
			return
		}
	}
}
