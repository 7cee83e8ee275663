package site

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/ui"
)

// Options are what a site is made from.
type Options struct {
	Desk    *conduct.Desk
	Outbox  *mail.Outbox
	BaseURL string // "https://vote.example.org", without a slash at the end
	Log     logrus.FieldLogger
	Demo    *ui.Demo // set in the demonstration alone
	Rates   Rates
	Rand    io.Reader // randomness; crypto/rand.Reader if nil
}

// Site is the service as its pages see it. It holds no state of its own but what
// may be lost at any time: rates, and the answers to forms.
type Site struct {
	Desk    *conduct.Desk
	Outbox  *mail.Outbox
	BaseURL string
	Log     logrus.FieldLogger
	Demo    *ui.Demo

	// Direct tells a mail server one message at once and keeps nothing of it;
	// nil where there is no server.
	Direct func(ctx context.Context, m mail.Message) (mail.State, string)

	rand    io.Reader
	secret  []byte // keys the sessions' signatures and the numbers' digests
	rates   rates
	ledger  *ledger
	numbers numbers
	later   *later
	kept    *shelves
}

// New makes a site. Its secret is drawn when the database has none.
func New(ctx context.Context, opt Options) (*Site, error) {
	base, err := url.Parse(opt.BaseURL)
	if err != nil || base.Scheme != "https" && base.Scheme != "http" || base.Host == "" || base.Path != "" || base.RawQuery != "" || base.Fragment != "" || base.User != nil {
		return nil, fmt.Errorf("the service's address must read https://host or http://host:port without a path, not %q", opt.BaseURL)
	}
	s := &Site{Desk: opt.Desk, Outbox: opt.Outbox, BaseURL: opt.BaseURL, Log: opt.Log, Demo: opt.Demo, rand: opt.Rand}
	if s.rand == nil {
		s.rand = rand.Reader
	}
	if s.Outbox == nil {
		s.Outbox = mail.NewOutbox(s.Desk.Clerk.Log(), s.Now)
	}
	s.Outbox.Moot = moot
	s.rates, s.kept = newRates(opt.Rates, time.Now), newShelves(time.Now)
	s.ledger, s.later = newLedger(s.Now), newLater()
	s.secret, err = s.loadSecret(ctx)
	return s, err
}

// Now is the service's clock; the demonstration moves it.
func (s *Site) Now() time.Time { return s.Desk.Clerk.Now() }

// URL is the full address of a path, for emails and papers.
func (s *Site) URL(path string) string { return s.BaseURL + path }

// Host is what a person types to come here.
func (s *Site) Host() string {
	_, host, _ := strings.Cut(s.BaseURL, "://")
	return host
}

// Secure says whether the service is reached by https.
func (s *Site) Secure() bool { return strings.HasPrefix(s.BaseURL, "https://") }

// Body is the name of the alliance, from the log; before the set-up it has none.
func (s *Site) Body(ctx context.Context) string {
	if !s.Desk.State().Opened {
		return "the alliance"
	}
	return conduct.Blob[record.Body](ctx, s.Desk, s.Desk.State().Body).Name
}

// Store is the database, for side tables.
func (s *Site) Store() store.Log { return s.Desk.Clerk.Log() }
