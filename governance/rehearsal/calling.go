package rehearsal

import (
	"context"
	"time"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
)

func (r *Rehearsal) begin(ctx context.Context) (err error) {
	chair := person(98)
	r.Officer, err = r.desk.Begin(ctx, conduct.Setup{Body: r.Script.Body, Key: r.Dir.Key.Public(), Officer: person(99), Interim: &chair})
	if err != nil {
		return err
	}
	var list []conduct.NewPractice
	for i, row := range r.Script.Rows {
		p := person(200 + i)
		list = append(list, conduct.NewPractice{Text: record.PracticeText{Code: row.ODS, Name: row.Name}, Voting: &p})
	}
	// In parts: two entries and a commit's worth of texts for each practice.
	for len(list) > 0 {
		n := min(len(list), 100)
		if err := r.desk.Join(ctx, r.Officer, list[:n]); err != nil {
			return err
		}
		list = list[n:]
	}
	return nil
}

func (r *Rehearsal) call(ctx context.Context) error {
	posts, eligible := conduct.CommitteePosts()
	r.terms = eligible
	scheme := election.Simple
	if r.Script.Strict() {
		scheme = election.Strict
	}
	err := r.desk.CallElection(ctx, r.Officer, conduct.Call{
		ID: r.Script.ID, Scheme: scheme, Group: r.Script.Group, Timetable: r.times, Eligible: eligible, Support: 4,
		Text: record.ElectionText{Title: r.Script.Title, Body: r.Script.Body, Posts: posts,
			Contact: r.desk.Person(ctx, r.Officer).Name + ", returning officer, 01603 555099, elections@example.org"},
	})
	if err != nil || !r.Script.Strict() {
		return err
	}
	return r.nameTeam(ctx)
}

func (r *Rehearsal) freeze(ctx context.Context) error {
	return r.desk.FreezeRoll(ctx, r.Officer, r.Script.ID, r.Script.Rows, r.Script.Rule)
}

func (r *Rehearsal) nominate(ctx context.Context) error {
	r.Clock.Set(r.times.Notice.Time().Add(24 * time.Hour))
	for i, n := range nominations {
		r.Clock.Advance(time.Hour)
		// Three practices in a row, so that support is spread over the roll.
		of, proposer, seconder := r.practice(n.who), r.practice(n.who+1), r.practice(n.who+2)
		name, address := invented(n.who)
		if n.number != "" && r.terms[n.post] == election.EligibleGP {
			name = "Dr " + name
		}
		id, nominee, err := r.desk.Nominate(ctx, r.voter(proposer), conduct.NewNomination{
			Election: r.Script.ID, Post: n.post, Of: of, Proposer: proposer, Seconder: seconder,
			Particulars: record.ParticularsText{Name: name, Email: address, Role: n.role, Number: n.number},
		})
		if err != nil {
			return err
		}
		if err := r.desk.Second(ctx, r.voter(seconder), r.Script.ID, id, seconder); err != nil {
			return err
		}
		if err := r.desk.Consent(ctx, nominee, r.Script.ID, id, true, true, record.StatementText{
			Name: name, Statement: statements[i%len(statements)], Interests: "None beyond my own practice."}); err != nil {
			return err
		}
	}
	return nil
}

func (r *Rehearsal) decide(ctx context.Context) error {
	el, err := r.desk.Election(r.Script.ID)
	if err != nil {
		return err
	}
	for n := range el.Nominations {
		decision, reason := election.Valid, ""
		if script(r.desk.Particulars(ctx, n), n).invalid {
			decision, reason = election.GroundNotEligible, "The register lists no current licence to practise."
		}
		if err := r.desk.Decide(ctx, r.Officer, r.Script.ID, n.ID, decision, decision == election.Valid, reason); err != nil {
			return err
		}
	}
	return nil
}

// script finds the line of the script that a nomination came from.
func script(p record.ParticularsText, n election.Nomination) standing {
	for _, s := range nominations {
		if _, address := invented(s.who); address == p.Email && s.post == n.Post {
			return s
		}
	}
	return standing{}
}

func (r *Rehearsal) publish(ctx context.Context) error {
	r.Clock.Set(later(r.times.NominationsClose, r.times.Published))
	return r.desk.Publish(ctx, r.Officer, r.Script.ID)
}

func (r *Rehearsal) settle(ctx context.Context) error {
	el, err := r.desk.Election(r.Script.ID)
	if err != nil {
		return err
	}
	for n := range el.Nominations {
		if script(r.desk.Particulars(ctx, n), n).leaves {
			if err := r.desk.Withdraw(ctx, n.Nominee, r.Script.ID, n.ID); err != nil {
				return err
			}
		}
	}
	r.Clock.Set(r.times.WithdrawalsClose.Time())
	return r.desk.Settle(ctx, r.Officer, r.Script.ID)
}

func later(a, b election.Moment) time.Time {
	if a.After(b) {
		return a.Time()
	}
	return b.Time()
}
