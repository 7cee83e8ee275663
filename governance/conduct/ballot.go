package conduct

import (
	"context"
	"slices"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/record"
)

// Prepare makes the ballot: a contest of the protocol for each post that goes
// to a poll. In the simple scheme it makes a voting code for each practice too,
// kept in the side table; in the strict one the registrar has listed them.
func (d *Desk) Prepare(ctx context.Context, id election.ID) error {
	el, err := d.Election(id)
	if err != nil {
		return err
	}
	var p *prepared
	switch {
	case el.Called.Scheme == election.Simple && (el.Keys == nil || !el.Settled):
		return election.Refuse("key", "Settle the contests and make the key first.")
	case el.Settled && len(el.Contested()) == 0:
		return election.Refuse("no-contest", "No post goes to a poll, so there is nothing to prepare. Declare the result.")
	case el.Called.Scheme == election.Strict && (el.Keys == nil || el.Listed == nil):
		return election.Refuse("key", "The trustees' key ceremony and the registrar's list of voting codes come first.")
	case el.Called.Scheme == election.Strict:
		p, err = d.listed(ctx, &el)
	default:
		p, err = d.draft(ctx, &el)
	}
	if err != nil {
		return err
	}
	var acts []clerk.Act
	if el.Called.Scheme == election.Simple {
		for rows := range slices.Chunk(p.list.Rows(), voterPart(len(p.contests))) {
			acts = append(acts, clerk.Act{By: election.Service, Event: election.VotersListed{Election: id, Rows: rows}})
		}
	}
	acts = append(acts, clerk.Act{By: election.Service, Event: election.PollPrepared{
		Election: id, Voters: len(p.list), Contests: p.contests}})
	_, err = d.Clerk.Do(ctx, clerk.Command{
		Blobs:  p.blobs,
		Decide: decided(acts...),
		Side: func(tx store.Side) error {
			for practice, code := range p.codes {
				if _, err := tx.Exec(`INSERT INTO codes (election, practice, code) VALUES ($1, $2, $3)`, string(id), string(practice), code.Reveal()); err != nil {
					return err
				}
			}
			return nil
		},
	})
	return err
}

// prepared is a ballot before it is recorded.
type prepared struct {
	trustees []byte
	list     record.CodeList
	codes    map[election.ID]belenios.Code // of the simple scheme
	contests []election.Contest
	blobs    [][]byte
}

// draft is a ballot of the simple scheme, with a new code for each practice.
func (d *Desk) draft(ctx context.Context, el *election.Election) (p *prepared, err error) {
	group := record.GroupName(el.Called.Group)
	p = &prepared{codes: make(map[election.ID]belenios.Code)}
	uuids := make([]string, len(el.Contested()))
	for i := range uuids {
		if uuids[i], err = belenios.NewUUID(d.Rand); err != nil {
			return nil, err
		}
	}
	for row := range el.Roll.Rows {
		code, err := belenios.NewCode(d.Rand)
		if err != nil {
			return nil, err
		}
		line, err := record.NewCodeLine(code, group, row.Votes, uuids)
		if err != nil {
			return nil, err
		}
		p.codes[row.Practice], p.list = code, append(p.list, line)
	}
	p.list.Sort()
	return p, d.contest(ctx, el, p, uuids)
}

// listed is a ballot of the strict scheme, for the codes that the registrar made.
func (d *Desk) listed(ctx context.Context, el *election.Election) (*prepared, error) {
	list, err := d.Clerk.Log().Blob(ctx, audit.Digest(el.Listed.List))
	if err != nil {
		return nil, err
	}
	p := &prepared{}
	if p.list, err = record.ReadCodeList(list); err != nil {
		return nil, err
	}
	uuids := make([]string, len(el.Identified))
	for i, c := range el.Identified {
		uuids[i] = c.UUID
	}
	return p, d.contest(ctx, el, p, uuids)
}

// contest makes the protocol's election of each post that goes to a poll, under the
// keys that were made.
func (d *Desk) contest(ctx context.Context, el *election.Election, p *prepared, uuids []string) (err error) {
	if p.trustees, err = d.Clerk.Log().Blob(ctx, audit.Digest(el.Keys.Trustees)); err != nil {
		return err
	}
	group, words := record.GroupName(el.Called.Group), d.Text(ctx, el)
	parsed, err := belenios.ParseTrustees(group, p.trustees)
	if err != nil {
		return err
	}
	p.blobs = [][]byte{p.trustees}
	for i, post := range el.Contested() {
		question := belenios.Question{Question: words.PostName(post.ID), Blank: true, Min: 1, Max: 1}
		var cards []record.Card
		for _, person := range post.Order {
			candidate, _ := post.Candidate(person)
			cards = append(cards, d.Card(ctx, candidate))
		}
		question.Answers = record.Answers(cards)
		definition, err := belenios.Definition{
			Description: words.Body, Name: record.ContestName(words, post.ID), Group: group,
			PublicKey: parsed.PublicKey(), Questions: []belenios.Question{question}, UUID: uuids[i],
		}.Encode()
		if err != nil {
			return err
		}
		credentials := p.list.Credentials(i)
		if _, err := belenios.NewSetup(definition, p.trustees, credentials); err != nil {
			return err
		}
		p.blobs = append(p.blobs, definition, credentials)
		p.contests = append(p.contests, election.Contest{Post: post.ID, UUID: uuids[i], Definition: election.Digest(audit.Hash(definition)),
			Trustees: election.Digest(audit.Hash(p.trustees)), Credentials: election.Digest(audit.Hash(credentials))})
	}
	return nil
}
