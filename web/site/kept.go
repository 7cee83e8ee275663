package site

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/web/ui"
)

// No page answers a POST. A handler renders what it has to say, a form that was
// refused, the next step of a wizard, a failure, as if it did; the page is kept
// and the browser led to an address that shows it, with the status that it has.
// So Back, Forward and Reload repeat a question, never a deed. After a success
// the handler leads on with Redirect, and what was kept of that form is gone.
//
// The address is the form's own page (or the nearest above it that there is) with
// ?kept=TICKET. The GET handler of that page runs first: whoever may no longer
// open it does not see what was kept either. Ticket and cookie together find and
// open an answer; neither is of use alone.
//
// A script's request is answered at once: nobody goes back to it.

const (
	keptParam  = "kept"
	keptCookie = "guildhall_form"
	keepingKey = "site.keeping"
)

// How much is kept, in bytes of compressed pages. Strangers and people who are
// signed in have a shelf each, so that the first cannot push out the second.
const (
	keptOfPeople, keptOfPerson     = 32 << 20, 2 << 20
	keptOfStrangers, keptOfNetwork = 8 << 20, 1 << 20
)

// shelves are the answers that are kept.
type shelves struct {
	people, strangers *shelf
	once              sync.Once
	pages             map[string]bool // routes that can be opened
}

func newShelves(now func() time.Time) *shelves {
	return &shelves{people: newShelf(keptOfPeople, keptOfPerson, now), strangers: newShelf(keptOfStrangers, keptOfNetwork, now)}
}

// keeping is one request's part in this.
type keeping struct {
	site   *Site
	status int
	html   []byte // found at the request's address
}

// Keeping is the middleware that has the answer to a form shown at an address.
func (s *Site) Keeping(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		k := &keeping{site: s}
		switch {
		case c.Request().Method == http.MethodPost && !fetched(c):
			ui.SetSender(c, k.keep)
		case c.Request().Method == http.MethodGet && c.QueryParam(keptParam) != "":
			ui.SetSender(c, k.show)
			if !k.find(c) {
				ui.AddNotice(c, ui.Notice{Text: "What you typed or saw here is not kept any more: it has been sent, or it was too long ago."})
			}
		default:
			return next(c)
		}
		c.Set(keepingKey, k)
		return next(c)
	}
}

// fetched says whether a script asks, which takes the answer itself.
func fetched(c echo.Context) bool {
	dest := c.Request().Header.Get("Sec-Fetch-Dest")
	return WantsJSON(c) || dest != "" && dest != "document"
}

// Redirect leads on: after a POST that has done something, or from one page to
// another, which then shows what was kept for the first.
func Redirect(c echo.Context, path string) error {
	if k, ok := c.Get(keepingKey).(*keeping); ok {
		if c.Request().Method == http.MethodPost {
			k.forget(c)
		} else if k.html != nil {
			path = withTicket(path, c.QueryParam(keptParam))
		}
	}
	return c.Redirect(http.StatusSeeOther, path)
}

// keep is the ui.Sender of a POST.
func (k *keeping) keep(c echo.Context, status int, html []byte) error {
	route, path := k.page(c)
	if route == "" {
		return c.HTMLBlob(status, html) // no page stands there or above: no form either
	}
	cookie, err := k.cookie(c)
	if err != nil {
		return err
	}
	ticket, err := k.site.newToken()
	if err != nil {
		return err
	}
	sealed, err := seal(derive("open", []byte(ticket), []byte(cookie)), status, html)
	if err != nil {
		return err
	}
	a := &answer{find: derive("find", []byte(ticket), []byte(cookie)), holder: derive("holder", nil, []byte(cookie)), page: route, sealed: sealed}
	shelf := k.site.kept.strangers
	a.owner = network(c.RealIP())
	if v := Of(c); v != nil && v.SignedIn() {
		shelf, a.owner = k.site.kept.people, string(v.Person)
	}
	if !shelf.put(a) {
		return c.HTMLBlob(status, html)
	}
	return c.Redirect(http.StatusSeeOther, withTicket(path, ticket))
}

