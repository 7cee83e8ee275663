package conduct

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/onenorwich/guildhall/election"
)

// strictReads says who could read one vote in the strict scheme.
func strictReads(el *election.Election, name func(election.ID) string) string {
	if el.Team == nil {
		return "Enough of the trustees, together with this service. The trustees have not been named yet."
	}
	n, t := len(el.Team.Trustees), el.Team.Threshold
	who := ""
	if name != nil {
		var names []string
		for _, id := range el.Team.Trustees {
			names = append(names, name(id))
		}
		who = Together(names)
	}
	switch {
	case who == "" && t == n && n == 2:
		return "Both trustees together with this service."
	case who == "" && t == n:
		return "All " + word(n) + " trustees together with this service."
	case who == "":
		return "Any " + word(t) + " of the " + word(n) + " trustees together with this service."
	case t == n:
		return who + " together with this service."
	}
	return "Any " + word(t) + " of " + who + " together with this service."
}

// strictVotes says who could cast a practice's vote in the strict scheme: who
// makes its voting code, and who saw it pass.
func strictVotes(el *election.Election, name func(election.ID) string) string {
	if el.Team == nil {
		return "The registrar, who has not been named yet."
	}
	registrar := "The registrar"
	if name != nil {
		registrar += ", " + name(el.Team.Registrar)
	}
	mailed, all := el.Mailed(), el.Roll.Len()
	switch {
	case mailed == 0:
		return registrar + "."
	case mailed == all:
		return registrar + ". This service or your mail provider, too: the voting codes went by email. You would be told by email."
	}
	return fmt.Sprintf("%s. Where the voting code went by email (%d of %d practices), this service or your mail provider, too. You would be told by email.", registrar, mailed, all)
}

// strictLoses says how many keys can be lost in the strict scheme. The
// service's own is needed as well.
func strictLoses(el *election.Election) string {
	if el.Team == nil {
		return "This is known when the trustees have been named."
	}
	n := len(el.Team.Trustees)
	switch spare := n - el.Team.Threshold; spare {
	case 0:
		return "None may be lost. If a trustee’s key is, or this service’s own: no count; a new poll."
	case 1:
		return fmt.Sprintf("One of the %s trustees’ keys may be lost. If two are, or this service’s own: no count; a new poll.", word(n))
	default:
		return fmt.Sprintf("Up to %s of the %s trustees’ keys may be lost. If more are, or this service’s own: no count; a new poll.", word(spare), word(n))
	}
}

// Together is a list of names as people say it: "A, B and C".
func Together(names []string) string {
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// word is a small number in words.
func word(n int) string {
	words := [...]string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
		"eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"}
	if n >= 0 && n < len(words) {
		return words[n]
	}
	return strconv.Itoa(n)
}
