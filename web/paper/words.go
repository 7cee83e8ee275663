package paper

// The words of a declaration, for pages that say the same of a result.

// Elected names who is elected to the post; empty if nobody is.
func (p Post) Elected() string {
	if p.seats() == 0 {
		return ""
	}
	var s string
	for _, span := range p.elected() {
		s += span.Text
	}
	return s
}

// How is the short form of how the post was filled.
func (p Post) How() string { return p.how() }

// Note tells what became of a candidate in a word or two; empty for one who
// was not elected.
func (c Candidate) Note() string { return c.note() }
