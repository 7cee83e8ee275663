package clerk

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/record"
)

// Act is one event, who did it, and the texts of its sealed fields.
type Act struct {
	By     election.ID
	Event  governance.Event
	Sealed map[string][]byte
}

// Command is something to be recorded, whole or not at all.
type Command struct {
	// Arrived, if set, is when it arrived; otherwise the clerk's clock counts.
	Arrived *Arrival
	// Decide looks at the state and says what happens. It must be quick; what
	// it does to the state has no effect. It may be called again where the
	// command had to wait.
	Decide func(s *governance.State, at time.Time) ([]Act, error)
	// Blobs are stored with the entries, if there are any.
	Blobs [][]byte
	// Side changes side tables in the same transaction, once the rules have
	// admitted every act. Its error, or panic, refuses the command.
	Side func(tx store.Side) error
}

// Done is the answer to a command that was recorded.
type Done struct {
	Point *record.Point // as published after the commit, with the entries in it
	First int64         // position of the command's first entry; -1 if it had none
	Time  time.Time     // of its last entry
}

// Options are what a clerk needs beside its log.
type Options struct {
	Key   audit.Key
	Clock Clock
	// Trouble, if set, hears the store's errors, which people are not shown.
	Trouble func(error)
}

// Clerk is the one writer of a log.
type Clerk struct {
	log   store.Log
	opt   Options
	guard guard
	desk  desk

	point   atomic.Pointer[record.Point]
	trouble atomic.Pointer[error]
	in      chan *pending
	stop    chan struct{}
	once    sync.Once
	ended   chan struct{} // closed when nothing is decided any more
}

// errStopped is given to those who come too late.
var errStopped = election.Refuse("stopped", "The service is shutting down. Nothing was recorded; try again in a minute.")

// Start replays the log, closes the polls whose deadlines came while nobody was
// there, and begins to take commands. The caller must Close it.
func Start(ctx context.Context, log store.Log, opt Options) (*Clerk, error) {
	point, err := record.Start(opt.Key.Origin())
	if err != nil {
		return nil, err
	}
	if err := point.FoldAll(log.Lines(ctx, 0)); err != nil {
		return nil, err
	}
	c := &Clerk{log: log, opt: opt, in: make(chan *pending, 256), stop: make(chan struct{}), ended: make(chan struct{})}
	c.guard.begin(opt.Clock)
	c.point.Store(point)
	c.batch(nil)
	go c.run()
	return c, nil
}

// Close waits for the batch under way and stops. What waits is refused.
func (c *Clerk) Close() {
	c.once.Do(func() { close(c.stop) })
	<-c.ended
}

// Point is the newest published point. It must not be changed.
func (c *Clerk) Point() *record.Point { return c.point.Load() }

// Checkpoint signs a point that the clerk has published.
func (c *Clerk) Checkpoint(p *record.Point) ([]byte, error) { return c.opt.Key.Checkpoint(p.Head) }

// PublicKey is the key that verifies the checkpoints.
func (c *Clerk) PublicKey() audit.PublicKey { return c.opt.Key.Public() }

// Log is the store below, for reading.
func (c *Clerk) Log() store.Log { return c.log }

// Do records a command and returns after the commit. A refusal is an
// *election.Error: nothing was recorded. With *Unknown, or when the context
// ended first, it is not known whether the command was or will be recorded;
// with any other error it was not.
func (c *Clerk) Do(ctx context.Context, cmd Command) (Done, error) {
	p := &pending{cmd: cmd, reply: make(chan struct{})}
	select {
	case c.in <- p:
	case <-c.ended:
		return Done{}, errStopped
	case <-ctx.Done():
		return Done{}, ctx.Err()
	}
	return c.wait(ctx, p)
}

// wait waits for the answer to a command that was handed over.
func (c *Clerk) wait(ctx context.Context, p *pending) (Done, error) {
	select {
	case <-p.reply:
		return p.done, p.err
	case <-ctx.Done():
		// The command may be in a batch already. Whoever needs to know asks
		// the log.
		return Done{}, ctx.Err()
	case <-c.ended:
	}
	select {
	case <-p.reply:
		return p.done, p.err
	default: // it came after the last batch
		return Done{}, errStopped
	}
}

// Tick lets the clerk look at its deadlines. The service calls it every second.
func (c *Clerk) Tick(ctx context.Context) error {
	_, err := c.Do(ctx, Command{Decide: func(*governance.State, time.Time) ([]Act, error) { return nil, nil }})
	return err
}

// pending is a command with its way back.
type pending struct {
	cmd   Command
	done  Done
	err   error
	reply chan struct{}
}

// settled says that a command was recorded or refused. Whoever met another
// error may come again.
func settled(err error) bool { return err == nil || IsRefusal(err) && err != notRecorded }

// at is the time that counts for the command. An arrival that lies in the
// future was stamped before the clock was set right.
func (p *pending) at(now time.Time) time.Time {
	if p.cmd.Arrived != nil && p.cmd.Arrived.at.Before(now) {
		return p.cmd.Arrived.at
	}
	return now
}

func (c *Clerk) run() {
	defer close(c.ended)
	var held []*pending // waiting for a poll to close
	var wake <-chan struct{}
	for {
		// What is held waits for ballots that are still being checked: their
		// commands, or that nothing comes of them.
		select {
		case p := <-c.in:
			held = append(held, p)
		case <-wake:
		case <-c.stop:
			answer(held, nil, func(*pending) error { return errStopped })
			return
		}
		changed := c.desk.changed() // before the batch looks, so that no change is missed
		held, wake = c.batch(c.collect(held)), nil
		if len(held) > 0 {
			wake = changed
		}
	}
}

// maxBatch bounds how many commands share a commit.
const maxBatch = 256

// collect takes what else is waiting.
func (c *Clerk) collect(batch []*pending) []*pending {
	for len(batch) < maxBatch {
		select {
		case p := <-c.in:
			batch = append(batch, p)
		default:
			return batch
		}
	}
	return batch
}

func (c *Clerk) report(err error) {
	if c.opt.Trouble != nil {
		c.opt.Trouble(err)
	}
}

// Unknown is the error of a command whose fate could not be found out. It
// wraps what the store said.
type Unknown struct{ Err error }

func (u *Unknown) Error() string {
	return "the database could not say whether this was recorded: " + u.Err.Error()
}
func (u *Unknown) Unwrap() error { return u.Err }

// IsRefusal says whether err is a rule's sentence for people.
func IsRefusal(err error) bool {
	var e *election.Error
	return errors.As(err, &e)
}
