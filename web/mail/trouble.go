package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strings"
	"syscall"
	"time"
)

// Trouble is why the mail server cannot be reached; Words are empty when the
// last attempt succeeded or there was none.
type Trouble struct {
	Words string
	Since time.Time
}

// Trouble is what the last attempt to reach the mail server came to.
func (o *Outbox) Trouble() Trouble {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.trouble
}

// note keeps what an attempt came to.
func (o *Outbox) note(words string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if words == "" {
		o.trouble = Trouble{}
		return
	}
	if o.trouble.Words == "" {
		o.trouble.Since = o.now()
	}
	o.trouble.Words = words
}

// dial reaches the server and keeps what came of it. A server that does not say
// a word is in trouble long before its time is up.
func (o *Outbox) dial(ctx context.Context, server *SMTP) (*line, error) {
	mute := time.AfterFunc(server.Limits.orDefault().Connect, func() { o.note(server.mute()) })
	l, err := server.dial(ctx)
	mute.Stop()
	if ctx.Err() == nil {
		o.note(server.words(err))
	}
	return l, err
}

func (s *SMTP) mute() string {
	return fmt.Sprintf("The mail server %s does not answer.", s.Host)
}

// words says in a sentence why a server could not be reached, and what to do.
func (s *SMTP) words(err error) string {
	var (
		name    x509.HostnameError
		root    x509.UnknownAuthorityError
		invalid x509.CertificateInvalidError
		dns     *net.DNSError
		timeout net.Error
		alert   tls.AlertError
		header  tls.RecordHeaderError
		answer  *textproto.Error
	)
	switch {
	case err == nil:
		return ""
	case errors.As(err, &name):
		return fmt.Sprintf("The mail server’s certificate is not valid for %s. Compare the name given with --smtp-host.", s.serverName())
	case errors.As(err, &root):
		return fmt.Sprintf("The certificate of the mail server %s comes from nobody whom this machine trusts.", s.Host)
	case errors.As(err, &invalid):
		return fmt.Sprintf("The certificate of the mail server %s has expired or is not valid for a server.", s.Host)
	case errors.As(err, &header), errors.As(err, &alert):
		return fmt.Sprintf("The mail server %s does not speak TLS as it should. Look at the port, and at --smtp-tls.", s.Host)
	case strings.Contains(err.Error(), "does not support STARTTLS"):
		return fmt.Sprintf("The mail server %s does not offer encryption (STARTTLS), so nothing is told to it.", s.Host)
	case errors.As(err, &dns):
		return fmt.Sprintf("There is no machine of the name %s, or the name could not be looked up.", s.Host)
	case errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Sprintf("Nothing answers at the mail server’s address: %s takes no connection on this port.", s.Host)
	case errors.As(err, &answer) && (answer.Code == 535 || answer.Code == 534 || answer.Code == 530):
		return clip(fmt.Sprintf("The mail server %s did not accept the user name and password. It said: %d %s", s.Host, answer.Code, answer.Msg))
	case errors.As(err, &answer):
		return clip(fmt.Sprintf("The mail server %s is not taking emails now. It said: %d %s", s.Host, answer.Code, answer.Msg))
	case errors.As(err, &timeout) && timeout.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return s.mute()
	case errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET):
		return fmt.Sprintf("The mail server %s broke the connection off.", s.Host)
	}
	return clip(fmt.Sprintf("The mail server %s cannot be reached: %s", s.Host, err))
}

func (s *SMTP) serverName() string {
	if s.TLS != nil && s.TLS.ServerName != "" {
		return s.TLS.ServerName
	}
	return s.Host
}

// broken says how a conversation ended that had begun.
func broken(err error) string {
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		return "The mail server did not answer in time."
	}
	return "The connection to the mail server broke down."
}

// clip is a text on one line that is not too long.
func clip(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 300 {
		s = string(r[:300]) + "…"
	}
	return s
}
