package site

import (
	"github.com/onenorwich/guildhall/election"
)

// Purpose is what a link in an email is for.
type Purpose string

// The purposes. Only a link to sign in, which a person asked for, opens all that
// the person may do; each other one opens what its email is about.
const (
	ToSignIn  Purpose = "sign-in"
	ToVote    Purpose = "vote"    // for one practice in one election
	ToSecond  Purpose = "second"  // one nomination, as one practice
	ToConsent Purpose = "consent" // to one's own nomination
	ToLook    Purpose = "look"    // at one nomination, as one practice
	ToHelp    Purpose = "help"    // as one of the team of one election
)

// Grant is what a link gives to whoever holds it, and what the session that begins
// with it may do. The session never gets more: whoever needs more signs in, and so
// shows the mailbox. What the person may do at all is looked up in the log at each
// request; the grant only takes away from it.
type Grant struct {
	Purpose    Purpose
	Person     election.ID
	Practice   election.ID // with ToVote, ToSecond, ToLook
	Election   election.ID // with all but ToSignIn
	Nomination election.ID // with ToSecond, ToConsent, ToLook
}

// acts says whether the grant reaches what its person does for a practice.
func (g Grant) acts(practice election.ID) bool {
	return g.Purpose == ToSignIn || g.Practice != "" && g.Practice == practice
}

// helps says whether the grant reaches its person's part in an election's team.
func (g Grant) helps(id election.ID) bool {
	return g.Purpose == ToSignIn || g.Purpose == ToHelp && g.Election == id
}

// sees says whether the grant reaches a nomination.
func (g Grant) sees(id, nomination election.ID) bool {
	return g.Purpose == ToSignIn || nomination != "" && g.Nomination == nomination && g.Election == id
}

// alone says what the grant is for, at the end of “a link for …”.
func (g Grant) alone() string {
	switch g.Purpose {
	case ToVote:
		return "voting"
	case ToSecond, ToConsent, ToLook:
		return "one nomination"
	}
	return "your part in one election"
}
