package edition

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/booth/ballot"
	"github.com/onenorwich/guildhall/web/ui"
)

// papersJSON is what the booth shows: public, and the same for everybody.
type papersJSON struct {
	Election   election.ID  `json:"election"`
	Title      string       `json:"title"`
	Body       string       `json:"body"`
	State      string       `json:"state"`    // "waiting", "open" or "closed"
	Sentence   string       `json:"sentence"` // why nobody can vote now
	Closes     string       `json:"closes"`
	Contact    string       `json:"contact"`
	Address    string       `json:"address"` // of the election's page
	Board      string       `json:"board"`
	Protection []answerJSON `json:"protection"`
	Posts      []postJSON   `json:"posts"`
	// Known are the beginnings of the public credentials of the first contest.
	Known []string `json:"known"`
	// Registrar is until when a registrar gives a lost code again; empty where this
	// service makes the codes.
	Registrar string `json:"registrar,omitempty"`
	// Demo is there in a demonstration alone: its mark, and where it is steered.
	Demo *linkJSON `json:"demo,omitempty"`
}

type linkJSON struct {
	Text string `json:"text"`
	Href string `json:"href"`
}

type answerJSON struct {
	Question string `json:"question"`
	Answer   string `json:"answer"`
}

type postJSON struct {
	Post       election.ID     `json:"post"`
	Name       string          `json:"name"`
	Note       string          `json:"note"` // why a candidate may be passed over
	Definition string          `json:"definition"`
	Candidates []candidateJSON `json:"candidates"`
}

type candidateJSON struct {
	Name      string `json:"name"`
	Role      string `json:"role"`
	Practice  string `json:"practice"`
	Proposer  string `json:"proposer"`
	Seconder  string `json:"seconder"`
	Statement string `json:"statement"`
	Interests string `json:"interests"`
}

// Sources are what ballot papers are made of.
type Sources struct {
	Blobs audit.Blobs
	Known []string // the beginnings of credentials, see Beginnings
	Demo  *ui.Demo // in a demonstration
}

// Papers makes an election's ballot papers as they are given out at a time, as
// JSON. The same log and files give the same bytes; the time decides only
// whether the close has passed.
func Papers(ctx context.Context, el *election.Election, from Sources, at time.Time) ([]byte, error) {
	words, err := read[record.ElectionText](ctx, from.Blobs, el.Called.Definition)
	if err != nil {
		return nil, err
	}
	closes := el.Called.Timetable.PollCloses.Time()
	address := "/elections/" + string(el.ID())
	p := papersJSON{
		Election: el.ID(), Title: words.Title, Body: words.Body, Contact: words.Contact,
		Closes: ui.When(closes), Address: address, Board: address + "/board",
		Posts: []postJSON{}, Known: []string{},
	}
	if el.Called.Scheme == election.Strict {
		p.Registrar = ui.When(el.CodesCutOff().Time())
	}
	if from.Demo != nil {
		p.Demo = &linkJSON{from.Demo.Link.Text, from.Demo.Link.Href}
	}
	for _, a := range conduct.Protection(el) {
		p.Protection = append(p.Protection, answerJSON{a.Question, a.Sentence})
	}
	switch {
	case el.Poll.Closed() || el.Poll.Open() && !at.Before(closes):
		p.State = "closed"
		p.Sentence = fmt.Sprintf("The poll closed on %s. Nothing has been sent. Votes that were cast before are counted.", ui.When(closes))
	case !el.Poll.Open():
		p.State = "waiting"
		p.Sentence = fmt.Sprintf("The poll opens on %s. Every practice is sent an email then.", ui.When(el.Called.Timetable.PollOpens.Time()))
	default:
		p.State, p.Known = "open", from.Known
		if err := p.fill(ctx, el, words, from.Blobs); err != nil {
			return nil, err
		}
	}
	return json.Marshal(p)
}

