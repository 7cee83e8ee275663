package trustee

import (
	"errors"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
)

// blamed says in a sentence what was found, and whose it is.
func (t *Task) blamed(err error) error {
	var refusal *election.Error
	var found *belenios.MemberError
	switch {
	case errors.As(err, &refusal):
		return err
	case !errors.As(err, &found):
		return election.Refuse("false", "This does not hold: %v. Nothing was sent; tell the returning officer.", err)
	case found.Member == 0:
		return election.Refuse("service-false", "What the service shows does not hold: %s. Nothing was sent. Tell the returning officer and the other trustees; a new key ceremony is needed.", found.Reason)
	}
	return election.Refuse("member-false", "What %s gave does not hold: %s. Nothing was sent. Tell the returning officer and the other trustees; a new key ceremony is needed.", t.name(found.Member), found.Reason)
}
