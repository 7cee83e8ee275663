package election

// Nomination is one person put forward for one post.
type Nomination struct {
	ID        ID
	Post      ID
	Nominee   ID // a person
	Of        ID // the nominee's practice
	Proposer  ID // a practice
	Seconder  ID // a practice, once it has agreed
	Asked     ID // the practice that was asked to second
	Consented bool
	Decision  string // "", Valid, or the ground on which it is invalid
	Withdrawn bool

	MadeSeq      int64 // entry whose sealed text holds the particulars
	ConsentedSeq int64 // entry whose sealed text holds statement and interests
	DecidedSeq   int64
}

// Standing says whether the nominee is a candidate.
func (n Nomination) Standing() bool { return n.Decision == Valid && !n.Withdrawn }

// Decisions on a nomination: valid, or one of the grounds of rules.md 8.
const (
	Valid             = "valid"
	GroundLate        = "late"
	GroundParticulars = "particulars"
	GroundDeclaration = "declaration"
	GroundConsent     = "consent"
	GroundSupporters  = "supporters"
	GroundNotEligible = "not-eligible"
	SealedParticulars = "particulars"
	SealedStatement   = "statement"
	SealedReason      = "reason"
)

// Nomination is one nomination by its identifier.
func (e *Election) Nomination(id ID) (Nomination, bool) { return e.nominations.Get(id) }

// Nominations runs over all nominations by identifier.
func (e *Election) Nominations(yield func(Nomination) bool) {
	for _, n := range e.nominations.All() {
		if !yield(n) {
			return
		}
	}
}

// supports counts the nominations for a post that a practice proposed or
// seconded and that still count against its limit.
func (e *Election) supports(post, practice ID) int {
	count := 0
	for n := range e.Nominations {
		if n.Post == post && (n.Proposer == practice || n.Seconder == practice) && !n.Withdrawn && (n.Decision == "" || n.Decision == Valid) {
			count++
		}
	}
	return count
}

func (e *Election) nominating(f Fact) error {
	if err := notBefore(f, e.Called.Timetable.Notice, "Nominating"); err != nil {
		return err
	}
	if !f.Time.Before(e.Called.Timetable.NominationsClose.Time()) {
		return Refuse("nominations-closed", "Nominations closed at %s. Nothing was recorded.", e.Called.Timetable.NominationsClose)
	}
	return nil
}

// alter looks a nomination up, lets fn check and change it, and stores it.
func (s *State) alter(election, nomination ID, fn func(e *Election, n *Nomination) error) error {
	return s.change(election, func(e *Election) error {
		n, ok := e.nominations.Get(nomination)
		if !ok {
			return Refuse("no-nomination", "There is no nomination %q.", nomination)
		}
		if err := fn(e, &n); err != nil {
			return err
		}
		e.nominations.Set(nomination, n)
		return nil
	})
}

// NominationMade puts a person forward. The sealed particulars hold the name,
// the address for mail and the professional number.
type NominationMade struct {
	Election   ID `json:"election"`
	Nomination ID `json:"nomination"`
	Post       ID `json:"post"`
	Nominee    ID `json:"nominee"`
	Of         ID `json:"of"`
	Proposer   ID `json:"proposer"`
	Seconder   ID `json:"seconder"` // the practice that is asked to second
}

func (NominationMade) Kind() string           { return "nomination.made" }
func (NominationMade) SealedFields() []string { return []string{SealedParticulars} }

// ActsFor is the practice for which the event claims to act.
func (e NominationMade) ActsFor() ID { return e.Proposer }

// Persons lists the people that the event names.
func (e NominationMade) Persons() []ID { return []ID{e.Nominee} }

func (e NominationMade) apply(s *State, f Fact) error {
	return s.change(e.Election, func(el *Election) error {
		if err := el.nominating(f); err != nil {
			return err
		}
		if err := e.Nomination.Check(); err != nil {
			return err
		}
		if _, taken := el.nominations.Get(e.Nomination); taken {
			return Refuse("nomination-taken", "The nomination %q exists already.", e.Nomination)
		}
		if _, ok := el.posts.Get(e.Post); !ok {
			return Refuse("no-post", "This election fills no post %q.", e.Post)
		}
		for _, practice := range []ID{e.Proposer, e.Seconder, e.Of} {
			if _, ok := el.Roll.Row(practice); !ok || el.Roll.Frozen == nil {
				return Refuse("not-on-roll", "The practice %q is not on the roll of this election.", practice)
			}
		}
		if e.Proposer == e.Of || e.Seconder == e.Of || e.Proposer == e.Seconder {
			return Refuse("supporters", "A nomination is proposed and seconded by two different practices, and neither may be the nominee's own.")
		}
		if e.Nominee == el.Called.Officer || e.Nominee == "" {
			return Refuse("officer-stands", "The returning officer cannot be a candidate.")
		}
		for n := range el.Nominations {
			if n.Post == e.Post && n.Nominee == e.Nominee && !n.Withdrawn && (n.Decision == "" || n.Decision == Valid) {
				return Refuse("nominated-already", "This person has already been nominated for this post.")
			}
		}
		if el.supports(e.Post, e.Proposer) >= el.Called.Support {
			return Refuse("support", "A practice may support %d nomination(s) for one post, and %q has done so.", el.Called.Support, e.Proposer)
		}
		el.nominations.Set(e.Nomination, Nomination{ID: e.Nomination, Post: e.Post, Nominee: e.Nominee, Of: e.Of,
			Proposer: e.Proposer, Asked: e.Seconder, MadeSeq: f.Seq})
		return nil
	})
}

