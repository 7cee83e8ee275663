//go:build js && wasm

// Command wasm is the program of those who hold a key, in their own browser. It
// runs in a worker, knows no address, and gives a secret to nobody but the page
// that made it or chose its file.
//
// It puts one object, guildhallKeysProgram, into the worker's global scope. Its
// functions answer {ok: true, …} or {ok: false, sentence}.
package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"syscall/js"

	"github.com/onenorwich/guildhall/web/keys/holder"
)

func main() {
	js.Global().Set("guildhallKeysProgram", map[string]any{
		"make":    function(makeKey),
		"check":   function(check),
		"decrypt": js.FuncOf(decrypt),
	})
	js.Global().Call("guildhallReady")
	select {} // the functions above are called for as long as the worker lives
}

func function(f func(args []js.Value) (map[string]any, error)) js.Func {
	return js.FuncOf(func(_ js.Value, args []js.Value) any {
		return answer(func() (map[string]any, error) { return f(args) })
	})
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

// decrypt(file, election, group, key, name, archive, before, progress, done)
// verifies an archive, given as bytes, and decrypts it. before holds the tallies
// that were decrypted earlier, by contest. It returns at once; done gets the
// answer, progress the number of ballots checked so far.
func decrypt(_ js.Value, args []js.Value) any {
	archive := make([]byte, args[5].Get("length").Int())
	js.CopyBytesToGo(archive, args[5])
	before, progress, done := args[6], args[7], args[8]
	go func() {
		done.Invoke(answer(func() (map[string]any, error) {
			f, err := open(args)
			if err != nil {
				return nil, err
			}
			o, err := f.Decrypt(context.Background(), rand.Reader, holder.Contest{
				Name: args[4].String(), Archive: bytes.NewReader(archive),
				Tallied: func(uuid string) string {
					if v := before.Get(uuid); v.Type() == js.TypeString {
						return v.String()
					}
					return ""
				},
				Progress: func(ballots int) { progress.Invoke(ballots) },
			})
			if err != nil {
				return nil, err
			}
			return map[string]any{"uuid": o.UUID, "ballots": o.Ballots, "counted": o.Counted, "votes": o.Votes, "tally": o.Tally,
				"complete": o.Complete, "share": string(o.Share)}, nil
		}))
	}()
	return nil
}
