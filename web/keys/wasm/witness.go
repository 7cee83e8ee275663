//go:build js && wasm

package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"syscall/js"
	"time"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/keys/witness"
)

func init() {
	quickly("witnessKey", witnessKey)
	slowly("witnessSign", witnessSign)
}

// witnessKey(log, person, seed) gives a signing key, a new one where seed is
// empty: what is kept (seed), what the log names (key), and what people compare
// (public). log is the log's own public key.
func witnessKey(args []js.Value) (map[string]any, error) {
	seed := args[2].String()
	if seed == "" {
		var err error
		if seed, err = witness.NewSeed(rand.Reader); err != nil {
			return nil, err
		}
	}
	key, err := witness.Key(args[0].String(), election.ID(args[1].String()), seed)
	if err != nil {
		return nil, err
	}
	return map[string]any{"seed": seed, "key": key.Public().Raw().String(), "public": string(key.Public())}, nil
}

// witnessSign(task) checks the log and cosigns its checkpoint. The task has the
// log's key, checkpoint (text) and lines (bytes) as they were fetched, kept (JSON,
// empty at the first time), person, seed, and now in milliseconds. The answer's
// field found says what came of it: "signed" with what is to be kept before it is
// sent, "evidence" where the log is not what it must be, or "refused" with a code.
func witnessSign(args []js.Value, _ func(any)) (map[string]any, error) {
	task := args[0]
	text := func(name string) string { return task.Get(name).String() }
	var kept witness.Kept
	if raw := text("kept"); raw != "" {
		if err := json.Unmarshal([]byte(raw), &kept); err != nil {
			return nil, errors.New("what this browser kept of the log cannot be read, so nothing was signed")
		}
	}
	key, err := witness.Key(text("key"), election.ID(text("person")), text("seed"))
	if err != nil {
		return nil, err
	}
	found, err := witness.Check(context.Background(), witness.Shown{Key: text("key"), Checkpoint: []byte(text("checkpoint")),
		Lines: witness.Lines(bytes.NewReader(bytesOf(task.Get("lines"))))}, kept)
	if lie, ok := errors.AsType[*witness.Evidence](err); ok {
		return map[string]any{"found": "evidence", "sentence": lie.Sentence}, nil
	} else if err != nil {
		return nil, err
	}
	signed, err := found.Cosign(election.ID(text("person")), key, time.UnixMilli(int64(task.Get("now").Float())))
	if refusal, ok := errors.AsType[*election.Error](err); ok {
		return map[string]any{"found": "refused", "code": refusal.Code, "sentence": refusal.Sentence}, nil
	} else if err != nil {
		return nil, err
	}
	keep, err := json.Marshal(signed)
	return map[string]any{"found": "signed", "kept": string(keep), "note": signed.Note, "origin": found.Origin,
		"size": found.Size, "before": found.Before, "root": found.Root.String()}, err
}
