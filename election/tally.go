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

// ShareGiven records a trustee's partial decryption of one contest's tally.
type ShareGiven struct {
	Election ID     `json:"election"`
	Post     ID     `json:"post"`
	Holder   ID     `json:"holder"`
	Owner    int    `json:"owner"` // place among the trustees, from 1
	Share    Digest `json:"share"` // blob
}

func (ShareGiven) Kind() string { return "share.given" }

// Blobs lists the blobs that the event refers to.
func (e ShareGiven) Blobs() []Digest { return []Digest{e.Share} }

func (e ShareGiven) apply(s *State, f Fact) error {
	return s.contest(e.Election, e.Post, func(el *Election, p *Post) error {
		switch {
		case f.By != e.Holder || e.Holder != el.Key.Holder || e.Owner != 1:
			return Refuse("holder", "Only the holder of the key can give its share of the decryption.")
		case p.Tally == nil:
			return Refuse("no-tally", "This contest has not been tallied yet.")
		case p.Share != nil:
			return Refuse("shared", "The share for this contest was given already.")
		}
		p.Share = &e
		return nil
	})
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
		case p.Share == nil:
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
