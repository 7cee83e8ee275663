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
	Waiting   State = "waiting"   // to be sent, or to be tried again
	Sending   State = "sending"   // a server is being told it
	Accepted  State = "accepted"  // a server has taken it; its text is deleted
	Bounced   State = "bounced"   // the address was refused, or the message came back
	Failed    State = "failed"    // no server took it
	Uncertain State = "uncertain" // it may have been sent; a person decides
	Kept      State = "kept"      // there is no mail server; it stays here to be read
)

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
	Text     string // empty once a server has accepted it
	Queued   time.Time
	Tries    int
	Error    string // what the server or the line said last
}
