package record

import (
	"errors"
	"fmt"
	"slices"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/roll"
)

// words holds the public files of every election against the log: the roll's
// weights are those that its source and its rule give, and each candidate's
// card names the practices that the log names. A fold reads no blob, so these
// lies would pass it.
func (v *verification) words() error {
	began := v.o.Now()
	count := int64(0)
	for el := range v.found.Point.State.Election.Elections {
		if el.Roll.Frozen != nil {
			if err := v.roll(&el); err != nil {
				return fault("blobs/"+el.Roll.Frozen.Source.String(), "the roll of %s: %v", el.ID(), err)
			}
			count += int64(el.Roll.Len())
		}
		for _, post := range el.Posts() {
			for _, c := range post.Candidates {
				if err := v.card(&el, c); err != nil {
					return fault("blobs/"+c.Card.String(), "the card of a candidate for %s of %s: %v", post.ID, el.ID(), err)
				}
				count++
			}
		}
	}
	v.timed("lines of rolls, and cards of candidates, against the log", began, count)
	return nil
}

// roll works every weight out again from the published source.
func (v *verification) roll(el *election.Election) error {
	raw, err := v.bundle.Blob(v.ctx, audit.Digest(el.Roll.Frozen.Source))
	if err != nil {
		return err
	}
	rows, err := roll.ReadCanonical(raw)
	if err != nil {
		return err
	}
	votes, err := el.Roll.Frozen.Rule.Weights(rows)
	if err != nil {
		return err
	}
	if len(rows) != el.Roll.Len() {
		return fmt.Errorf("it lists %d practices, but the log %d", len(rows), el.Roll.Len())
	}
	for i, row := range rows {
		want := election.RollRow{Practice: election.ID(row.ID()), Patients: row.Patients, Votes: votes[i]}
		if have, _ := el.Roll.Row(want.Practice); have != want {
			return fmt.Errorf("it gives %s %d patients and %d votes, but the log %d and %d", row.ODS, want.Patients, want.Votes, have.Patients, have.Votes)
		}
	}
	return nil
}

// card holds a candidate's card against the nomination.
func (v *verification) card(el *election.Election, c election.Candidate) error {
	card, err := publicText[Card](v, c.Card)
	if err != nil {
		return err
	}
	n, _ := el.Nomination(c.Nomination)
	for _, line := range []struct {
		practice election.ID
		name     string
	}{{n.Of, card.Practice}, {n.Proposer, card.Proposer}, {n.Seconder, card.Seconder}} {
		p, _ := v.found.Point.State.Practice(line.practice)
		text, err := publicText[PracticeText](v, p.Details)
		if err != nil {
			return err
		}
		if text.Name != line.name {
			return fmt.Errorf("it says %q, but the practice %s is %q", line.name, line.practice, text.Name)
		}
	}
	if card.Name == "" {
		return errors.New("it has no name")
	}
	return nil
}

// publicText reads a public text of the bundle.
func publicText[T any](v *verification, digest election.Digest) (t T, err error) {
	raw, err := v.bundle.Blob(v.ctx, audit.Digest(digest))
	if err != nil {
		return t, err
	}
	return Read[T](raw)
}

// Answers are the answers of a ballot paper: the candidates' names in its
// order. Where two have the same name, their practices tell them apart.
func Answers(cards []Card) []string {
	var names, answers []string
	for _, c := range cards {
		names = append(names, c.Name)
	}
	for i, c := range cards {
		answer := c.Name
		if slices.Contains(names[:i], answer) || slices.Contains(names[i+1:], answer) {
			answer += " (" + c.Practice + ")"
		}
		answers = append(answers, answer)
	}
	return answers
}
