package conduct

import (
	"fmt"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/record"
)

// Revealed says what the exact totals of an election can give away: what was
// measured before the opening, once the log says so, and until then how alike the
// votes of the practices are. What is measured after the close is said beside it
// (see RevealedCount), so that nothing that stood on a notice changes.
func Revealed(el *election.Election) string {
	if el.Roll.Frozen == nil {
		return "This is measured when the roll is frozen."
	}
	const always = "If all vote alike, the totals show how each has voted."
	if w := el.WeighedOpening; w != nil {
		return record.WeighedSentence(w) + alike(el, ": the ballot box shows when they voted", ": the ballot box shows when it voted") + " " + always
	}
	w := Measure(weights(el))
	switch {
	case w.Sizes == 1:
		return "Every practice has the same number of votes. " + always
	case w.Alone == 0:
		return "Each number of votes is shared by two practices or more. " + always
	}
	return alike(el, ": the ballot box shows when they voted, and the totals may show how", ": the ballot box shows when it voted, and the totals may show how")[1:] + " " + always
}

// alike says how many practices have a number of votes of their own, and what that
// shows, after a space; nothing where none has.
func alike(el *election.Election, many, one string) string {
	switch w := Measure(weights(el)); w.Alone {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf(" 1 of %d practices has a number of votes that no other practice has%s.", w.Practices, one)
	default:
		return fmt.Sprintf(" %d of %d practices have a number of votes that no other practice has%s.", w.Alone, w.Practices, many)
	}
}

func weights(el *election.Election) func(yield func(int64) bool) {
	return func(yield func(int64) bool) {
		for row := range el.Roll.Rows {
			if !yield(row.Votes) {
				return
			}
		}
	}
}

// RevealedCount says what was measured between the close and the decryption;
// empty before.
func RevealedCount(el *election.Election) string {
	if el.WeighedCount == nil {
		return ""
	}
	return record.WeighedSentence(el.WeighedCount)
}
