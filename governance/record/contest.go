package record

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
)

// contests verifies every archive strictly and holds what it says against the
// log: definition, weights, each ballot in its place, tally, totals.
func (v *verification) contests() error {
	for el := range v.found.Point.State.Election.Elections {
		if el.Poll.Prepared == nil {
			continue
		}
		for i, c := range el.Poll.Prepared.Contests {
			if err := v.contest(&el, i, c); err != nil {
				return err
			}
		}
	}
	return nil
}

func (v *verification) contest(el *election.Election, at int, c election.Contest) error {
	began := v.o.Now()
	name := ArchiveName(el.ID(), c.Post)
	file, err := v.archive(el, c, name)
	if err != nil {
		return err
	}
	defer file.Close()
	var cast []belenios.Checked
	report, err := belenios.VerifyArchive(v.ctx, file, belenios.Options{
		Progress: func(n int) { v.o.Progress("ballots of "+name, int64(n)) },
		Ballot:   func(b belenios.Checked) { cast = append(cast, b) },
		Help:     v.o.Help,
	})
	if err != nil {
		return fault(name, "%v", err)
	}
	for _, check := range []func() error{
		func() error { return v.definition(el, c, report) },
		func() error { return weights(el, at, report) },
		func() error { return box(el, at, cast) },
		func() error { return v.bound(el, c.Post, report) },
		func() error { return totals(el, c.Post, report) },
	} {
		if err := check(); err != nil {
			return fault(name, "%v", err)
		}
	}
	v.found.Contests = append(v.found.Contests, ContestVerified{el.ID(), c.Post, name, report})
	v.timed(name+": every ballot's proofs, the tally, the decryption and the result", began, int64(report.Ballots))
	return nil
}

// archive opens a contest's archive, or makes it where the bundle leaves it out.
func (v *verification) archive(el *election.Election, c election.Contest, name string) (io.ReadCloser, error) {
	if slices.Contains(v.bundle.Project(), name) {
		return v.bundle.Open(name)
	}
	r, w := io.Pipe()
	go func() {
		w.CloseWithError(Project(v.ctx, &v.found.Point.State, el.ID(), c.Post, source{v.bundle}, w))
	}()
	return r, nil
}

// definition: the contest asks what the log says it asks, of the candidates
// that stand, in the order that was drawn.
func (v *verification) definition(el *election.Election, c election.Contest, r *belenios.Report) error {
	if len(r.Questions) != 1 || r.UUID != c.UUID || r.Group != GroupName(el.Called.Group) {
		return errors.New("its identifier, group or number of questions is not that of the log")
	}
	q := r.Questions[0]
	if !q.Blank || q.Min != 1 || q.Max != 1 {
		return errors.New("it does not ask for one answer or a blank vote")
	}
	text, err := publicText[ElectionText](v, el.Called.Definition)
	if err != nil {
		return err
	}
	if q.Question != text.PostName(c.Post) || r.Name != ContestName(text, c.Post) || r.Setup().Election.Description != text.Body {
		return errors.New("its title or its question is not that of the election that was called")
	}
	post, _ := el.Post(c.Post)
	var cards []Card
	for _, person := range post.Order {
		candidate, _ := post.Candidate(person)
		card, err := publicText[Card](v, candidate.Card)
		if err != nil {
			return err
		}
		cards = append(cards, card)
	}
	if !slices.Equal(q.Answers, Answers(cards)) {
		return errors.New("its answers are not the candidates in the order that was drawn")
	}
	return nil
}

// bound: each share is bound to the tally that it decrypts, by its owner's key.
func (v *verification) bound(el *election.Election, post election.ID, r *belenios.Report) error {
	p, _ := el.Post(post)
	for i, share := range r.Parts() {
		binding, err := v.bundle.Blob(v.ctx, audit.Digest(p.Shares[i].Binding))
		if err != nil {
			return err
		}
		if err := share.CheckBinding(binding); err != nil {
			return fmt.Errorf("the share of trustee %d is not bound to its tally: %w", p.Shares[i].Owner, err)
		}
	}
	return nil
}

// GroupName is the protocol's name of a group.
func GroupName(group string) string {
	if group == election.Group2048 {
		return belenios.Belenios2048
	}
	return belenios.Ed25519
}

// weights: the archive's list of credentials is the log's, with its votes.
func weights(el *election.Election, at int, r *belenios.Report) error {
	votes := make(map[election.Digest]int64)
	for _, row := range el.Poll.Voters() {
		votes[row.Credentials[at]] = row.Votes
	}
	rights := r.Setup().Credentials.Rights()
	if len(rights) != len(votes) {
		return errors.New("its list of credentials is longer or shorter than the log's")
	}
	for _, right := range rights {
		if n, ok := votes[sha256.Sum256([]byte(right.Credential))]; !ok || n != right.Weight {
			return errors.New("its list of credentials, with their votes, is not the log's")
		}
	}
	return nil
}

// box: each ballot is signed with the credential under which the log counts
// it, in the order of the log.
func box(el *election.Election, at int, cast []belenios.Checked) error {
	i := 0
	for entry := range el.Poll.Casts {
		part := entry.Ballots[at]
		if i >= len(cast) || cast[i].Digest() != part.Ballot || sha256.Sum256([]byte(cast[i].Credential())) != part.Credential {
			return errors.New("a ballot is not signed with the credential under which the log records it")
		}
		i++
	}
	if i != len(cast) {
		return errors.New("it holds ballots that the log does not")
	}
	return nil
}

// totals: what was tallied and found is what the log declares.
func totals(el *election.Election, post election.ID, r *belenios.Report) error {
	p, _ := el.Post(post)
	if p.Tally != nil && (p.Tally.Voters != r.NumTallied || p.Tally.Votes != r.TotalWeight) {
		return errors.New("the numbers of its tally are not the log's")
	}
	if p.Result == nil {
		return nil
	}
	if len(r.Result) != 1 || len(r.Result[0]) != len(p.Result.Counts) {
		return errors.New("its result is not the log's")
	}
	for i, n := range p.Result.Counts {
		if int64(r.Result[0][i]) != n {
			return errors.New("its result is not the log's")
		}
	}
	return nil
}
