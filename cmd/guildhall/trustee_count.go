package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/onenorwich/guildhall/audit/whole"
	"github.com/onenorwich/guildhall/web/keys/count"
	"github.com/onenorwich/guildhall/web/keys/trustee"
)

// decrypt verifies the bundle, shows the numbers, and decrypts if told to.
func (c *trusteeAnswerCommand) decrypt(ctx context.Context, t *terminal, task *trustee.Task, phrase trustee.Phrase) (*trustee.Answer, error) {
	kept, err := c.kept()
	if err != nil {
		return nil, err
	}
	file, err := os.Open(c.Bundle)
	if err != nil {
		return nil, unreadable(err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, unreadable(err)
	}
	p := t.progress()
	found, err := task.Verify(ctx, phrase.Seed, count.Bundle{From: file, Size: info.Size()}, kept, func(what string, n int64) { p.At(what, n, 0) })
	p.End()
	if err != nil {
		return nil, err
	}
	for _, one := range found.Contests {
		fmt.Fprintf(t.err, "%s: %d ballots count, with %d votes; %d were cast in all\n", one.Name, one.Counted, one.Votes, one.Ballots)
	}
	fmt.Fprintf(t.err, "%d practices voted: %s\n", len(found.Practices), strings.Join(found.Practices, ", "))
	if err := c.agreed(t); err != nil {
		return nil, err
	}
	answer, err := found.Decrypt(rand.Reader)
	if err != nil {
		return nil, err
	}
	kept.Tallies = found.Tallies()
	remembered, err := json.Marshal(kept.Tallies)
	if err != nil {
		return nil, err
	}
	// Before the shares leave: what cannot be remembered is not decrypted.
	if err := whole.Replace(c.memory(), 0o600, whole.Bytes(append(remembered, '\n'))); err != nil {
		return nil, err
	}
	return answer, nil
}

// memory is the file beside the phrase that says which tallies it decrypted.
func (c *trusteeAnswerCommand) memory() string { return filepath.Clean(c.PhraseFile) + ".decrypted" }

// kept is what the trustee knows from before.
func (c *trusteeAnswerCommand) kept() (k count.Kept, err error) {
	switch {
	case c.Bundle == "":
		return k, unreadable(errors.New("say with --bundle what is to be verified before it is decrypted: the file bundle.zip of the service"))
	case len(c.Checkpoint) == 0 && !c.NoCheckpoint:
		return k, unreadable(errors.New("say with --checkpoint which checkpoint you kept when you proved your phrase, or with --no-checkpoint that you have none"))
	}
	key, err := readKey(c.Key)
	if err != nil {
		return k, err
	}
	k.Key = string(key)
	for _, name := range c.Checkpoint {
		raw, err := os.ReadFile(name)
		if err != nil {
			return k, unreadable(err)
		}
		k.Checkpoints = append(k.Checkpoints, string(raw))
	}
	raw, err := os.ReadFile(c.memory())
	if errors.Is(err, os.ErrNotExist) {
		return k, nil
	}
	if err == nil {
		err = json.NewDecoder(bytes.NewReader(raw)).Decode(&k.Tallies)
	}
	if err != nil {
		return k, unreadable(fmt.Errorf("which tallies were decrypted before cannot be read: %w", err))
	}
	return k, nil
}

// agreed asks whether to decrypt.
func (c *trusteeAnswerCommand) agreed(t *terminal) error {
	if c.Yes {
		return nil
	}
	no := &failure{code: exitFalse, err: errors.New("nothing was decrypted"), hint: "look at the numbers above; if they are right, repeat this with --yes"}
	if !t.asks {
		return no
	}
	fmt.Fprint(t.err, "Decrypt these totals? Type yes: ")
	line, err := bufio.NewReader(t.in).ReadString('\n')
	if err != nil && err != io.EOF {
		return unreadable(err)
	}
	if strings.TrimSpace(line) != "yes" {
		return no
	}
	return nil
}
