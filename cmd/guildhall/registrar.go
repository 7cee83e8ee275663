package main

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/term"

	"github.com/onenorwich/guildhall/audit/whole"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/codes"
)

// registrarCommand is what the registrar's page does in the browser, for those who
// keep the voting codes out of it.
type registrarCommand struct {
	Codes   registrarCodesCommand   `cmd:"" help:"Make the voting codes for a task that was downloaded from the registrar's page."`
	List    registrarListCommand    `cmd:"" help:"Make the public half again, of the codes in your file, for contests with fresh identifiers."`
	Letters registrarLettersCommand `cmd:"" help:"Print the letters."`
	Recover registrarRecoverCommand `cmd:"" help:"Show one practice's voting code."`
}

// lockedFile is a registrar's file with how its passphrase is told.
type lockedFile struct {
	Task           string `arg:"" help:"The task, as downloaded."`
	File           string `arg:"" help:"Your file of voting codes (.age)."`
	PassphraseFile string `placeholder:"F" help:"The file with its passphrase (default: asked for)."`
}

func (l *lockedFile) open(t *terminal) (*codes.Task, *codes.Book, error) {
	task, err := readTask(l.Task)
	if err != nil {
		return nil, nil, err
	}
	file, err := os.ReadFile(l.File)
	if err != nil {
		return nil, nil, unreadable(err)
	}
	phrase, err := passphrase(t, l.PassphraseFile)
	if err != nil {
		return nil, nil, err
	}
	book, err := codes.Open(file, phrase, task)
	return task, book, refusedCodes(err)
}

func readTask(path string) (*codes.Task, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, unreadable(err)
	}
	task, err := codes.ReadTask(raw)
	return task, refusedCodes(err)
}

// refusedCodes is an error with the exit code that goes with it: what cannot be
// read, or something false.
func refusedCodes(err error) error {
	var refusal *election.Error
	switch {
	case err == nil || !errors.As(err, &refusal):
		return err
	case refusal.Code == "foreign-file" || refusal.Code == "damaged" || refusal.Code == "version":
		return unreadable(err)
	}
	return &failure{code: exitFalse, err: err}
}

// passphrase reads the first line of a file, or of the standard input.
func passphrase(t *terminal, path string) (string, error) {
	in := t.in
	if path != "" {
		raw, err := readSecret(t, path)
		if err != nil {
			return "", err
		}
		in = bytes.NewReader(raw)
	} else if tty, ok := t.in.(*os.File); ok && term.IsTerminal(int(tty.Fd())) {
		phrase, err := t.hidden(tty, "Passphrase: ")
		return strings.TrimSpace(phrase), err
	} else {
		fmt.Fprint(t.err, "Passphrase: ")
	}
	line, err := bufio.NewReader(in).ReadString('\n')
	if err != nil && err != io.EOF {
		return "", unreadable(err)
	}
	return strings.TrimSpace(line), nil
}

type registrarCodesCommand struct {
	Task           string `arg:"" help:"The task, as downloaded."`
	Out            string `required:"" placeholder:"DIR" help:"Where to write your locked file, and the public half."`
	PassphraseFile string `placeholder:"F" help:"A file with a passphrase of your own (default: one is drawn and shown)."`
}

func (c *registrarCodesCommand) Run(t *terminal) error {
	task, err := readTask(c.Task)
	if err != nil {
		return err
	}
	var phrase string
	if c.PassphraseFile != "" {
		phrase, err = passphrase(t, c.PassphraseFile)
	} else {
		phrase, err = codes.Passphrase(rand.Reader)
	}
	if err != nil {
		return err
	}
	if err := refusedCodes(codes.CheckPassphrase(phrase)); err != nil {
		return err
	}
	book, err := codes.Draw(rand.Reader, task)
	if err != nil {
		return err
	}
	file, err := book.Lock(phrase)
	if err != nil {
		return err
	}
	reply, err := book.Reply(task)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.Out, 0o700); err != nil {
		return unreadable(err)
	}
	locked, public := filepath.Join(c.Out, codes.Name(task.Election)), filepath.Join(c.Out, codes.ReplyName(task.Election))
	if err := errors.Join(newFile(locked, 0o600, whole.Bytes(file)), newFile(public, 0o644, whole.Bytes(reply.Encode()))); err != nil {
		return err
	}
	if c.PassphraseFile == "" {
		fmt.Fprintf(t.out, "The passphrase, shown only now. Write it down:\n\n    %s\n\n", phrase)
	}
	fmt.Fprintf(t.out, "Wrote %s: keep it, with a copy elsewhere.\nWrote %s: send it on the registrar's page.\n", locked, public)
	return nil
}

type registrarListCommand struct {
	lockedFile
	Out string `required:"" placeholder:"FILE" help:"Where to write the public half."`
}

func (c *registrarListCommand) Run(t *terminal) error {
	task, book, err := c.open(t)
	if err != nil {
		return err
	}
	reply, err := book.Reply(task)
	if err != nil {
		return refusedCodes(err)
	}
	if err := newFile(c.Out, 0o644, whole.Bytes(reply.Encode())); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "Wrote %s: send it on the registrar's page.\n", c.Out)
	return nil
}

type registrarLettersCommand struct {
	lockedFile
	Out      string   `required:"" placeholder:"PDF" help:"Where to write the letters: they hold the codes."`
	Practice []string `placeholder:"CODE" help:"Only these practices, by their codes."`
}

func (c *registrarLettersCommand) Run(t *terminal) error {
	task, book, err := c.open(t)
	if err != nil {
		return err
	}
	var practices []election.ID
	for _, p := range c.Practice {
		practices = append(practices, election.ID(election.Fold(p)))
	}
	letters, err := book.Letters(task, practices...)
	if err != nil {
		return refusedCodes(err)
	}
	if err := newFile(c.Out, 0o600, whole.Bytes(letters)); err != nil {
		return err
	}
	n := len(practices)
	if n == 0 {
		n = len(task.Roll)
	}
	fmt.Fprintf(t.out, "Wrote %s: %d letter(s), two pages each. Print it on both sides, and delete it then.\n", c.Out, n)
	return nil
}

type registrarRecoverCommand struct {
	lockedFile
	Practice string `required:"" placeholder:"CODE" help:"The practice, by its code."`
}

func (c *registrarRecoverCommand) Run(t *terminal) error {
	_, book, err := c.open(t)
	if err != nil {
		return err
	}
	code, err := book.Code(election.ID(election.Fold(c.Practice)))
	if err != nil {
		return refusedCodes(err)
	}
	fmt.Fprintln(t.out, code)
	fmt.Fprintln(t.err, "guildhall: record on the registrar's page that the code was given again.")
	return nil
}
