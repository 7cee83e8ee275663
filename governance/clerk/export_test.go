package clerk

import (
	"context"

	"github.com/onenorwich/guildhall/governance/record"
)

// At is a clerk that only shows a point.
func At(p *record.Point) *Clerk {
	c := &Clerk{}
	c.point.Store(p)
	return c
}

// Waiting is how many commands nobody has looked at yet.
func (c *Clerk) Waiting() int { return len(c.in) }

// Submit hands a command over and does not wait for the answer.
func (c *Clerk) Submit(cmd Command) *Submitted {
	p := &pending{cmd: cmd, reply: make(chan struct{})}
	c.in <- p
	return &Submitted{c, p}
}

// Submitted is a command under way.
type Submitted struct {
	c *Clerk
	p *pending
}

// Answered says whether the answer is there.
func (s *Submitted) Answered() bool {
	select {
	case <-s.p.reply:
		return true
	default:
		return false
	}
}

// Wait waits for the answer.
func (s *Submitted) Wait() (Done, error) { return s.c.wait(context.Background(), s.p) }
