//go:build js && wasm

package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"syscall/js"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/keys/count"
	"github.com/onenorwich/guildhall/web/keys/trustee"
)

func init() {
	quickly("trusteePhrase", trusteePhrase)
	quickly("trusteeTyped", trusteeTyped)
	quickly("trusteeAnswer", trusteeAnswer)
	quickly("trusteeWords", trusteeWords)
	quickly("trusteeBallots", trusteeBallots)
	quickly("keep", keep)
	slowly("trusteeVerify", trusteeVerify)
	quickly("trusteeDecrypt", trusteeDecrypt)
}

// trusteePhrase() draws a recovery phrase.
func trusteePhrase([]js.Value) (map[string]any, error) {
	phrase, err := trustee.NewPhrase(rand.Reader)
	return map[string]any{"phrase": phrase}, err
}

// typed reads the arguments that every other function begins with: the task, as
// the service sent it, and the phrase.
func typed(args []js.Value) (*trustee.Task, trustee.Phrase, error) {
	task, err := trustee.ParseTask([]byte(args[0].String()))
	if err != nil {
		return nil, trustee.Phrase{}, err
	}
	phrase, err := task.Typed(args[1].String())
	return task, phrase, err
}

// trusteeTyped(task, phrase) tells whether a phrase is the right one, and gives it
// as it should be written where there was a slip.
func trusteeTyped(args []js.Value) (map[string]any, error) {
	_, phrase, err := typed(args)
	if err != nil {
		return nil, err
	}
	return map[string]any{"phrase": phrase.Seed.Reveal(), "mended": phrase.Mended}, nil
}

// trusteeAnswer(task, phrase, words) answers the round that the task is for. words
// are those that the trustees compared, for the round in which that matters.
func trusteeAnswer(args []js.Value) (map[string]any, error) {
	task, phrase, err := typed(args)
	if err != nil {
		return nil, err
	}
	var a *trustee.Answer
	switch task.Round {
	case trustee.RoundCertificate:
		a, err = task.Certificate(rand.Reader, phrase.Seed)
	case trustee.RoundPolynomial:
		a, err = task.Polynomial(rand.Reader, phrase.Seed, args[2].String())
	case trustee.RoundOutput:
		a, err = task.Output(rand.Reader, phrase.Seed)
	case trustee.RoundProof:
		a, err = task.Proof(rand.Reader, phrase.Seed)
	default:
		err = election.Refuse("round", "Nothing is asked of you now. Load the page again.")
	}
	if err != nil {
		return nil, err
	}
	return map[string]any{"answer": string(a.Encode())}, nil
}

// trusteeWords(task, phrase) gives the words to compare by voice.
func trusteeWords(args []js.Value) (map[string]any, error) {
	task, phrase, err := typed(args)
	if err != nil {
		return nil, err
	}
	words, err := task.Compare(phrase.Seed)
	if err != nil {
		return nil, err
	}
	each := make([]any, len(words.Each))
	for i, w := range words.Each {
		each[i] = w
	}
	return map[string]any{"all": words.All, "each": each}, nil
}

// trusteeBallots(task) lists what a proof signs.
func trusteeBallots(args []js.Value) (map[string]any, error) {
	task, err := trustee.ParseTask([]byte(args[0].String()))
	if err != nil {
		return nil, err
	}
	ballots, err := task.Ballots()
	if err != nil {
		return nil, err
	}
	list := make([]any, len(ballots))
	for i, b := range ballots {
		answers := make([]any, len(b.Answers))
		for j, a := range b.Answers {
			answers[j] = a
		}
		list[i] = map[string]any{"name": b.Name, "answers": answers, "uuid": b.UUID}
	}
	return map[string]any{"ballots": list}, nil
}

// kept reads what the browser kept, as JSON; an empty text is nothing.
func kept(v js.Value) (k count.Kept, err error) {
	if text := v.String(); text != "" {
		if err := json.Unmarshal([]byte(text), &k); err != nil {
			return k, election.Refuse("kept", "What this browser kept of the log cannot be read. Choose the checkpoint file that you saved.")
		}
	}
	return k, nil
}

// keep(kept, key, checkpoint) adds a checkpoint to what is kept.
func keep(args []js.Value) (map[string]any, error) {
	k, err := kept(args[0])
	if err != nil {
		return nil, err
	}
	if k, err = k.Keep(args[1].String(), []byte(args[2].String())); err != nil {
		return nil, err
	}
	text, err := json.Marshal(k)
	return map[string]any{"kept": string(text)}, err
}

// verified is the count that was verified last, until it is decrypted.
var verified *trustee.Count

// trusteeVerify(task, phrase, bundle, kept) verifies the whole log, and gives the
// numbers that a person looks at before trusteeDecrypt.
func trusteeVerify(args []js.Value, progress func(any)) (map[string]any, error) {
	verified = nil
	task, phrase, err := typed(args)
	if err != nil {
		return nil, err
	}
	k, err := kept(args[3])
	if err != nil {
		return nil, err
	}
	log := inPage{args[2]}
	c, err := task.Verify(context.Background(), phrase.Seed, count.Bundle{From: log, Size: log.size(), Help: help()}, k, telling(progress))
	if err != nil {
		return nil, err
	}
	verified = c
	answer := numbers(c.Count)
	answer["mended"] = phrase.Mended
	return answer, nil
}

// telling makes a sentence of how far a verification has come.
func telling(progress func(any)) func(string, int64) {
	return func(what string, n int64) {
		progress(map[string]any{"what": what, "n": n})
	}
}

// numbers are what a person looks at before decrypting.
func numbers(c *count.Count) map[string]any {
	practices, contests := make([]any, len(c.Practices)), make([]any, len(c.Contests))
	for i, name := range c.Practices {
		practices[i] = name
	}
	for i, one := range c.Contests {
		contests[i] = map[string]any{"name": one.Name, "ballots": one.Ballots, "counted": one.Counted, "votes": one.Votes}
	}
	reveals := make([]any, len(c.Reveals))
	for i, sentence := range c.Reveals {
		reveals[i] = sentence
	}
	return map[string]any{"title": c.Title, "practices": practices, "votes": c.Votes, "contests": contests, "checkpoints": c.Checkpoints, "reveals": reveals}
}

// trusteeDecrypt() gives the shares of what was verified last.
func trusteeDecrypt([]js.Value) (map[string]any, error) {
	if verified == nil {
		return nil, election.Refuse("not-verified", "Nothing has been verified yet. Load the page again.")
	}
	a, err := verified.Decrypt(rand.Reader)
	if err != nil {
		return nil, err
	}
	return map[string]any{"answer": string(a.Encode()), "tallies": anyMap(verified.Tallies())}, nil
}

func anyMap(m map[string]string) map[string]any {
	all := make(map[string]any, len(m))
	for k, v := range m {
		all[k] = v
	}
	return all
}
