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
	consents  int // how often it was given

	MadeSeq      int64 // entry whose sealed text holds the particulars
	ConsentedSeq int64 // entry whose sealed text holds statement and interests
	DecidedSeq   int64
}

// Standing says whether the nominee is a candidate.
func (n Nomination) Standing() bool { return n.Decision == Valid && !n.Withdrawn }

// live says whether the nominee may still become a candidate without a new
// decision.
func (n Nomination) live() bool { return !n.Withdrawn && (n.Decision == "" || n.Decision == Valid) }

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

// Nominated says whether a person is nominated for any post and may still
// stand.
func (e *Election) Nominated(person ID) bool {
	for n := range e.Nominations {
		if n.Nominee == person && n.live() {
			return true
		}
	}
	return false
}

// supports counts the nominations for a post that a practice proposed or
// seconded and that still count against its limit.
func (e *Election) supports(post, practice ID) int {
	count := 0
	for n := range e.Nominations {
		if n.Post == post && (n.Proposer == practice || n.Seconder == practice) && n.live() {
			count++
		}
	}
	return count
}

// MostProposals is how many people a practice may propose in one election, those
// who withdrew included: each asks two strangers by email, and stays in the log.
const MostProposals = 20

// proposals counts all nominations that a practice ever made.
func (e *Election) proposals(practice ID) int {
	count := 0
	for n := range e.Nominations {
		if n.Proposer == practice {
			count++
		}
	}
	return count
}

// live counts the nominations of a person for a post that may still stand.
func (e *Election) live(post, nominee ID) int {
	count := 0
	for n := range e.Nominations {
		if n.Post == post && n.Nominee == nominee && n.live() {
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
		if f.By == e.Nominee {
			return Refuse("supporters", "Nobody can nominate themselves. Ask another practice to propose you.")
		}
		if e.Nominee == el.Called.Officer || e.Nominee == "" {
			return Refuse("officer-stands", "The returning officer cannot be a candidate.")
		}
		if el.live(e.Post, e.Nominee) > 0 {
			return Refuse("nominated-already", "This person has already been nominated for this post.")
		}
		if el.supports(e.Post, e.Proposer) >= el.Called.Support {
			return Refuse("support", "A practice may support %d nomination(s) for one post, and %q has done so.", el.Called.Support, e.Proposer)
		}
		if el.proposals(e.Proposer) >= MostProposals {
			return Refuse("proposals", "A practice proposes at most %d people in one election. Ring the returning officer if you need to propose somebody else.", MostProposals)
		}
		el.nominations.Set(e.Nomination, Nomination{ID: e.Nomination, Post: e.Post, Nominee: e.Nominee, Of: e.Of,
			Proposer: e.Proposer, Asked: e.Seconder, MadeSeq: f.Seq})
		return nil
	})
}
