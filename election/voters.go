package election

import (
	"slices"
)

// VoterRow is one voting code: its votes, and the digest of its public
// credential in each contest. Rows are in no practice's order.
type VoterRow struct {
	Votes       int64    `json:"votes"`
	Credentials []Digest `json:"credentials"`
}

// VotersListed adds voting codes' public credentials, in parts where one entry
// is too small.
type VotersListed struct {
	Election ID         `json:"election"`
	Rows     []VoterRow `json:"rows"`
}

func (VotersListed) Kind() string { return "voters.listed" }

func (e VotersListed) apply(s *State, f Fact) error {
	return s.change(e.Election, func(el *Election) error {
		if err := el.lists(f); err != nil {
			return err
		}
		contests := len(el.Contested())
		switch {
		case el.Called.Scheme == Strict && len(el.Identified) == 0:
			return Refuse("not-identified", "The contests have no identifiers yet; voting codes are made after that.")
		case el.Listed != nil:
			return Refuse("signed", "The list of voting codes has been signed; no credential can be added.")
		case el.Poll.Prepared != nil:
			return Refuse("prepared", "The ballot has been prepared; no credential can be added.")
		case el.Roll.Frozen == nil || !el.Settled:
			return Refuse("not-settled", "Freeze the roll and settle the contests first.")
		case contests == 0:
			return Refuse("no-contest", "No post goes to a poll, so there is nothing to prepare.")
		case len(e.Rows) == 0 || len(el.Poll.voters)+len(e.Rows) > el.Roll.Len():
			return Refuse("voters", "The roll has %d practices; there are as many voting codes.", el.Roll.Len())
		}
		voters := slices.Clone(el.Poll.voters)
		for _, row := range e.Rows {
			if len(row.Credentials) != contests {
				return Refuse("voters", "A voting code has one credential for each of the %d contests.", contests)
			}
			for _, c := range row.Credentials {
				if _, dup := el.Poll.byCredential.Get(c.String()); dup {
					return Refuse("voters", "The credential %s is listed twice.", c)
				}
				el.Poll.byCredential.Set(c.String(), len(voters))
			}
			voters = append(voters, row)
		}
		el.Poll.voters = voters
		return nil
	})
}

// lists refuses a list of voting codes from whoever does not make them: the
// service in the simple scheme, the registrar in the strict one.
func (e *Election) lists(f Fact) error {
	if e.Called.Scheme == Strict {
		return e.registrar(f)
	}
	return service(f)
}

// sameWeights compares two multisets of votes.
func sameWeights(r *Roll, voters []VoterRow) bool {
	var a, b []int64
	for row := range r.Rows {
		a = append(a, row.Votes)
	}
	for _, v := range voters {
		b = append(b, v.Votes)
	}
	return sameNumbers(a, b)
}

// castWeights lists the votes of the voting codes that cast a ballot.
func (p *Poll) castWeights() []int64 {
	var list []int64
	for voter := range p.last.All() {
		list = append(list, p.voters[voter].Votes)
	}
	return list
}

// sameNumbers compares two multisets, and sorts both.
func sameNumbers(a, b []int64) bool {
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}
