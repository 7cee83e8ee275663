//go:build js && wasm

// Command wasm is the program of those who hold a key, in their own browser. It
// runs in a worker, knows no address, and gives a secret to nobody but the page
// that made it or chose its file.
//
// It puts one object, guildhallKeysProgram, into the worker's global scope. Its
// functions answer {ok: true, …} or {ok: false, sentence}. Those listed in its
// field slow return at once and take two functions more: one that is told how far
// the work has come, and one that gets the answer.
package main

import (
	"context"
	"crypto/rand"
	"syscall/js"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/keys/count"
	"github.com/onenorwich/guildhall/web/keys/holder"
)

// functions is what the worker may call. Each file adds its own when it is
// initialised.
var functions, slow = map[string]any{}, map[string]any{}

func init() {
	quickly("make", makeKey)
	quickly("check", check)
	slowly("verify", verify)
	quickly("decrypt", decrypt)
}

func main() {
	functions["slow"] = slow
	js.Global().Set("guildhallKeysProgram", functions)
	js.Global().Call("guildhallReady")
	select {} // the functions above are called for as long as the worker lives
}

// quickly adds a function that answers when it returns.
func quickly(name string, f func(args []js.Value) (map[string]any, error)) {
	functions[name] = js.FuncOf(func(_ js.Value, args []js.Value) any {
		return answer(func() (map[string]any, error) { return f(args) })
	})
}

// slowly adds a function that may take seconds. It tells progress whatever the
// page shows meanwhile: a number or a sentence.
func slowly(name string, f func(args []js.Value, progress func(any)) (map[string]any, error)) {
	slow[name] = true
	functions[name] = js.FuncOf(func(_ js.Value, all []js.Value) any {
		n := len(all) - 2
		args, progress, done := all[:n:n], all[n], all[n+1]
		go func() {
			done.Invoke(answer(func() (map[string]any, error) {
				return f(args, func(far any) { progress.Invoke(far) })
			}))
		}()
		return nil
	})
}

// bytesOf copies a Uint8Array.
func bytesOf(v js.Value) []byte {
	b := make([]byte, v.Get("length").Int())
	js.CopyBytesToGo(b, v)
	return b
}

func answer(f func() (map[string]any, error)) (out map[string]any) {
	defer func() {
		if r := recover(); r != nil {
			out = map[string]any{"ok": false, "sentence": "The program in this page failed. Nothing has been sent. Reload the page and try again."}
		}
	}()
	out, err := f()
	if err != nil {
		return map[string]any{"ok": false, "sentence": err.Error()}
	}
	out["ok"] = true
	return out
}

// make(election, group) draws a key and gives its file and its public half.
func makeKey(args []js.Value) (map[string]any, error) {
	f, err := holder.Make(rand.Reader, args[0].String(), args[1].String())
	if err != nil {
		return nil, err
	}
	file, err := f.Encode()
	if err != nil {
		return nil, err
	}
	public, err := f.Trustee(rand.Reader)
	if err != nil {
		return nil, err
	}
	return map[string]any{"name": holder.Name(f.Election), "file": string(file), "public": string(public), "key": f.PublicKey}, nil
}

// check(file, election, group, key) tells whether a file is the one that fits.
func check(args []js.Value) (map[string]any, error) {
	f, err := open(args)
	if err != nil {
		return nil, err
	}
	return map[string]any{"key": f.PublicKey}, nil
}

func open(args []js.Value) (*holder.File, error) {
	return holder.Open([]byte(args[0].String()), args[1].String(), args[2].String(), args[3].String())
}

// held is the count that the holder of a key file verified last.
var held *holder.Count

// verify(file, election, group, key, bundle, kept) verifies the whole log with
// what this browser kept of it, and gives the numbers.
func verify(args []js.Value, progress func(any)) (map[string]any, error) {
	held = nil
	f, err := open(args)
	if err != nil {
		return nil, err
	}
	k, err := kept(args[5])
	if err != nil {
		return nil, err
	}
	log := inPage{args[4]}
	c, err := f.Verify(context.Background(), count.Bundle{From: log, Size: log.size(), Help: help()}, k, telling(progress))
	if err != nil {
		return nil, err
	}
	held = c
	return numbers(c.Count), nil
}

// decrypt() gives the shares of what was verified last.
func decrypt([]js.Value) (map[string]any, error) {
	if held == nil {
		return nil, election.Refuse("not-verified", "Nothing has been verified yet. Load the page again.")
	}
	shares, bindings, err := held.Decrypt(rand.Reader)
	if err != nil {
		return nil, err
	}
	return map[string]any{"shares": texts(shares), "bindings": texts(bindings), "tallies": anyMap(held.Tallies())}, nil
}

func texts(list [][]byte) []any {
	all := make([]any, len(list))
	for i, b := range list {
		all[i] = string(b)
	}
	return all
}
