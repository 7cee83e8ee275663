package election

import "slices"

// TallyMade records the weighted product of the counting ballots of one
// contest, still encrypted. Its rule holds the numbers against the ballot box.
type TallyMade struct {
	Election ID     `json:"election"`
	Post     ID     `json:"post"`
	Voters   int    `json:"voters"`
	Votes    int64  `json:"votes"`
	Tally    Digest `json:"tally"` // blob: the encrypted tally
}

func (TallyMade) Kind() string { return "tally.made" }

// Blobs lists the blobs that the event refers to.
func (e TallyMade) Blobs() []Digest { return []Digest{e.Tally} }

func (e TallyMade) apply(s *State, f Fact) error {
	return s.contest(e.Election, e.Post, func(el *Election, p *Post) error {
		if err := service(f); err != nil {
			return err
		}
		switch {
		case p.Tally != nil:
			return Refuse("tallied", "This contest has been tallied already; a second tally is never made.")
		case e.Voters != el.Poll.Turnout() || e.Votes != el.Poll.Votes:
			return Refuse("tally", "%d voting codes with %d votes cast ballots, not %d with %d.", el.Poll.Turnout(), el.Poll.Votes, e.Voters, e.Votes)
		}
		p.Tally = &e
		return nil
	})
}

// ShareGiven records a key holder's partial decryption of one contest's tally,
// bound to it: the share's own proof leaves out what it decrypts.
type ShareGiven struct {
	Election ID     `json:"election"`
	Post     ID     `json:"post"`
	Holder   ID     `json:"holder"`
	Owner    int    `json:"owner"`   // place among the trustees, from 1
	Share    Digest `json:"share"`   // blob
	Binding  Digest `json:"binding"` // blob
}

func (ShareGiven) Kind() string { return "share.given" }

// Blobs lists the blobs that the event refers to.
func (e ShareGiven) Blobs() []Digest { return []Digest{e.Share, e.Binding} }

func (e ShareGiven) apply(s *State, f Fact) error {
	return s.contest(e.Election, e.Post, func(el *Election, p *Post) error {
		switch {
		case f.By != e.Holder || e.Owner < 1 || e.Owner != el.Owner(e.Holder):
			return Refuse("holder", "Only the holder of a key can give its share of the decryption.")
		case p.Tally == nil:
			return Refuse("no-tally", "This contest has not been tallied yet.")
		case el.WeighedCount == nil:
			return Refuse("not-weighed", "The returning officer looks first at what the result gives away of those who voted.")
		case slices.ContainsFunc(p.Shares, func(o ShareGiven) bool { return o.Owner == e.Owner }):
			return Refuse("shared", "This share was given already.")
		case e.Holder == Service && !el.Enough(p):
			return Refuse("service-last", "The service decrypts last, when as many people as are needed have.")
		case e.Holder != Service && el.Enough(p):
			return Refuse("enough", "As many trustees as are needed have decrypted already; this share is not needed any more.")
		}
		p.Shares = append(slices.Clip(p.Shares), e)
		return nil
	})
}

// Owner is the place of a holder's key among the trustees of the ballot
// protocol, from 1; 0 for whoever holds none. The service's comes first.
func (e *Election) Owner(holder ID) int {
	switch {
	case holder == Service:
		return 1
	case e.Called.Scheme == Simple && e.Key != nil && holder == e.Key.Holder:
		return 2
	case e.Called.Scheme == Strict && e.Team.Seat(holder) > 0:
		return 1 + e.Team.Seat(holder)
	}
	return 0
}

// Enough says whether as many trustees as are needed gave their share of a
// post's decryption, the service aside.
func (e *Election) Enough(p *Post) bool {
	n := 0
	for _, s := range p.Shares {
		if s.Holder != Service {
			n++
		}
	}
	return n >= e.Threshold()
}

// Threshold is how many people decrypt together, the service aside.
func (e *Election) Threshold() int {
	if e.Called.Scheme == Simple {
		return 1
	}
	return e.Team.Threshold
}

// Decrypted says whether the shares given decrypt a post's tally.
func (e *Election) Decrypted(p *Post) bool {
	byService := slices.ContainsFunc(p.Shares, func(s ShareGiven) bool { return s.Holder == Service })
	return e.Enough(p) && byService
}

// ResultFound records the totals of one contest: blank votes first, then the
// candidates in ballot order, each in votes.
type ResultFound struct {
	Election ID      `json:"election"`
	Post     ID      `json:"post"`
	Counts   []int64 `json:"counts"`
	Result   Digest  `json:"result"` // blob: the result as in the archive
}

func (ResultFound) Kind() string { return "result.found" }

// Blobs lists the blobs that the event refers to.
func (e ResultFound) Blobs() []Digest { return []Digest{e.Result} }

func (e ResultFound) apply(s *State, f Fact) error {
	return s.contest(e.Election, e.Post, func(el *Election, p *Post) error {
		if err := service(f); err != nil {
			return err
		}
		switch {
		case !el.Decrypted(p):
			return Refuse("no-share", "The tally of this contest has not been decrypted yet.")
		case p.Result != nil:
			return Refuse("counted", "This contest has been counted already.")
		case len(e.Counts) != len(p.Order)+1:
			return Refuse("counts", "The contest has %d answers, not %d.", len(p.Order)+1, len(e.Counts))
		}
		var sum int64
		for _, n := range e.Counts {
			if n < 0 || n > el.Poll.Votes {
				return Refuse("counts", "A total lies between 0 and the %d votes cast; %d does not.", el.Poll.Votes, n)
			}
			sum += n
		}
		if sum != el.Poll.Votes {
			return Refuse("counts", "The totals add up to %d, but %d votes were cast.", sum, el.Poll.Votes)
		}
		e.Counts = slices.Clone(e.Counts)
		p.Result = &e
		return nil
	})
}

// contest looks up a post whose poll is closed, lets fn check and change it,
// and stores it.
func (s *State) contest(election, post ID, fn func(e *Election, p *Post) error) error {
	return s.change(election, func(e *Election) error {
		p, ok := e.posts.Get(post)
		if !ok || p.Contest == nil {
			return Refuse("no-contest", "There is no poll for the post %q.", post)
		}
		if !e.Poll.Closed() {
			return Refuse("not-closed", "The poll has not closed; nothing is counted before it has.")
		}
		if err := fn(e, &p); err != nil {
			return err
		}
		e.posts.Set(post, p)
		return nil
	})
}
