package mail

import (
	"time"

	"github.com/onenorwich/guildhall/election"
)

// Kind is what a message is for.
type Kind string

// Kinds of message.
const (
	Invitation Kind = "invitation" // to vote: holds a link and the voting code
	Reminder   Kind = "reminder"   // the same, to a practice that has not voted
	Renewed    Kind = "renewed"    // the same as an invitation, for whoever asked for it again
	Recorded   Kind = "recorded"   // a ballot was recorded; says nothing of the choice
	Number     Kind = "number"     // six digits
	SignIn     Kind = "sign-in"
	SecondAsk  Kind = "second"  // a practice is asked to second
	ConsentAsk Kind = "consent" // a nominee is asked to consent
	Decided    Kind = "decided" // the returning officer has decided
	Appointed  Kind = "deputy"  // somebody now acts for a practice
	Team       Kind = "team"    // somebody has a part in an election, or has one no longer
	Waited     Kind = "waited"  // somebody of a team is waited for
	Report     Kind = "report"  // to the returning officer
	Test       Kind = "test"    // the test mail before the poll
	VotingCode Kind = "code"    // from a registrar; told at once, never in the outbox
)

// State is how far a message has come.
type State string

// States of a message.
const (
	Waiting   State = "waiting"   // to be sent now
	Later     State = "later"     // to be sent, or tried again, at its time
	Sending   State = "sending"   // a server is being told it
	Accepted  State = "accepted"  // a server has taken it, or it is not needed any more; its text is deleted
	Bounced   State = "bounced"   // the address was refused, or the message came back
	Failed    State = "failed"    // no server took it
	Uncertain State = "uncertain" // it may have been sent; a person decides
	Kept      State = "kept"      // there is no mail server; it stays here to be read
	Dealt     State = "dealt"     // it did not arrive, and a person has dealt with that
)

// The classes of messages, in the order in which they are sent.
const (
	classNumber   = iota // somebody waits for it at a screen
	classSignIn          // so does who asked for this, a little longer
	classRecorded        // a stranger's vote must be noticed while it can be replaced
	classRest
)

func (k Kind) class() int {
	switch k {
	case Number:
		return classNumber
	case SignIn, Renewed:
		return classSignIn
	case Recorded:
		return classRecorded
	}
	return classRest
}

// Voting says whether a message carries a link to vote with.
func (k Kind) Voting() bool { return k == Invitation || k == Reminder || k == Renewed }

// passing kinds are sent because of what somebody of a practice did a moment
// ago. They leave no row behind once they are accepted, and what is left of one
// that was not says the day alone: neither its time nor its place in the table
// may stand beside a ballot's.
func (k Kind) passing() bool { return k.class() < classRest }

// Message is one email.
type Message struct {
	ID       int64
	Kind     Kind
	State    State
	To       string // address
	Name     string // of the person
	Person   election.ID
	Practice election.ID // empty if it concerns none
	Election election.ID
	Subject  string
	Text     string    // empty once a server has accepted it
	Queued   time.Time // of the passing kinds that are done with, and of Recorded, the day alone
	Tries    int
	Error    string // what the server or the line said last

	// Owner is whose turn it takes: who made it necessary. The practice, or the
	// person, if empty.
	Owner election.ID
	// Topic names what it tells of. While an earlier message about it waits for
	// the same person, this one takes its place and tells what both did.
	Topic string
	// After is how long it waits, so that later ones can take its place.
	After time.Duration
}
