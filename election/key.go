package election

// KeyMade records the returning officer's public key, in the simple scheme. The
// service's own joins it in KeysMade, as it joins the trustees' in the strict one.
type KeyMade struct {
	Election ID     `json:"election"`
	Holder   ID     `json:"holder"`
	Key      Digest `json:"key"` // blob: the public key with its proof
}

func (KeyMade) Kind() string { return "key.made" }

// Blobs lists the blobs that the event refers to.
func (e KeyMade) Blobs() []Digest { return []Digest{e.Key} }

func (e KeyMade) apply(s *State, f Fact) error {
	return s.change(e.Election, func(el *Election) error {
		if err := el.officer(f); err != nil {
			return err
		}
		if el.Called.Scheme != Simple || e.Holder != el.Called.Officer {
			return Refuse("holder", "The returning officer holds a key in the simple scheme, and in that one only.")
		}
		if el.Poll.Prepared != nil {
			return Refuse("prepared", "The ballot has been prepared with a key; it cannot be exchanged any more.")
		}
		el.Key, el.Keys = &e, nil // the service joins each key with a new one of its own
		return nil
	})
}
