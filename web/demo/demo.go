// Package demo is the demonstration: the committee election of OneNorwich with
// invented people, a poll that is already open, and a clock that the visitor
// can move.
//
// Invariant: what is shown is the real service on a real data folder. Only four
// things are different: every page is marked, the emails can be read on a page,
// the clock can be moved forwards, and the returning officer's door stands open.
// Nothing of this package is reachable from guildhall serve.
package demo

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance/datadir"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

//go:embed *.html
var files embed.FS

// practices are the practices that were in the Norwich area in 2016, with
// their registered patients of that year's first quarter, as the NHS published
// them. Which practice stands outside the alliance is not known; that the
// demonstration leaves out Old Palace Medical Practice is arbitrary.
//
//go:embed roll.csv
var practices []byte

// Outside is the practice that the demonstration leaves out.
const Outside = "Old Palace Medical Practice"

// visitor is the practice as which the visitor is invited to vote.
const visitor election.ID = "d82076"

// Demo is a demonstration in a data folder.
type Demo struct {
	Dir   *datadir.Dir
	Clock *rehearsal.Clock

	kept kept
	site *site.Site
}

// kept is what a demonstration needs to go on after a restart. The key is the
// invented returning officer's; a real one never leaves its owner's browser.
type kept struct {
	Election election.ID `json:"election"`
	Officer  election.ID `json:"officer"`
	Key      string      `json:"key"`
	Public   string      `json:"public"`
	Now      time.Time   `json:"now"`
}

const keptFile = "demonstration.json"

// Script is what the demonstration plays before its first visitor comes.
func Script() (rehearsal.Script, error) {
	rows, err := roll.ReadCSV(bytes.NewReader(practices))
	if err != nil {
		return rehearsal.Script{}, err
	}
	rule, err := roll.ParseRule("bands:1=1,5001=2,10001=3")
	if err != nil {
		return rehearsal.Script{}, err
	}
	s := rehearsal.Default(rows, rule)
	s.Turnout, s.Seed = 14.0/23, 3
	s.Tie, s.Last = "lead-practice-manager", visitor
	return s, nil
}

// Open makes a demonstration in a new folder, or goes on with the one that is
// there.
func Open(ctx context.Context, path string, schema []string) (*Demo, error) {
	raw, err := os.ReadFile(filepath.Join(path, keptFile))
	if err == nil {
		return resume(ctx, path, raw, schema)
	}
	if !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	if list, err := os.ReadDir(path); err == nil && len(list) > 0 {
		return nil, fmt.Errorf("the folder %s is not empty, and it is not that of a demonstration; name a new folder with --data", path)
	}
	script, err := Script()
	if err != nil {
		return nil, err
	}
	r, err := rehearsal.Start(ctx, path, script, schema...)
	if err != nil {
		return nil, err
	}
	d := &Demo{Dir: r.Dir, Clock: r.Clock}
	if err := d.play(ctx, r); err != nil {
		return nil, errors.Join(err, r.Dir.Close())
	}
	return d, nil
}

// play plays the script up to the visitor's first minute.
func (d *Demo) play(ctx context.Context, r *rehearsal.Rehearsal) error {
	s, err := site.New(ctx, site.Options{Desk: r.Desk(), BaseURL: "http://localhost"})
	if err != nil {
		return err
	}
	r.Casting = func(ctx context.Context, practice election.ID, at time.Time) (func(store.Side) error, error) {
		return s.Recorded(ctx, r.Script.ID, practice, at)
	}
	if err := r.Until(ctx, rehearsal.Voted); err != nil {
		return err
	}
	r.Clock.Advance(20 * time.Hour)
	d.kept = kept{Election: r.Script.ID, Officer: r.Officer, Key: string(r.Key.Save()), Public: r.Key.PublicKey(), Now: r.Clock.Now()}
	d.Clock.Run()
	return d.keep()
}

func resume(ctx context.Context, path string, raw []byte, schema []string) (*Demo, error) {
	d := &Demo{}
	if err := json.Unmarshal(raw, &d.kept); err != nil {
		return nil, fmt.Errorf("%s is damaged (%w); begin again in a new folder", keptFile, err)
	}
	if _, err := belenios.ParseTrusteeKey(belenios.Ed25519, []byte(d.kept.Key)); err != nil {
		return nil, fmt.Errorf("%s is damaged (%w); begin again in a new folder", keptFile, err)
	}
	d.Clock = rehearsal.NewClock(d.kept.Now)
	dir, err := datadir.Open(ctx, path, datadir.Options{Clock: d.Clock.Clerk(), Schema: schema})
	if err != nil {
		return nil, err
	}
	d.Dir = dir
	d.Clock.Set(dir.Desk.Clerk.Point().Head.Time)
	d.Clock.Run()
	return d, nil
}

// keep writes down where the demonstration stands.
func (d *Demo) keep() error {
	d.kept.Now = d.Clock.Now()
	raw, err := json.Marshal(d.kept)
	if err != nil {
		return err
	}
	path := filepath.Join(d.Dir.Path, keptFile)
	if err := os.WriteFile(path+".new", raw, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// Mark is what marks every page.
func (d *Demo) Mark() *ui.Demo {
	return &ui.Demo{Now: d.Clock.Now, Link: ui.Link{Text: "Clock, emails and ways in", Href: "/demo"}}
}

// More is the demonstration's own pages, for the service.
func (d *Demo) More() []func(*echo.Echo, *site.Site) {
	return []func(*echo.Echo, *site.Site){d.Routes}
}

// Close stops the demonstration.
func (d *Demo) Close() error { return errors.Join(d.keep(), d.Dir.Close()) }
