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
	"bytes"
	"context"
	"crypto/rand"
	"syscall/js"

	"github.com/onenorwich/guildhall/web/keys/holder"
)

// functions is what the worker may call. Each file adds its own when it is
// initialised.
var functions, slow = map[string]any{}, map[string]any{}

func init() {
	quickly("make", makeKey)
	quickly("check", check)
	slowly("decrypt", decrypt)
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

// decrypt(file, election, group, key, name, archive, before) verifies an archive,
// given as bytes, and decrypts it. before holds the tallies that were decrypted
// earlier, by contest; progress is the number of ballots checked so far.
func decrypt(args []js.Value, progress func(any)) (map[string]any, error) {
	f, err := open(args)
	if err != nil {
		return nil, err
	}
	before := args[6]
	o, err := f.Decrypt(context.Background(), rand.Reader, holder.Contest{
		Name: args[4].String(), Archive: bytes.NewReader(bytesOf(args[5])),
		Tallied: func(uuid string) string {
			if v := before.Get(uuid); v.Type() == js.TypeString {
				return v.String()
			}
			return ""
		},
		Progress: func(ballots int) { progress(ballots) },
	})
	if err != nil {
		return nil, err
	}
	return map[string]any{"uuid": o.UUID, "ballots": o.Ballots, "counted": o.Counted, "votes": o.Votes, "tally": o.Tally,
		"complete": o.Complete, "share": string(o.Share)}, nil
}
