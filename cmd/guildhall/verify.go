package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/record"
)

type verifyCommand struct {
	Path       string   `arg:"" help:"A bundle (a folder or a zip) or a Belenios archive (.bel)."`
	Key        string   `placeholder:"K" help:"The log's public key, as printed on voting letters and declarations; or a file that holds it."`
	Checkpoint string   `placeholder:"FILE" help:"A signed checkpoint that you kept, cosigned or not: the log must contain what it saw."`
	Witness    []string `placeholder:"KEY" sep:"none" help:"The public key of a scrutineer or a trustee, or a file that holds it: it must have cosigned this log. May be repeated."`
	Receipt    []string `placeholder:"FILE" sep:"none" help:"The receipt of a vote: the log must hold that vote, and be the one that signed the receipt. May be repeated."`
	JSON       bool     `name:"json" help:"Print the outcome as JSON."`
}

func (c *verifyCommand) Run(ctx context.Context, t *terminal) error {
	began := time.Now()
	p := t.progress()
	o, err := c.verify(ctx, p)
	p.End()
	o.Took = time.Since(began)
	if err != nil {
		err = judged(err)
	}
	if c.JSON {
		return o.json(t.out, err)
	}
	if err != nil {
		return err
	}
	o.print(t.out)
	return nil
}

// judged tells what is false from what cannot be read.
func judged(err error) error {
	var (
		done    *failure
		fault   *audit.Fault
		untrue  *belenios.FalseError
		garbage *belenios.UnreadableError
		missing *record.NotThere
	)
	switch {
	case errors.As(err, &done):
		return done
	case errors.As(err, &missing):
		return &failure{code: exitFalse, err: fmt.Errorf("this does not hold. %w", err), hint: notThereHints[missing.Why]}
	case errors.As(err, &garbage):
		return &failure{code: exitUnreadable, err: fmt.Errorf("this cannot be read as a Belenios archive: %w", err)}
	case errors.As(err, &fault), errors.As(err, &untrue):
		return &failure{code: exitFalse, err: fmt.Errorf("this does not hold. %w", err)}
	}
	return &failure{code: exitUnreadable, err: err}
}

// verify tells a bundle from an archive and verifies it.
func (c *verifyCommand) verify(ctx context.Context, p *progress) (*outcome, error) {
	o := &outcome{Path: c.Path}
	info, err := os.Stat(c.Path)
	if err != nil {
		return o, &failure{code: exitUnreadable, err: fmt.Errorf("%s cannot be read: %w", c.Path, err)}
	}
	if !info.IsDir() {
		archive, err := isArchive(c.Path)
		if err != nil {
			return o, &failure{code: exitUnreadable, err: err}
		}
		if archive {
			if c.Key != "" || c.Checkpoint != "" || len(c.Receipt)+len(c.Witness) > 0 {
				return o, &failure{code: exitUnreadable, err: errors.New("an archive has no log: --key, --checkpoint, --receipt and --witness go with a bundle")}
			}
			return o, c.archive(ctx, o, p)
		}
	}
	return o, c.bundle(ctx, o, p)
}

// isArchive says whether a file is to be read as a Belenios archive: by its
// name, or else because it begins like one.
func isArchive(path string) (bool, error) {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".bel":
		return true, nil
	case ".zip":
		return false, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer file.Close()
	head := make([]byte, 9)
	n, err := io.ReadFull(file, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return false, err
	}
	head = head[:n]
	switch {
	case bytes.Equal(head, []byte("BELENIOS\x00")):
		return true, nil
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return false, nil
	}
	return false, fmt.Errorf("%s is neither a bundle (a folder or a zip) nor a Belenios archive (.bel)", path)
}

func (c *verifyCommand) archive(ctx context.Context, o *outcome, p *progress) error {
	o.Kind = "archive"
	file, err := os.Open(c.Path)
	if err != nil {
		return err
	}
	defer file.Close()
	report, err := belenios.VerifyArchive(ctx, file, belenios.Options{
		Progress: func(n int) { p.At("ballots checked", int64(n), 0) },
	})
	if err != nil {
		return err
	}
	for _, check := range report.Checks {
		o.Checks = append(o.Checks, newCheck(check.Name, int64(check.Count), check.Duration))
	}
	o.Contests = []contestOutcome{newContest(report)}
	return nil
}

func (c *verifyCommand) bundle(ctx context.Context, o *outcome, p *progress) error {
	o.Kind = "bundle"
	trust, err := c.trust()
	if err != nil {
		return err
	}
	receipts, err := c.receipts()
	if err != nil {
		return err
	}
	asked, err := readWitnesses(c.Witness)
	if err != nil {
		return err
	}
	b, err := audit.OpenBundle(c.Path)
	if err != nil {
		return err
	}
	defer b.Close()
	v, err := record.Verify(ctx, b, record.Options{Trust: trust, Receipts: receipts, Now: time.Now, Progress: func(what string, n int64) { p.At(what, n, 0) }})
	if err != nil {
		return err
	}
	for _, check := range v.Checks {
		o.Checks = append(o.Checks, newCheck(check.Name, check.Count, check.Duration))
	}
	for _, found := range v.Contests {
		contest := newContest(found.Report)
		contest.Election, contest.Post, contest.File = string(found.Election), string(found.Post), found.File
		o.Contests = append(o.Contests, contest)
	}
	o.Log = newLogOutcome(v)
	if err := o.Log.witnesses(v, asked); err != nil {
		return err
	}
	for i, r := range receipts {
		told := receiptOutcome{OK: true, File: c.Receipt[i], Bundle: c.Path, Now: v.Summary.Head.Size, KeyCompared: trust.Key != ""}
		told.tell(r)
		st, _ := record.Stands(&v.Point.State, r.Cast.Election, r.Seq())
		told.stands(st)
		o.Receipts = append(o.Receipts, told)
	}
	return nil
}

// receipts reads the receipts that the user kept.
func (c *verifyCommand) receipts() (list []record.Receipt, err error) {
	for _, path := range c.Receipt {
		r, err := readReceipt(path)
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, nil
}

// trust reads what the user knows from elsewhere.
func (c *verifyCommand) trust() (trust audit.Trust, err error) {
	if trust.Key, err = readKey(c.Key); err != nil {
		return trust, err
	}
	if c.Checkpoint != "" {
		if trust.Checkpoint, err = os.ReadFile(c.Checkpoint); err != nil {
			return trust, &failure{code: exitUnreadable, err: fmt.Errorf("the checkpoint cannot be read: %w", err)}
		}
	}
	return trust, nil
}
