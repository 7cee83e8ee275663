package election

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
