package conduct

import (
	"context"

	"github.com/onenorwich/guildhall/election"
)

// Answer is an honest sentence about protection, under its question.
type Answer struct{ Question, Sentence string }

// Protection says what protects a vote in this election, and from whom it does
// not. They come from what the log holds, the roll among it, and nobody can
// type them. The people of a team are not named: their names are sealed, and
// whoever holds only what is public can make the same sentences.
func Protection(el *election.Election) []Answer { return protection(el, nil) }

// Protection is Protection with the names of the people whom it is about. So
// it stands on the notices, on the first page of voting and on the declaration.
func (d *Desk) Protection(ctx context.Context, el *election.Election) []Answer {
	return protection(el, func(id election.ID) string {
		if name := d.Person(ctx, id).Name; name != "" {
			return name
		}
		return "somebody whose name has been destroyed"
	})
}

func protection(el *election.Election, name func(election.ID) string) []Answer {
	list := []Answer{
		{"Who could read one vote?", "The returning officer together with this service."},
		{"Who could vote for you?", "This service or your mail provider. You would be told by email."},
		{"What if a key is lost?", "None may be lost. If the returning officer’s is, or this service’s own: no count; a new poll."},
		{"What does the result reveal?", Revealed(el)},
	}
	if el.Called.Scheme == election.Strict {
		list[0].Sentence, list[1].Sentence, list[2].Sentence = strictReads(el, name), strictVotes(el, name), strictLoses(el)
	}
	return list
}

// Weights is how alike the votes of a roll are.
type Weights struct {
	Practices int
	Votes     int64
	Sizes     int   // different numbers of votes
	Alone     int   // practices with a number of votes that no other has
	Most      int64 // of one practice
}

// Measure looks at the votes of each practice.
func Measure(votes func(yield func(int64) bool)) Weights {
	var w Weights
	count := make(map[int64]int)
	for v := range votes {
		w.Practices++
		w.Votes += v
		w.Most = max(w.Most, v)
		count[v]++
	}
	w.Sizes = len(count)
	for _, n := range count {
		if n == 1 {
			w.Alone++
		}
	}
	if w.Practices == 1 {
		w.Alone = 1
	}
	return w
}
