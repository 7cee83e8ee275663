package mail

import (
	"fmt"
	"strings"
	"time"

	"github.com/onenorwich/guildhall/web/ui"
)

// The texts of all emails. Each is plain, says first what to do, then who
// writes and whom to ask. Lines are not broken inside a paragraph: mail
// programs do that for the screen they have.

// letter puts paragraphs below a greeting and above the returning officer's
// contact.
func letter(name, contact string, paragraphs ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Dear %s\n\n", oneLine(name))
	for _, p := range paragraphs {
		if p != "" {
			b.WriteString(p + "\n\n")
		}
	}
	if contact = strings.Join(strings.Fields(contact), " "); contact != "" {
		b.WriteString("Questions? Ask the returning officer:\n" + contact + "\n")
	}
	return b.String()
}

// by is a deadline as it stands in a sentence: "5pm on Monday 14 December 2026".
func by(t time.Time) string { return ui.Clock(t) + " on " + ui.Date(t) }

// short is a deadline as it stands in a subject: "5pm Monday 14 December".
func short(t time.Time) string {
	date := ui.Date(t)
	return ui.Clock(t) + " " + date[:strings.LastIndexByte(date, ' ')]
}

// InvitationText is the email with which a practice votes, and its reminder.
type InvitationText struct {
	Name     string // of the person
	Deputy   bool   // otherwise the voting representative
	Practice string
	Title    string // of the election
	Body     string // "OneNorwich"
	Closes   time.Time
	Link     string
	Code     string
	Typed    string // the address to type by hand, "vote.example.org/vote"
	People   string // address of the page that names deputies
	Contact  string
	Reminder bool
	Again    bool // sent on request
	// Letter says where the code is that a registrar made; empty where this
	// service makes the codes. This email holds none then.
	Letter string
}

// Message makes the email.
func (t InvitationText) Message() Message {
	role := "the voting representative of "
	if t.Deputy {
		role = "a deputy for "
	}
	kind, subject, first := Invitation, "Vote for "+t.Practice+" by "+short(t.Closes), ""
	if t.Reminder {
		kind, subject = Reminder, "Not voted yet: "+t.Practice+", by "+short(t.Closes)
		first = oneLine(t.Practice) + " has not voted yet."
	}
	if t.Again {
		kind = Renewed
		first = "Here is the email again that you, or somebody who knows your address, asked for. Emails of ours that came before still work."
	}
	code := "Your voting code, in case the page asks for it:\n" + t.Code + "\n\nIf the link does not work, type this address into your browser, and then the voting code: " + t.Typed
	switch {
	case t.Letter != "":
		code = oneLine(t.Letter)
	case t.Code == "":
		code = ""
	}
	alone := "Do not forward this email: whoever has it could vote for the practice. If a colleague should vote, name a deputy: " + t.People
	if t.Letter != "" {
		alone = "Do not forward this email, and keep the voting code away from it: whoever has both could vote for the practice. If a colleague should vote, name a deputy: " + t.People
	}
	topic := ""
	if t.Reminder {
		topic = "reminder"
	}
	return Message{Kind: kind, Topic: topic, Subject: oneLine(subject), Text: letter(t.Name, t.Contact,
		first,
		fmt.Sprintf("You are %s%s. Please cast its vote in the %s of %s by %s. It takes about 3 minutes.", role, oneLine(t.Practice), oneLine(t.Title), oneLine(t.Body), by(t.Closes)),
		"Open this link to vote:\n"+t.Link,
		code,
		"You can vote again until the close; the last vote counts. Each time a ballot is recorded for the practice, we tell you by email, but never how it voted.",
		alone,
	)}
}

// NumberText is the email with six digits.
type NumberText struct {
	Name, Practice, Number, Site, Contact string
}

// Message makes the email. The number is not in the subject, which stands in
// the outbox and on locked telephones.
func (t NumberText) Message() Message {
	what := "to sign in"
	if t.Practice != "" {
		what = "to vote for " + oneLine(t.Practice)
	}
	return Message{Kind: Number, Subject: "Your 6-digit number " + what, Text: letter(t.Name, t.Contact,
		"Your number "+what+" is:",
		"    "+t.Number,
		"Type it on the page at "+t.Site+" that asked for it. It is good for 10 minutes, and once.",
		"We ask for it because the link was opened in another browser than before, because the practice has voted already, or because a voting code was typed by hand. If that was not you, do not pass the number on, and tell the returning officer.",
	)}
}

