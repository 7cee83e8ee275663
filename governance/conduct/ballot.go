package conduct

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"slices"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/record"
)

// Prepare makes the ballot: a contest of the protocol for each post that goes
// to a poll, and a voting code for each practice, kept in the side table.
func (d *Desk) Prepare(ctx context.Context, id election.ID) error {
	el, err := d.Election(id)
	if err != nil {
		return err
	}
	if el.Key == nil || !el.Settled {
		return election.Refuse("key", "Settle the contests and make the key first.")
	}
	if len(el.Contested()) == 0 {
		return election.Refuse("no-contest", "No post goes to a poll, so there is nothing to prepare. Declare the result.")
	}
	p, err := d.draft(ctx, &el)
	if err != nil {
		return err
	}
	var acts []clerk.Act
	for rows := range slices.Chunk(p.rows, voterPart(len(p.contests))) {
		acts = append(acts, clerk.Act{By: election.Service, Event: election.VotersListed{Election: id, Rows: rows}})
	}
	acts = append(acts, clerk.Act{By: election.Service, Event: election.PollPrepared{
		Election: id, Key: el.Key.Key, Voters: len(p.rows), Contests: p.contests}})
	_, err = d.Clerk.Do(ctx, clerk.Command{
		Blobs:  p.blobs,
		Decide: func(*governance.State, time.Time) ([]clerk.Act, error) { return acts, nil },
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
	contests []election.Contest
	rows     []election.VoterRow
	codes    map[election.ID]belenios.Code
	blobs    [][]byte
}

func (d *Desk) draft(ctx context.Context, el *election.Election) (*prepared, error) {
	raw, err := d.Clerk.Log().Blob(ctx, audit.Digest(el.Key.Key))
	if err != nil {
		return nil, err
	}
	group := record.GroupName(el.Called.Group)
	trustee, err := belenios.ParseTrustee(group, raw)
	if err != nil {
		return nil, err
	}
	trustees := belenios.EncodeTrustees([]belenios.Trustee{trustee})
	p := &prepared{codes: make(map[election.ID]belenios.Code), blobs: [][]byte{trustees}}
	for row := range el.Roll.Rows {
		if p.codes[row.Practice], err = belenios.NewCode(d.Rand); err != nil {
			return nil, err
		}
		p.rows = append(p.rows, election.VoterRow{Votes: row.Votes})
	}
	words := d.Text(ctx, el)
	for _, post := range el.Contested() {
		contest, err := d.contest(ctx, el, post, words, trustees, p)
		if err != nil {
			return nil, err
		}
		p.contests = append(p.contests, contest)
	}
	// The rows leave in the order of their credentials: that of the roll would
	// say which code is whose.
	slices.SortFunc(p.rows, func(a, b election.VoterRow) int {
		return bytes.Compare(a.Credentials[0][:], b.Credentials[0][:])
	})
	return p, nil
}

// contest makes the protocol's election of one post, and adds each code's
// credential in it to the rows.
func (d *Desk) contest(ctx context.Context, el *election.Election, post election.Post, words record.ElectionText, trustees []byte, p *prepared) (c election.Contest, err error) {
	uuid, err := belenios.NewUUID(d.Rand)
	if err != nil {
		return c, err
	}
	group := record.GroupName(el.Called.Group)
	parsed, err := belenios.ParseTrustees(group, trustees)
	if err != nil {
		return c, err
	}
	question := belenios.Question{Question: words.PostName(post.ID), Blank: true, Min: 1, Max: 1}
	var cards []record.Card
	for _, person := range post.Order {
		candidate, _ := post.Candidate(person)
		cards = append(cards, d.Card(ctx, candidate))
	}
	question.Answers = record.Answers(cards)
	definition, err := belenios.Definition{
		Description: words.Body, Name: record.ContestName(words, post.ID), Group: group,
		PublicKey: parsed.PublicKey(), Questions: []belenios.Question{question}, UUID: uuid,
	}.Encode()
	if err != nil {
		return c, err
	}
	i := 0
	var rights []belenios.VotingRight
	for row := range el.Roll.Rows {
		credential, err := p.codes[row.Practice].Credential(group, uuid)
		if err != nil {
			return c, err
		}
		rights = append(rights, belenios.VotingRight{Credential: credential.Public(), Weight: row.Votes})
		p.rows[i].Credentials = append(p.rows[i].Credentials, sha256.Sum256([]byte(credential.Public())))
		i++
	}
	slices.SortFunc(rights, func(a, b belenios.VotingRight) int { return cmp.Compare(a.Credential, b.Credential) })
	credentials := belenios.EncodeCredentials(rights)
	if _, err := belenios.NewSetup(definition, trustees, credentials); err != nil {
		return c, err
	}
	p.blobs = append(p.blobs, definition, credentials)
	return election.Contest{Post: post.ID, UUID: uuid, Definition: election.Digest(audit.Hash(definition)),
		Trustees: election.Digest(audit.Hash(trustees)), Credentials: election.Digest(audit.Hash(credentials))}, nil
}
