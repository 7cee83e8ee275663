// Package web is the service: Echo with its middleware, the visitors' packages,
// and what goes on with nobody signed in (deadlines, emails, tallies).
//
// Invariant: a request passes, in this order, the log line, the net for panics,
// the guard (headers, other sites, sizes), the keeping of what answers a form, the
// rate limits, the votes' stamp and turn, and the visit (the pinned point and the
// session); a visitor's package adds its role and nothing else.
//
// Trusted: whoever starts the service, and the proxy in front of it if
// Options.Proxies names one.
package web

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"github.com/sirupsen/logrus"

	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/web/booth"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/setup"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

// Options are what a service is made from.
type Options struct {
	Desk    *conduct.Desk
	Log     *logrus.Logger // JSON to the standard error if nil
	BaseURL string
	SMTP    *mail.SMTP   // nil: every email stays in the outbox
	Proxies []*net.IPNet // whose X-Forwarded-For is believed; none by default
	Rates   site.Rates
	Demo    *ui.Demo
	// More are further visitors' packages, such as the demonstration's.
	More []func(*echo.Echo, *site.Site)
}

// Server is the service.
type Server struct {
	Site *site.Site

	echo   *echo.Echo
	setup  *setup.Setup
	outbox *mail.Outbox
	log    *logrus.Logger
	gauges *gauges
	probe  *probe
}

// New makes a service. It does nothing by itself until Run.
func New(opt Options) (*Server, error) {
	if opt.Desk == nil {
		return nil, errors.New("web: a service needs a desk")
	}
	if err := ui.Check(); err != nil {
		return nil, err
	}
	if opt.SMTP != nil {
		if err := opt.SMTP.Check(); err != nil {
			return nil, err
		}
	}
	log := opt.Log
	if log == nil {
		log = logrus.New()
		log.SetFormatter(&logrus.JSONFormatter{})
	}
	outbox := mail.NewOutbox(opt.Desk.Clerk.Log(), opt.Desk.Clerk.Now)
	outbox.Server = opt.SMTP
	s, err := site.New(context.Background(), site.Options{Desk: opt.Desk, Outbox: outbox, BaseURL: opt.BaseURL,
		Log: log, Demo: opt.Demo, Rates: opt.Rates})
	if err != nil {
		return nil, err
	}
	if opt.SMTP != nil {
		s.Direct = outbox.Tell
	}
	w := &Server{Site: s, echo: echo.New(), outbox: outbox, log: log, setup: setup.New(s),
		probe: &probe{log: s.Store(), tell: log}}
	w.gauges = newGauges(w)
	w.prepare(opt)
	return w, nil
}

func (w *Server) prepare(opt Options) {
	e := w.echo
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = echo.ExtractIPDirect()
	if len(opt.Proxies) > 0 {
		trust := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
		for _, n := range opt.Proxies {
			trust = append(trust, echo.TrustIPRange(n))
		}
		e.IPExtractor = echo.ExtractIPFromXFFHeader(trust...)
	}
	e.Renderer = renderer(func() ui.Site { return w.frame(opt) })
	e.HTTPErrorHandler = w.Site.Fail
	e.Use(w.Site.Logging, w.gauges.counting, w.recovering(), w.Site.Guarding, w.Site.Keeping, w.Site.Limiting, booth.Arriving(w.Site), w.Site.Visiting, site.Compressing())
	ui.ServeAssets(e)
	w.watched()
	for _, routes := range append(append(visitors, w.setup.Routes), opt.More...) {
		routes(e, w.Site)
	}
}

// renderer frames each page afresh: the body's name is in the log, which may
// have been empty when the service started.
type renderer func() ui.Site

func (r renderer) Render(out io.Writer, name string, data any, c echo.Context) error {
	return (&ui.Renderer{Site: r()}).Render(out, name, data, c)
}

// SetupLink is the address at which an empty log is begun; "" once it has been.
func (w *Server) SetupLink() string { return w.setup.Link() }

// frame is what stands around every page.
func (w *Server) frame(opt Options) ui.Site {
	return ui.Site{
		Name: "Guildhall", Body: w.Site.Body(context.Background()), SignIn: "/sign-in", Demo: opt.Demo,
		Menu:   []ui.Link{{Text: "Elections", Href: "/"}, {Text: "Practices", Href: "/practice"}, {Text: "Returning officer", Href: "/officer"}, {Text: "The log", Href: "/log"}, {Text: "Check it yourself", Href: "/verify"}},
		Footer: []ui.Link{{Text: "Vote with a voting code", Href: "/vote"}, {Text: "Ask for your email again", Href: "/again"}, {Text: "How secrecy works", Href: "/secrecy"}},
	}
}

func (w *Server) recovering() echo.MiddlewareFunc {
	return middleware.RecoverWithConfig(middleware.RecoverConfig{
		LogErrorFunc: func(c echo.Context, err error, stack []byte) error {
			w.log.WithFields(logrus.Fields{"route": c.Path(), "error": err.Error(), "stack": string(stack)}).Error("a page panicked")
			return errors.New("a page panicked")
		},
	})
}

// Routes are the service's routes, by path and method.
func (w *Server) Routes() []*echo.Route {
	list := w.echo.Routes()
	slices.SortFunc(list, func(a, b *echo.Route) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Method, b.Method))
	})
	return list
}

// Handler is the service as net/http sees it. HEAD is answered as GET, and
// net/http leaves the body out: programs that look at the links in emails ask
// so, and must find them in order.
func (w *Server) Handler() http.Handler {
	return http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			r = r.Clone(r.Context())
			r.Method = http.MethodGet
		}
		w.echo.ServeHTTP(out, r)
	})
}
