package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web"
	"github.com/onenorwich/guildhall/web/keys/holder"
	"github.com/onenorwich/guildhall/web/site"
)

// rehearseData is the rehearsal that stops at a stage and leaves its data folder,
// on which the service then runs: to practise on, and for the tests from outside.
type rehearseData struct {
	Data    string        `placeholder:"DIR" help:"Leave a new data folder instead, to practise on with guildhall serve."`
	Until   string        `default:"opened" placeholder:"STAGE" help:"With --data: the stage to stop at, as called, nominated, prepared, opened, voted, closed."`
	Closes  time.Duration `name:"closes-in" default:"72h" placeholder:"DURATION" help:"With --data: how long from now the poll closes; negative for a poll that has closed."`
	URL     string        `name:"url" default:"http://localhost:8080" placeholder:"URL" help:"With --data: the address under which the service will run; it stands in the emails."`
	Secrets string        `placeholder:"FILE" help:"With --data: new file for everybody's secrets, which in an election no two people have."`
	Each    int           `name:"votes-each" placeholder:"N" help:"With --secrets: as many encrypted votes for each practice, ready to be sent."`
}

// secrets are what the people of a rehearsal know, each a part of it.
type secrets struct {
	Election   election.ID      `json:"election"`
	Closes     time.Time        `json:"closes"`
	Officer    someone          `json:"officer"`
	Key        string           `json:"key,omitempty"` // the officer's key file, in the simple scheme
	Registrar  *someone         `json:"registrar,omitempty"`
	Operator   *someone         `json:"operator,omitempty"`
	Trustees   []trusteeSecrets `json:"trustees,omitempty"`
	Candidates []someone        `json:"candidates"`
	Practices  []practiceSecret `json:"practices"`
}

type someone struct {
	Person election.ID `json:"person"`
	Name   string      `json:"name"`
	Email  string      `json:"email"`
}

type trusteeSecrets struct {
	someone
	Phrase string `json:"phrase"`
}

// practiceSecret is a practice with its representative, voting link and code.
type practiceSecret struct {
	Practice election.ID       `json:"practice"`
	Name     string            `json:"name"`
	Voting   someone           `json:"voting"`
	Code     string            `json:"code,omitempty"`
	Link     string            `json:"link,omitempty"`  // path of a voting link
	Votes    []json.RawMessage `json:"votes,omitempty"` // each as the voting page sends it
}

// leave plays the script until its stage in a data folder that stays.
func (c *rehearseCommand) leave(ctx context.Context, t *terminal, script rehearsal.Script) error {
	stage, err := rehearsal.ParseStage(c.Until)
	if err != nil {
		return &failure{code: exitUnreadable, err: err}
	}
	script.At = time.Now().Add(c.Closes).Truncate(time.Millisecond)
	if passed := c.Closes <= 0; passed != (stage >= rehearsal.Closed) {
		return &failure{code: exitUnreadable, err: fmt.Errorf("the stage %q does not go with a poll that closes in %s", c.Until, c.Closes),
			hint: "from the stage closed on, the close lies in the past: give --closes-in=-1h"}
	}
	if err := emptyFolder(c.Data); err != nil {
		return err
	}
	r, err := rehearsal.Start(ctx, c.Data, script, web.Schemas()...)
	if err != nil {
		return err
	}
	defer r.Dir.Close()
	s, err := site.New(ctx, site.Options{Desk: r.Desk(), BaseURL: c.URL})
	if err != nil {
		return err
	}
	r.Opening = func(ctx context.Context) (conduct.Side, error) { return s.Invitations(ctx, script.ID) }
	r.Casting = func(ctx context.Context, practice election.ID, at time.Time) (conduct.Side, error) {
		return s.Recorded(ctx, script.ID, practice, at)
	}
	p := t.progress()
	r.Told = func(what string, n, of int) { p.At(what, int64(n), int64(of)) }
	if err := r.Until(ctx, stage); err != nil {
		return err
	}
	p.End()
	if c.Secrets != "" {
		if err := c.tellSecrets(ctx, r, s); err != nil {
			return err
		}
	}
	fmt.Fprintf(t.out, "%s holds a rehearsal (%s); its poll closes at %s. Go on with it: guildhall serve --data %s --url %s\n",
		c.Data, c.Until, script.At.Format(time.RFC3339), c.Data, c.URL)
	return nil
}

