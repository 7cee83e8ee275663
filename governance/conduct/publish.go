package conduct

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/record"
)

// Publish publishes the candidates, in alphabetical order of surnames within
// each post.
func (d *Desk) Publish(ctx context.Context, by, id election.ID) error {
	el, err := d.Election(id)
	if err != nil {
		return err
	}
	event := election.CandidatesPublished{Election: id, Candidates: []election.PublishedCandidate{}}
	var blobs [][]byte
	for _, post := range el.Posts() {
		type card struct {
			nomination election.ID
			card       record.Card
		}
		var cards []card
		for n := range el.Nominations {
			if n.Post != post.ID || !n.Standing() {
				continue
			}
			c := d.card(ctx, n)
			if c.Name == "" {
				return election.Refuse("candidate-lost", "The statement of a candidate for %s cannot be read any more. Nothing was published; the candidate must withdraw or the nomination be found invalid.", post.ID)
			}
			cards = append(cards, card{n.ID, c})
		}
		slices.SortFunc(cards, func(a, b card) int {
			return cmp.Or(cmp.Compare(sortName(a.card.Name), sortName(b.card.Name)), cmp.Compare(a.nomination, b.nomination))
		})
		for _, c := range cards {
			blob, digest := record.Blob(c.card)
			blobs = append(blobs, blob)
			event.Candidates = append(event.Candidates, election.PublishedCandidate{Post: post.ID, Nomination: c.nomination, Card: digest})
		}
	}
	_, err = d.do(ctx, blobs, clerk.Act{By: by, Event: event})
	return err
}

// card is what the public will see of a nominee.
func (d *Desk) card(ctx context.Context, n election.Nomination) record.Card {
	particulars, statement := d.Particulars(ctx, n), d.Statement(ctx, n)
	return record.Card{
		Name: statement.Name, Role: particulars.Role,
		Practice:  d.Practice(ctx, n.Of).Name,
		Proposer:  d.Practice(ctx, n.Proposer).Name,
		Seconder:  d.Practice(ctx, n.Seconder).Name,
		Statement: statement.Statement, Interests: statement.Interests,
	}
}

// sortName is what a name is sorted by: its last word, then all of it, without
// capitals and accents, so that a title such as Dr does not matter and É stands
// with E.
func sortName(name string) string {
	plain := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(name))
	words := strings.Fields(plain)
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1] + " " + strings.Join(words, " ")
}
