package ui

import (
	"bytes"
	"slices"

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

// AddNotice adds a notice to whatever page answers the request, after the page's
// own.
func AddNotice(c echo.Context, n Notice) {
	list, _ := c.Get(noticeKey).([]Notice)
	n.further = len(list) > 0
	c.Set(noticeKey, append(slices.Clip(list), n))
}

// Render sends the page. What is particular to the service and to the visitor
// (its name, the demonstration's mark, who is signed in) is added by the
// Renderer that the service set as its echo.Renderer.
func (v *View[M]) Render(c echo.Context, status int, page Page, model M) error {
	page.added, _ = c.Get(noticeKey).([]Notice)
	if len(page.added) > 0 && page.Notice.Text == "" {
		page.Notice, page.added = page.added[0], page.added[1:]
	} else if len(page.added) > 0 {
		page.added = slices.Clone(page.added)
		page.added[0].further = true
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
