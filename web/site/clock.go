package site

import (
	"context"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/ui"
)

// clockNotice stands on every page while the service's clock is in doubt.
func (s *Site) clockNotice(ctx context.Context) ui.Notice {
	return ui.Notice{Title: "Important", Text: "The clock of this election service is being checked. Until that is done nothing can be recorded, and no vote can be cast. What was recorded before stands, and no deadline passes meanwhile." +
		asking(s.contact(ctx, ""))}
}

// ClockVote tells a voter that the service's clock is in doubt.
func (s *Site) ClockVote(ctx context.Context, id election.ID) string {
	return "The clock of this election service is being checked. Your vote was not cast; nothing was recorded. Keep this page open and cast it again in a few minutes." +
		asking(s.contact(ctx, id))
}

// asking says whom to ask.
func asking(contact string) string {
	if contact == "" {
		return " If it is urgent, ring the returning officer."
	}
	return " If it is urgent, ask the returning officer: " + contact
}
