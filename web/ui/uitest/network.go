package uitest

import (
	"context"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"
)

// Before runs a script in every page before the page's own, from now on: for
// tests of browsers that lack something (delete window.WebAssembly).
func (p *Tab) Before(script string) {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script}); err != nil {
		p.t.Fatalf("before every page: %v", err)
	}
}

// ForgetCookies deletes the profile's cookies, as when a session has ended.
func (p *Tab) ForgetCookies() {
	p.t.Helper()
	params := storage.ClearCookiesParams{BrowserContextID: chromedp.FromContext(p.ctx).BrowserContextID}
	if _, err := chromedp.CallBrowser(p.ctx, storage.ClearCookies, params); err != nil {
		p.t.Fatalf("forget cookies: %v", err)
	}
}

// Request is one request that a page made.
type Request struct {
	Method, URL string
	Body        string
}

// Requests starts to record what the tab's pages ask the network for; the
// function gives the record so far.
func (p *Tab) Requests() func() []Request {
	p.t.Helper()
	var lock sync.Mutex
	var all []Request
	err := chromedp.Listen(p.ctx, func(event any) {
		sent, ok := event.(*network.EventRequestWillBeSent)
		if !ok {
			return
		}
		r := Request{Method: sent.Request.Method, URL: sent.Request.URL}
		for _, entry := range sent.Request.PostDataEntries {
			r.Body += string(entry.Bytes)
		}
		lock.Lock()
		defer lock.Unlock()
		all = append(all, r)
	})
	if err != nil {
		p.t.Fatalf("record requests: %v", err)
	}
	return func() []Request {
		lock.Lock()
		defer lock.Unlock()
		return append([]Request(nil), all...)
	}
}

// DropAnswers lets requests of the method whose address holds the text reach
// the service, and loses the next n answers, as a bad line does. The page's
// complaints about it are expected.
func (p *Tab) DropAnswers(method, text string, n int) {
	p.t.Helper()
	p.Expect("net::ERR_CONNECTION_RESET")
	var lock sync.Mutex
	err := chromedp.Listen(p.ctx, func(event any) {
		paused, ok := event.(*fetch.EventRequestPaused)
		if !ok {
			return
		}
		lock.Lock()
		drop := n > 0 && paused.Request.Method == method && strings.Contains(paused.Request.URL, text)
		if drop {
			n--
		}
		lock.Unlock()
		// Not here: commands wait for the goroutine that runs this.
		go func(ctx context.Context) {
			if drop {
				chromedp.Call(ctx, fetch.FailRequest, fetch.FailRequestParams{RequestID: paused.RequestID, ErrorReason: network.ErrorReasonConnectionReset})
				return
			}
			chromedp.Call(ctx, fetch.ContinueRequest, fetch.ContinueRequestParams{RequestID: paused.RequestID})
		}(p.ctx)
	})
	if err == nil {
		pattern := &fetch.RequestPattern{URLPattern: "*", RequestStage: fetch.RequestStageResponse}
		_, err = chromedp.Call(p.ctx, fetch.Enable, fetch.EnableParams{Patterns: []*fetch.RequestPattern{pattern}})
	}
	if err != nil {
		p.t.Fatalf("drop answers: %v", err)
	}
}

// Focused says what has the keyboard: the text or the label of the element.
func (p *Tab) Focused() string {
	p.t.Helper()
	var text string
	p.Eval(`(() => {const e = document.activeElement; const say = e.labels && e.labels.length ? e.labels[0].textContent : e.textContent; return (say || "").replace(/\s+/g, " ").trim()})()`, &text)
	return text
}

// TabTo presses the tab key until the element that says the text has the
// keyboard, as somebody without a mouse does; at most 80 times.
func (p *Tab) TabTo(text string) {
	p.t.Helper()
	for range 80 {
		if p.Focused() == text {
			return
		}
		p.Press("\t")
	}
	p.t.Fatalf("the tab key does not reach %q; the page says:\n%s", text, p.safeText())
}
