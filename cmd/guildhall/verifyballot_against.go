package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/record"
)

// against holds the ballots against a bundle and archives, where there are any,
// and tells what that showed.
func (c *verifyBallotCommand) against(ctx context.Context, t *terminal, ballots []*shown) (told []string, err error) {
	p := t.progress()
	defer p.End()
	if c.Bundle != "" {
		if told, err = bundleSays(ctx, p, c.Bundle, ballots); err != nil {
			return nil, judged(err)
		}
	}
	for _, path := range c.Archive {
		if err := archiveSays(ctx, p, path, ballots); err != nil {
			return nil, judged(err)
		}
	}
	for _, b := range ballots {
		if b.confirmed != "" {
			told = append(told, fmt.Sprintf("%s: the ballot paper and the voting code are of the election in %s", b.name, b.confirmed))
		}
	}
	return told, nil
}

// bundleSays verifies a bundle and looks the ballots up in its log.
func bundleSays(ctx context.Context, p *progress, path string, ballots []*shown) (told []string, err error) {
	b, err := audit.OpenBundle(path)
	if err != nil {
		return nil, err
	}
	defer b.Close()
	v, err := record.Verify(ctx, b, record.Options{Now: time.Now, Progress: func(what string, n int64) { p.At(what, n, 0) }})
	if err != nil {
		return nil, err
	}
	for _, s := range ballots {
		at := slices.IndexFunc(v.Contests, func(c record.ContestVerified) bool { return ours(c.Report.Setup(), s) })
		if at < 0 {
			return nil, lied("%s: %w. There is no such ballot paper in %s", s.name, errForeign, path)
		}
		if err := s.belongs(v.Contests[at].Report.Setup(), path); err != nil {
			return nil, err
		}
		el, _ := v.Point.State.Election.Election(v.Contests[at].Election)
		digest := election.Digest(s.Digest())
		if seq, cast := el.Poll.Find(digest); cast {
			return nil, lied("%s: this ballot was cast as well as opened: it is entry %d of the log", s.name, seq)
		}
		if seq, spent := el.Poll.Spent(digest); spent {
			told = append(told, fmt.Sprintf("%s: the log says, in entry %d, that this ballot was opened, so it can never be cast", s.name, seq))
		} else {
			told = append(told, fmt.Sprintf("%s: this ballot is not in the ballot box; the log does not say that it was opened", s.name))
		}
	}
	return told, nil
}

// archiveSays verifies an archive, which must be that of one of the ballots.
func archiveSays(ctx context.Context, p *progress, path string, ballots []*shown) error {
	file, err := os.Open(path)
	if err != nil {
		return &failure{code: exitUnreadable, err: fmt.Errorf("%s cannot be read: %w", path, err)}
	}
	defer file.Close()
	box := make(map[[32]byte]bool)
	report, err := belenios.VerifyArchive(ctx, file, belenios.Options{
		Progress: func(n int) { p.At("ballots checked", int64(n), 0) },
		Ballot:   func(c belenios.Checked) { box[c.Digest()] = true },
	})
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	at := slices.IndexFunc(ballots, func(s *shown) bool { return ours(report.Setup(), s) })
	if at < 0 {
		return lied("%s is the archive of “%s”, but no ballot of this file was made for it: %w", path, plain(report.Name), errForeign)
	}
	if box[ballots[at].Digest()] {
		return lied("%s: this ballot was cast as well as opened: it is in %s", ballots[at].name, path)
	}
	return ballots[at].belongs(report.Setup(), path)
}

// ours says whether a ballot answers the very ballot paper of a set-up.
func ours(setup *belenios.Setup, s *shown) bool {
	return setup != nil && setup.Election.Digest() == s.Election.Digest()
}

// belongs notes that the ballot's code is one of the poll's.
func (s *shown) belongs(setup *belenios.Setup, path string) error {
	credential, err := s.Credential()
	if err != nil {
		return err
	}
	if _, ok := setup.Credentials.Weight(credential); !ok {
		return lied("%s: %w", s.name, belenios.ErrNotOnList)
	}
	s.confirmed = path
	return nil
}
