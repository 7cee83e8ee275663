package uitest

import (
	"context"
	"os"
	"path/filepath"
	"sync"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
)

// Download does what makes the page save a file, and gives the file's name and
// content.
func (p *Tab) Download(act func()) (name string, content []byte) {
	p.t.Helper()
	folder := p.t.TempDir()
	ctx, cancel := context.WithTimeout(p.ctx, Patience)
	defer cancel()
	var once sync.Once
	var suggested string
	finished := make(chan string, 1)
	hear := func(event any) {
		switch e := event.(type) {
		case *browser.EventDownloadWillBegin:
			suggested = e.SuggestedFilename
		case *browser.EventDownloadProgress:
			if e.State == browser.DownloadProgressStateCompleted {
				once.Do(func() { finished <- filepath.Join(folder, e.GUID) })
			}
		}
	}
	if err := chromedp.ListenBrowser(ctx, hear); err != nil {
		p.t.Fatalf("download: %v", err)
	}
	params := browser.SetDownloadBehaviorParams{
		Behavior:         browser.SetDownloadBehaviorBehaviorAllowAndName,
		BrowserContextID: chromedp.FromContext(p.ctx).BrowserContextID,
		DownloadPath:     folder,
		EventsEnabled:    new(true),
	}
	if _, err := chromedp.CallBrowser(ctx, browser.SetDownloadBehavior, params); err != nil {
		p.t.Fatalf("download: %v", err)
	}
	act()
	select {
	case path := <-finished:
		content, err := os.ReadFile(path)
		if err != nil {
			p.t.Fatalf("download: %v", err)
		}
		return suggested, content
	case <-ctx.Done():
		p.t.Fatalf("download: nothing came; the page says:\n%s", p.safeText())
	}
	return "", nil
}