// NominationSeconded records that the practice that was asked has agreed.
type NominationSeconded struct {
	Election   ID `json:"election"`
	Nomination ID `json:"nomination"`
	Seconder   ID `json:"seconder"`
}

func (NominationSeconded) Kind() string { return "nomination.seconded" }

// ActsFor is the practice for which the event claims to act.
func (e NominationSeconded) ActsFor() ID { return e.Seconder }

func (e NominationSeconded) apply(s *State, f Fact) error {
	return s.alter(e.Election, e.Nomination, func(el *Election, n *Nomination) error {
		if err := el.nominating(f); err != nil {
			return err
		}
		switch {
		case n.Withdrawn:
			return Refuse("withdrawn", "This nomination was withdrawn.")
		case n.Seconder != "":
			return Refuse("seconded", "This nomination is seconded already.")
		case e.Seconder != n.Asked:
			return Refuse("not-asked", "Another practice was asked to second this nomination.")
		case el.supports(n.Post, e.Seconder) >= el.Called.Support:
			return Refuse("support", "A practice may support %d nomination(s) for one post, and %q has done so.", el.Called.Support, e.Seconder)
		}
		n.Seconder = e.Seconder
		return nil
	})
}

// NominationConsented is the nominee's own consent with the declarations of
// eligibility and of interests. The sealed statement holds the words.
type NominationConsented struct {
	Election   ID   `json:"election"`
	Nomination ID   `json:"nomination"`
	Eligible   bool `json:"declares_eligible"`
	Interests  bool `json:"declares_interests"`
}

func (NominationConsented) Kind() string           { return "nomination.consented" }
func (NominationConsented) SealedFields() []string { return []string{SealedStatement} }

func (e NominationConsented) apply(s *State, f Fact) error {
	return s.alter(e.Election, e.Nomination, func(el *Election, n *Nomination) error {
		if err := el.nominating(f); err != nil {
			return err
		}
		switch {
		case f.By != n.Nominee:
			return Refuse("not-nominee", "Only the nominee can consent.")
		case n.Withdrawn:
			return Refuse("withdrawn", "This nomination was withdrawn.")
		case n.Decision == Valid:
			return Refuse("decided", "This nomination has been accepted; it can no longer be changed.")
		case !e.Eligible || !e.Interests:
			return Refuse("declarations", "Declare both that you may stand and what your interests are; without them the nomination is invalid.")
		}
		n.Consented, n.ConsentedSeq = true, f.Seq
		return nil
	})
}

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
		case GroundLate, GroundParticulars, GroundDeclaration, GroundConsent, GroundSupporters, GroundNotEligible:
		default:
			return Refuse("decision", "A nomination is valid, or invalid on a ground that the rules name; %q is neither.", e.Decision)
		}
		n.Decision, n.DecidedSeq = e.Decision, f.Seq
		return nil
	})
}

// NominationWithdrawn is the nominee's withdrawal, in writing, by its deadline.
type NominationWithdrawn struct {
	Election   ID `json:"election"`
	Nomination ID `json:"nomination"`
}

func (NominationWithdrawn) Kind() string { return "nomination.withdrawn" }

func (e NominationWithdrawn) apply(s *State, f Fact) error {
	return s.alter(e.Election, e.Nomination, func(el *Election, n *Nomination) error {
		switch {
		case f.By != n.Nominee:
			return Refuse("not-nominee", "Only the nominee can withdraw.")
		case n.Withdrawn:
			return Refuse("withdrawn", "This nomination was withdrawn already.")
		case !f.Time.Before(el.Called.Timetable.WithdrawalsClose.Time()) || el.Settled:
			return Refuse("withdrawals-closed", "Withdrawals closed at %s. Nothing was recorded.", el.Called.Timetable.WithdrawalsClose)
		}
		n.Withdrawn = true
		return nil
	})
}