// fill adds the ballot papers of an open poll.
func (p *papersJSON) fill(ctx context.Context, el *election.Election, words record.ElectionText, blobs audit.Blobs) error {
	cards := map[election.Digest]record.Card{}
	for _, post := range el.Posts() {
		for _, person := range post.Order {
			candidate, _ := post.Candidate(person)
			card, err := read[record.Card](ctx, blobs, candidate.Card)
			if err != nil {
				return err
			}
			cards[candidate.Card] = card
		}
	}
	for _, contest := range el.Poll.Prepared.Contests {
		post, _ := el.Post(contest.Post)
		raw, err := blobs.Blob(ctx, audit.Digest(contest.Definition))
		if err != nil {
			return fmt.Errorf("the definition of the contest %s: %w", contest.Post, err)
		}
		out := postJSON{Post: post.ID, Name: words.PostName(post.ID), Definition: string(raw), Note: note(el, words, post, cards)}
		for _, person := range post.Order {
			candidate, _ := post.Candidate(person)
			card := cards[candidate.Card]
			out.Candidates = append(out.Candidates, candidateJSON{card.Name, card.Role, card.Practice, card.Proposer, card.Seconder, card.Statement, card.Interests})
		}
		p.Posts = append(p.Posts, out)
	}
	return nil
}

// note explains why votes for a candidate of this post may come to nothing: who
// is elected to a post that is counted earlier is passed over in this one.
func note(el *election.Election, words record.ElectionText, post election.Post, cards map[election.Digest]record.Card) string {
	if !el.Called.OnePost {
		return ""
	}
	var lines []string
	for _, person := range post.Order {
		candidate, _ := post.Candidate(person)
		name := cards[candidate.Card].Name
		for _, earlier := range el.Posts()[:post.Place] {
			if !slices.ContainsFunc(el.Standing(earlier.ID), func(c election.Candidate) bool { return c.Person == person }) {
				continue
			}
			if earlier.Settled == election.ByPoll {
				lines = append(lines, fmt.Sprintf("%s also stands for %s, which is counted before this post.", name, words.PostName(earlier.ID)))
			} else {
				lines = append(lines, fmt.Sprintf("%s is elected to %s without a poll.", name, words.PostName(earlier.ID)))
			}
		}
	}
	if len(lines) == 0 {
		return ""
	}
	return strings.Join(lines, " ") + " Nobody can hold two posts: whoever is elected to the earlier post is passed over here, and the votes given to them here do not move to anybody else."
}

// Beginnings are the first characters of the public credentials of a prepared
// poll's first contest, sorted: by them the booth finds a slip in a voting code.
func Beginnings(ctx context.Context, el *election.Election, blobs audit.Blobs) ([]string, error) {
	if el.Poll.Prepared == nil || len(el.Poll.Prepared.Contests) == 0 {
		return []string{}, nil
	}
	first := el.Poll.Prepared.Contests[0]
	var raw [3][]byte
	for i, digest := range []election.Digest{first.Definition, first.Trustees, first.Credentials} {
		b, err := blobs.Blob(ctx, audit.Digest(digest))
		if err != nil {
			return nil, fmt.Errorf("a file of the contest %s: %w", first.Post, err)
		}
		raw[i] = b
	}
	setup, err := belenios.NewSetup(raw[0], raw[1], raw[2])
	if err != nil {
		return nil, fmt.Errorf("the set-up of the contest %s: %w", first.Post, err)
	}
	known := []string{}
	for _, right := range setup.Credentials.Rights() {
		known = append(known, right.Credential[:ballot.Known])
	}
	slices.Sort(known)
	return known, nil
}

// read reads a public text.
func read[T any](ctx context.Context, blobs audit.Blobs, digest election.Digest) (t T, err error) {
	raw, err := blobs.Blob(ctx, audit.Digest(digest))
	if err != nil {
		return t, err
	}
	return record.Read[T](raw)
}
