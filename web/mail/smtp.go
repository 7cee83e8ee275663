package mail

import "crypto/tls"

// SMTP is a mail server. The line is always encrypted: STARTTLS is mandatory,
// unless Implicit asks for TLS from the first byte.
type SMTP struct {
	Host     string
	Port     int // 587 if zero, 465 if Implicit
	Username string
	Password string
	From     string // "OneNorwich elections <elections@example.org>"
	ReplyTo  string // the returning officer's address; empty for none
	Implicit bool
	TLS      *tls.Config // nil for the machine's own roots
}
