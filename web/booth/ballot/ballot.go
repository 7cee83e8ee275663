// Package ballot is what the booth's program does, apart from the browser: it
// reads the ballot papers of a poll, tells whether a voting code belongs to it,
// and locks a vote, which can then be cast or opened.
//
// Invariant: what a voter is shown of a contest, its name and its answers, comes
// from the very bytes that the ballot will answer, so nobody can show one paper
// and have another one locked.
//
// It is compiled into the voter's browser, so it imports no network, no templates
// and no JSON.
package ballot

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/onenorwich/guildhall/election/belenios"
)

// Paper is one contest's ballot paper.
type Paper struct{ election *belenios.Election }

// Papers are the ballot papers of one poll, in the order of its contests.
type Papers []Paper

// Open reads the definitions of a poll's contests. It refuses what the booth's
// pages cannot ask faithfully.
func Open(definitions [][]byte) (Papers, error) {
	var papers Papers
	for i, raw := range definitions {
		e, err := belenios.ParseElection(raw)
		if err != nil {
			return nil, fmt.Errorf("ballot paper %d cannot be read: %w", i+1, err)
		}
		switch {
		case e.Group != belenios.Ed25519:
			return nil, fmt.Errorf("ballot paper %d is of the group %s, which is for rehearsals and not for a browser", i+1, e.Group)
		case len(e.Questions) != 1:
			return nil, fmt.Errorf("ballot paper %d asks %d questions instead of one", i+1, len(e.Questions))
		case !e.Questions[0].Blank || e.Questions[0].Min != 1 || e.Questions[0].Max != 1:
			return nil, fmt.Errorf("ballot paper %d does not ask to choose one or none", i+1)
		}
		papers = append(papers, Paper{e})
	}
	if len(papers) == 0 {
		return nil, fmt.Errorf("there is no ballot paper")
	}
	return papers, nil
}

// Question is what the paper asks: the name of the post.
func (p Paper) Question() string { return p.election.Questions[0].Question }

// Answers are the candidates, in the order of the paper.
func (p Paper) Answers() []string { return p.election.Questions[0].Answers }

// Fingerprint tells this paper from any other.
func (p Paper) Fingerprint() string { return p.election.Fingerprint() }

// ErrNotInPoll is the refusal of a code that is well formed and none of this poll.
var ErrNotInPoll = errors.New("this voting code is not one of this poll: compare it with the code in your newest email")

// Code reads a voting code as people type it, and tells whether it belongs to
// this poll: known holds the beginnings of the public credentials of the first
// contest, which anybody may see. A mistyped code is found before a vote is sent.
func (p Papers) Code(text string, known []string) (belenios.Code, error) {
	code, err := belenios.ParseCode(text)
	if err != nil {
		return code, err
	}
	credential, err := code.Credential(p[0].election.Group, p[0].election.UUID)
	if err != nil {
		return code, err
	}
	public := credential.Public()
	if !slices.ContainsFunc(known, func(k string) bool { return len(k) >= Known && len(k) <= len(public) && public[:len(k)] == k }) {
		return code, ErrNotInPoll
	}
	return code, nil
}

// Known is how many characters of a public credential tell it from a mistyped
// one: 64 bits.
const Known = 16

// None is the choice of somebody who does not want to vote for a post.
const None = 0

// Lock makes the ballot of every paper. choices names, for each paper, the place
// of the candidate on it, from 1, or None.
func (p Papers) Lock(rand io.Reader, code belenios.Code, choices []int) (*Locked, error) {
	if len(choices) != len(p) {
		return nil, fmt.Errorf("%d of %d ballot papers are marked", len(choices), len(p))
	}
	l := &Locked{}
	for i, paper := range p {
		marks := make([]int, paper.election.Questions[0].Size())
		if choices[i] < 0 || choices[i] >= len(marks) {
			return nil, fmt.Errorf("ballot paper %d has no candidate number %d", i+1, choices[i])
		}
		marks[choices[i]] = 1
		b, o, err := belenios.EncryptToChallenge(rand, paper.election, code, [][]int{marks})
		if err != nil {
			return nil, err
		}
		l.ballots, l.openings = append(l.ballots, b), append(l.openings, o)
	}
	return l, nil
}
