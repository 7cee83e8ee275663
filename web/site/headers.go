package site

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// Policy is the Content-Security-Policy of every page that does not set its own.
const Policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; script-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// Guarding sets the headers of every answer, refuses what another site sends in
// a visitor's name, and bounds what is taken in.
func (s *Site) Guarding(next echo.HandlerFunc) echo.HandlerFunc {
	foreign := http.NewCrossOriginProtection()
	// Our own address, also where a proxy in front calls us by another one.
	if err := foreign.AddTrustedOrigin(s.BaseURL); err != nil {
		panic(err) // New has read the address
	}
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", Policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer") // addresses hold tokens
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if s.Secure() {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if err := foreign.Check(c.Request()); err != nil {
			return Refuse(http.StatusForbidden, "cross-site", "This was sent from another website, so it was not done. Open this service yourself and do it here.")
		}
		limitBody(c)
		return next(c)
	}
}
