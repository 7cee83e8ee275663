package outside

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	"mime"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// Mailbox is a mail server that speaks SMTP with STARTTLS on a loopback port and
// keeps all that it is told, for whomever.
type Mailbox struct {
	Port  int
	Roots string // file with the certificate that a client must trust

	mu       sync.Mutex
	letters  []Letter
	arrived  chan struct{} // closed when the next letter comes
	sessions int

	// Rule, if set, is asked before each step ("connect", "mail", "rcpt", "data")
	// with the address concerned. Its error is the answer (a *smtp.SMTPError gives
	// the code), and it may take its time. Set it with SetRule.
	rule func(step, address string) error
}

// Letter is a message that was taken.
type Letter struct {
	At                      time.Time
	To, From, Subject, Text string
	Header                  netmail.Header
	Raw                     string
}

// NewMailbox starts a mail server that ends with the test.
func NewMailbox(t testing.TB) *Mailbox {
	t.Helper()
	m := &Mailbox{arrived: make(chan struct{}), Roots: filepath.Join(t.TempDir(), "roots.pem")}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	must(t, err)
	must(t, os.WriteFile(m.Roots, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw}), 0o600))
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		m.mu.Lock()
		m.sessions++
		m.mu.Unlock()
		if err := m.ask("connect", ""); err != nil {
			return nil, err
		}
		return &session{m: m}, nil
	}))
	server.Domain, server.MaxMessageBytes = "mail.example", 10<<20
	server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{raw}, PrivateKey: key}}}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	m.Port = l.Addr().(*net.TCPAddr).Port
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { _ = server.Close() })
	return m
}

// SetRule sets what is asked before each step; nil for nothing.
func (m *Mailbox) SetRule(rule func(step, address string) error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rule = rule
}

func (m *Mailbox) ask(step, address string) error {
	m.mu.Lock()
	rule := m.rule
	m.mu.Unlock()
	if rule == nil {
		return nil
	}
	return rule(step, address)
}

// Sessions is how many conversations there have been.
func (m *Mailbox) Sessions() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.sessions
}

// Letters are all that were taken so far and match.
func (m *Mailbox) Letters(match ...Match) (list []Letter) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, l := range m.letters {
		if matches(l, match) {
			list = append(list, l)
		}
	}
	return list
}

// Wait gives the newest letter that matches, once there is one.
func (m *Mailbox) Wait(t testing.TB, most time.Duration, match ...Match) Letter {
	t.Helper()
	return m.WaitSince(t, 0, most, match...)
}

// WaitSince is Wait for the newest of more than n matching letters.
func (m *Mailbox) WaitSince(t testing.TB, n int, most time.Duration, match ...Match) Letter {
	t.Helper()
	over := time.After(most)
	for {
		m.mu.Lock()
		arrived := m.arrived
		m.mu.Unlock()
		if list := m.Letters(match...); len(list) > n {
			return list[len(list)-1]
		}
		select {
		case <-arrived:
		case <-over:
			t.Fatalf("no such letter came within %s; there are %d others", most, len(m.Letters()))
		}
	}
}

// Match says whether a letter is meant.
type Match func(Letter) bool

// To are letters to an address.
func To(address string) Match { return func(l Letter) bool { return l.To == address } }

// Subject are letters whose subject holds a text.
func Subject(text string) Match {
	return func(l Letter) bool { return strings.Contains(l.Subject, text) }
}

// Says are letters whose text holds a text.
func Says(text string) Match { return func(l Letter) bool { return strings.Contains(l.Text, text) } }

func matches(l Letter, all []Match) bool {
	for _, m := range all {
		if !m(l) {
			return false
		}
	}
	return true
}

// Link is the first of the letter's addresses that begins with a prefix.
func (l Letter) Link(t testing.TB, prefix string) string {
	t.Helper()
	for word := range strings.FieldsSeq(l.Text) {
		if strings.HasPrefix(word, prefix) {
			return word
		}
	}
	t.Fatalf("no address %s… in the letter %q:\n%s", prefix, l.Subject, l.Text)
	return ""
}

// Number is the letter's six digits.
func (l Letter) Number(t testing.TB) string {
	t.Helper()
	for word := range strings.FieldsSeq(l.Text) {
		if len(word) == 6 && strings.Trim(word, "0123456789") == "" {
			return word
		}
	}
	t.Fatalf("no number in the letter %q:\n%s", l.Subject, l.Text)
	return ""
}

// session is one conversation.
type session struct {
	m        *Mailbox
	from, to string
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.from = from
	return s.m.ask("mail", from)
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	return s.m.ask("rcpt", to)
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := s.m.ask("data", s.to); err != nil {
		return err
	}
	l := Letter{At: time.Now(), From: s.from, To: s.to, Raw: string(raw)}
	if msg, err := netmail.ReadMessage(strings.NewReader(l.Raw)); err == nil {
		l.Header = msg.Header
		l.Subject, _ = new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject"))
		body := io.Reader(msg.Body)
		if strings.EqualFold(msg.Header.Get("Content-Transfer-Encoding"), "quoted-printable") {
			body = quotedprintable.NewReader(body)
		}
		text, _ := io.ReadAll(body)
		l.Text = string(text)
	}
	s.m.mu.Lock()
	defer s.m.mu.Unlock()
	s.m.letters = append(s.m.letters, l)
	close(s.m.arrived)
	s.m.arrived = make(chan struct{})
	return nil
}

func (s *session) Reset()        { s.from, s.to = "", "" }
func (s *session) Logout() error { return nil }
