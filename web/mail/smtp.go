package mail

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// SMTP is a mail server. The line is always encrypted: STARTTLS is mandatory,
// unless Implicit asks for TLS from the first byte.
type SMTP struct {
	Host     string
	Port     int // 587 if zero, 465 with Implicit
	Username string
	Password string
	From     string // "OneNorwich elections <elections@example.org>"
	ReplyTo  string // the returning officer's address; empty for none
	Implicit bool
	TLS      *tls.Config // nil for the machine's own roots
}

// patience is how long the server may take for any one step.
const patience = 20 * time.Second

// Check says what is missing, before the service starts.
func (s *SMTP) Check() error {
	if s.Host == "" {
		return errors.New("the mail server's name is missing")
	}
	if _, err := netmail.ParseAddress(s.From); err != nil {
		return fmt.Errorf("the sender's address %q cannot be read; write it as Name <name@example.org>", s.From)
	}
	if s.ReplyTo != "" {
		if _, err := netmail.ParseAddress(s.ReplyTo); err != nil {
			return fmt.Errorf("the address for answers %q cannot be read; write it as name@example.org", s.ReplyTo)
		}
	}
	return nil
}

// line is a connection to a mail server.
type line struct {
	server *SMTP
	client *gomail.Client
}

// dial connects, encrypts and signs in. Nothing of any message is told.
func (s *SMTP) dial(ctx context.Context) (*line, error) {
	port := s.Port
	options := []gomail.Option{gomail.WithTimeout(patience), gomail.WithTLSPolicy(gomail.TLSMandatory)}
	if s.Implicit {
		options = append(options, gomail.WithSSL())
		if port == 0 {
			port = 465
		}
	} else if port == 0 {
		port = 587
	}
	options = append(options, gomail.WithPort(port))
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if s.TLS != nil {
		config = s.TLS.Clone()
	}
	if config.ServerName == "" {
		config.ServerName = s.Host
	}
	options = append(options, gomail.WithTLSConfig(config))
	if s.Username != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.Username), gomail.WithPassword(s.Password))
	}
	// The library leaves a line open that it gave up, so it is remembered here.
	var conn net.Conn
	options = append(options, gomail.WithDialContextFunc(func(ctx context.Context, network, address string) (net.Conn, error) {
		var err error
		if s.Implicit {
			conn, err = (&tls.Dialer{Config: config}).DialContext(ctx, network, address)
		} else {
			conn, err = (&net.Dialer{}).DialContext(ctx, network, address)
		}
		return conn, err
	}))
	client, err := gomail.NewClient(s.Host, options...)
	if err != nil {
		return nil, err
	}
	if err := client.DialWithContext(ctx); err != nil {
		if conn != nil {
			conn.Close()
		}
		return nil, err
	}
	return &line{s, client}, nil
}

func (l *line) close() { _ = l.client.Close() }

// outcome is what became of one message.
type outcome struct {
	state State // Accepted, Bounced, Failed, Uncertain; Waiting to try again
	text  string
	lost  bool // the line is not to be used any more
}

// send tells the server one message and reads from its answers what became of
// it. Only an answer that says "not taken" lets a message be tried again.
func (l *line) send(m Message) outcome {
	msg, err := l.server.message(m)
	if err != nil {
		return outcome{state: Failed, text: "The message could not be written: " + err.Error()}
	}
	err = l.client.Send(msg)
	if err == nil || msg.IsDelivered() {
		return outcome{state: Accepted, lost: err != nil}
	}
	text := answer(err)
	var se *gomail.SendError
	if !errors.As(err, &se) {
		return outcome{Uncertain, text, true}
	}
	code := se.ErrorCode()
	switch {
	case code >= 500 && se.Reason == gomail.ErrSMTPRcptTo:
		return outcome{Bounced, text, false}
	case code >= 500:
		return outcome{Failed, text, true}
	case code >= 400:
		return outcome{Waiting, text, true}
	}
	switch se.Reason {
	case gomail.ErrWriteContent, gomail.ErrSMTPDataClose, gomail.ErrAmbiguous:
		// The text was on its way, and the line broke before the answer.
		return outcome{Uncertain, text, true}
	case gomail.ErrGetSender, gomail.ErrGetRcpts, gomail.ErrNoUnencoded:
		return outcome{Failed, text, false}
	}
	return outcome{Waiting, text, true}
}

// message writes an email: plain text, one recipient.
func (s *SMTP) message(m Message) (*gomail.Msg, error) {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := msg.From(s.From); err != nil {
		return nil, err
	}
	// A name may hold quotation marks: written as RFC 5322 asks, it is neither
	// refused nor taken for an address.
	if err := msg.AddTo((&netmail.Address{Name: m.Name, Address: m.To}).String()); err != nil {
		return nil, err
	}
	if s.ReplyTo != "" {
		if err := msg.ReplyTo(s.ReplyTo); err != nil {
			return nil, err
		}
	}
	from, err := netmail.ParseAddress(s.From)
	if err != nil {
		return nil, err
	}
	_, domain, _ := strings.Cut(from.Address, "@")
	if m.ID == 0 {
		msg.SetMessageIDWithValue("guildhall." + strings.ToLower(rand.Text()) + "@" + domain)
	} else {
		// The same at each try, so that a mailbox can tell a message that it has.
		msg.SetMessageIDWithValue(fmt.Sprintf("guildhall.%d.%d@%s", m.ID, m.Queued.UnixMilli(), domain))
	}
	msg.SetDateWithValue(m.Queued)
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no out-of-office answers
	msg.Subject(m.Subject)
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	return msg, nil
}

// answer is what the server or the line said, on one line and not too long.
func answer(err error) string {
	s := strings.Join(strings.Fields(err.Error()), " ")
	if r := []rune(s); len(r) > 300 {
		s = string(r[:300]) + "…"
	}
	return s
}
