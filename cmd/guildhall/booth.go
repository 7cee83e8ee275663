package main

import (
	"fmt"

	"github.com/onenorwich/guildhall/web/booth/edition"
)

type boothCommand struct {
	Out  string `placeholder:"DIR" help:"Also write every file of the booth to this new folder."`
	JSON bool   `name:"json" help:"Print what a service says at /booth.json."`
}

// Run prints the booth that was built into this program.
func (c *boothCommand) Run(t *terminal) error {
	e, err := edition.Built()
	if err != nil {
		return unreadable(err)
	}
	m := e.Manifest()
	if c.Out != "" {
		if err := emptyFolder(c.Out); err != nil {
			return err
		}
		if err := e.Write(c.Out); err != nil {
			return unreadable(fmt.Errorf("the booth cannot be written: %w", err))
		}
	}
	if c.JSON {
		raw, err := m.JSON()
		if err != nil {
			return err
		}
		_, err = t.out.Write(raw)
		return err
	}
	from := m.Source
	if m.Version != "" {
		from += " " + m.Version
	}
	_, err = fmt.Fprintf(t.out, "booth %s\nfrom %s, compiled with %s\n\n%s", m.Booth, from, m.Toolchain, e.List())
	return err
}
