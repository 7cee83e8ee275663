package web

import (
	"context"
	"sync"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/onenorwich/guildhall/audit/store"
)

const (
	// probeEvery is how often a write is tried at most, however often anybody asks.
	probeEvery = 3 * time.Second
	// probeWaits is how long it may take.
	probeWaits = 10 * time.Second
)

// probe knows whether anything can be written.
type probe struct {
	log  store.Log
	tell logrus.FieldLogger

	mu   sync.Mutex
	at   time.Time // by the clock that nobody can set
	last error
}

// look tries a write, unless that was done a moment ago.
func (p *probe) look() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.at.IsZero() && time.Since(p.at) < probeEvery {
		return p.last
	}
	ctx, cancel := context.WithTimeout(context.Background(), probeWaits)
	defer cancel()
	err := p.log.Probe(ctx)
	if err != nil && p.last == nil {
		p.tell.WithField("error", err.Error()).Error("nothing can be written")
	}
	p.at, p.last = time.Now(), err
	return err
}
