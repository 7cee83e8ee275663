// Package mailtest is a mail server for tests: it speaks SMTP with STARTTLS over
// a loopback port, keeps what it was told, and fails where a test says so.
package mailtest

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

// Server speaks SMTP (RFC 5321) with STARTTLS (RFC 3207) over TCP, and does
// what a test tells it to.
type Server struct {
	t     testing.TB
	tls   *tls.Config
	Roots *x509.CertPool
	addr  *net.TCPAddr

	mu    sync.Mutex
	rules map[string]string // command, or "RCPT address" → answer in place of the ordinary one
	Plain bool              // offers no STARTTLS
	TLS1  bool              // encrypts from the first byte
	taken []Letter
	lines []string // commands, in order
	Open  int      // connections
}

// Letter is a message that the server has taken.
type Letter struct {
	From, To, Subject, Body string
	Header                  netmail.Header
	Encrypted               bool
	Raw                     string // as it was told, before any decoding
}

// Drop, as an answer, cuts the line.
const Drop = "drop"

// New starts a server that ends with the test.
func New(t testing.TB) *Server {
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
	s := &Server{t: t, rules: map[string]string{}, Roots: x509.NewCertPool(),
		tls: &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{raw}, PrivateKey: key}}}}
	s.Roots.AddCert(cert)
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

// Options are how to reach the server.
func (s *Server) Options() *mail.SMTP {
	return &mail.SMTP{Host: "127.0.0.1", Port: s.addr.Port, From: "OneNorwich elections <elections@vote.test>", ReplyTo: "officer@vote.test",
		TLS: &tls.Config{RootCAs: s.Roots, ServerName: "mail.test"}}
}

// Rule answers a command, or "RCPT address" and the like, in another way than
// the ordinary one; an empty answer ends that.
func (s *Server) Rule(command, answer string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if answer == "" {
		delete(s.rules, command)
		return
	}
	s.rules[command] = answer
}

// Set changes how the server is, between conversations.
func (s *Server) Set(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

// Letters are the messages taken so far.
func (s *Server) Letters() []Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Letter(nil), s.taken...)
}

// Said counts the commands that began so.
func (s *Server) Said(command string) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.lines {
		if strings.HasPrefix(l, command) {
			n++
		}
	}
	return n
}

func (s *Server) answer(keys ...string) string {
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
func (s *Server) serve(conn net.Conn) {
	defer func() { conn.Close() }()
	s.mu.Lock()
	s.Open++
	implicit := s.TLS1
	s.mu.Unlock()
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	say := func(text string) { fmt.Fprintf(conn, "%s\r\n", text) }
	encrypted := implicit
	if implicit {
		conn = tls.Server(conn, s.tls)
	}
	in := bufio.NewReader(conn)
	var l Letter
	if a := s.answer("connect"); a == Drop {
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
		plain := s.Plain
		s.mu.Unlock()
		switch a := s.answer(verb+" "+address(line), verb); {
		case a == Drop && verb != "DATA":
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
			l = Letter{From: address(line), Encrypted: encrypted}
			say("250 2.1.0 ok")
		case "RCPT":
			l.To = address(line)
			say("250 2.1.5 ok")
		case "DATA":
			a := s.answer("DATA " + l.To)
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
			if a := s.answer("END " + l.To); a != "" {
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

func (s *Server) take(l Letter, raw string) {
	m, err := netmail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		s.t.Errorf("a message that cannot be read: %v\n%s", err, raw)
		return
	}
	l.Header = m.Header
	if l.Subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
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
	l.Raw = raw
	l.Body = strings.ReplaceAll(string(text), "\r\n", "\n")
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
