package web

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/onenorwich/guildhall/web/papers"
)

// Run does what goes on with nobody signed in, until the context ends: the
// emails, the clerk's deadlines each second, and, each in a loop of its own so
// that no deadline waits for it, what may take long.
func (w *Server) Run(ctx context.Context) error {
	var all sync.WaitGroup
	all.Go(func() { w.outbox.Run(ctx, w.log) })
	for what, do := range w.chores() {
		all.Go(func() { w.eachSecond(ctx, what, do) })
	}
	all.Wait()
	return nil
}

// chores are what is looked at each second, by what is said where it fails.
func (w *Server) chores() map[string]func(context.Context) error {
	desk := w.Site.Desk
	issue := &papers.Maker{Desk: desk, BaseURL: w.Site.BaseURL, Demo: w.Site.Demo != nil}
	return map[string]func(context.Context) error{
		"a deadline could not be looked at":     desk.Clerk.Tick,
		"a poll could not be closed":            func(context.Context) error { return desk.Clerk.Trouble() },
		"a poll could not be made ready":        desk.Warm,
		"a key ceremony could not be finished":  desk.FinishKeys,
		"the closed poll could not be tallied":  desk.AfterClose,
		"the voting codes could not be deleted": w.forget,
		"a declaration could not be issued":     issue.IssueDue,
		"what has run out could not be deleted": w.Site.Tidy,
	}
}

// eachSecond does a chore each second, and says once, not every second, what is
// wrong.
func (w *Server) eachSecond(ctx context.Context, what string, do func(context.Context) error) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	last := ""
	for {
		text := ""
		if err := do(ctx); err != nil {
			text = err.Error()
		}
		if ctx.Err() != nil {
			return
		}
		if text != last && text != "" {
			w.log.WithField("error", text).Error(what)
		}
		last = text
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// forget deletes the voting codes of closed polls from the outbox; the others
// went with the tallies.
func (w *Server) forget(ctx context.Context) error {
	state := w.Site.Desk.State()
	for el := range state.Election.Elections {
		if !el.Poll.Closed() {
			continue
		}
		if err := w.outbox.Forget(ctx, el.ID()); err != nil {
			return err
		}
	}
	return nil
}

// Serve answers on a listener and runs the service until the context ends;
// then it lets the answers under way be finished, for at most ten seconds.
func (w *Server) Serve(ctx context.Context, l net.Listener) error {
	server := &http.Server{
		Handler:           w.Handler(),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      2 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var background sync.WaitGroup
	background.Go(func() { _ = w.Run(ctx) })
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		patience, end := context.WithTimeout(context.Background(), 10*time.Second)
		defer end()
		stopped <- server.Shutdown(patience)
	}()
	err := server.Serve(l)
	cancel()
	if errors.Is(err, http.ErrServerClosed) {
		err = <-stopped
	}
	background.Wait()
	return err
}
