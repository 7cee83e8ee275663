package mail_test

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"io"
	"math/big"
	"mime"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/web/mail"
)

// server speaks SMTP (RFC 5321) with STARTTLS (RFC 3207) over TCP, and does
// what a test tells it to.
type server struct {
	t     testing.TB
	tls   *tls.Config
	roots *x509.CertPool
	addr  *net.TCPAddr

	mu    sync.Mutex
	rules map[string]string // command, or "RCPT address" → answer in place of the ordinary one
	plain bool              // offers no STARTTLS
	tls1  bool              // encrypts from the first byte
	taken []letter
	lines []string // commands, in order
	open  int      // connections
}

// letter is a message that the server has taken.
type letter struct {
	from, to, subject, body string
	header                  netmail.Header
	encrypted               bool
}

// drop, as an answer, cuts the line.
const drop = "drop"

func newServer(t testing.TB) *server {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail.test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"mail.test"},
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, IsCA: true, BasicConstraintsValid: true}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	must(t, err)
	cert, err := x509.ParseCertificate(raw)
	must(t, err)
	s := &server{t: t, rules: map[string]string{}, roots: x509.NewCertPool(),
		tls: &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{raw}, PrivateKey: key}}}}
	s.roots.AddCert(cert)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	s.addr = l.Addr().(*net.TCPAddr)
	var all sync.WaitGroup
	t.Cleanup(func() { l.Close(); all.Wait() })
	all.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() { s.serve(conn) })
		}
	})
	return s
}

// options are how to reach the server.
func (s *server) options() *mail.SMTP {
	return &mail.SMTP{Host: "127.0.0.1", Port: s.addr.Port, From: "OneNorwich elections <elections@vote.test>", ReplyTo: "officer@vote.test",
		TLS: &tls.Config{RootCAs: s.roots, ServerName: "mail.test"}}
}

func (s *server) rule(command, answer string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if answer == "" {
		delete(s.rules, command)
		return
	}
	s.rules[command] = answer
}

// set changes how the server is, between conversations.
func (s *server) set(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

func (s *server) letters() []letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]letter(nil), s.taken...)
}

func (s *server) said(command string) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.lines {
		if strings.HasPrefix(l, command) {
			n++
		}
	}
	return n
}

func (s *server) answer(keys ...string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range keys {
		if a, ok := s.rules[k]; ok {
			return a
		}
	}
	return ""
}

// serve is one conversation.
func (s *server) serve(conn net.Conn) {
	defer func() { conn.Close() }()
	s.mu.Lock()
	s.open++
	implicit := s.tls1
	s.mu.Unlock()
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	say := func(text string) { fmt.Fprintf(conn, "%s\r\n", text) }
	encrypted := implicit
	if implicit {
		conn = tls.Server(conn, s.tls)
	}
	in := bufio.NewReader(conn)
	var l letter
	if a := s.answer("connect"); a == drop {
		return
	} else if a != "" {
		say(a)
		return
	}
	say("220 mail.test ESMTP")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		verb, _, _ := strings.Cut(strings.ToUpper(line), " ")
		s.mu.Lock()
		s.lines = append(s.lines, line)
		plain := s.plain
		s.mu.Unlock()
		switch a := s.answer(verb+" "+address(line), verb); {
		case a == drop && verb != "DATA":
			return
		case a != "" && verb != "DATA":
			say(a)
			continue
		}
		switch verb {
		case "EHLO", "HELO":
			say("250-mail.test")
			if !encrypted && !plain && !implicit {
				say("250-STARTTLS")
			}
			if encrypted {
				say("250-AUTH PLAIN")
			}
			say("250 ENHANCEDSTATUSCODES")
		case "STARTTLS":
			say("220 2.0.0 go ahead")
			secured := tls.Server(conn, s.tls)
			if err := secured.Handshake(); err != nil {
				return
			}
			conn, in, encrypted = secured, bufio.NewReader(secured), true
		case "AUTH":
			_, secret, _ := strings.Cut(line, "PLAIN ")
			raw, _ := base64.StdEncoding.DecodeString(secret)
			if bytes.Equal(raw, []byte("\x00user\x00password")) {
				say("235 2.7.0 welcome")
			} else {
				say("535 5.7.8 wrong")
			}
		case "MAIL":
			l = letter{from: address(line), encrypted: encrypted}
			say("250 2.1.0 ok")
		case "RCPT":
			l.to = address(line)
			say("250 2.1.5 ok")
		case "DATA":
			a := s.answer("DATA " + l.to)
			if strings.HasPrefix(a, "5") || strings.HasPrefix(a, "4") {
				say(a)
				continue
			}
			say("354 go ahead")
			if a == "drop before the end" {
				in.ReadString('\n')
				return
			}
			body, err := data(in)
			if err != nil || a == "drop after the end" {
				return
			}
			if a := s.answer("END " + l.to); a != "" {
				say(a)
				continue
			}
			s.take(l, body)
			if a == "drop after taking" {
				return
			}
			say("250 2.0.0 taken")
		case "RSET", "NOOP":
			say("250 2.0.0 ok")
		case "QUIT":
			say("221 2.0.0 bye")
			return
		default:
			say("502 5.5.1 what?")
		}
	}
}

func address(line string) string {
	_, rest, ok := strings.Cut(line, "<")
	if !ok {
		return ""
	}
	a, _, _ := strings.Cut(rest, ">")
	return a
}

// data reads to the dot that stands alone, and takes doubled dots away.
func data(in *bufio.Reader) (string, error) {
	var b strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return "", err
		}
		if line == ".\r\n" {
			return b.String(), nil
		}
		b.WriteString(strings.TrimPrefix(line, "."))
	}
}

func (s *server) take(l letter, raw string) {
	m, err := netmail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		s.t.Errorf("a message that cannot be read: %v\n%s", err, raw)
		return
	}
	l.header = m.Header
	if l.subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		s.t.Errorf("subject: %v", err)
	}
	var body io.Reader = m.Body
	if m.Header.Get("Content-Transfer-Encoding") == "quoted-printable" {
		body = quotedprintable.NewReader(m.Body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		s.t.Errorf("body: %v", err)
	}
	l.body = strings.ReplaceAll(string(text), "\r\n", "\n")
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken = append(s.taken, l)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
