package belenios

import (
	"context"
	"fmt"

	"github.com/onenorwich/guildhall/election/belenios/internal/canon"
)

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
