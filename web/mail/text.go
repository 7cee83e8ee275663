package mail

import "fmt"

// NumberText is the email with six digits.
type NumberText struct {
	Name, Practice, Number, Site, Contact string
}

// Message makes the email.
func (t NumberText) Message() Message {
	what := "to sign in"
	if t.Practice != "" {
		what = "to vote for " + t.Practice
	}
	return Message{Kind: Number, Subject: t.Number + " is your number " + what, Text: fmt.Sprintf(`Dear %s

Your number %s is:

    %s

Type it on the page at %s that asked for it. It is good for 10 minutes, once.

We ask for it because your link was opened in another browser than before, or because a voting code was typed by hand.

If it was not you who opened the page: do not pass the number on, and tell the returning officer:
%s
`, t.Name, what, t.Number, t.Site, t.Contact)}
}
