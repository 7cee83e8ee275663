package roll

import "strings"

// Describe is the rule as a plain English sentence, for notices and papers.
func (r Rule) Describe() string {
	var s string
	switch r.Kind {
	case Equal:
		s = "One vote for each practice"
	case Listed:
		s = "The number of votes listed for each practice on the roll"
	case Per:
		s = r.describePer()
	case Bands:
		s = r.describeBands()
	default:
		s = "No known rule"
	}
	if r.Cap != 0 {
		s += ", at most " + group(r.Cap)
	}
	return s + "."
}

func (r Rule) describePer() string {
	per := group(r.Per)
	switch {
	case r.Per == 1: // nothing to round
		return "One vote for every registered patient"
	case r.Rounding == Up:
		return "One vote for every " + per + " patients or part of " + per
	case r.Rounding == Down:
		return "One vote for every full " + per + " patients"
	default:
		return "One vote for every " + per + " patients, rounded to the nearest whole vote (a half goes up)"
	}
}

func (r Rule) describeBands() string {
	var parts []string
	for i, b := range r.Bands {
		part := count(b.Votes, "vote")
		last := i+1 == len(r.Bands)
		switch {
		case i == 0 && last:
			part += " for each practice"
		case i == 0:
			part += " up to " + group(r.Bands[1].From-1) + " patients"
		case last:
			part += " from " + group(b.From)
		default:
			part += " from " + group(b.From) + " to " + group(r.Bands[i+1].From-1)
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}