// find looks for the answer that belongs to a GET.
func (k *keeping) find(c echo.Context) bool {
	ticket, cookie := []byte(c.QueryParam(keptParam)), []byte(k.held(c))
	find := derive("find", ticket, cookie)
	sealed, ok := k.site.kept.people.get(find)
	if !ok {
		sealed, ok = k.site.kept.strangers.get(find)
	}
	if !ok {
		return false
	}
	var err error
	k.status, k.html, err = open(derive("open", ticket, cookie), sealed)
	return err == nil
}

// show is the ui.Sender of a GET: what was kept stands in for the page, if the
// page itself could be shown.
func (k *keeping) show(c echo.Context, status int, html []byte) error {
	if status == http.StatusOK && k.html != nil {
		status, html = k.status, k.html
	}
	return c.HTMLBlob(status, html)
}

// forget throws away what was kept of the form that has now been taken.
func (k *keeping) forget(c echo.Context) {
	route, _ := k.page(c)
	k.site.forgetKept(k.held(c), func(a *answer) bool { return a.page == route })
}

// forgetKept throws away what was kept for a browser.
func (s *Site) forgetKept(cookie string, meant func(*answer) bool) {
	if cookie == "" {
		return
	}
	holder := derive("holder", nil, []byte(cookie))
	for _, shelf := range []*shelf{s.kept.people, s.kept.strangers} {
		shelf.forget(func(a *answer) bool { return a.holder == holder && meant(a) })
	}
}

// LeaveForms forgets everything that was kept for this browser: whoever sits
// there next has another name.
func (s *Site) LeaveForms(c echo.Context) {
	if cookie, err := c.Cookie(s.cookie(keptCookie)); err == nil {
		s.forgetKept(cookie.Value, func(*answer) bool { return true })
		s.setCookie(c, keptCookie, "", -1)
	}
}

// held is the browser's half of its answers; empty if it has none.
func (k *keeping) held(c echo.Context) string {
	cookie, err := c.Cookie(k.site.cookie(keptCookie))
	if err != nil || tokenHash(cookie.Value) == nil {
		return ""
	}
	return cookie.Value
}

// cookie is held, drawn if there is none yet.
func (k *keeping) cookie(c echo.Context) (string, error) {
	if held := k.held(c); held != "" {
		return held, nil
	}
	token, err := k.site.newToken()
	if err == nil {
		k.site.setCookie(c, keptCookie, token, 0) // until the browser is closed
	}
	return token, err
}

// page is the page of the form that was posted: its route and its address.
func (k *keeping) page(c echo.Context) (route, path string) {
	pages := k.site.kept.routes(c.Echo())
	route, path = c.Path(), c.Request().URL.EscapedPath()
	for route != "" && !pages[route] {
		route, path = above(route), above(path)
	}
	if route != "" && c.Request().URL.RawQuery != "" {
		path += "?" + c.Request().URL.RawQuery
	}
	return route, path
}

// routes are those that can be opened.
func (s *shelves) routes(e *echo.Echo) map[string]bool {
	s.once.Do(func() {
		s.pages = map[string]bool{}
		for _, r := range e.Routes() {
			if r.Method == http.MethodGet && !strings.Contains(r.Path, "*") {
				s.pages[r.Path] = true
			}
		}
	})
	return s.pages
}

// above is the next address above one; of the first, none.
func above(path string) string {
	if path == "/" || path == "" {
		return ""
	}
	return path[:max(1, strings.LastIndexByte(path, '/'))]
}

// withTicket adds a ticket to an address, in place of one that is there.
func withTicket(address, ticket string) string {
	path, fragment, cut := strings.Cut(address, "#")
	path, query, _ := strings.Cut(path, "?")
	values, _ := url.ParseQuery(query)
	values.Set(keptParam, ticket)
	path += "?" + values.Encode()
	if cut {
		path += "#" + fragment
	}
	return path
}
