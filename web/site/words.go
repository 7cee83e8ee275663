package site

import (
	"context"

	"github.com/onenorwich/guildhall/election"
)

// contact is how to reach the returning officer of an election; of the newest
// election if id is empty.
func (s *Site) contact(ctx context.Context, id election.ID) string {
	state := s.Desk.State()
	contact := ""
	for el := range state.Election.Elections {
		if id == "" || el.ID() == id {
			contact = s.Desk.Text(ctx, &el).Contact
		}
	}
	return contact
}
