package site

// NoServer is what everybody must know of a service that can send no email.
const NoServer = "This service has no mail server, so no email leaves it."

// MailTrouble is why emails do not leave at present, in words for the returning
// officer and whoever runs the service; empty where nothing is known to be wrong.
// The demonstration keeps its emails in a mailbox of its own.
func (s *Site) MailTrouble() string {
	switch {
	case s.Demo != nil:
		return ""
	case s.Outbox.Server == nil:
		return NoServer
	}
	return s.Outbox.Trouble().Words
}

// Waits says, to somebody who asked for an email, that it cannot come now; empty
// where it is being sent. The mail server's own words are for others.
func (s *Site) Waits() string {
	switch {
	case s.MailTrouble() == "":
		return ""
	case s.Outbox.Server == nil:
		return NoServer + " Ask whoever runs the service, or the returning officer, by telephone."
	}
	return "Our mail server cannot be reached at the moment, so the email waits. It goes out as soon as it can; if that is too late for you, ring the returning officer."
}
