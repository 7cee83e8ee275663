package site

import (
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
	"golang.org/x/time/rate"

	"github.com/onenorwich/guildhall/election"
)

// Rates are how much is answered. Zero values take the defaults, which leave
// room for many practices behind one address of the NHS's network.
type Rates struct {
	PerSecond float64 // requests a second from one address; 50
	Burst     int     // at once; 500
}

const (
	// votesAnHour is how many votes of one practice are recorded in an hour, and
	// how many at once: far more than anybody casts, and few enough that a practice
	// that means harm does not fill the disk. It is kept in memory alone, because no
	// table may say when a practice voted.
	votesAnHour = 60
	// triesAnHour is how many votes of one session may turn out not to hold: each
	// takes as long to look at as one that does.
	triesAnHour = 30
)

// rates keeps a limiter for each client address, each token each practice
// that votes and each session that tries.
type rates struct {
	opt    Rates
	now    func() time.Time
	client *limiters
	token  *limiters
	vote   *limiters
	try    *limiters
	deed   *limiters
	code   *limiters
}

func newRates(opt Rates, now func() time.Time) rates {
	if opt.PerSecond == 0 {
		opt.PerSecond = 50
	}
	if opt.Burst == 0 {
		opt.Burst = 500
	}
	deeds, codes := newDeeds(now)
	return rates{opt: opt, now: now, deed: deeds, code: codes,
		client: newLimiters(rate.Limit(opt.PerSecond), opt.Burst, now),
		token:  newLimiters(rate.Every(2*time.Second), 40, now),
		vote:   newLimiters(rate.Every(time.Hour/votesAnHour), votesAnHour, now),
		try:    newLimiters(rate.Every(time.Hour/triesAnHour), triesAnHour, now)}
}

// limiters is a bounded set of limiters by key.
type limiters struct {
	mu       sync.Mutex
	limit    rate.Limit
	burst    int
	now      func() time.Time
	cur, old map[string]*rate.Limiter
}

// maxLimiters bounds the memory: the half that was used longest ago is forgotten.
// So a key is as good as new that has been at rest, or that others have pushed out;
// nobody is refused because others are many.
const maxLimiters = 20_000

func newLimiters(limit rate.Limit, burst int, now func() time.Time) *limiters {
	return &limiters{limit: limit, burst: burst, now: now, cur: map[string]*rate.Limiter{}}
}

// allow takes n from a key's bucket, or all that a bucket can hold if that is
// less.
func (l *limiters) allow(key string, n int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.bucket(key).AllowN(l.now(), min(n, l.burst))
}

// take takes one from a key's bucket; giveBack puts it there again.
func (l *limiters) take(key string) (giveBack func(), ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now, r := l.now(), l.bucket(key)
	if r.TokensAt(now) < 1 {
		return nil, false
	}
	one := r.ReserveN(now, 1)
	return func() { one.CancelAt(now) }, true
}

// bucket is a key's bucket.
func (l *limiters) bucket(key string) *rate.Limiter {
	r, ok := l.cur[key]
	if ok {
		return r
	}
	if r, ok = l.old[key]; !ok {
		r = rate.NewLimiter(l.limit, l.burst)
	}
	if len(l.cur) >= maxLimiters/2 {
		l.old, l.cur = l.cur, map[string]*rate.Limiter{}
	}
	l.cur[key] = r
	return r
}

// Limiting answers no more than the rates allow.
func (s *Site) Limiting(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		client := network(c.RealIP())
		if key, known := s.SessionKey(c); known && casts(c) {
			// A vote is counted by its session: what others behind the same address
			// ask for takes none from a voter at the close.
			if !s.rates.token.allow(key, 1) {
				return tooMany(c)
			}
		} else if !s.rates.client.allow(client, cost(c)) {
			return tooMany(c)
		}
		// What cannot be a token is not remembered: it may be long.
		if token := tokenHash(c.Param("token")); token != nil && !s.rates.token.allow(string(token), 1) {
			return tooMany(c)
		}
		if asks(c) && !s.rates.token.allow("asks "+client, 1) {
			return tooMany(c)
		}
		return next(c)
	}
}

// has says whether a key's bucket holds one, and takes nothing.
func (l *limiters) has(key string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	r, ok := l.cur[key]
	if !ok {
		r, ok = l.old[key]
	}
	return !ok || r.TokensAt(l.now()) >= 1
}

// MayCast says whether one more vote of a practice may be recorded now.
func (s *Site) MayCast(practice election.ID) bool { return s.rates.vote.has(string(practice)) }

// HasCast counts a vote of a practice that was recorded.
func (s *Site) HasCast(practice election.ID) { s.rates.vote.allow(string(practice), 1) }

// MayTry says whether the session may have one more vote looked at now.
func (s *Site) MayTry(c echo.Context) bool { return s.rates.try.has(string(Of(c).session)) }

// HasTried counts a vote of the session that did not hold.
func (s *Site) HasTried(c echo.Context) { s.rates.try.allow(string(Of(c).session), 1) }

// Network is what a request's client has of addresses.
func (s *Site) Network(c echo.Context) string { return network(c.RealIP()) }

// network is what one client has of addresses: the address itself, or the /64
// in which every IPv6 client can draw as many as it likes (RFC 7421).
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil || ip.Unmap().Is4() {
		return address
	}
	p, _ := ip.WithZone("").Prefix(64)
	return p.String()
}

// cost is how many pages a request counts for. Files that are made of the whole
// log, and papers that are printed, take as long as many pages.
func cost(c echo.Context) int {
	switch c.Path() {
	case "/bundle.zip", "/log.jsonl", "/proof/consistency", "/elections/:id/:archive", "/elections/:id/papers/:paper":
		return 10
	}
	return 1
}

// casts says whether a vote comes.
func casts(c echo.Context) bool {
	return c.Path() == "/cast/:election" && c.Request().Method == http.MethodPost
}

// asks says whether a stranger asks for an email or tries a code: that costs
// more than a page.
func asks(c echo.Context) bool {
	switch c.Path() {
	case "/sign-in", "/again", "/vote", "/c":
		return c.Request().Method == http.MethodPost
	}
	return false
}

func tooMany(c echo.Context) error {
	c.Response().Header().Set("Retry-After", "60")
	return Refuse(http.StatusTooManyRequests, "too-many", "Too many requests have come from here in a short time. Wait a minute, then try again.")
}

// BodyLimit sets how many bytes a route takes, in place of the ordinary limit.
func BodyLimit(bytes int64) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			RaiseLimit(c, bytes)
			return next(c)
		}
	}
}

// RaiseLimit does it for one request.
func RaiseLimit(c echo.Context, bytes int64) {
	if body, ok := c.Get(bodyKey).(*rawBody); ok {
		c.Request().Body = http.MaxBytesReader(c.Response(), body.ReadCloser, bytes)
	}
}
