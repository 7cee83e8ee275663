package belenios

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"time"

	"github.com/onenorwich/guildhall/election/belenios/internal/canon"
)

// Options of VerifyArchive. The zero value is good.
type Options struct {
	Workers  int                          // goroutines that check ballots; all cores if 0
	Progress func(ballots int)            // called after each ballot, in order
	Ballot   func(c Checked)              // called with each ballot, in order
	Now      func() time.Time             // for the report's durations; time.Now if nil
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

func (v *archiveVerifier) setup(e event) error {
	raw, err := v.in.take(e.payload)
	if err != nil {
		return err
	}
	d, err := parseSetupData(raw)
	if err != nil {
		return fmt.Errorf("the set-up: %w", err)
	}
	var texts [3][]byte
	for i, hash := range []string{d.election, d.trustees, d.credentials} {
		if texts[i], err = v.in.take(hash); err != nil {
			return err
		}
	}
	if d.certificate != "" {
		// It is beyond the specification, and nothing here rests on it.
		if _, err := v.in.take(d.certificate); err != nil {
			return err
		}
		v.report.Checks = append(v.report.Checks, Check{Name: "certificate of the credentials: there, not examined", Count: 1})
	}
	s, err := NewSetup(texts[0], texts[1], texts[2])
	if err != nil {
		return err
	}
	r := v.report
	r.setup, r.Stage = s, StageOpen
	r.Group, r.UUID, r.Name, r.Fingerprint = s.Election.Group, s.Election.UUID, s.Election.Name, s.Election.fingerprint
	r.Questions = s.Election.Questions
	r.Trustees, r.Threshold, r.Credentials = len(s.Trustees.owners), s.Trustees.IsThreshold(), len(s.Credentials.rights)
	v.box = s.NewBox()
	v.pool = newPool(v.o.Workers, v.o.engine(s))
	v.done("definition, trustees' proofs and keys, list of credentials", len(s.Credentials.rights)+len(s.Trustees.owners)+1)
	return nil
}

func (v *archiveVerifier) ballot(ctx context.Context, e event) error {
	raw, err := v.in.take(e.payload)
	if err != nil {
		return err
	}
	v.pool.submit(e, raw)
	return v.drain(ctx, v.pool.room())
}

// drain waits until no more than left ballots are under way, and puts the
// others into the box in their order.
func (v *archiveVerifier) drain(ctx context.Context, left int) error {
	for v.pool != nil && v.pool.pending() > left {
		j := v.pool.oldest()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-j.done:
		}
		err := j.err
		if err == nil {
			err = v.box.Add(j.checked)
		}
		if err != nil {
			v.pool.forget()
			return &FalseError{Event: j.event.height, Member: j.event.payload + dataSuffix, Reason: "the ballot does not hold", Err: err}
		}
		if v.o.Ballot != nil {
			v.o.Ballot(j.checked)
		}
		if v.o.Progress != nil {
			v.o.Progress(v.box.Ballots())
		}
	}
	return nil
}

func (v *archiveVerifier) countBallots() {
	r := v.report
	r.Ballots = v.box.Ballots()
	r.NumTallied = len(v.box.last)
	r.Superseded = r.Ballots - r.NumTallied
	r.TotalWeight = v.box.weight
	v.done("ballots: signature, credential on the list, proofs of a valid vote", r.Ballots)
}

func (v *archiveVerifier) endBallots(ctx context.Context) (err error) {
	if err := v.drain(ctx, 0); err != nil {
		return err
	}
	v.countBallots()
	v.report.Stage = StageClosed
	v.report.tally, err = v.box.Tally()
	return err
}

func (v *archiveVerifier) encryptedTally(e event) error {
	raw, err := v.in.take(e.payload)
	if err != nil {
		return err
	}
	t := v.report.tally
	if want := EncodeSizedTally(t.numTallied, t.totalWeight, t.encrypted); string(raw) != string(want) {
		return fmt.Errorf("the encrypted tally is not the one that the ballots give: it says %s, they give %s", clip(raw), want)
	}
	if _, err := v.in.take(hexDigest(t.encrypted)); err != nil {
		return err
	}
	v.report.Stage = StageTallied
	v.done("encrypted tally, computed again: choices", t.size())
	return nil
}

func clip(b []byte) string {
	if len(b) > 200 {
		return fmt.Sprintf("%q…", b[:200])
	}
	return fmt.Sprintf("%q", b)
}

func (t *Tally) size() (n int) {
	for _, row := range t.pairs {
		n += len(row)
	}
	return n
}

func (v *archiveVerifier) partial(e event) error {
	raw, err := v.in.take(e.payload)
	if err != nil {
		return err
	}
	r := canon.NewReader(raw)
	r.Lit(`{"owner":`)
	owner := r.Int()
	r.Lit(`,"payload":`)
	hash := readHash(r)
	r.Lit("}")
	if err := r.End(); err != nil {
		return fmt.Errorf("the record of a share: %w", err)
	}
	if v.owners[owner] {
		return fmt.Errorf("trustee %d gives a second share", owner)
	}
	v.owners[owner] = true
	share, err := v.in.take(hash)
	if err != nil {
		return err
	}
	s, err := v.report.tally.CheckShare(owner, share)
	if err != nil {
		return err
	}
	v.report.Stage = StageDecrypting
	v.report.Shares = append(v.report.Shares, owner)
	v.report.parts = append(v.report.parts, s)
	return nil
}

func (v *archiveVerifier) result(e event) error {
	raw, err := v.in.take(e.payload)
	if err != nil {
		return err
	}
	v.done("shares of trustees: proofs of correct decryption", len(v.report.parts))
	res, err := ParseResult(raw)
	if err != nil {
		return err
	}
	if err := v.report.tally.Confirm(v.report.parts, res); err != nil {
		return fmt.Errorf("the result: %w", err)
	}
	v.report.Result, v.report.Stage = res, StageResult
	v.done("result, decrypted again: counts", v.report.tally.size())
	return nil
}
