package site

import (
	"database/sql"
	"errors"
	"net/http"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/audit/store"
)

const (
	sessionCookie = "guildhall_session"
	browserCookie = "guildhall_browser"
	issuer        = "guildhall"
	audience      = "guildhall-pages"

	// sessionLife is how long a session lasts at least, but for one whose link ends
	// before: a working day's half.
	sessionLife = 8 * time.Hour
	// keepLinks is how long a link stays known after it has expired.
	keepLinks = 30 * 24 * time.Hour
	// browserLife is how long a browser stays known: longer than any poll.
	browserLife = 90 * 24 * time.Hour
)

// recognise reads the session's cookie.
func (s *Site) recognise(c echo.Context, v *Visit) error {
	cookie, err := c.Cookie(s.cookie(sessionCookie))
	if err != nil || cookie.Value == "" {
		return nil
	}
	v.ended = true
	hash := s.sessionHash(cookie.Value)
	if hash == nil {
		return nil
	}
	var g Grant
	var expires int64
	err = s.Store().View(c.Request().Context(), func(tx store.Side) error {
		return tx.QueryRow(`SELECT purpose, person, practice, election, nomination, expires FROM sessions WHERE hash = $1`, hash).
			Scan(&g.Purpose, &g.Person, &g.Practice, &g.Election, &g.Nomination, &expires)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	if _, known := v.Point.State.Person(g.Person); !known || s.Now().UnixMilli() >= expires {
		return nil
	}
	v.grant, v.session, v.ended = g, hash, false
	v.name = s.Desk.Person(c.Request().Context(), g.Person).Name
	return nil
}

// sessionHash checks a cookie's signature, issuer, audience and time, and gives
// the digest of the identifier in it; nil if anything is wrong.
func (s *Site) sessionHash(cookie string) []byte {
	var claims jwt.RegisteredClaims
	_, err := jwt.ParseWithClaims(cookie, &claims, func(*jwt.Token) (any, error) { return s.keyed("session"), nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), jwt.WithIssuer(issuer), jwt.WithAudience(audience),
		jwt.WithExpirationRequired(), jwt.WithTimeFunc(s.Now))
	if err != nil {
		return nil
	}
	return tokenHash(claims.ID)
}

// SessionKey names what a request says of itself, by its cookie's signature and
// without looking into the database; known is false for whoever has none, of
// whom those of one network are one.
func (s *Site) SessionKey(c echo.Context) (key string, known bool) {
	if cookie, err := c.Cookie(s.cookie(sessionCookie)); err == nil {
		if hash := s.sessionHash(cookie.Value); hash != nil {
			return "session " + string(hash), true
		}
	}
	return "strangers " + s.Network(c), false
}

// afterwards is how much longer a session lasts than its link: whose vote comes a
// moment too late is told what stands instead. Nothing else is open then.
var afterwards = map[Purpose]time.Duration{ToVote: time.Hour}

// start begins a session inside a transaction and gives its cookie's value. It
// lasts as long as a session does, and no longer than the link opens something.
func (s *Site) start(tx store.Side, l Link) (cookie string, err error) {
	token, err := s.newToken()
	if err != nil {
		return "", err
	}
	now := s.Now()
	// At a full hour: the table must not tell when somebody came to vote.
	expires := now.Add(sessionLife).Truncate(time.Hour).Add(time.Hour)
	if ends := l.Expires.Add(afterwards[l.Purpose]); l.Purpose != ToSignIn && ends.Before(expires) {
		expires = ends
	}
	if _, err := tx.Exec(`DELETE FROM sessions WHERE expires <= $1`, now.UnixMilli()); err != nil {
		return "", err
	}
	// A link is kept for a while after its end, so that its page can say so.
	if _, err := tx.Exec(`DELETE FROM links WHERE expires <= $1`, now.Add(-keepLinks).UnixMilli()); err != nil {
		return "", err
	}
	if _, err := tx.Exec(`INSERT INTO sessions (hash, purpose, person, practice, election, nomination, expires) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		tokenHash(token), string(l.Purpose), string(l.Person), string(l.Practice), string(l.Election), string(l.Nomination), expires.UnixMilli()); err != nil {
		return "", err
	}
	return jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.RegisteredClaims{
		ID: token, Issuer: issuer, Audience: jwt.ClaimStrings{audience}, ExpiresAt: jwt.NewNumericDate(expires),
	}).SignedString(s.keyed("session"))
}

// SignOut ends the session of a visit and forgets the browser, so that the
// next person at a shared computer is asked for a number.
func (s *Site) SignOut(c echo.Context) error {
	if v := Of(c); v.session != nil {
		err := s.Store().Write(c.Request().Context(), func(tx store.Side) error {
			_, err := tx.Exec(`DELETE FROM sessions WHERE hash = $1`, v.session)
			return err
		})
		if err != nil {
			return err
		}
	}
	s.Forget(c)
	return nil
}

func (s *Site) setCookie(c echo.Context, name, value string, life time.Duration) {
	age := int(life / time.Second)
	if life < 0 {
		age = -1
	}
	// Lax, not Strict: the link in an email arrives from another site.
	c.SetCookie(&http.Cookie{Name: s.cookie(name), Value: value, Path: "/", MaxAge: age, HttpOnly: true,
		Secure: s.Secure(), SameSite: http.SameSiteLaxMode})
}

// cookie is a cookie's name. Under https it says that this host alone has set it
// for all its pages (RFC 6265bis, 4.1.3.2): no neighbour in the domain can plant one.
func (s *Site) cookie(name string) string {
	if s.Secure() {
		return "__Host-" + name
	}
	return name
}

// browser is the digest of the token that names this browser; nil if it has
// none yet.
func (s *Site) browser(c echo.Context) []byte {
	cookie, err := c.Cookie(s.cookie(browserCookie))
	if err != nil {
		return nil
	}
	return tokenHash(cookie.Value)
}
