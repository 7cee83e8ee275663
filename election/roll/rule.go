// Package roll reads the electoral roll, the list of practices with their
// registered patients, and gives each practice its weight: the votes it has.
//
// The invariant: whatever leaves this package is clean. A row has a valid,
// unique ODS code, a printable name and a positive figure; a weight is a whole
// number of at least one, by exact arithmetic. A file that cannot be read so is
// refused whole, with a sentence for each problem that says where it is and
// what to do; nothing is guessed or repaired in silence beyond spaces and case.
//
// Trusted: nothing. The file comes from outside, the rule from a form.
package roll

import "slices"

// The kinds of weight rule.
const (
	Equal  Kind = "equal"  // every practice has one vote
	Per    Kind = "per"    // one vote for every so many patients
	Bands  Kind = "bands"  // votes by size band
	Listed Kind = "listed" // the roll itself says, in its column votes
)

// Kind is the manner in which a rule gives votes.
type Kind string

// The roundings of a rule of kind Per.
const (
	Up      Rounding = "up"
	Down    Rounding = "down"
	Nearest Rounding = "nearest" // a half goes up
)

// Rounding says what becomes of a part of a vote.
type Rounding string

// Limits, of what a practice can have and of what a rule may say.
const (
	MaxPatients = 1_000_000 // ten times the largest practice list of England
	MaxVotes    = 1_000_000
	MaxBands    = 50
)

// Rule is a weight rule. Its JSON stands in logged events and is frozen: a
// field that its kind does not use is zero and left out, so that each rule has
// one form.
type Rule struct {
	Kind     Kind     `json:"kind"`
	Per      int64    `json:"per,omitempty"` // patients a vote, for kind Per
	Rounding Rounding `json:"rounding,omitempty"`
	Bands    []Band   `json:"bands,omitempty"`
	Cap      int64    `json:"cap,omitempty"` // the most votes of a practice; 0: no cap
}

// Band gives Votes to practices of From patients and more, up to the next band.
type Band struct {
	From  int64 `json:"from"`
	Votes int64 `json:"votes"`
}

// Check refuses a rule that ParseRule could not have made.
func (r Rule) Check() error {
	switch {
	case r.Kind != Equal && r.Kind != Per && r.Kind != Bands && r.Kind != Listed:
		return refuse("There is no weight rule %q; %s.", string(r.Kind), forms)
	case r.Kind != Per && (r.Per != 0 || r.Rounding != ""), r.Kind != Bands && len(r.Bands) != 0:
		return refuse("A weight rule of kind %s has fields of another kind; leave them out.", r.Kind)
	case r.Cap < 0 || r.Cap > MaxVotes:
		return refuse("A cap of %s votes is out of range; use a number from 1 to %s.", group(r.Cap), group(MaxVotes))
	case r.Kind == Per:
		return r.checkPer()
	case r.Kind == Bands:
		return r.checkBands()
	}
	return nil
}

func (r Rule) checkPer() error {
	if r.Per < 1 || r.Per > MaxPatients {
		return refuse("One vote for every %s patients is out of range; use a number from 1 to %s.", group(r.Per), group(MaxPatients))
	}
	if r.Rounding != Up && r.Rounding != Down && r.Rounding != Nearest {
		return refuse("The weight rule does not say how to round; write per:%d:up, per:%[1]d:down or per:%[1]d:nearest.", r.Per)
	}
	return nil
}

func (r Rule) checkBands() error {
	if len(r.Bands) == 0 || len(r.Bands) > MaxBands {
		return refuse("A weight rule has 1 to %d bands, not %d; write them as in bands:1=1,5001=2,10001=3.", MaxBands, len(r.Bands))
	}
	if from := r.Bands[0].From; from != 0 && from != 1 {
		return refuse("The first band starts at %s patients and leaves smaller practices without a vote; start it at 1.", group(from))
	}
	for i, b := range r.Bands {
		if b.Votes < 1 || b.Votes > MaxVotes {
			return refuse("The band that starts at %s gives %s votes; give it a number from 1 to %s.", group(b.From), group(b.Votes), group(MaxVotes))
		}
		if b.From > MaxPatients {
			return refuse("A band starts at %s patients, which no practice has; start it at %s at most.", group(b.From), group(MaxPatients))
		}
		if i == 0 {
			continue
		}
		before := r.Bands[i-1]
		if b.From <= before.From {
			return refuse("The band that starts at %s comes after the one at %s; write the bands in rising order, each once.", group(b.From), group(before.From))
		}
		if b.Votes <= before.Votes {
			return refuse("The band that starts at %s does not give more votes than the band before it; leave it out or give it more.", group(b.From))
		}
	}
	return nil
}

// Same tells whether two rules are the same rule.
func (r Rule) Same(o Rule) bool {
	return r.Kind == o.Kind && r.Per == o.Per && r.Rounding == o.Rounding && r.Cap == o.Cap && slices.Equal(r.Bands, o.Bands)
}

// Votes is the weight of a practice with so many patients and, for the kind
// Listed, so many listed votes (0: none listed). It is at least one, or the
// error says why there is none. Figures that the kind does not use are not
// looked at.
func (r Rule) Votes(patients, listed int64) (int64, error) {
	if err := r.Check(); err != nil {
		return 0, err
	}
	if (r.Kind == Per || r.Kind == Bands) && (patients < 1 || patients > MaxPatients) {
		return 0, refuse("A figure of %s registered patients is out of range; correct it to one from 1 to %s.", group(patients), group(MaxPatients))
	}
	votes := int64(1)
	switch r.Kind {
	case Per:
		if votes = r.quotient(patients); votes < 1 {
			return 0, refuse("With %s there is no vote under %s; round up (per:%d:up), give a vote for fewer patients, or take the practice off the roll.",
				count(patients, "registered patient"), r, r.Per)
		}
	case Bands:
		for _, b := range r.Bands {
			if b.From <= patients {
				votes = b.Votes
			}
		}
	case Listed:
		if votes = listed; votes < 1 || votes > MaxVotes {
			return 0, refuse("The roll lists %s; under the rule listed the column votes needs a number from 1 to %s.",
				count(listed, "vote"), group(MaxVotes))
		}
	}
	if r.Cap > 0 {
		votes = min(votes, r.Cap)
	}
	return votes, nil
}

// quotient rounds patients/per exactly; both are at most MaxPatients, so
// nothing overflows.
func (r Rule) quotient(patients int64) int64 {
	switch r.Rounding {
	case Up:
		return (patients + r.Per - 1) / r.Per
	case Nearest:
		return (2*patients + r.Per) / (2 * r.Per)
	default:
		return patients / r.Per
	}
}
