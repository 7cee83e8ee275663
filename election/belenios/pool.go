package belenios

import "sync/atomic"

// pool checks ballots on several goroutines and keeps their order.
type pool struct {
	jobs    chan *poolJob
	queue   []*poolJob // submitted, oldest first
	workers int
	stopped atomic.Bool
}

type poolJob struct {
	event   event
	raw     []byte
	checked Checked
	err     error
	done    chan struct{}
}

func newPool(workers int, v *Verifier) *pool {
	p := &pool{workers: workers}
	p.jobs = make(chan *poolJob, p.room()+1)
	for range workers {
		go func() {
			for j := range p.jobs {
				if p.stopped.Load() {
					continue // nobody waits for it
				}
				j.checked, j.err = v.Check(j.raw)
				j.raw = nil
				close(j.done)
			}
		}()
	}
	return p
}

// room is how many ballots may wait, so that memory stays bounded.
func (p *pool) room() int { return 8 * p.workers }

func (p *pool) submit(e event, raw []byte) {
	j := &poolJob{event: e, raw: raw, done: make(chan struct{})}
	p.queue = append(p.queue, j)
	p.jobs <- j
}

func (p *pool) pending() int { return len(p.queue) }

func (p *pool) oldest() *poolJob {
	j := p.queue[0]
	p.queue = p.queue[1:]
	return j
}

// forget drops what is under way after an error.
func (p *pool) forget() { p.queue = nil }

// close ends the goroutines; ballots not yet looked at are dropped.
func (p *pool) close() {
	p.stopped.Store(true)
	close(p.jobs)
}
