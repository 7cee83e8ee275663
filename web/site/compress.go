package site

import (
	"compress/gzip"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
)

// compressed are the routes whose answers are sent compressed: public, alike for
// everybody but for the visitor's name, and long where a roll is. The length of a
// compressed answer tells a listener what of it repeats (BREACH), so no route is
// here whose page holds a token, an address for mail or what another visitor
// must not read.
var compressed = []string{
	"/", "/elections/:id", "/elections/:id/board", "/elections/:id/candidates", "/elections/:id/papers/:paper",
	"/elections/:id/result", "/elections/:id/reveals", "/booth/:election/ballot.json", "/log", "/log.jsonl",
	"/secrecy", "/trust", "/verify",
}

// mayCompress says whether nothing secret, and nothing that somebody typed, can
// stand in the answer.
func mayCompress(c echo.Context) bool {
	if c.Request().Method != http.MethodGet || !slices.Contains(compressed, c.Path()) {
		return false
	}
	for name := range c.QueryParams() {
		if name != "page" && name != "from" {
			return false
		}
	}
	return true
}

// Compressing is the middleware that compresses what may be.
func Compressing() echo.MiddlewareFunc {
	return middleware.GzipWithConfig(middleware.GzipConfig{Level: gzip.BestSpeed, MinLength: 2 << 10, Skipper: func(c echo.Context) bool { return !mayCompress(c) }})
}
