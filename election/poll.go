package election

import (
	"slices"

	"github.com/onenorwich/guildhall/election/table"
)

// Contest is one post's election in the ballot protocol: one Belenios election
// with an archive of its own.
type Contest struct {
	Post        ID     `json:"post"`
	UUID        string `json:"uuid"`
	Definition  Digest `json:"definition"`  // blob: the Belenios election
	Trustees    Digest `json:"trustees"`    // blob
	Credentials Digest `json:"credentials"` // blob: public credentials with weights
}

// VoterRow is one voting code: its votes, and the digest of its public
// credential in each contest. Rows are in no practice's order.
type VoterRow struct {
	Votes       int64    `json:"votes"`
	Credentials []Digest `json:"credentials"`
}

// Poll is the poll of an election: all its contests, voted in one act.
type Poll struct {
	Prepared   *PollPrepared
	PreparedAt Moment
	OpenedAt   Moment
	ClosedAt   Moment
	Voted      []ID  // the practices that voted, published at the close
	Votes      int64 // the votes of those practices

	voters       []VoterRow
	byCredential table.Table[string, int] // first contest's credential → row
	casts        table.Table[int64, Cast] // by log position
	last         table.Table[int, int64]  // row → its last cast
	seen         table.Table[string, int64]
}

// Open says whether ballots are taken, the time aside.
func (p *Poll) Open() bool { return !p.OpenedAt.IsZero() && p.ClosedAt.IsZero() }

// Closed says whether the poll is over.
func (p *Poll) Closed() bool { return !p.ClosedAt.IsZero() }

// Voters lists the voting codes' public rows. The slice must not be changed.
func (p *Poll) Voters() []VoterRow { return p.voters }

// KeyMade records a trustee's public key. In the simple scheme the returning
// officer holds the only one.
type KeyMade struct {
	Election ID     `json:"election"`
	Holder   ID     `json:"holder"`
	Key      Digest `json:"key"` // blob: the trustee's public key with its proof
}

func (KeyMade) Kind() string { return "key.made" }

// Blobs lists the blobs that the event refers to.
func (e KeyMade) Blobs() []Digest { return []Digest{e.Key} }

func (e KeyMade) apply(s *State, f Fact) error {
	return s.change(e.Election, func(el *Election) error {
		if err := el.officer(f); err != nil {
			return err
		}
		if e.Holder != el.Called.Officer {
			return Refuse("holder", "In the simple scheme the returning officer holds the key.")
		}
		if el.Poll.Prepared != nil {
			return Refuse("prepared", "The ballot has been prepared with a key; it cannot be exchanged any more.")
		}
		el.Key = &e
		return nil
	})
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
		if err := service(f); err != nil {
			return err
		}
		contests := len(el.Contested())
		switch {
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

// PollPrepared fixes the ballot: definitions, keys and credentials of every
// contest. Its rule compares the weights of the voting codes with the roll.
type PollPrepared struct {
	Election ID        `json:"election"`
	Key      Digest    `json:"key"` // the trustee's public key of KeyMade
	Voters   int       `json:"voters"`
	Contests []Contest `json:"contests"`
}

func (PollPrepared) Kind() string { return "poll.prepared" }

// Blobs lists the blobs that the event refers to.
func (e PollPrepared) Blobs() []Digest {
	var list []Digest
	for _, c := range e.Contests {
		list = append(list, c.Definition, c.Trustees, c.Credentials)
	}
	return list
}

func (e PollPrepared) apply(s *State, f Fact) error {
	return s.change(e.Election, func(el *Election) error {
		if err := service(f); err != nil {
			return err
		}
		contested := el.Contested()
		switch {
		case el.Poll.Prepared != nil:
			return Refuse("prepared", "The ballot has been prepared already.")
		case el.Key == nil || e.Key != el.Key.Key:
			return Refuse("key", "The returning officer's key is missing. Make the key first.")
		case len(contested) == 0 || len(e.Contests) != len(contested):
			return Refuse("contests", "%d posts go to a poll, not %d.", len(contested), len(e.Contests))
		case e.Voters != el.Roll.Len() || e.Voters != len(el.Poll.voters):
			return Refuse("voters", "The roll has %d practices, but %d voting codes are listed.", el.Roll.Len(), len(el.Poll.voters))
		}
		if !sameWeights(&el.Roll, el.Poll.voters) {
			return Refuse("weights", "The votes of the voting codes are not the votes of the roll.")
		}
		for i, c := range e.Contests {
			p := contested[i]
			if c.Post != p.ID {
				return Refuse("contests", "The contests follow the order of counting; %q stands where %q belongs.", c.Post, p.ID)
			}
			if err := checkUUID(c.UUID); err != nil {
				return err
			}
			if slices.ContainsFunc(e.Contests[:i], func(o Contest) bool { return o.UUID == c.UUID }) || el.otherUUID(s, c.UUID) {
				return Refuse("uuid", "The contest identifier %q has been used before.", c.UUID)
			}
			p.Contest = &c
			el.posts.Set(p.ID, p)
		}
		el.Poll.Prepared, el.Poll.PreparedAt = &e, At(f.Time)
		return nil
	})
}

// otherUUID says whether another election of this log used the identifier: a
// voting code would then give the same credential twice.
func (e *Election) otherUUID(s *State, uuid string) bool {
	for o := range s.Elections {
		if o.ID() != e.ID() && o.Poll.Prepared != nil &&
			slices.ContainsFunc(o.Poll.Prepared.Contests, func(c Contest) bool { return c.UUID == uuid }) {
			return true
		}
	}
	return false
}

// checkUUID checks the form of a Belenios identifier: at least 14 characters
// of the Base58 alphabet (Belenios specification, version 1, section 2).
func checkUUID(uuid string) error {
	ok := len(uuid) >= 14 && len(uuid) <= 40
	for i := 0; ok && i < len(uuid); i++ {
		c := uuid[i]
		ok = c >= '1' && c <= '9' || c >= 'A' && c <= 'Z' && c != 'I' && c != 'O' || c >= 'a' && c <= 'z' && c != 'l'
	}
	if !ok {
		return Refuse("uuid", "A contest identifier is 14 to 40 characters of the Base58 alphabet; %q is not.", uuid)
	}
	return nil
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
