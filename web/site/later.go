package site

import (
	"context"
	"sync"
)

// maxLater bounds what waits to be done after an answer.
const maxLater = 1000

// later does, one after another, what an answer does not wait for. A stranger who
// names an address for mail gets the answer at once, whoever has the address: the
// search for it and the email come afterwards, so the time tells nothing.
type later struct {
	mu   sync.Mutex
	jobs []func(context.Context)
	busy bool
	idle *sync.Cond
}

func newLater() *later {
	l := &later{}
	l.idle = sync.NewCond(&l.mu)
	return l
}

// add reports false when too much is waiting.
func (l *later) add(job func(context.Context)) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.jobs) >= maxLater {
		return false
	}
	l.jobs = append(l.jobs, job)
	if !l.busy {
		l.busy = true
		go l.work()
	}
	return true
}

func (l *later) work() {
	for {
		l.mu.Lock()
		if len(l.jobs) == 0 {
			l.busy = false
			l.idle.Broadcast()
			l.mu.Unlock()
			return
		}
		job := l.jobs[0]
		l.jobs = l.jobs[1:]
		l.mu.Unlock()
		job(context.Background())
	}
}

// wait returns when nothing waits any more.
func (l *later) wait() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.busy {
		l.idle.Wait()
	}
}

// After does something once the request has been answered. What fails is logged.
func (s *Site) After(what string, job func(context.Context) error) error {
	if !s.later.add(func(ctx context.Context) {
		if err := job(ctx); err != nil {
			s.Log.WithField("error", err.Error()).Error(what)
		}
	}) {
		return Refuse(503, "busy", "Too many people ask for emails at this moment. Wait a minute, then try again.")
	}
	return nil
}

// Settle waits until everything that follows answers has been done.
func (s *Site) Settle() { s.later.wait() }
