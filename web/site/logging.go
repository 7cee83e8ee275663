package site

import (
	"encoding/hex"
	"io"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/sirupsen/logrus"
)

// secret routes are those where a line with a person would say who voted when.
var secretRoutes = []string{"/cast", "/v/", "/vote", "/booth"}

// Logging numbers each request and writes one line about it: the pattern of
// its route, never its address (which may hold a token) or its query, and
// neither a client's address nor, beside a vote, a person.
func (s *Site) Logging(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		id := make([]byte, 6)
		if _, err := io.ReadFull(s.rand, id); err != nil {
			return err
		}
		c.Response().Header().Set(echo.HeaderXRequestID, hex.EncodeToString(id))
		start := time.Now()
		if err := next(c); err != nil {
			c.Error(err) // Fail writes the page, so that the status is known here
		}
		s.line(c, time.Since(start))
		return nil
	}
}

func (s *Site) line(c echo.Context, took time.Duration) {
	route := c.Path()
	if route == "" {
		route = "(none)"
	}
	fields := logrus.Fields{
		"request": c.Response().Header().Get(echo.HeaderXRequestID),
		"method":  c.Request().Method,
		"route":   route,
		"status":  c.Response().Status,
		"ms":      took.Milliseconds(),
	}
	if v := Of(c); v != nil && v.Officer && !isSecret(route) {
		fields["officer"] = string(v.Person)
	}
	s.Log.WithFields(fields).Info("request")
}

func isSecret(route string) bool {
	for _, prefix := range secretRoutes {
		if strings.HasPrefix(route, prefix) {
			return true
		}
	}
	return false
}