// RecordedText tells that a ballot was recorded. It never says for whom, and of
// the time only the day: it waits in a table that must not tell more.
type RecordedText struct {
	Name, Practice, Title, Contact string
	At, Closes                     time.Time
	People                         string
}

// Message makes the email.
func (t RecordedText) Message() Message {
	return Message{Kind: Recorded, Subject: "A ballot was recorded for " + oneLine(t.Practice), Text: letter(t.Name, t.Contact,
		// The day alone: the hour would say which ballot of the public log it is.
		fmt.Sprintf("A ballot was recorded for %s in the %s on %s.", oneLine(t.Practice), oneLine(t.Title), ui.Date(t.At)),
		"Was it you, or a colleague who may vote for the practice? Then you do not need to do anything.",
		fmt.Sprintf("Not you? Vote again with the link in your own email before %s: your new vote replaces this one. And ring the returning officer. See who may vote for the practice here: %s", by(t.Closes), t.People),
		"This email does not say how the practice voted.",
	)}
}

// SignInText is the email with a link to sign in.
type SignInText struct {
	Name, Link, Site, Contact string
	Expires                   time.Time
}

// Message makes the email.
func (t SignInText) Message() Message {
	return Message{Kind: SignIn, Subject: "Your link to sign in", Text: letter(t.Name, t.Contact,
		"Open this link to sign in at "+t.Site+":\n"+t.Link,
		"It works until "+by(t.Expires)+". Do not forward it: whoever has it could act in your name.",
		"If you did not ask for it, you do not need to do anything.",
	)}
}

// SecondText asks a practice to second a nomination.
type SecondText struct {
	Name, Practice, Proposer, Nominee, Post, Title, Link, Contact string
	By                                                            time.Time
}

// Message makes the email.
func (t SecondText) Message() Message {
	return Message{Kind: SecondAsk, Subject: oneLine("Will " + t.Practice + " second " + t.Nominee + " for " + t.Post + "?"), Text: letter(t.Name, t.Contact,
		fmt.Sprintf("%s has nominated %s for %s in the %s, and asks %s to second the nomination.", oneLine(t.Proposer), oneLine(t.Nominee), oneLine(t.Post), oneLine(t.Title), oneLine(t.Practice)),
		"Open this link to see the nomination, and to second it if your practice agrees:\n"+t.Link,
		fmt.Sprintf("It can be seconded until %s. If your practice does not agree, you do not need to do anything.", by(t.By)),
		"Do not forward this email: whoever has it could act for the practice.",
	)}
}

// ConsentText asks a nominee to consent.
type ConsentText struct {
	Name, Proposer, Post, Title, Link, Contact string
	By                                         time.Time
}

// Message makes the email.
func (t ConsentText) Message() Message {
	return Message{Kind: ConsentAsk, Subject: oneLine("You have been nominated for " + t.Post), Text: letter(t.Name, t.Contact,
		fmt.Sprintf("%s has nominated you for %s in the %s.", oneLine(t.Proposer), oneLine(t.Post), oneLine(t.Title)),
		"If you want to stand, open this link. You declare that you may stand, declare your interests, and can write a statement of at most 250 words:\n"+t.Link,
		fmt.Sprintf("The nomination counts only with your consent, given by %s. If you do not want to stand, you do not need to do anything.", by(t.By)),
		"Do not forward this email: whoever has it could act in your name.",
	)}
}

// DecidedText tells what the returning officer decided on a nomination.
type DecidedText struct {
	Name, Nominee, Post, Title, Link, Contact string
	Valid                                     bool
	Ground                                    string // in words, if it is not valid
	Reason                                    string // the returning officer's own words
	MendBy                                    time.Time
	Open                                      bool // it can still be mended
}

// Message makes the email.
func (t DecidedText) Message() Message {
	if t.Valid {
		return Message{Kind: Decided, Subject: oneLine("Accepted: the nomination of " + t.Nominee + " for " + t.Post), Text: letter(t.Name, t.Contact,
			fmt.Sprintf("The returning officer has accepted the nomination of %s for %s in the %s.", oneLine(t.Nominee), oneLine(t.Post), oneLine(t.Title)),
			"You can look at it here:\n"+t.Link,
		)}
	}
	mend := "Nominations have closed, so it can no longer be mended."
	if t.Open {
		mend = "It can be mended, or made again, until " + by(t.MendBy) + ":\n" + t.Link
	}
	reason := ""
	if t.Reason != "" {
		reason = "The returning officer writes: “" + oneLine(t.Reason) + "”"
	}
	return Message{Kind: Decided, Subject: oneLine("Not accepted: the nomination of " + t.Nominee + " for " + t.Post), Text: letter(t.Name, t.Contact,
		fmt.Sprintf("The returning officer has not accepted the nomination of %s for %s in the %s: %s.", oneLine(t.Nominee), oneLine(t.Post), oneLine(t.Title), t.Ground),
		reason, mend,
	)}
}

