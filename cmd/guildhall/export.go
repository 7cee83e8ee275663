package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/governance/datadir"
	"github.com/onenorwich/guildhall/governance/record"
)

type exportCommand struct {
	Data   string `required:"" placeholder:"DIR" help:"The data folder; the service may be running on it."`
	Out    string `required:"" placeholder:"PATH" help:"A new folder, or a file that ends in .zip."`
	Sealed bool   `help:"Include the sealed texts (names, addresses, reasons). Without it the bundle may be published."`
}

func (c *exportCommand) Run(ctx context.Context, t *terminal) (err error) {
	log, key, err := datadir.Read(ctx, c.Data)
	if err != nil {
		return &failure{code: exitUnreadable, err: err}
	}
	defer log.Close()
	checkpoint, err := log.Checkpoint(ctx)
	if errors.Is(err, audit.ErrAbsent) {
		return &failure{code: exitUnreadable, err: fmt.Errorf("the log in %s is empty; there is nothing to export", c.Data)}
	}
	if err != nil {
		return err
	}
	covered, err := audit.OpenCheckpoint(checkpoint, key)
	if err != nil {
		return &failure{code: exitFalse, err: err}
	}
	point, err := record.Start(key.Origin())
	if err != nil {
		return err
	}
	for line, err := range log.Lines(ctx, 0) {
		if err != nil {
			return err
		}
		if point.Head.Size == covered.Size {
			break // the service goes on writing
		}
		if err := point.Fold(line); err != nil {
			return &failure{code: exitFalse, err: err}
		}
	}
	contents := record.Contents(ctx, point, key, checkpoint, log, !c.Sealed)
	if strings.EqualFold(filepath.Ext(c.Out), ".zip") {
		err = writeZip(ctx, contents, c.Out)
	} else if err = emptyFolder(c.Out); err == nil {
		err = contents.WriteFolder(ctx, c.Out)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "Wrote %s: %d entries of the log, signed by\n  %s\nCheck it: guildhall verify %s\n", c.Out, covered.Size, key, c.Out)
	return nil
}

// writeZip writes a file that is not there yet.
func writeZip(ctx context.Context, c audit.Contents, path string) error {
	return newFile(path, 0o600, func(w io.Writer) error { return c.WriteZip(ctx, w) })
}
