package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
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

// writeZip writes beside the target and renames, so that no half file stands
// under its name.
func writeZip(ctx context.Context, c audit.Contents, path string) (err error) {
	if _, err := os.Stat(path); err == nil {
		return &failure{code: exitUnreadable, err: fmt.Errorf("%s is there already; nothing was written", path), hint: "name a new file"}
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".guildhall-export-*")
	if err != nil {
		return &failure{code: exitUnreadable, err: fmt.Errorf("%s cannot be written: %w", path, err)}
	}
	defer os.Remove(file.Name())
	w := bufio.NewWriter(file)
	if err := errors.Join(c.WriteZip(ctx, w), w.Flush(), file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
