package election

// VotersSigned is the registrar's signature of the list of voting codes' public
// rows: what the service lists afterwards can be held against it.
type VotersSigned struct {
	Election  ID     `json:"election"`
	Key       Digest `json:"key"`       // the registrar's, with which the list is signed
	List      Digest `json:"list"`      // blob: the rows, in the order of the log
	Signature Digest `json:"signature"` // blob: a signed note that names the list's digest
}

func (VotersSigned) Kind() string { return "voters.signed" }

// Blobs lists the blobs that the event refers to.
func (e VotersSigned) Blobs() []Digest { return []Digest{e.List, e.Signature} }

func (e VotersSigned) apply(s *State, f Fact) error {
	return s.change(e.Election, func(el *Election) error {
		if err := el.registrar(f); err != nil {
			return err
		}
		switch {
		case el.Listed != nil:
			return Refuse("signed", "The list of voting codes has been signed already.")
		case len(el.Poll.voters) != el.Roll.Len():
			return Refuse("voters", "The roll has %d practices, but %d voting codes are listed.", el.Roll.Len(), len(el.Poll.voters))
		case !sameWeights(&el.Roll, el.Poll.voters):
			return Refuse("weights", "The votes of the voting codes are not the votes of the roll.")
		}
		el.Listed = &e
		return nil
	})
}

// registrar refuses what anybody but the registrar claims to have done.
func (e *Election) registrar(f Fact) error {
	if e.Called.Scheme != Strict || e.Team == nil || f.By != e.Team.Registrar {
		return Refuse("not-registrar", "Only the registrar of this election may do this.")
	}
	return nil
}

// Ways in which a voting code reaches its practice.
const (
	ByLetter = "letter" // printed
	ByMail   = "mail"   // through the service's mail, which could read it
	Again    = "again"  // to a practice that lost it, after its identity was checked
)

// CodeIssued records that a practice was given its voting code, and how. The
// code itself never comes near the log.
type CodeIssued struct {
	Election ID     `json:"election"`
	Practice ID     `json:"practice"`
	How      string `json:"how"`
}

func (CodeIssued) Kind() string { return "code.issued" }

// Practices lists the practices that the event names.
func (e CodeIssued) Practices() []ID { return []ID{e.Practice} }

func (e CodeIssued) apply(s *State, f Fact) error {
	return s.change(e.Election, func(el *Election) error {
		if err := el.registrar(f); err != nil {
			return err
		}
		if _, on := el.Roll.Row(e.Practice); !on {
			return Refuse("not-on-roll", "The practice %q is not on the roll.", e.Practice)
		}
		_, before := el.issued.Get(e.Practice)
		switch {
		case el.Listed == nil:
			return Refuse("not-listed", "The voting codes have not been made yet.")
		case e.How != ByLetter && e.How != ByMail && e.How != Again:
			return Refuse("how", "A voting code is given by %q, by %q or %q, not by %q.", ByLetter, ByMail, Again, e.How)
		case e.How == Again && !before:
			return Refuse("not-issued", "This practice has not been given its voting code yet.")
		case !f.Time.Before(el.CodesCutOff().Time()):
			return Refuse("cut-off", "Voting codes could be given until %s; that has passed.", el.CodesCutOff())
		}
		el.issued.Set(e.Practice, e.How)
		if e.How == ByMail {
			el.mailed.Set(e.Practice, true)
		}
		return nil
	})
}

// CodesCutOff is the moment until which a voting code is given or recovered:
// a day before the close, so that a late letter cannot be a late vote.
func (e *Election) CodesCutOff() Moment {
	return At(e.Called.Timetable.PollCloses.Time().AddDate(0, 0, -1))
}

// Issued says how a practice was last given its voting code; empty if it was not.
func (e *Election) Issued(practice ID) string {
	how, _ := e.issued.Get(practice)
	return how
}

// Mailed is to how many practices a voting code went through the service's
// mail, whatever came afterwards: what was seen once stays seen.
func (e *Election) Mailed() int { return e.mailed.Len() }
