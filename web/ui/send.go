package ui

import (
	"bytes"

	"github.com/labstack/echo/v4"
)

// Sender sends a page that has been printed.
type Sender func(c echo.Context, status int, html []byte) error

const (
	senderKey = "ui.sender"
	noticeKey = "ui.notice"
)

// SetSender says how the page that answers a request is sent: the service has
// what answers a form shown at an address of its own.
func SetSender(c echo.Context, s Sender) { c.Set(senderKey, s) }

// SetNotice adds a notice to whatever page answers the request, unless the page
// has one of its own.
func SetNotice(c echo.Context, n Notice) { c.Set(noticeKey, n) }

// Render sends the page. What is particular to the service and to the visitor
// (its name, the demonstration's mark, who is signed in) is added by the
// Renderer that the service set as its echo.Renderer.
func (v *View[M]) Render(c echo.Context, status int, page Page, model M) error {
	if n, ok := c.Get(noticeKey).(Notice); ok && page.Notice.Text == "" {
		page.Notice = n
	}
	send, ok := c.Get(senderKey).(Sender)
	if !ok {
		return c.Render(status, v.name, bound[M]{v, page, model})
	}
	if c.Echo().Renderer == nil {
		return echo.ErrRendererNotRegistered
	}
	var html bytes.Buffer
	if err := c.Echo().Renderer.Render(&html, v.name, bound[M]{v, page, model}, c); err != nil {
		return err
	}
	return send(c, status, html.Bytes())
}
