//go:build js && wasm

// Command wasm is the registrar's program, in the registrar's own browser. It
// runs in a worker and knows no address. A code leaves it in a locked file, in a
// letter, or by itself when the page asks for one practice's; an opened file
// stays in the worker's memory until the page is left.
//
// It puts one object, guildhallCodesProgram, into the worker's global scope. Its
// functions answer {ok: true, …} or {ok: false, sentence}.
package main

import (
	"crypto/rand"
	"errors"
	"syscall/js"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/codes"
)

// opened is the file that was opened last, with the task that it was opened for.
var opened struct {
	book *codes.Book
	task *codes.Task
}

var errNotOpened = errors.New("Open your file of voting codes first.")

func main() {
	js.Global().Set("guildhallCodesProgram", map[string]any{
		"phrase":  function(phrase),
		"draw":    function(draw),
		"open":    function(open),
		"reply":   function(reply),
		"letters": function(letters),
		"code":    function(code),
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
	if out == nil {
		out = map[string]any{}
	}
	out["ok"] = true
	return out
}

// phrase() draws a passphrase.
func phrase([]js.Value) (map[string]any, error) {
	p, err := codes.Passphrase(rand.Reader)
	return map[string]any{"phrase": p}, err
}

// draw(task, passphrase) makes the codes and gives the locked file. The codes
// themselves are forgotten: what follows is made from the file, once it has been
// shown that it was kept.
func draw(args []js.Value) (map[string]any, error) {
	task, err := codes.ReadTask([]byte(args[0].String()))
	if err != nil {
		return nil, err
	}
	if err := codes.CheckPassphrase(args[1].String()); err != nil {
		return nil, err
	}
	book, err := codes.Draw(rand.Reader, task)
	if err != nil {
		return nil, err
	}
	file, err := book.Lock(args[1].String())
	return map[string]any{"name": codes.Name(task.Election), "file": string(file)}, err
}

// open(task, file, passphrase) opens a locked file for what follows.
func open(args []js.Value) (map[string]any, error) {
	opened.book, opened.task = nil, nil
	task, err := codes.ReadTask([]byte(args[0].String()))
	if err != nil {
		return nil, err
	}
	book, err := codes.Open([]byte(args[1].String()), args[2].String(), task)
	if err != nil {
		return nil, err
	}
	opened.book, opened.task = book, task
	return nil, nil
}

// reply() is the signed public half of the opened file's codes.
func reply([]js.Value) (map[string]any, error) {
	if opened.book == nil {
		return nil, errNotOpened
	}
	r, err := opened.book.Reply(opened.task)
	if err != nil {
		return nil, err
	}
	return map[string]any{"reply": string(r.Encode()), "name": codes.ReplyName(opened.task.Election)}, nil
}

// letters(practices) prints the letters to the practices in a list, or to all.
func letters(args []js.Value) (map[string]any, error) {
	if opened.book == nil {
		return nil, errNotOpened
	}
	var practices []election.ID
	for i := range args[0].Length() {
		practices = append(practices, election.ID(args[0].Index(i).String()))
	}
	file, err := opened.book.Letters(opened.task, practices...)
	if err != nil {
		return nil, err
	}
	out := js.Global().Get("Uint8Array").New(len(file))
	js.CopyBytesToJS(out, file)
	return map[string]any{"file": out, "name": codes.LettersName(opened.task.Election)}, nil
}

// code(practice) is one practice's code, for an email to it. The list in the log
// must be the one that the codes give.
func code(args []js.Value) (map[string]any, error) {
	if opened.book == nil {
		return nil, errNotOpened
	}
	if err := opened.book.Listed(opened.task); err != nil {
		return nil, err
	}
	c, err := opened.book.Code(election.ID(args[0].String()))
	return map[string]any{"code": c}, err
}
