package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/booth/edition"
	"github.com/onenorwich/guildhall/web/monitor"
)

type monitorCommand struct {
	URL      string        `arg:"" help:"The address of the service, as https://vote.example.org."`
	Keep     string        `required:"" placeholder:"DIR" help:"Where everything that was seen is kept; made if it is not there. A later start goes on from it."`
	Every    time.Duration `default:"1m" placeholder:"1m" help:"How often to look, on average."`
	Once     bool          `help:"Look once, thoroughly, and end: 0 if all holds, 1 if something is wrong, 2 if the service could not be asked."`
	Booth    string        `placeholder:"DIR|HASH" help:"What the booth must be: a folder that “guildhall booth --out” wrote, or a booth’s hash. The one built into this program if not given."`
	Key      string        `placeholder:"K" help:"The log’s public key, as printed on notices and declarations; or a file that holds it."`
	Light    bool          `help:"Fetch no entries: have the service prove that each checkpoint goes on from the one before."`
	Election []string      `placeholder:"ID" help:"With --light: elections whose booths are compared, too."`
	Cookie   []string      `placeholder:"NAME=VALUE" help:"Look also with this cookie, best from a voter’s own browser. It is not kept."`
}

func (c *monitorCommand) Run(ctx context.Context, t *terminal) error {
	o := monitor.Options{URL: c.URL, Dir: c.Keep, Light: c.Light, Cookies: c.Cookie, Every: c.Every,
		Tell: func(s string) { fmt.Fprintf(t.out, "%s  %s\n", time.Now().Format(time.DateTime), s) }}
	if err := c.options(&o); err != nil {
		return err
	}
	m, err := monitor.Open(o)
	if err != nil {
		return unreadable(err)
	}
	defer m.Close()
	var last *monitor.Round
	everWrong := false
	if c.Once {
		last, err = m.Once(ctx)
		everWrong = last != nil && len(last.Wrong) > 0
	} else {
		last, everWrong, err = m.Run(ctx)
	}
	switch {
	case everWrong:
		return &failure{code: exitFalse, err: fmt.Errorf("%s does not do what it must, as told above", c.URL),
			hint: "keep the folder " + c.Keep + " as it is, and show it to the scrutineers and to the returning officer"}
	case errors.Is(err, context.Canceled) || err == nil && ctx.Err() != nil:
		return nil // it was stopped
	case err != nil:
		return unreadable(err)
	case last != nil && last.Trouble != nil:
		return &failure{code: exitUnreadable, err: last.Trouble, hint: "this is no sign of a lie: look whether the address is right and the service is up, and try again"}
	}
	return nil
}

// options reads what was given.
func (c *monitorCommand) options(o *monitor.Options) (err error) {
	if c.Every < time.Second {
		return unreadable(fmt.Errorf("--every %s is too often: give a second or more", c.Every))
	}
	if len(c.Election) > 0 && !c.Light {
		return unreadable(errors.New("--election goes with --light: without it, every election of the log is looked at"))
	}
	for _, id := range c.Election {
		o.Elections = append(o.Elections, election.ID(id))
	}
	for _, cookie := range c.Cookie {
		if name, value, ok := strings.Cut(cookie, "="); !ok || name == "" || value == "" || strings.ContainsAny(cookie, "\r\n") {
			return unreadable(errors.New("a cookie reads NAME=VALUE"))
		}
	}
	if c.Key != "" {
		if o.Key, err = readKey(c.Key); err != nil {
			return err
		}
	}
	if d, err := audit.ParseDigest(c.Booth); err == nil {
		o.Hash = d
		return nil
	}
	if c.Booth != "" {
		if _, err := os.Stat(c.Booth); err != nil {
			return unreadable(fmt.Errorf("--booth %s is neither a folder nor a hash of 64 hexadecimal digits", c.Booth))
		}
		if o.Booth, err = edition.Read(c.Booth); err != nil {
			return unreadable(err)
		}
		return nil
	}
	if o.Booth, err = edition.Built(); err != nil {
		return unreadable(err)
	}
	return nil
}
