// Package uitest drives Chromium for the browser tests, as a person would:
// elements are found by what they say, clicks and keys are real input, and every
// profile is fresh.
//
// The invariant: a test fails if the page wrote an error to the console, broke
// its own policy, or threw, whether or not the test looked. A machine without
// Chromium skips the test and says so; with CI=true that is a failure.
//
//	func TestMain(m *testing.M) { os.Exit(uitest.Main(m)) }
//
//	func TestVote(t *testing.T) {
//		tab := uitest.Open(t)
//		tab.Go(server.URL + "/vote")
//		tab.Fill("Email address", "amina@practice.example")
//		tab.Follow("Continue")
//		tab.See("Check your votes")
//		tab.Axe()
//	}
package uitest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Patience is how long any one step may take: the first start of Chromium on a
// slow machine takes up to 15 seconds, a page far less.
const Patience = 30 * time.Second

// shared is one Chromium for all tests of a package; each test has its own
// profile (cookies, storage) in it.
var shared struct {
	sync.Mutex
	main    bool
	context context.Context
	close   func()
	err     error
}

// Main runs the tests and then ends Chromium. Every package with browser tests
// calls it from TestMain.
func Main(m *testing.M) int {
	shared.main = true
	code := m.Run()
	if shared.close != nil {
		shared.close()
	}
	return code
}

// Missing skips the test because a part of the machine is missing, and says
// which; where nothing may be left out (CI=true) it fails.
func Missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is missing, and with CI=true nothing may be left out", what)
	}
	fmt.Fprintf(os.Stderr, "\n*** LEFT OUT: %s, because %s is missing ***\n\n", t.Name(), what)
	t.Skipf("%s is missing", what)
}

// Chromium gives the path of the browser, or an empty string.
func Chromium() string {
	if path := os.Getenv("GUILDHALL_CHROMIUM"); path != "" {
		return path
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

func start(t testing.TB) context.Context {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if !shared.main {
		t.Fatal("add func TestMain(m *testing.M) { os.Exit(uitest.Main(m)) }, which ends Chromium after the tests")
	}
	if shared.context == nil && shared.err == nil {
		shared.err = launch()
	}
	if shared.err != nil {
		t.Fatalf("Chromium does not start: %v", shared.err)
	}
	return shared.context
}

func launch() error {
	profile, err := os.MkdirTemp("", "guildhall-chromium-")
	if err != nil {
		return err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(Chromium()),
		chromedp.UserDataDir(profile),
		chromedp.NoSandbox, // Chromium refuses to run as root with it
		chromedp.DisableGPU,
		// Nothing may look for hosts outside: the tests run without a network.
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("no-pings", true),
		chromedp.Flag("lang", "en-GB"),
	)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	shared.close = func() {
		cancel()
		stop()
		os.RemoveAll(profile)
	}
	if err := chromedp.Do(ctx); err != nil { // starts it
		return err
	}
	shared.context = ctx
	return nil
}

// Tab is one tab of one profile.
type Tab struct {
	t       testing.TB
	ctx     context.Context
	console *console
}

// Open starts a fresh profile with one empty tab of 1280 by 900 pixels.
func Open(t testing.TB) *Tab {
	t.Helper()
	if Chromium() == "" {
		Missing(t, "Chromium")
	}
	return open(t, start(t), chromedp.WithNewBrowserContext())
}

// Another opens a further tab in the same profile: same cookies.
func (p *Tab) Another() *Tab {
	p.t.Helper()
	return open(p.t, p.ctx)
}

func open(t testing.TB, parent context.Context, options ...chromedp.ContextOption) *Tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(parent, options...)
	t.Cleanup(cancel)
	p := &Tab{t: t, ctx: ctx, console: &console{}}
	if err := chromedp.Listen(ctx, p.console.hear); err != nil {
		t.Fatalf("cannot open a tab: %v", err)
	}
	t.Cleanup(func() { p.console.complain(t) })
	p.Size(1280, 900)
	return p
}

// Context is for what this package has no word for.
func (p *Tab) Context() context.Context { return p.ctx }

// Size sets the viewport in CSS pixels.
func (p *Tab) Size(width, height int) {
	p.t.Helper()
	p.do(fmt.Sprintf("set the size %d × %d", width, height), chromedp.EmulateViewport(int64(width), int64(height)))
}

// Go opens an address and waits until it has loaded.
func (p *Tab) Go(address string) {
	p.t.Helper()
	p.do("open "+address, chromedp.Navigate(address))
}

// Back presses the browser's back button. (The page may come out of the
// browser's memory, without loading.)
func (p *Tab) Back() {
	p.t.Helper()
	p.travel("back", -1)
}

// Forward presses the browser's forward button.
func (p *Tab) Forward() {
	p.t.Helper()
	p.travel("forward", 1)
}

func (p *Tab) travel(way string, by int64) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, Patience)
	defer cancel()
	history, err := chromedp.Run(ctx, chromedp.NavigationEntries())
	if err != nil || history.CurrentIndex+by < 0 || history.CurrentIndex+by >= int64(len(history.Entries)) {
		p.t.Fatalf("go %s: there is nothing there from %s (%v)", way, p.Address(), err)
	}
	to := history.Entries[history.CurrentIndex+by]
	if _, err := chromedp.Call(ctx, page.NavigateToHistoryEntry, page.NavigateToHistoryEntryParams{EntryID: to.ID}); err != nil {
		p.t.Fatalf("go %s: %v", way, err)
	}
	p.until("go "+way, `return {OK: location.href === `+quote(to.URL)+` && document.readyState === "complete"}`)
}

// Reload loads the page again.
func (p *Tab) Reload() {
	p.t.Helper()
	p.do("reload", chromedp.Reload())
}

// Press presses keys: "\t", "\r", " ", or characters; kb's names for others.
func (p *Tab) Press(keys string) {
	p.t.Helper()
	p.do(fmt.Sprintf("press %q", keys), chromedp.KeyEvent(keys))
}

// Screenshot writes the whole page to a PNG file.
func (p *Tab) Screenshot(path string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, Patience)
	defer cancel()
	shot, err := chromedp.Call(ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{CaptureBeyondViewport: new(true)})
	if err == nil {
		err = os.WriteFile(path, shot.Data, 0o644)
	}
	if err != nil {
		p.t.Fatalf("take a picture: %v", err)
	}
}

func (p *Tab) do(what string, action chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, Patience)
	defer cancel()
	if err := chromedp.Do(ctx, action); err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
}
