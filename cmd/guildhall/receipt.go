package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/governance/record"
)

type receiptCommand struct {
	File   string `arg:"" help:"A receipt, as it was saved after voting."`
	Bundle string `placeholder:"BUNDLE" help:"A bundle of the log (a folder or a zip), however much later: is the vote in it, and does it count?"`
	Key    string `placeholder:"K" help:"The log's public key, as printed on voting letters and declarations; or a file that holds it."`
	JSON   bool   `name:"json" help:"Print the outcome as JSON."`
}

func (c *receiptCommand) Run(ctx context.Context, t *terminal) error {
	o := &receiptOutcome{File: c.File, Bundle: c.Bundle}
	p := t.progress()
	err := c.check(ctx, o, p)
	p.End()
	if err != nil {
		err = judgedReceipt(o, err)
	}
	if c.JSON {
		if o.OK = err == nil; err != nil {
			o.Error = err.Error()
		}
		if err := printJSON(t.out, o); err != nil {
			return err
		}
		return muted(err)
	}
	if err != nil {
		return err
	}
	o.print(t.out)
	return nil
}

// check reads the receipt, and looks for its vote where there is a bundle.
func (c *receiptCommand) check(ctx context.Context, o *receiptOutcome, p *progress) error {
	key, err := readKey(c.Key)
	if err != nil {
		return err
	}
	r, err := readReceipt(c.File)
	if err != nil {
		return err
	}
	o.tell(r)
	if key != "" && key != r.Key {
		return &audit.Fault{Seq: audit.NoEntry, Reason: fmt.Sprintf("the receipt is signed by the key %s, not by the key that you gave", r.Key)}
	}
	o.KeyCompared = key != ""
	if c.Bundle == "" {
		o.Answer = "proved"
		return nil
	}
	b, err := audit.OpenBundle(c.Bundle)
	if err != nil {
		return inBundle(c.Bundle, err)
	}
	defer b.Close()
	v, err := record.VerifyLog(ctx, b, record.Options{Receipts: []record.Receipt{r}, Progress: func(what string, n int64) { p.At(what, n, 0) }})
	if err != nil {
		return inBundle(c.Bundle, err)
	}
	o.Now = v.Summary.Head.Size
	st, _ := record.Stands(&v.Point.State, r.Cast.Election, r.Seq())
	o.stands(st)
	return nil
}

// inBundle tells a bundle that is false itself from a receipt that is not of it.
func inBundle(path string, err error) error {
	var not *record.NotThere
	var fault *audit.Fault
	if errors.As(err, &not) || !errors.As(err, &fault) {
		return err
	}
	return &failure{code: exitFalse, err: fmt.Errorf("the bundle %s does not hold, so it says nothing of the receipt. %w", path, err)}
}

// readReceipt reads a receipt's file. What it holds is checked by itself.
func readReceipt(path string) (record.Receipt, error) {
	file, err := os.Open(path)
	if err != nil {
		return record.Receipt{}, unreadable(fmt.Errorf("the receipt cannot be read: %w", err))
	}
	defer file.Close()
	raw, err := io.ReadAll(io.LimitReader(file, 2*record.MaxReceipt))
	if err != nil {
		return record.Receipt{}, unreadable(fmt.Errorf("the receipt %s cannot be read: %w", path, err))
	}
	r, err := record.ParseReceipt(record.Pasted(raw))
	if err != nil {
		return r, fmt.Errorf("%s: %w", path, err)
	}
	return r, nil
}

// judgedReceipt gives an error the exit code and the hint that go with it.
func judgedReceipt(o *receiptOutcome, err error) error {
	var not *record.NotThere
	if !errors.As(err, &not) {
		return judged(err)
	}
	o.Answer, o.Why = "not-there", not.Why
	return &failure{code: exitFalse, err: fmt.Errorf("not there: %w", err), hint: notThereHints[not.Why]}
}

// notThereHints say what to do about a receipt that is not of a log.
var notThereHints = map[string]string{
	record.OtherLog: "look for the bundle of the log that the receipt names",
	record.OtherKey: "whichever key is not the printed one is not the election's; if it is the log's, tell the returning officer and a scrutineer, and keep both files",
	record.Shorter:  "look for a newer bundle; if this is the newest, keep both files and tell the returning officer and a scrutineer: votes are missing",
	record.Forked:   "this is serious: keep the receipt and the bundle, which together prove it, and tell the returning officer, a scrutineer and other voters",
}

// muted is an error that has been told in another form.
func muted(err error) error {
	var f *failure
	if errors.As(err, &f) {
		return &failure{code: f.code, err: f.err, mute: true}
	}
	return err
}

// readKey reads a log's public key, or the file that holds it.
func readKey(text string) (audit.PublicKey, error) {
	if text == "" {
		return "", nil
	}
	if raw, err := os.ReadFile(text); err == nil {
		text = string(raw)
	}
	key, err := audit.ParsePublicKey(strings.TrimSpace(text))
	if err != nil {
		return "", unreadable(err)
	}
	return key, nil
}
