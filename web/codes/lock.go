package codes

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"

	"github.com/onenorwich/guildhall/election"
)

// workFactor is the cost of scrypt, 2^16 rounds: a second or two in a browser.
// A drawn passphrase would be strong enough without; it slows down whoever
// guesses at one of somebody's own.
const workFactor = 16

// work is workFactor but in most tests.
var work = workFactor

// maxFile is far more than the codes of a thousand practices take, in bytes.
const maxFile = 4 << 20

// Lock encrypts the book with a passphrase, as an age file in its armour of
// ASCII: the program age opens it too. Two locks of one book differ.
func (b *Book) Lock(passphrase string) ([]byte, error) {
	if err := CheckPassphrase(passphrase); err != nil {
		return nil, err
	}
	to, err := age.NewScryptRecipient(tidy(passphrase))
	if err != nil {
		return nil, err
	}
	to.SetWorkFactor(work)
	plain, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	shell := armor.NewWriter(&out)
	inner, err := age.Encrypt(shell, to)
	if err != nil {
		return nil, err
	}
	_, err = inner.Write(plain)
	if err = errors.Join(err, inner.Close(), shell.Close()); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// Open reads a locked file for a task. Each error is a sentence.
func Open(file []byte, passphrase string, t *Task) (*Book, error) {
	foreign := election.Refuse("foreign-file", "This is not a file of voting codes. Choose the file named %s.", Name(t.Election))
	if len(file) > maxFile {
		return nil, foreign
	}
	// Some programs change the ends of lines, and none of them may lose a code.
	text := strings.TrimSpace(strings.ReplaceAll(string(file), "\r\n", "\n")) + "\n"
	if !strings.HasPrefix(text, armor.Header) {
		return nil, foreign
	}
	if strings.TrimSpace(passphrase) == "" {
		return nil, election.Refuse("no-passphrase", "Enter the passphrase of this file.")
	}
	as, err := age.NewScryptIdentity(tidy(passphrase))
	if err != nil {
		return nil, err
	}
	as.SetMaxWorkFactor(20)
	plain, err := decrypt(text, as)
	var wrong *age.NoIdentityMatchError
	switch {
	case errors.As(err, &wrong):
		return nil, election.Refuse("wrong-passphrase", "This is not the passphrase of this file. Compare it with what you wrote down.")
	case err != nil:
		return nil, election.Refuse("damaged", "This file of voting codes is damaged or incomplete. Use another copy of it.")
	}
	b, err := readBook(plain)
	if err != nil {
		return nil, err
	}
	return b, b.Fits(t)
}

func decrypt(text string, as age.Identity) ([]byte, error) {
	r, err := age.Decrypt(armor.NewReader(strings.NewReader(text)), as)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