// PeopleText tells everybody who acts for a practice of a change among them.
type PeopleText struct {
	Name, Practice, Who, By, Link, Contact string
	Role                                   string // "voting representative", "deputy"; empty: acts no longer
	Self                                   bool   // the email goes to the person named
}

// peopleWait is how long the news of a change waits for further ones, so that
// many changes become one email.
const peopleWait = 2 * time.Minute

// Message makes the email. Its topic is the practice's once it is addressed.
func (t PeopleText) Message() Message {
	who, verb := oneLine(t.Who), "is now "+article(t.Role)
	if t.Role == "" {
		verb = "no longer acts for it"
	}
	first := fmt.Sprintf("Who acts for %s has changed:\n%s%s %s. It was changed by %s.", oneLine(t.Practice), bullet, who, verb, oneLine(t.By))
	last := "If this is not right, change it back here, and ring the returning officer: " + t.Link
	m := Message{Kind: Appointed, Topic: "people", After: peopleWait}
	if t.Self && t.Role != "" {
		first = fmt.Sprintf("%s has named you as %s of %s. You may nominate, second and vote for it. The practice casts one ballot, and the last one counts, whoever casts it.", oneLine(t.By), t.Role, oneLine(t.Practice))
		last = "You see what your practice can do here: " + t.Link
		m.Topic, m.After = "", 0
	}
	m.Subject, m.Text = oneLine("Who acts for "+t.Practice+" has changed"), letter(t.Name, t.Contact, first, last)
	return m
}

func article(role string) string {
	if role == "deputy" {
		return "a deputy"
	}
	return "its " + role
}

// ReportText tells the returning officer that a voting link reached a stranger.
type ReportText struct {
	Name, Practice, Person, Title string
}

// Message makes the email.
func (t ReportText) Message() Message {
	return Message{Kind: Report, Subject: oneLine("A voting link of " + t.Practice + " reached somebody else"), Text: letter(t.Name, "",
		fmt.Sprintf("In the %s, somebody opened the voting link of %s, sent to %s, and said: “I am not this person.”", oneLine(t.Title), oneLine(t.Practice), oneLine(t.Person)),
		"The link still works for whoever used it first, and asks any other browser for a number from the registered mailbox. Ring the practice, check the registered address, and ask whether a deputy should be named.",
	)}
}

// TestText is the test mail before the poll.
type TestText struct {
	Name, Practice, Title, Contact, Site string
	Opens                                time.Time
}

// Message makes the email.
func (t TestText) Message() Message {
	return Message{Kind: Test, Topic: "test", Subject: oneLine("Test: your voting email will come from this address"), Text: letter(t.Name, t.Contact,
		fmt.Sprintf("This is a test. From %s, you get the email with which %s votes in the %s from this same sender.", by(t.Opens), oneLine(t.Practice), oneLine(t.Title)),
		"If this message was in your junk folder, move it out, and tell your mail system that the sender is wanted. The links in our emails lead to "+t.Site+" alone.",
		"You do not need to answer.",
	)}
}

// CodeText carries a voting code that a registrar sends through the service.
// It is told to a mail server at once (SMTP.Tell) and never queued.
type CodeText struct {
	Name     string // of the person
	Practice string
	Title    string // of the election
	Body     string // "OneNorwich"
	Closes   time.Time
	Code     string
	Link     string // of the page of voting; the code is not in it
	Contact  string
	Again    bool // the practice had lost it
}

// Message makes the email.
func (t CodeText) Message() Message {
	first := ""
	if t.Again {
		first = "This is the voting code again. It is the same as before."
	}
	return Message{Kind: VotingCode, Subject: oneLine("Voting code of " + t.Practice), Text: letter(t.Name, t.Contact,
		first,
		fmt.Sprintf("With this code %s votes in the %s of %s, which closes at %s. Another email, or the page below, lets you vote; you need both.", oneLine(t.Practice), oneLine(t.Title), oneLine(t.Body), by(t.Closes)),
		"The voting code:\n"+t.Code,
		"Once the poll is open, this page leads you to your vote. It asks for your email address and a number that we send there; the voting code comes after that, into a page that does not send it:\n"+t.Link,
		"The registrar sent the code through this service, which has kept nothing of it. Your mail provider could have seen it.",
		"Do not forward this email, and keep it until the close.",
	)}
}
