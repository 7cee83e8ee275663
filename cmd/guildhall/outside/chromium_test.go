package outside

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Chromium is the real browser on a profile in a folder, as on a computer that
// stands in a practice.
type Chromium struct {
	T       testing.TB
	Profile string
	ctx     context.Context
}

// patience is how long any one step in the browser may take.
const patience = time.Minute

// OpenChromium starts the browser on a new profile. A machine without one skips
// the test and says so; with CI=true that is a failure. Of chromedp's own flags
// only those are taken that change nothing of what is kept.
func OpenChromium(t testing.TB) *Chromium {
	t.Helper()
	path := os.Getenv("GUILDHALL_CHROMIUM")
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); path == "" && err == nil {
			path = found
		}
	}
	if path == "" && os.Getenv("CI") == "true" {
		t.Fatal("Chromium is missing, and with CI=true nothing may be left out")
	}
	if path == "" {
		fmt.Fprintf(os.Stderr, "\n*** LEFT OUT: %s, because Chromium is missing ***\n\n", t.Name())
		t.Skip("Chromium is missing")
	}
	c := &Chromium{T: t, Profile: t.TempDir()}
	allocator, stop := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(path), chromedp.UserDataDir(c.Profile),
		chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck, chromedp.Headless, chromedp.DisableGPU,
		chromedp.NoSandbox, // Chromium refuses to run as root with it
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("password-store", "basic"),
		// Nothing may look for hosts outside.
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"))
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(allocator) // the profile's own tab, not one of a profile in memory
	t.Cleanup(cancel)
	c.ctx = ctx
	must(t, chromedp.Do(ctx)) // starts it, for as long as this context lives
	c.do("set the size", chromedp.EmulateViewport(1280, 900))
	return c
}

// Close ends the browser as its user does, and waits until it has written all.
func (c *Chromium) Close() {
	c.T.Helper()
	ctx, cancel := context.WithTimeout(c.ctx, patience)
	defer cancel()
	if err := chromedp.Cancel(ctx); err != nil {
		c.T.Fatalf("close Chromium: %v", err)
	}
}

// Go opens an address.
func (c *Chromium) Go(address string) {
	c.T.Helper()
	c.do("open "+address, chromedp.Navigate(address))
}

// See waits until the page shows each text.
func (c *Chromium) See(texts ...string) {
	c.T.Helper()
	for _, text := range texts {
		c.until("see "+text, `return norm(document.body.innerText).includes(`+quote(text)+`) && {x: 1}`)
	}
}

// Click clicks the link or button that says the text, with the mouse.
func (c *Chromium) Click(text string) {
	c.T.Helper()
	c.press("click "+text, `[...document.querySelectorAll("a[href],button")].
		find(e => shown(e) && norm(e.textContent) === `+quote(text)+`)`)
}

// Pick takes the first answer of a ballot paper.
func (c *Chromium) Pick() {
	c.T.Helper()
	c.press("pick an answer", `document.querySelector("input[type=radio]").labels[0]`)
	c.until("pick an answer", `return document.querySelector("input[type=radio]").checked && {x: 1}`)
}

// Fill types into the field with a label, over what stands there.
func (c *Chromium) Fill(label, value string) {
	c.T.Helper()
	c.until("fill "+label, `const l = [...document.querySelectorAll("label")].
			find(l => norm(l.textContent) === `+quote(label)+`);
		if (!l || !l.control) return false;
		l.control.focus(); l.control.select();
		return document.activeElement === l.control && {x: 1}`)
	ctx, cancel := context.WithTimeout(c.ctx, patience)
	defer cancel()
	_, err := chromedp.Call(ctx, input.InsertText, input.InsertTextParams{Text: value})
	must(c.T, err)
}

// Cookies are the values of all that the profile holds.
func (c *Chromium) Cookies() (values []string) {
	c.T.Helper()
	ctx, cancel := context.WithTimeout(c.ctx, patience)
	defer cancel()
	answer, err := chromedp.Call(ctx, network.GetCookies, network.GetCookiesParams{})
	must(c.T, err)
	for _, cookie := range answer.Cookies {
		values = append(values, cookie.Value)
	}
	return values
}

func (c *Chromium) do(what string, action chromedp.Action[chromedp.Void]) {
	c.T.Helper()
	ctx, cancel := context.WithTimeout(c.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, action); err != nil {
		c.T.Fatalf("%s: %v", what, err)
	}
}

func (c *Chromium) press(what, element string) {
	c.T.Helper()
	at := c.until(what, `const e = `+element+`;
		if (!e || e.disabled) return false;
		e.scrollIntoView({block: "center", behavior: "instant"});
		const r = e.getClientRects()[0];
		return {x: r.x + r.width / 2, y: r.y + r.height / 2}`)
	c.do(what, chromedp.MouseClickXY(at.X, at.Y))
}

type spot struct{ X, Y float64 }

// until repeats a script until it answers with a spot. An error is most often a
// page that is just being replaced.
func (c *Chromium) until(what, body string) spot {
	c.T.Helper()
	ctx, cancel := context.WithTimeout(c.ctx, patience)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	script := `(() => {const norm = s => (s || "").replace(/\s+/g, " ").trim(), shown = e => e.getClientRects().length > 0;
		return JSON.stringify((() => {` + body + `})() || null)})()`
	for {
		var at *spot
		text, err := chromedp.Run(ctx, chromedp.Evaluate[string](script))
		if err == nil && json.Unmarshal([]byte(text), &at) == nil && at != nil {
			return *at
		}
		select {
		case <-ctx.Done():
			page, _ := chromedp.Run(c.ctx, chromedp.Evaluate[string](`location.pathname + "\n" + document.body.innerText`))
			c.T.Fatalf("%s: in vain; the page says:\n%s", what, page)
		case <-tick.C:
		}
	}
}

func quote(s string) string {
	b, _ := json.Marshal(s) // a string always has a JSON form
	return string(b)
}
