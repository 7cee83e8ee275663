package election

import (
	"slices"
)

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
