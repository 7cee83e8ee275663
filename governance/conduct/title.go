package conduct

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/record"
)

// maxElectionID is how long an election's identifier may be, so that those of its
// papers are identifiers too.
const maxElectionID = election.MaxID - len(governance.PaperDeclaration) - 1

// ElectionID makes an identifier of any title: its letters and digits, without
// accents and cut to what is allowed, and a number where another election has that
// identifier, or an archive that would have the same name. Nobody types it, so no
// title is refused for its sake.
func (d *Desk) ElectionID(title string, posts []record.PostText) election.ID {
	s := d.State()
	var terms []election.PostTerms
	for _, p := range posts {
		terms = append(terms, election.PostTerms{Post: p.Post})
	}
	base := slug(title)
	for n := 1; ; n++ {
		id := election.ID(numbered(base, n))
		if s.Election.Free(id, terms) {
			return id
		}
	}
}

// slug is what an identifier keeps of a title.
func slug(title string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(title)) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r): // the accent of the letter before
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	if s := strings.Trim(b.String(), "-"); strings.ContainsFunc(s, unicode.IsLetter) {
		return s
	}
	return strings.Trim("election-"+strings.Trim(b.String(), "-"), "-") // of a title in other letters
}

// numbered is a slug cut to its length, with the number of the n-th of its name.
func numbered(base string, n int) string {
	suffix := ""
	if n > 1 {
		suffix = "-" + strconv.Itoa(n)
	}
	return strings.Trim(base[:min(len(base), maxElectionID-len(suffix))], "-") + suffix
}
