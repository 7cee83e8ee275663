package trustee

import (
	"context"
	"fmt"
	"strings"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/keys/trustee"
	"github.com/onenorwich/guildhall/web/ui"
)

// task is what a trustee is asked for now, with everything that the answer needs.
func (p *pages) task(ctx context.Context, s *seated) (*trustee.Task, error) {
	t := &trustee.Task{Kind: trustee.TaskKind, Version: 1, Election: s.el.ID(), Title: p.Desk.Text(ctx, &s.el).Title,
		Group: record.GroupName(s.el.Called.Group), Threshold: s.el.Team.Threshold, Seat: s.seat, LogKey: string(p.Desk.Clerk.PublicKey())}
	for i, person := range s.el.Team.Trustees {
		m := trustee.Member{Name: p.Desk.Person(ctx, person).Name, Decrypted: s.shared(person)}
		if i < len(s.el.Ceremony) {
			at := s.el.Ceremony[i]
			m.Certificate, m.Polynomial, m.Output, m.Proved = !at.Certificate.IsZero(), !at.Polynomial.IsZero(), !at.Output.IsZero(), len(at.Proofs) > 0
		}
		t.Trustees = append(t.Trustees, m)
	}
	t.Round, t.Why = s.round()
	if t.Round == trustee.RoundWait && t.Why == "" {
		t.Why = p.waiting(t)
	}
	return t, p.material(ctx, s, t)
}

// shared says whether somebody has decrypted.
func (s *seated) shared(person election.ID) bool {
	for _, post := range s.el.Contested() {
		for _, share := range post.Shares {
			if share.Holder == person {
				return true
			}
		}
	}
	return false
}

// every says whether all trustees have given what of looks for.
func (s *seated) every(of func(election.Seat) bool) bool {
	for _, seat := range s.el.Ceremony {
		if !of(seat) {
			return false
		}
	}
	return len(s.el.Ceremony) > 0
}

// round is what is asked for, and why nothing is; an empty reason means that
// other trustees are waited for.
func (s *seated) round() (trustee.Round, string) {
	var mine election.Seat
	if len(s.el.Ceremony) > 0 {
		mine = s.el.Ceremony[s.seat-1]
	}
	switch {
	case s.el.Settled && len(s.el.Contested()) == 0:
		return trustee.RoundDone, "No post goes to a poll, so there is nothing to decrypt and no key is needed."
	case s.el.Declared != nil:
		return trustee.RoundDone, "The result has been declared. Nothing more is needed from you."
	case s.el.Poll.Closed():
		return s.counting()
	case !s.el.Poll.OpenedAt.IsZero():
		return trustee.RoundWait, "The poll is open until " + ui.When(s.el.Called.Timetable.PollCloses.Time()) + ". After that you are asked to decrypt; you need your recovery phrase then."
	case s.el.Poll.Prepared != nil && len(mine.Proofs) == 0:
		return trustee.RoundProof, ""
	case s.el.Poll.Prepared != nil:
		return trustee.RoundWait, "You have proved that you kept your phrase. You are needed again when the poll has closed."
	case s.el.Keys != nil:
		return trustee.RoundWait, "The ballot has not been prepared yet. When it has, you are asked for your recovery phrase once, as a proof that you kept it."
	case mine.Certificate.IsZero():
		return trustee.RoundCertificate, ""
	case !s.every(func(o election.Seat) bool { return !o.Certificate.IsZero() }):
		return trustee.RoundWait, ""
	case mine.Polynomial.IsZero():
		return trustee.RoundPolynomial, ""
	case !s.every(func(o election.Seat) bool { return !o.Polynomial.IsZero() }):
		return trustee.RoundWait, ""
	case mine.Output.IsZero():
		return trustee.RoundOutput, ""
	}
	return trustee.RoundWait, ""
}

// counting is the round after the close.
func (s *seated) counting() (trustee.Round, string) {
	enough, given := true, 0
	for _, post := range s.el.Contested() {
		if post.Tally == nil {
			return trustee.RoundWait, "The votes are being added up, still encrypted. This takes a moment."
		}
		enough = enough && s.el.Enough(&post)
		given = len(post.Shares)
	}
	switch {
	case enough && s.shared(s.by):
		return trustee.RoundDone, "The totals have been decrypted, with your help. Nothing more is needed from you."
	case enough:
		return trustee.RoundDone, "You are not needed any more: as many trustees as are needed have decrypted."
	case s.shared(s.by):
		return trustee.RoundWait, fmt.Sprintf("You have decrypted. %s needed.", needed(s.el.Team.Threshold-given))
	case s.el.WeighedCount == nil:
		return trustee.RoundWait, "The returning officer looks first at what the result gives away of those who voted. You can decrypt after that."
	}
	return trustee.RoundDecrypt, ""
}

func needed(n int) string {
	if n == 1 {
		return "One more trustee is"
	}
	return fmt.Sprintf("%d more trustees are", n)
}

// waiting names the trustees who are waited for in the ceremony.
func (p *pages) waiting(t *trustee.Task) string {
	rounds := []func(trustee.Member) bool{
		func(m trustee.Member) bool { return m.Certificate },
		func(m trustee.Member) bool { return m.Polynomial },
		func(m trustee.Member) bool { return m.Output },
	}
	for _, has := range rounds {
		var names []string
		for _, m := range t.Trustees {
			if !has(m) {
				names = append(names, m.Name)
			}
		}
		if len(names) > 0 {
			return "Waiting for " + together(names) + "."
		}
	}
	return "The key is being put together."
}

// together is a list of names as people say it.
func together(names []string) string {
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// material adds what the answer needs.
func (p *pages) material(ctx context.Context, s *seated, t *trustee.Task) error {
	if t.Round == trustee.RoundCertificate {
		return nil
	}
	ceremony := record.Ceremony{Blobs: p.Store()}
	certificates, err := ceremony.Certificates(ctx, &s.el)
	if err != nil {
		return err
	}
	for _, c := range certificates {
		t.Certificates = append(t.Certificates, string(c))
	}
	switch t.Round {
	case trustee.RoundOutput:
		dealing, err := ceremony.Dealing(ctx, &s.el)
		if err != nil {
			return err
		}
		input, err := dealing.Input(s.seat)
		t.Input = string(input)
		return err
	case trustee.RoundProof:
		return p.proving(ctx, s, t)
	}
	return nil
}

// proving adds the record of the ceremony, the trustees and the definitions.
func (p *pages) proving(ctx context.Context, s *seated, t *trustee.Task) (err error) {
	read := func(d election.Digest) string {
		raw, e := p.Store().Blob(ctx, audit.Digest(d))
		if e != nil {
			err = e
		}
		return string(raw)
	}
	text := p.Desk.Text(ctx, &s.el)
	t.Transcript, t.List = read(s.el.Keys.People), read(s.el.Keys.Trustees)
	for _, c := range s.el.Poll.Prepared.Contests {
		t.Contests = append(t.Contests, trustee.Contest{Post: c.Post, Name: text.PostName(c.Post), Definition: read(c.Definition)})
	}
	return err
}
