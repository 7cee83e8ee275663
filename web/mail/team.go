package mail

import (
	"fmt"
	"strings"
	"time"
)

// TeamText tells somebody which part they have in an election: trustee,
// registrar, operator or scrutineer.
type TeamText struct {
	Name    string   // of the person
	Officer string   // who named the team
	Title   string   // of the election
	Roles   []string // "a trustee"; none: the part has gone to somebody else
	Asked   []string // a paragraph for each part: what is to be done
	Again   bool     // the key ceremony begins again
	Idle    bool     // nothing is to be done on our pages
	Link    string   // that begins a session, unless there is nothing to do
	Site    string   // where to sign in once the link has expired
	Contact string
	Expires time.Time
}

// Message makes the email.
func (t TeamText) Message() Message {
	title := oneLine(t.Title)
	if len(t.Roles) == 0 {
		return Message{Kind: Team, Subject: "You have no part in the " + title + " any more", Text: letter(t.Name, t.Contact,
			fmt.Sprintf("%s has named the team of the %s again. Others have taken over your part, so you do not need to do anything any more.", oneLine(t.Officer), title),
		)}
	}
	roles := strings.Join(t.Roles, " and ")
	subject, first := "You are "+roles+" of the "+title, fmt.Sprintf("%s has named you as %s of the %s.", oneLine(t.Officer), roles, title)
	if t.Again {
		subject = "Again from the beginning: the keys of the " + title
		first = fmt.Sprintf("%s begins the making of the key of the %s again. You are %s. What you did for it before does not count any more, and neither does a recovery phrase of before.", oneLine(t.Officer), title, roles)
	}
	paragraphs := append([]string{first}, t.Asked...)
	begin := "Open this link to begin:\n"
	if t.Idle {
		begin = "Open this link to see the election:\n"
	}
	paragraphs = append(paragraphs, begin+t.Link)
	if !t.Idle {
		paragraphs = append(paragraphs, fmt.Sprintf("It works until %s. After that, sign in at %s with this email address. Do not forward it: whoever has it could act in your name.", by(t.Expires), t.Site))
	}
	if !t.Again {
		paragraphs = append(paragraphs, "If you cannot or do not want to do this, tell the returning officer now: until the keys are begun, somebody else can be named.")
	}
	return Message{Kind: Team, Subject: oneLine(subject), Text: letter(t.Name, t.Contact, paragraphs...)}
}

// WaitedText reminds somebody of a team of what is waited for.
type WaitedText struct {
	Name, Title, What, Link, Site, Contact string
	Expires                                time.Time
}

// Message makes the email.
func (t WaitedText) Message() Message {
	return Message{Kind: Waited, Topic: "waited", Subject: oneLine("The " + t.Title + " is waiting for you"), Text: letter(t.Name, t.Contact,
		fmt.Sprintf("In the %s you are waited for. %s", oneLine(t.Title), t.What),
		"Open this link to do it:\n"+t.Link,
		fmt.Sprintf("It works until %s. After that, sign in at %s with this email address. Do not forward it: whoever has it could act in your name.", by(t.Expires), t.Site),
	)}
}
