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
// clerk's deadlines each second, the emails, and the tallies after a close.
func (w *Server) Run(ctx context.Context) error {
	var all sync.WaitGroup
	all.Go(func() { w.outbox.Run(ctx, w.smtp, w.log) })
	all.Go(func() { w.deadlines(ctx) })
	all.Wait()
	return nil
}

func (w *Server) deadlines(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	issue := &papers.Maker{Desk: w.Site.Desk, BaseURL: w.Site.BaseURL, Demo: w.Site.Demo != nil}
	last := make(map[string]string)
	complain := func(what string, err error) {
		if ctx.Err() != nil {
			return
		}
		text := ""
		if err != nil {
			text = err.Error()
		}
		if text != last[what] && text != "" { // once, not every second
			w.log.WithField("error", text).Error(what)
		}
		last[what] = text
	}
	for {
		complain("a deadline could not be looked at", w.Site.Desk.Clerk.Tick(ctx))
		complain("a poll could not be closed", w.Site.Desk.Clerk.Trouble())
		complain("a key ceremony could not be finished", w.Site.Desk.FinishKeys(ctx))
		complain("the closed poll could not be tallied", w.Site.Desk.AfterClose(ctx))
		complain("the voting codes in the outbox could not be deleted", w.forget(ctx))
		complain("a declaration could not be issued", issue.IssueDue(ctx))
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
