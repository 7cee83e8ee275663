package election

import "slices"

// NominationDecided is the returning officer's decision. An invalid nomination
// may be mended before the close and decided again.
type NominationDecided struct {
	Election   ID     `json:"election"`
	Nomination ID     `json:"nomination"`
	Decision   string `json:"decision"`
	Register   bool   `json:"register_checked"` // a person looked the nominee up
}

func (NominationDecided) Kind() string           { return "nomination.decided" }
func (NominationDecided) SealedFields() []string { return []string{SealedReason} }

func (e NominationDecided) apply(s *State, f Fact) error {
	return s.alter(e.Election, e.Nomination, func(el *Election, n *Nomination) error {
		if err := el.officer(f); err != nil {
			return err
		}
		if el.Published {
			return Refuse("published", "The candidates have been published; a decision can no longer be changed.")
		}
		if n.Withdrawn {
			return Refuse("withdrawn", "This nomination was withdrawn.")
		}
		switch e.Decision {
		case Valid:
			terms, _ := el.posts.Get(n.Post)
			switch {
			case n.Seconder == "":
				return Refuse("supporters", "This nomination has no seconder yet, so it cannot be accepted.")
			case !n.Consented:
				return Refuse("consent", "The nominee has not consented yet, so the nomination cannot be accepted.")
			case !e.Register && terms.Terms.Eligible != EligibleAnyone:
				return Refuse("register", "Look the nominee up in the register (or ask the practice) and record it before accepting the nomination.")
			}
			if !n.live() {
				if err := el.revive(*n); err != nil {
					return err
				}
			}
			if !n.Standing() {
				if err := el.room(n.Post); err != nil {
					return err
				}
			}
		case GroundLate, GroundParticulars, GroundDeclaration, GroundConsent, GroundSupporters, GroundNotEligible:
		default:
			return Refuse("decision", "A nomination is valid, or invalid on a ground that the rules name; %q is neither.", e.Decision)
		}
		n.Decision, n.DecidedSeq = e.Decision, f.Seq
		return nil
	})
}

// revive checks what was checked when an invalid nomination was made: since
// then the nominee may have been nominated again or named to help, or its
// supporters may have supported others, because it no longer counted.
func (e *Election) revive(n Nomination) error {
	if e.Team != nil && slices.Contains(e.Team.Persons(), n.Nominee) {
		return Refuse("in-team", "This person helps to run the election since, so cannot stand in it. Name somebody else in the team first.")
	}
	if e.live(n.Post, n.Nominee) > 0 {
		return Refuse("nominated-already", "This person has been nominated for this post again since. Decide on that nomination instead.")
	}
	for _, practice := range []ID{n.Proposer, n.Seconder} {
		if e.supports(n.Post, practice) >= e.Called.Support {
			return Refuse("support", "A practice may support %d nomination(s) for one post, and %q has supported others since.", e.Called.Support, practice)
		}
	}
	return nil
}

// room refuses one candidate more than can be published.
func (e *Election) room(post ID) error {
	here, all := 0, 0
	for n := range e.Nominations {
		if n.Standing() {
			all++
			if n.Post == post {
				here++
			}
		}
	}
	if here >= MaxCandidates || all >= MaxStanding {
		return Refuse("candidates", "A post can have at most %d candidates, and an election %d.", MaxCandidates, MaxStanding)
	}
	return nil
}
