package main

import (
	"context"
	"fmt"
	"os"

	"github.com/onenorwich/guildhall/web"
	"github.com/onenorwich/guildhall/web/demo"
	"github.com/onenorwich/guildhall/web/ui"
)

type demoCommand struct {
	Listen string `default:"localhost:8080" placeholder:"ADDR" help:"Address to listen on."`
	Data   string `placeholder:"DIR" help:"A new folder, or one that a demonstration has left; a temporary one if not given."`
}

func (c *demoCommand) Run(ctx context.Context, t *terminal) error {
	if err := ui.Assets(); err != nil {
		return err
	}
	listener, url, err := listen(c.Listen, "")
	if err != nil {
		return err
	}
	defer listener.Close()
	data := c.Data
	if data == "" {
		if data, err = os.MkdirTemp("", "guildhall-demo-"); err != nil {
			return err
		}
		defer os.RemoveAll(data)
	}
	d, err := demo.Open(ctx, data, web.Schemas())
	if err != nil {
		return err
	}
	defer d.Close()
	server, err := web.New(web.Options{Desk: d.Dir.Desk, Log: jsonLog(t), BaseURL: url, Demo: d.Mark(), More: d.More()})
	if err != nil {
		return err
	}
	if err := d.Invite(ctx, server.Site); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "The demonstration is at %s (stop it with Ctrl+C)\n", url)
	return server.Serve(ctx, listener)
}
