package belenios

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"time"
)

// Options of VerifyArchive. The zero value is good.
type Options struct {
	Workers  int                          // goroutines that check ballots; all cores if 0
	Progress func(ballots int)            // called after each ballot, in order
	Ballot   func(c Checked)              // called with each ballot, in order
	Now      func() time.Time             // for the report's durations; time.Now if nil
	Help     *Help                        // who checks ballots beside the caller; nil for nobody
	engine   func(s *Setup) (v *Verifier) // for tests
}

// VerifyArchive reads an archive to its end and accepts it only if
// everything holds: the encoding, the hashes, the chain and grammar of
// events, the set-up, every ballot (also those that no longer count), the
// tally and the result, both computed again. It reads a stream, and checks
// ballots on every core.
//
// An archive that stops before the result is accepted as far as it goes; see
// Report.Stage. The error is an *UnreadableError if there is no archive to
// judge, a *FalseError if there is one that does not hold, or the context's.
func VerifyArchive(ctx context.Context, r io.Reader, o Options) (*Report, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.engine == nil {
		o.engine = func(s *Setup) *Verifier { return NewVerifier(s.Election, s.Credentials) }
	}
	if o.Help != nil {
		own := o.engine
		o.engine = func(s *Setup) *Verifier { return o.Help.verifier(own(s), s) }
		o.Workers = o.Help.Ballots
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	started := o.Now()
	a, err := newArchiveReader(r)
	if err != nil {
		return nil, err
	}
	v := &archiveVerifier{o: o, in: a, report: &Report{Stage: StageEmpty}, began: started, owners: map[int]bool{}}
	err = v.run(ctx)
	if v.pool != nil {
		v.pool.close()
	}
	if err != nil {
		return nil, err
	}
	if v.report.Stage == StageEmpty {
		return nil, &UnreadableError{Reason: "the archive holds no election"}
	}
	v.report.Checks = append([]Check{{"members named by their hash, in an unbroken chain of events", a.members, o.Now().Sub(started)}}, v.report.Checks...)
	return v.report, nil
}

type archiveVerifier struct {
	o      Options
	in     *archiveReader
	report *Report
	began  time.Time // of the check under way
	pool   *pool
	box    *Box
	owners map[int]bool
}

func (v *archiveVerifier) run(ctx context.Context) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		e, m, err := v.in.event()
		if err == nil {
			err = v.event(ctx, e, m)
		}
		if err == nil {
			err = v.in.accept(e, m)
		}
		if err == nil {
			continue
		}
		// A false ballot further up is the better answer.
		if late := v.drain(ctx, 0); late != nil {
			return late
		}
		if err != io.EOF {
			return err
		}
		if v.report.Stage == StageOpen {
			v.countBallots()
		}
		if n := len(v.report.Shares); n > 0 && v.report.Stage == StageDecrypting {
			v.done("shares of trustees", n)
		}
		return nil
	}
}

// done closes the check under way.
func (v *archiveVerifier) done(name string, count int) {
	now := v.o.Now()
	v.report.Checks = append(v.report.Checks, Check{name, count, now.Sub(v.began)})
	v.began = now
}

// event checks one event against the grammar
// Setup Ballot* EndBallots EncryptedTally PartialDecryption+ Result
// and against what came before.
func (v *archiveVerifier) event(ctx context.Context, e event, m *member) error {
	stage := v.report.Stage
	var allowed bool
	var check func(event) error
	switch e.kind {
	case eventSetup:
		allowed, check = stage == StageEmpty, v.setup
	case eventBallot:
		allowed, check = stage == StageOpen, func(e event) error { return v.ballot(ctx, e) }
	case eventEndBallots:
		allowed, check = stage == StageOpen, func(e event) error { return v.endBallots(ctx) }
	case eventEncryptedTally:
		allowed, check = stage == StageClosed, v.encryptedTally
	case eventPartial:
		allowed, check = stage == StageTallied || stage == StageDecrypting, v.partial
	case eventResult:
		allowed, check = stage == StageDecrypting, v.result
	default:
		return v.in.wrong(m.name, fmt.Sprintf("events of the type %q are not known", e.kind))
	}
	if !allowed {
		return v.in.wrong(m.name, fmt.Sprintf("the event %s cannot stand here (stage: %s)", e.kind, stage))
	}
	if (e.payload == "") != (e.kind == eventEndBallots) {
		return v.in.wrong(m.name, "an event has data unless it is EndBallots")
	}
	err := check(e)
	switch err.(type) {
	case nil, *FalseError, *UnreadableError:
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return &FalseError{Event: e.height, Member: m.name, Err: err}
}
