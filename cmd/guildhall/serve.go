package main

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"strings"

	"github.com/sirupsen/logrus"

	"github.com/onenorwich/guildhall/governance/datadir"
	"github.com/onenorwich/guildhall/web"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/ui"
)

type serveCommand struct {
	Listen string   `default:"localhost:8080" placeholder:"ADDR" help:"Address to listen on."`
	Data   string   `required:"" placeholder:"DIR" help:"The data folder; made if it is not there."`
	URL    string   `name:"url" placeholder:"URL" help:"The address under which people reach the service; http://ADDR if not given."`
	Proxy  []string `placeholder:"CIDR" help:"Networks of proxies whose X-Forwarded-For is believed."`
	Kept   string   `placeholder:"FILE" help:"Where the newest checkpoint is kept, best on another disk or machine."`

	SMTPHost     string `name:"smtp-host" placeholder:"HOST" help:"Mail server; without one every email stays in the outbox."`
	SMTPPort     int    `name:"smtp-port" placeholder:"PORT" help:"587 with STARTTLS, or 465 with --smtp-tls."`
	SMTPUser     string `name:"smtp-user" placeholder:"NAME"`
	SMTPPassword string `name:"smtp-password" env:"GUILDHALL_SMTP_PASSWORD" placeholder:"SECRET" help:"Better given in the environment."`
	SMTPFrom     string `name:"smtp-from" placeholder:"ADDRESS" help:"Sender, as “OneNorwich elections <elections@example.org>”."`
	SMTPReplyTo  string `name:"smtp-reply-to" placeholder:"ADDRESS"`
	SMTPTLS      bool   `name:"smtp-tls" help:"TLS from the first byte instead of STARTTLS."`
}

func (c *serveCommand) Run(ctx context.Context, t *terminal) error {
	if err := ui.Assets(); err != nil {
		return err
	}
	log := jsonLog(t)
	proxies, err := networks(c.Proxy)
	if err != nil {
		return err
	}
	listener, url, err := listen(c.Listen, c.URL)
	if err != nil {
		return err
	}
	defer listener.Close()
	dir, err := datadir.Open(ctx, c.Data, datadir.Options{Clock: clock(), Schema: web.Schemas(), Kept: c.Kept,
		Trouble: func(err error) {
			log.WithField("error", err.Error()).Error("the data folder could not be written as it should be")
		}})
	if err != nil {
		return err
	}
	defer dir.Close()
	server, err := web.New(web.Options{Desk: dir.Desk, Log: log, BaseURL: url, SMTP: c.smtp(), Proxies: proxies})
	if err != nil {
		return err
	}
	if bare(url) {
		log.Warn("people reach this service without encryption, and their sessions and links can be read on the way: put a proxy with TLS in front, and give its address as --url https://…")
	}
	if c.SMTPHost == "" {
		log.Warn("there is no mail server (--smtp-host), so no email leaves this service: nobody can sign in, and no practice can vote")
	}
	fmt.Fprintf(t.out, "Guildhall: %s\n", url)
	if link := server.SetupLink(); link != "" {
		fmt.Fprintf(t.out, "This log is new. Name the returning officer here (the address works once, until the service stops):\n  %s\n", link)
	}
	return server.Serve(ctx, listener)
}

func (c *serveCommand) smtp() *mail.SMTP {
	if c.SMTPHost == "" {
		return nil
	}
	return &mail.SMTP{Host: c.SMTPHost, Port: c.SMTPPort, Username: c.SMTPUser, Password: c.SMTPPassword,
		From: c.SMTPFrom, ReplyTo: c.SMTPReplyTo, Implicit: c.SMTPTLS}
}

// jsonLog writes JSON lines to the standard error.
func jsonLog(t *terminal) *logrus.Logger {
	log := logrus.New()
	log.SetOutput(t.err)
	log.SetFormatter(&logrus.JSONFormatter{})
	return log
}

// listen opens the address, and gives the address that people type.
func listen(address, url string) (net.Listener, string, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, "", &failure{code: exitUnreadable, err: fmt.Errorf("%s cannot be listened on: %w", address, err), hint: "choose another address with --listen, as localhost:8081"}
	}
	if url == "" {
		_, port, err := net.SplitHostPort(l.Addr().String())
		if err != nil {
			return nil, "", err
		}
		host, _, err := net.SplitHostPort(address)
		if err != nil || host == "" {
			host = "localhost" // it listens on every address of the machine
		}
		url = "http://" + net.JoinHostPort(host, port)
	}
	return l, strings.TrimRight(url, "/"), nil
}

// bare says whether an address leads over a network without encryption.
func bare(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback())
}

func networks(list []string) (nets []*net.IPNet, err error) {
	for _, s := range list {
		_, n, err := net.ParseCIDR(s)
		if err != nil {
			return nil, &failure{code: exitUnreadable, err: fmt.Errorf("%q is not a network", s), hint: "write it as 10.0.0.0/8"}
		}
		nets = append(nets, n)
	}
	return nets, nil
}
