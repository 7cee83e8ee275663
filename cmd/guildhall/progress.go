package main

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

// progress tells how far long work has come: on a terminal a line that is
// rewritten, elsewhere a line every few seconds.
type progress struct {
	t     *terminal
	mu    sync.Mutex
	begun time.Time
	last  time.Time
	width int
}

func (t *terminal) progress() *progress { return &progress{t: t, begun: time.Now()} }

// At tells what is being done and how much of it has been; of is 0 where the
// whole is not known.
func (p *progress) At(what string, n, of int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	pause := 5 * time.Second
	if p.t.live != nil {
		pause = 100 * time.Millisecond
	}
	if now.Sub(p.begun) < time.Second || now.Sub(p.last) < pause {
		return
	}
	p.last = now
	line := fmt.Sprintf("… %s: %d", what, n)
	switch {
	case of > 0:
		line = fmt.Sprintf("… %s: %d of %d", what, n, of)
	case n == 0:
		line = "… " + what
	}
	if p.t.live == nil {
		fmt.Fprintln(p.t.err, line)
		return
	}
	fmt.Fprintf(p.t.live, "\r%s%s", line, strings.Repeat(" ", max(0, p.width-len(line))))
	p.width = len(line)
}

// End clears the line.
func (p *progress) End() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.t.live != nil && p.width > 0 {
		fmt.Fprintf(p.t.live, "\r%s\r", strings.Repeat(" ", p.width))
		p.width = 0
	}
}
