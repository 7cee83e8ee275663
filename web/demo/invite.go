package demo

import (
	"context"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/site"
)

// Invite sends the invitations, once the service knows its address. One of
// them comes back, as one always does. A demonstration that goes on has them.
func (d *Demo) Invite(ctx context.Context, s *site.Site) error {
	list, err := s.Outbox.List(ctx, d.kept.Election)
	if err != nil {
		return err
	}
	for _, m := range list {
		if m.Kind == mail.Invitation {
			return nil
		}
	}
	emails, err := s.Invitations(ctx, d.kept.Election)
	if err != nil {
		return err
	}
	el, err := s.Desk.Election(d.kept.Election)
	if err != nil {
		return err
	}
	opened := el.Poll.OpenedAt.Time().UnixMilli()
	if err := s.Store().Write(ctx, func(tx store.Side) error {
		if err := emails(tx); err != nil {
			return err
		}
		// They went out when the poll opened: the story says so.
		if _, err := tx.Exec(`UPDATE mail SET queued = $1 WHERE election = $2 AND kind = $3`, opened, string(d.kept.Election), string(mail.Invitation)); err != nil {
			return err
		}
		_, err := tx.Exec(`UPDATE mail SET state = $1, error = $2 WHERE election = $3 AND kind = $4 AND practice = $5`,
			string(mail.Bounced), "550 5.1.1 The mailbox does not exist", string(d.kept.Election), string(mail.Invitation), bounced)
		return err
	}); err != nil {
		return err
	}
	s.Outbox.Wake()
	return nil
}

// bounced is the practice whose email comes back. It has not voted.
const bounced = "d82106"
