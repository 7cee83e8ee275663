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
	"github.com/wneessen/go-mail/smtp"
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
	Limits   Limits
}

// Limits are how long the server may take for each step; zero for what RFC 5321,
// 4.5.3.2, asks for. A server that is given less time may have taken a message
// that we then take for lost.
type Limits struct {
	Connect time.Duration // until the line stands; 20 s, of which the RFC says nothing
	Command time.Duration // to greet, to encrypt, and to answer a command; 5 min
	Data    time.Duration // to say that the text may come; 2 min
	Block   time.Duration // to take the text; 3 min
	End     time.Duration // to take the message after its last byte; 10 min
}

func (l Limits) orDefault() Limits {
	for _, d := range []struct {
		is *time.Duration
		or time.Duration
	}{{&l.Connect, 20 * time.Second}, {&l.Command, 5 * time.Minute}, {&l.Data, 2 * time.Minute}, {&l.Block, 3 * time.Minute}, {&l.End, 10 * time.Minute}} {
		if *d.is == 0 {
			*d.is = d.or
		}
	}
	return l
}

// farewell is how long a conversation may last once the service is to stop.
const farewell = 10 * time.Second

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

// line is a conversation with a mail server.
type line struct {
	server *SMTP
	limits Limits
	ctx    context.Context
	conn   net.Conn
	smtp   *smtp.Client
	stop   func() bool
}

// dial connects, encrypts and signs in. Nothing of any message is told.
func (s *SMTP) dial(ctx context.Context) (*line, error) {
	l := &line{server: s, limits: s.Limits.orDefault(), ctx: ctx}
	options := []gomail.Option{gomail.WithTimeout(l.limits.Command), gomail.WithTLSPolicy(gomail.TLSMandatory)}
	port := s.Port
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
	options = append(options, gomail.WithDialContextFunc(func(ctx context.Context, network, address string) (conn net.Conn, err error) {
		dialer := &net.Dialer{Timeout: l.limits.Connect}
		if s.Implicit {
			conn, err = (&tls.Dialer{NetDialer: dialer, Config: config}).DialContext(ctx, network, address)
		} else {
			conn, err = dialer.DialContext(ctx, network, address)
		}
		if err == nil {
			l.conn = conn
			l.stop = context.AfterFunc(l.ctx, func() { _ = conn.SetDeadline(time.Now().Add(farewell)) })
		}
		return conn, err
	}))
	client, err := gomail.NewClient(s.Host, options...)
	if err != nil {
		return nil, err
	}
	if l.smtp, err = client.DialToSMTPClientWithContext(ctx); err != nil {
		if l.conn != nil {
			l.stop()
			l.conn.Close()
		}
		return nil, err
	}
	return l, nil
}

// close says goodbye, without waiting long for the answer.
func (l *line) close() {
	l.stop()
	_ = l.conn.SetDeadline(time.Now().Add(time.Second))
	_ = l.smtp.Quit()
	l.conn.Close()
}

// limit is how long the next step may take.
func (l *line) limit(d time.Duration) {
	if l.ctx.Err() != nil {
		d = min(d, farewell)
	}
	_ = l.conn.SetDeadline(time.Now().Add(d)) // a line that is closed says so at the step
	if l.ctx.Err() != nil {
		_ = l.conn.SetDeadline(time.Now().Add(min(d, farewell))) // it ended meanwhile
	}
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
	// The same at each try, so that a mailbox can tell a message that it has.
	switch {
	case m.ID == 0:
		msg.SetMessageIDWithValue("guildhall." + strings.ToLower(rand.Text()) + "@" + domain)
	case m.Kind == Recorded:
		msg.SetMessageIDWithValue(fmt.Sprintf("guildhall.%d@%s", m.ID, domain))
	default:
		msg.SetMessageIDWithValue(fmt.Sprintf("guildhall.%d.%d@%s", m.ID, m.Queued.UnixMilli(), domain))
	}
	msg.SetDateWithValue(m.Queued)
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no out-of-office answers
	msg.Subject(m.Subject)
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	return msg, nil
}
