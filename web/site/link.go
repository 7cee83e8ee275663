package site

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
)

// Link is what a token in an email stands for.
type Link struct {
	Grant
	Next    string // where a link leads to that does not vote
	Expires time.Time

	hash    []byte
	browser []byte // whose first use bound it; nil if it has not been used
	voted   bool   // the practice has voted: whoever votes again shows the mailbox
}

// NewLink makes a link, in the transaction of the email that holds it.
func (s *Site) NewLink(tx store.Side, l Link) (token string, err error) {
	if token, err = s.newToken(); err != nil {
		return "", err
	}
	_, err = tx.Exec(`INSERT INTO links (hash, purpose, person, practice, election, nomination, next, expires, browser) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL)`,
		tokenHash(token), string(l.Purpose), string(l.Person), string(l.Practice), string(l.Election), string(l.Nomination), l.Next, coarse(l.Expires, time.Hour).UnixMilli())
	return token, err
}

// Link looks a token up. It spends nothing. A link that has expired is given
// together with the refusal, so that the page can say whose it was.
func (s *Site) Link(ctx context.Context, token string) (l Link, err error) {
	l.hash = tokenHash(token)
	unknown := Refuse(http.StatusNotFound, "no-link", "This link is not one of ours, or a part of it is missing. Open it again from the email, copy it whole, or ask for a new one.")
	if l.hash == nil {
		return l, unknown
	}
	var expires int64
	err = s.Store().View(ctx, func(tx store.Side) error {
		err := tx.QueryRow(`SELECT purpose, person, practice, election, nomination, next, expires, browser FROM links WHERE hash = $1`, l.hash).
			Scan(&l.Purpose, &l.Person, &l.Practice, &l.Election, &l.Nomination, &l.Next, &expires, &l.browser)
		if err == nil {
			l.voted, err = hasVoted(tx, l)
		}
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		return l, unknown
	}
	if err != nil {
		return l, err
	}
	l.Expires = time.UnixMilli(expires).UTC()
	if !s.Now().Before(l.Expires) {
		return l, Refuse(http.StatusGone, "expired", "This link has expired. Ask for a new one: it goes to your registered address.")
	}
	return l, nil
}

// NeedsNumber says whether this browser must show a number from the person's
// mailbox before it may start with the link.
func (s *Site) NeedsNumber(c echo.Context, l Link) bool { return needsNumber(c, l, s.browser(c)) }

func needsNumber(c echo.Context, l Link, mine []byte) bool {
	switch {
	case l.voted && !Of(c).begun(l):
		return true
	case l.browser == nil:
		return false
	}
	return subtle.ConstantTimeCompare(l.browser, mine) != 1
}

// Start begins a session with a link: a person's POST. The first one binds
// this browser to the link; number, if the link needs one, is what the visitor
// typed. A number that was typed must be right, needed or not.
func (s *Site) Start(c echo.Context, l Link, number string) error {
	mine, err := s.thisBrowser(c)
	if err != nil {
		return err
	}
	var cookie string
	var refused error
	err = s.Store().Write(c.Request().Context(), func(tx store.Side) error {
		refused = nil
		// Read again: two browsers may press Start at the same time.
		if err := tx.QueryRow(`SELECT browser FROM links WHERE hash = $1`, l.hash).Scan(&l.browser); err != nil {
			return err
		}
		var err error
		if l.voted, err = hasVoted(tx, l); err != nil {
			return err
		}
		if live, err := Of(c).live(tx); err != nil {
			return err
		} else if number != "" || needsNumber(c, l, tokenHash(mine)) || l.voted && !live {
			if refused = s.checkNumber(s.Network(c), l.key(), s.box(c.Request().Context(), l.Person), number); refused != nil {
				return nil
			}
		}
		cookie, err = s.bind(tx, c, l, mine)
		return err
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		return err
	}
	s.began(c, mine, cookie)
	return nil
}

// bind makes a link this browser's and begins its session, in a transaction.
// Whoever showed a number has the mailbox, so the link is theirs now: a browser
// that was first by a forwarded email is asked from here on.
func (s *Site) bind(tx store.Side, c echo.Context, l Link, mine string) (cookie string, err error) {
	if _, err := tx.Exec(`UPDATE links SET browser = $1 WHERE hash = $2`, tokenHash(mine), l.hash); err != nil {
		return "", err
	}
	if v := Of(c); v.session != nil {
		// One browser, one session: the one before ends here.
		if _, err := tx.Exec(`DELETE FROM sessions WHERE hash = $1`, v.session); err != nil {
			return "", err
		}
	}
	return s.start(tx, l)
}

// began tells the browser of its session.
func (s *Site) began(c echo.Context, mine, cookie string) {
	s.setCookie(c, browserCookie, mine, browserLife)
	s.setCookie(c, sessionCookie, cookie, sessionLife)
	s.LeaveForms(c) // of whoever sat here before
}

// key names a link where things are counted.
func (l Link) key() string { return "link " + string(l.hash) }

// Bound says whether this browser has started with the link, or has shown a number
// for it. No other one is told whose the link is, for which practice, or anything
// about a vote.
func (s *Site) Bound(c echo.Context, l Link) bool {
	return l.browser != nil && subtle.ConstantTimeCompare(l.browser, s.browser(c)) == 1
}

// box is a person's mailbox, as numbers are kept by it.
func (s *Site) box(ctx context.Context, person election.ID) string {
	return election.Fold(s.Desk.Person(ctx, person).Email)
}

// thisBrowser is the token that names this browser, drawn if it has none.
func (s *Site) thisBrowser(c echo.Context) (string, error) {
	if cookie, err := c.Cookie(s.cookie(browserCookie)); err == nil && tokenHash(cookie.Value) != nil {
		return cookie.Value, nil
	}
	return s.newToken()
}

// Local makes sure that an address leads to a page of this service.
func Local(next string) string {
	if strings.HasPrefix(next, "/") && !strings.HasPrefix(next, "//") && !strings.ContainsAny(next, "\\\r\n\t") && len(next) <= 200 {
		return next
	}
	return ""
}
