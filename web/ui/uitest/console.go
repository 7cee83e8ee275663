package uitest

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
)

// console keeps what pages complained about.
type console struct {
	sync.Mutex
	complaints []string
	documents  map[string]bool
	expected   []string
}

// Expect allows complaints that hold the text: a test that provokes an error
// says so.
func (p *Tab) Expect(text string) {
	p.console.Lock()
	defer p.console.Unlock()
	p.console.expected = append(p.console.expected, text)
}

// hear runs on chromedp's reading goroutine: it only takes notes.
func (c *console) hear(event any) {
	c.Lock()
	defer c.Unlock()
	switch e := event.(type) {
	case *page.EventFrameNavigated:
		if c.documents == nil {
			c.documents = map[string]bool{}
		}
		c.documents[e.Frame.URL] = true
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if x := e.ExceptionDetails.Exception; x != nil {
			text += " " + x.Description
		}
		c.complaints = append(c.complaints, text)
	case *runtime.EventConsoleAPICalled:
		if e.Type != "error" && e.Type != "assert" {
			return
		}
		var words []string
		for _, a := range e.Args {
			words = append(words, strings.Trim(fmt.Sprint(string(a.Value), " ", a.Description), " "))
		}
		c.complaints = append(c.complaints, "console.error: "+strings.Join(words, " "))
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" {
			c.complaints = append(c.complaints, e.Entry.Text+" "+e.Entry.URL)
		}
	}
}

func (c *console) complain(t testing.TB) {
	c.Lock()
	defer c.Unlock()
	for _, complaint := range c.complaints {
		if !c.allowed(complaint) {
			t.Errorf("the page complained: %s", complaint)
		}
	}
}

// allowed: what the test expects; and the note that Chromium writes when a page
// itself (not a part of it) answers with a status such as 422, as our forms do.
func (c *console) allowed(complaint string) bool {
	for _, text := range c.expected {
		if strings.Contains(complaint, text) {
			return true
		}
	}
	rest, found := strings.CutPrefix(complaint, "Failed to load resource: the server responded with a status of 4")
	if !found {
		return false
	}
	address, _, _ := strings.Cut(rest[strings.LastIndexByte(rest, ' ')+1:], "#") // a frame's address has no fragment
	return c.documents[address]
}
