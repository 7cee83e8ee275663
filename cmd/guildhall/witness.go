package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/audit/whole"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/keys/witness"
	"github.com/onenorwich/guildhall/web/ui"
)

// witnessCommand is what a witness's page does in the browser, for those who keep
// their key out of it. What it signs is sent on that page.
type witnessCommand struct {
	Source  string `arg:"" help:"The service's address, as https://vote.example.org, or a bundle (a folder or a zip)."`
	KeyFile string `required:"" placeholder:"F" help:"The file with your signing key. If there is none, a key is made and written there."`
	Person  string `placeholder:"ID" help:"Who you are in the log, as your page says; to make the key."`
	Keep    string `required:"" placeholder:"DIR" help:"Where to keep what you signed, from one time to the next."`
}

// What the folder holds: verify takes both.
const (
	keptCheckpoint = "checkpoint" // the newest one that was signed
	keptKey        = "key"        // the log's, as it was first seen
)

// witnessFile is a signing key as it is kept.
type witnessFile struct {
	Log    string      `json:"log"` // the log's public key
	Person election.ID `json:"person"`
	Seed   string      `json:"seed"`
}

func (c *witnessCommand) Run(ctx context.Context, t *terminal) error {
	shown, raw, err := c.shown(ctx)
	if err != nil {
		return &failure{code: exitUnreadable, err: err}
	}
	file, made, err := c.key(t, shown.Key)
	if err != nil {
		return unreadable(err)
	}
	key, err := witness.Key(file.Log, file.Person, file.Seed)
	if err != nil {
		return unreadable(err)
	}
	if made {
		fmt.Fprintf(t.out, "A signing key was written to %s. Keep it to yourself. Name its public half on your page, then repeat this to sign:\n  %s\nWhat others compare:\n  %s\n",
			c.KeyFile, key.Public().Raw(), key.Public())
		return nil
	}
	kept, err := c.kept(file.Log)
	if err != nil {
		return unreadable(err)
	}
	found, err := witness.Check(ctx, shown, kept)
	if lie, ok := errors.AsType[*witness.Evidence](err); ok {
		return c.evidence(shown, raw, lie)
	} else if err != nil {
		return &failure{code: exitUnreadable, err: fmt.Errorf("nothing was signed: %w", err)}
	}
	signed, err := found.Cosign(file.Person, key, time.Now())
	if err != nil {
		return &failure{code: exitFalse, err: err}
	}
	path := filepath.Join(c.Keep, keptCheckpoint)
	for name, text := range map[string]string{keptKey: signed.Key + "\n", keptCheckpoint: signed.Note} {
		if err := whole.Replace(filepath.Join(c.Keep, name), 0o644, whole.Bytes([]byte(text))); err != nil {
			return unreadable(err)
		}
	}
	fmt.Fprintf(t.out, "The log holds, and begins with all that you signed before. You have signed %s, %s of them new.\nSend %s on your page.\n",
		ui.Count(int(found.Size), "entry", "entries"), ui.Number(int(found.New())), path)
	return nil
}

// key reads the signing key, or makes one.
func (c *witnessCommand) key(t *terminal, log string) (f witnessFile, made bool, err error) {
	raw, err := readSecret(t, c.KeyFile)
	if err == nil {
		if err := audit.Canonical(bytes.TrimSpace(raw), &f); err != nil {
			return f, false, fmt.Errorf("%s is not the file of a signing key: %w", c.KeyFile, err)
		}
		return f, false, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return f, false, err
	}
	if c.Person == "" {
		return f, false, fmt.Errorf("there is no key at %s; to make one, give --person as your page says it", c.KeyFile)
	}
	f = witnessFile{Log: log, Person: election.ID(c.Person)}
	if err := f.Person.Check(); err != nil {
		return f, false, err
	}
	if f.Seed, err = witness.NewSeed(rand.Reader); err != nil {
		return f, false, err
	}
	if raw, err = json.Marshal(f); err != nil {
		return f, false, err
	}
	return f, true, newFile(c.KeyFile, 0o600, whole.Bytes(append(raw, '\n')))
}

// kept reads what was signed before. The log's key is that of the first time.
func (c *witnessCommand) kept(log string) (k witness.Kept, err error) {
	if err := os.MkdirAll(c.Keep, 0o755); err != nil {
		return k, err
	}
	k.Key = log
	note, err := os.ReadFile(filepath.Join(c.Keep, keptCheckpoint))
	if errors.Is(err, fs.ErrNotExist) {
		return k, nil
	}
	k.Note = string(note)
	return k, err
}

// evidence keeps what was shown, and tells.
func (c *witnessCommand) evidence(shown witness.Shown, log []byte, lie *witness.Evidence) error {
	dir := filepath.Join(c.Keep, "evidence-"+audit.Hash(shown.Checkpoint).String()[:16])
	err := os.MkdirAll(dir, 0o755)
	for name, raw := range map[string][]byte{"checkpoint": shown.Checkpoint, "key": []byte(shown.Key + "\n"), "log.jsonl": log} {
		err = errors.Join(err, whole.Replace(filepath.Join(dir, name), 0o644, whole.Bytes(raw)))
	}
	if err != nil {
		return &failure{code: exitFalse, err: fmt.Errorf("this log does not hold; nothing was signed. %s What was shown could not be kept: %w", lie.Sentence, err)}
	}
	return &failure{code: exitFalse, err: fmt.Errorf("this log does not hold; nothing was signed. %s", lie.Sentence),
		hint: "what was shown is in " + dir + "; tell the other scrutineers and trustees, the candidates and the returning officer"}
}
