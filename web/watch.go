package web

import (
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/onenorwich/guildhall/web/mail"
)

// gauges are what an operator watches. Nothing in them is of one practice.
type gauges struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

func newGauges(w *Server) *gauges {
	g := &gauges{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "guildhall_requests_total", Help: "Requests answered."}, []string{"method", "route", "status"}),
		seconds:  prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "guildhall_request_seconds", Help: "How long an answer took.", Buckets: prometheus.DefBuckets}, []string{"route"}),
	}
	g.registry.MustRegister(g.requests, g.seconds,
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "guildhall_log_entries", Help: "Entries of the log."}, func() float64 {
			return float64(w.Site.Desk.Clerk.Point().Head.Size)
		}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "guildhall_clerk_trouble", Help: "1 while a poll cannot be closed or the clock is in doubt."}, func() float64 {
			if w.Site.Desk.Clerk.Trouble() != nil || w.Site.Desk.Clerk.ClockDoubt() != 0 {
				return 1
			}
			return 0
		}),
		mailCollector{w.outbox})
	return g
}

// counting counts by the pattern of the route.
func (g *gauges) counting(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start := time.Now()
		err := next(c)
		if err != nil {
			c.Error(err)
		}
		route := c.Path()
		g.requests.WithLabelValues(method(c.Request().Method), route, strconv.Itoa(c.Response().Status)).Inc()
		g.seconds.WithLabelValues(route).Observe(time.Since(start).Seconds())
		return nil
	}
}

// method keeps clients from making series of their own.
func method(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost:
		return m
	}
	return "other"
}

// mailCollector counts the outbox by state when it is asked.
type mailCollector struct{ outbox *mail.Outbox }

var mailDesc = prometheus.NewDesc("guildhall_mail_messages", "Messages of the outbox by state.", []string{"state"}, nil)

func (mailCollector) Describe(ch chan<- *prometheus.Desc) { ch <- mailDesc }

func (m mailCollector) Collect(ch chan<- prometheus.Metric) {
	counts, err := m.outbox.Counts()
	if err != nil {
		ch <- prometheus.NewInvalidMetric(mailDesc, err)
		return
	}
	for state, n := range counts {
		ch <- prometheus.MustNewConstMetric(mailDesc, prometheus.GaugeValue, float64(n), string(state))
	}
}

// watched adds the addresses for whoever runs the service.
func (w *Server) watched() {
	w.echo.GET("/healthz", w.health)
	w.echo.GET("/metrics", echo.WrapHandler(promhttp.HandlerFor(w.gauges.registry, promhttp.HandlerOpts{})), loopback)
}

// loopback answers only this machine, and not what a proxy on it passes on.
func loopback(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		req := c.Request()
		host, _, err := net.SplitHostPort(req.RemoteAddr)
		ip := net.ParseIP(host)
		for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Real-Ip", "X-Forwarded-Host", "Via"} {
			if req.Header.Get(name) != "" {
				return echo.ErrNotFound
			}
		}
		if err != nil || ip == nil || !ip.IsLoopback() {
			return echo.ErrNotFound
		}
		return next(c)
	}
}

// health says whether the service does its work, in words for its operator.
func (w *Server) health(c echo.Context) error {
	clerk := w.Site.Desk.Clerk
	answer := map[string]any{"ok": true, "entries": clerk.Point().Head.Size}
	wrong := func(what, sentence string) {
		answer["ok"], answer[what] = false, sentence
	}
	if err := clerk.Trouble(); err != nil {
		wrong("clerk", "A poll could not be closed: "+err.Error())
	}
	if d := clerk.ClockDoubt(); d != 0 {
		wrong("clock", "The clock has jumped by "+d.Round(time.Second).String()+"; nothing is recorded until that has been looked at.")
	}
	if err := w.probe.look(); err != nil {
		wrong("database", "Nothing can be recorded, no vote either: "+err.Error()+".")
	}
	status := http.StatusOK
	if answer["ok"] == false {
		status = http.StatusServiceUnavailable
	}
	return c.JSON(status, answer)
}