// tellSecrets writes the file of everybody's secrets, for its owner only.
func (c *rehearseCommand) tellSecrets(ctx context.Context, r *rehearsal.Rehearsal, s *site.Site) error {
	all, err := c.collect(ctx, r, s)
	if err != nil {
		return err
	}
	raw, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	file, err := os.OpenFile(c.Secrets, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return &failure{code: exitUnreadable, err: fmt.Errorf("the secrets cannot be written: %w", err)}
	}
	_, err = file.Write(append(raw, '\n'))
	return errors.Join(err, file.Close())
}

func (c *rehearseCommand) collect(ctx context.Context, r *rehearsal.Rehearsal, s *site.Site) (*secrets, error) {
	desk := r.Desk()
	of := func(id election.ID) someone {
		text := desk.Person(ctx, id)
		return someone{id, text.Name, text.Email}
	}
	all := &secrets{Election: r.Script.ID, Closes: r.Script.At, Officer: of(r.Officer)}
	if r.Key != nil {
		raw, err := holder.Keep(r.Key, string(r.Script.ID), record.GroupName(r.Script.Group)).Encode()
		if err != nil {
			return nil, err
		}
		all.Key = string(raw)
	}
	for _, trustee := range r.Team.Trustees {
		all.Trustees = append(all.Trustees, trusteeSecrets{of(trustee.Person), trustee.Phrase.Reveal()})
	}
	if r.Team.Registrar != "" {
		registrar, operator := of(r.Team.Registrar), of(r.Team.Operator)
		all.Registrar, all.Operator = &registrar, &operator
	}
	el, err := desk.Election(r.Script.ID)
	if err != nil && r.Stage() >= rehearsal.Called {
		return nil, err
	}
	for n := range el.Nominations {
		all.Candidates = append(all.Candidates, of(n.Nominee))
	}
	state := desk.State()
	for p := range state.Practices {
		secret := practiceSecret{Practice: p.ID, Name: desk.Practice(ctx, p.ID).Name, Voting: of(p.Voting), Code: r.Codes[p.ID]}
		if el.Poll.Open() {
			if secret.Link, err = c.link(ctx, s, &el, p.ID, p.Voting); err != nil {
				return nil, err
			}
			if secret.Votes, err = c.votes(ctx, desk, &el, p.ID, secret.Code); err != nil {
				return nil, err
			}
		}
		all.Practices = append(all.Practices, secret)
	}
	return all, nil
}

// link makes a voting link beside those in the emails.
func (c *rehearseCommand) link(ctx context.Context, s *site.Site, el *election.Election, practice, person election.ID) (path string, err error) {
	err = s.Store().Write(ctx, func(tx store.Side) error {
		token, err := s.NewLink(tx, site.Link{Grant: site.Grant{Purpose: site.ToVote, Person: person, Practice: practice, Election: el.ID()}, Expires: el.Called.Timetable.PollCloses.Time()})
		path = "/v/" + token
		return err
	})
	return path, err
}

// votes encrypts votes as the voting page does: each for the next answer of every
// contest, beginning with the blank one.
func (c *rehearseCommand) votes(ctx context.Context, desk *conduct.Desk, el *election.Election, practice election.ID, text string) (list []json.RawMessage, err error) {
	if c.Each == 0 {
		return nil, nil
	}
	code, err := belenios.ParseCode(text)
	if err != nil {
		return nil, err
	}
	contests, err := desk.Contests(ctx, el)
	if err != nil {
		return nil, err
	}
	for n := range c.Each {
		vote := struct {
			Practice election.ID `json:"practice"`
			Ballots  []string    `json:"ballots"`
		}{Practice: practice}
		for _, contest := range contests {
			marks := make([]int, contest.Setup.Election.Questions[0].Size())
			marks[n%len(marks)] = 1
			ballot, err := belenios.Encrypt(rand.Reader, contest.Setup.Election, code, [][]int{marks})
			if err != nil {
				return nil, err
			}
			vote.Ballots = append(vote.Ballots, string(ballot.Raw))
		}
		raw, err := json.Marshal(vote)
		if err != nil {
			return nil, err
		}
		list = append(list, raw)
	}
	return list, nil
}
