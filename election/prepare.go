package election

// PollPrepared fixes the ballot: definitions, keys and credentials of every
// contest. Its rule compares the keys with those that were made, and the weights
// of the voting codes with the roll.
type PollPrepared struct {
	Election ID        `json:"election"`
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
		case el.Keys == nil && el.Called.Scheme == Strict:
			return Refuse("key", "The trustees' key is missing. Finish the key ceremony first.")
		case el.Keys == nil:
			return Refuse("key", "The returning officer's key is missing. Make the key first.")
		case el.Called.Scheme == Strict && el.Listed == nil:
			return Refuse("list", "The registrar's signed list of voting codes is missing.")
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
			if c.Trustees != el.Keys.Trustees {
				return Refuse("key", "The contest of %q is locked with other keys than those that were made.", c.Post)
			}
			if el.Called.Scheme == Strict {
				if c.UUID != el.Identified[i].UUID {
					return Refuse("uuid", "The contest of %q has another identifier than the registrar's voting codes.", c.Post)
				}
			} else if err := s.identify(c.UUID); err != nil {
				return err
			}
			p.Contest = &c
			el.posts.Set(p.ID, p)
		}
		el.Poll.Prepared, el.Poll.PreparedAt = &e, At(f.Time)
		return nil
	})
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
