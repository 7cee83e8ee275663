package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/onenorwich/guildhall/governance/datadir"
	"github.com/onenorwich/guildhall/web"
)

// phraseEnv gives the passphrase of a backup where nobody can be asked.
const phraseEnv = "GUILDHALL_BACKUP_PASSPHRASE"

type backupCommand struct {
	Data string `required:"" placeholder:"DIR" help:"The data folder; the service may be running on it."`
	Out  string `required:"" placeholder:"FILE" help:"A new file. It is encrypted (age) with a passphrase, which is asked for, or taken from GUILDHALL_BACKUP_PASSPHRASE."`
}

func (c *backupCommand) Run(ctx context.Context, t *terminal) error {
	if _, err := os.Lstat(c.Out); err == nil {
		return &failure{code: exitUnreadable, err: fmt.Errorf("%s is there already; nothing was written over it", c.Out), hint: "name a new file"}
	}
	phrase, err := t.secret(phraseEnv, "Passphrase of the backup", datadir.CheckPassphrase)
	if err != nil {
		return err
	}
	held, err := datadir.Backup(ctx, c.Data, c.Out, phrase)
	if err != nil {
		return unreadable(err)
	}
	fmt.Fprintf(t.out, "Wrote %s.\n", c.Out)
	tellHeld(t, held)
	if len(held.Keys) > 0 {
		fmt.Fprintf(t.out, "It also holds this service's own key of %s, which opens votes together with the other keys.\nKeep it apart from them. After the count make a new backup, and destroy this one and all before it.\n", keysOf(held))
	}
	return nil
}

type restoreCommand struct {
	File string `arg:"" help:"A file that guildhall backup has written."`
	Data string `required:"" placeholder:"DIR" help:"Where to restore it: a folder that is empty or not there yet."`
}

func (c *restoreCommand) Run(ctx context.Context, t *terminal) error {
	phrase, err := t.secret(phraseEnv, "Passphrase of the backup", nil)
	if err != nil {
		return err
	}
	held, err := datadir.Restore(ctx, c.File, c.Data, phrase, web.Schemas(), web.Restored)
	if err != nil {
		return unreadable(err)
	}
	fmt.Fprintf(t.out, "Restored into %s. Its log was verified.\n", c.Data)
	tellHeld(t, held)
	fmt.Fprint(t.out, "Everybody is signed out. Emails that waited then are not sent by themselves: the outbox lists them.\n"+
		"What was recorded after the backup is not in it: compare the number of entries with the newest checkpoint that is kept elsewhere.\n")
	return nil
}

// tellHeld prints what a data folder or its backup holds.
func tellHeld(t *terminal, h datadir.Held) {
	fmt.Fprintf(t.out, "It holds %d entries of the log %s, the last of %s.\nHead: %s\n", h.Entries, h.Origin, h.Last.UTC().Format(time.RFC3339), h.Root)
}

func keysOf(h datadir.Held) string {
	var list []string
	for _, id := range h.Keys {
		list = append(list, string(id))
	}
	return strings.Join(list, ", ")
}

// secret is a passphrase from the environment, or asked for without showing it:
// twice if it is a new one, which check then looks at.
func (t *terminal) secret(env, what string, check func(string) error) (string, error) {
	phrase, given := os.LookupEnv(env)
	in, ok := t.in.(*os.File)
	switch {
	case given:
	case !ok || !term.IsTerminal(int(in.Fd())):
		return "", &failure{code: exitUnreadable, err: errors.New("there is nobody here who can be asked for the passphrase"), hint: "give it in the environment, as " + env}
	default:
		var err error
		if phrase, err = t.hidden(in, what+": "); err != nil {
			return "", err
		}
		if check == nil {
			break
		}
		again, err := t.hidden(in, "The same again: ")
		if err != nil {
			return "", err
		}
		if again != phrase {
			return "", &failure{code: exitUnreadable, err: errors.New("the two were not the same; nothing was written"), hint: "try again"}
		}
	}
	if check != nil {
		if err := check(phrase); err != nil {
			return "", unreadable(err)
		}
	}
	return phrase, nil
}

// hidden reads a line that is not shown as it is typed.
func (t *terminal) hidden(in *os.File, prompt string) (string, error) {
	fmt.Fprint(t.err, prompt)
	line, err := term.ReadPassword(int(in.Fd()))
	fmt.Fprintln(t.err)
	if err != nil && err != io.EOF {
		return "", unreadable(err)
	}
	return string(line), nil
}
