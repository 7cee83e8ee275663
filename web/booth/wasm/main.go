//go:build js && wasm

// Command wasm is the program that locks votes in the voter's browser. It runs in
// a worker of its own and knows no address: it is given the ballot papers, the
// code and the choices, shows the trackers of what it made, and then gives back
// either the ballots or what opens them.
//
// It puts one object, guildhallBooth, into the worker's global scope. Each of its
// functions answers {ok: true, …} or {ok: false, sentence}.
package main

import (
	"crypto/rand"
	"syscall/js"

	"github.com/onenorwich/guildhall/web/booth/ballot"
)

// papers are those of the poll that was opened last: a worker serves one page.
var papers ballot.Papers

// locked is the vote that was made last, until it is cast or opened.
var locked *ballot.Locked

func main() {
	js.Global().Set("guildhallBooth", map[string]any{
		"open":      function(open),
		"code":      function(code),
		"lock":      function(lock),
		"cast":      function(cast),
		"challenge": function(challenge),
	})
	js.Global().Call("guildhallReady")
	select {} // the functions above are called for as long as the worker lives
}

// function makes a Go function callable; its error becomes a sentence, and so
// does a panic, because a dead program would leave the page waiting.
func function(f func(args []js.Value) (map[string]any, error)) js.Func {
	return js.FuncOf(func(_ js.Value, args []js.Value) (answer any) {
		defer func() {
			if r := recover(); r != nil {
				answer = failure("The program in this page failed. Nothing has been sent. Reload the page and try again.")
			}
		}()
		out, err := f(args)
		if err != nil {
			return failure(err.Error())
		}
		out["ok"] = true
		return out
	})
}

func failure(sentence string) map[string]any {
	return map[string]any{"ok": false, "sentence": sentence}
}

// open(definitions) reads the ballot papers and gives what is on them.
func open(args []js.Value) (map[string]any, error) {
	var raw [][]byte
	for _, text := range texts(args[0]) {
		raw = append(raw, []byte(text))
	}
	var err error
	if papers, err = ballot.Open(raw); err != nil {
		return nil, err
	}
	all := make([]any, len(papers))
	for i, p := range papers {
		all[i] = map[string]any{"question": p.Question(), "answers": list(p.Answers()), "fingerprint": p.Fingerprint()}
	}
	return map[string]any{"papers": all}, nil
}

// code(text, known) tells whether a voting code belongs to this poll.
func code(args []js.Value) (map[string]any, error) {
	_, err := papers.Code(args[0].String(), texts(args[1]))
	return map[string]any{}, err
}

// lock(code, known, choices) makes the ballots, and gives their trackers alone. A
// vote that was made before is forgotten.
func lock(args []js.Value) (map[string]any, error) {
	locked = nil
	c, err := papers.Code(args[0].String(), texts(args[1]))
	if err != nil {
		return nil, err
	}
	choices := make([]int, args[2].Length())
	for i := range choices {
		choices[i] = args[2].Index(i).Int()
	}
	if locked, err = papers.Lock(rand.Reader, c, choices); err != nil {
		return nil, err
	}
	return map[string]any{"trackers": list(locked.Trackers())}, nil
}

// cast() gives the ballots that were locked; nothing can open them then.
func cast([]js.Value) (map[string]any, error) {
	made, err := locked.Cast()
	if err != nil {
		return nil, err
	}
	ballots := make([]any, len(made))
	for i, b := range made {
		ballots[i] = string(b.Raw)
	}
	return map[string]any{"ballots": ballots}, nil
}

// challenge() gives the file that opens the ballots; they cannot be cast then.
func challenge([]js.Value) (map[string]any, error) {
	file, err := locked.Open()
	if err != nil {
		return nil, err
	}
	return map[string]any{"file": string(file)}, nil
}

// list makes texts fit for JavaScript.
func list(texts []string) []any {
	out := make([]any, len(texts))
	for i, t := range texts {
		out[i] = t
	}
	return out
}

func texts(list js.Value) []string {
	out := make([]string, list.Length())
	for i := range out {
		out[i] = list.Index(i).String()
	}
	return out
}
