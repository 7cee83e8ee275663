//go:build js && wasm

package main

import (
	"errors"
	"io"
	"syscall/js"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
)

// A browser's worker has one core. So the page gives the worker that counts others
// with this same program: each is told of a contest and then checks ballots of it.

func init() {
	quickly("helpBegin", helpBegin)
	quickly("helpCheck", helpCheck)
}

// contests are those that this worker, as a helper, was told of.
var contests = map[string]*belenios.Verifier{}

// helpBegin(contest, definition, credentials) tells of a contest.
func helpBegin(args []js.Value) (map[string]any, error) {
	e, err := belenios.ParseElection([]byte(args[1].String()))
	if err != nil {
		return nil, err
	}
	c, err := belenios.ParseCredentials(e.Group, []byte(args[2].String()))
	if err != nil {
		return nil, err
	}
	contests[args[0].String()] = belenios.NewVerifier(e, c)
	return map[string]any{}, nil
}

// helpCheck(contest, ballot) checks a ballot.
func helpCheck(args []js.Value) (map[string]any, error) {
	v, ok := contests[args[0].String()]
	if !ok {
		return nil, election.Refuse("contest", "This helper was told of no such contest.")
	}
	_, err := v.Check(bytesOf(args[1]))
	return map[string]any{}, err
}

// inFlight is how many ballots are with each helper, so that none waits for work.
const inFlight = 4

// help is who helps this worker; nil if nobody does.
func help() *belenios.Help {
	n := js.Global().Get("guildhallHelpers")
	if n.Type() != js.TypeObject || n.Length() == 0 {
		return nil
	}
	return &belenios.Help{Ballots: inFlight * n.Length(), Begin: func(s *belenios.Setup) func([]byte) error {
		id := s.Election.UUID
		js.Global().Call("guildhallHelpAll", "helpBegin", id, string(s.Election.Raw()), string(s.Credentials.Raw()))
		return func(raw []byte) error { return checkElsewhere(id, raw) }
	}}
}

// checkElsewhere has the next helper check a ballot, and waits.
func checkElsewhere(id string, raw []byte) error {
	ballot := js.Global().Get("Uint8Array").New(len(raw))
	js.CopyBytesToJS(ballot, raw)
	answered := make(chan js.Value, 1)
	done := js.FuncOf(func(_ js.Value, args []js.Value) any {
		answered <- args[0]
		return nil
	})
	defer done.Release()
	js.Global().Call("guildhallHelp", done, "helpCheck", id, ballot)
	answer := <-answered
	switch {
	case answer.Get("ok").Truthy():
		return nil
	case answer.Get("lost").Truthy():
		return belenios.ErrNoHelp
	}
	return errors.New(answer.Get("sentence").String())
}

// inPage reads a Uint8Array where it is: a copy would be a whole log more.
type inPage struct{ array js.Value }

func (p inPage) size() int64 { return int64(p.array.Get("length").Int()) }

func (p inPage) ReadAt(b []byte, at int64) (int, error) {
	left := p.size() - at
	if left <= 0 {
		return 0, io.EOF
	}
	n := js.CopyBytesToGo(b, p.array.Call("subarray", at, min(at+int64(len(b)), p.size())))
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}
