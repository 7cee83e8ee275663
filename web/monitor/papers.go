package monitor

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/booth/edition"
	"github.com/onenorwich/guildhall/web/ui"
)

// papersSeen is what is known of an election's ballot papers.
type papersSeen struct {
	known []string // the beginnings of credentials; nil until they are needed
	demo  *ui.Demo
	asked bool
}

// slack is how far this machine's clock may be from the service's at a close.
const slack = 5 * time.Minute

// comparePapers holds the ballot papers that each visitor is given against what
// the log gives. Without a log they are only held against each other.
func (m *Monitor) comparePapers(ctx context.Context, all []visitor) error {
	if m.kept == nil || !m.o.Light && len(m.missing) > 0 {
		return nil
	}
	var errs []error
	for _, id := range m.elections() {
		seen := m.papers[id]
		if seen == nil {
			seen = &papersSeen{}
			m.papers[id] = seen
		}
		var first []byte
		for _, v := range all {
			errs = append(errs, m.comparePaper(ctx, all, v, id, seen, &first))
		}
	}
	return errors.Join(errs...)
}

func (m *Monitor) comparePaper(ctx context.Context, all []visitor, v visitor, id election.ID, seen *papersSeen, first *[]byte) error {
	path := "/booth/" + string(id) + "/ballot.json"
	ask := func() (*answer, error) {
		a, err := m.client.get(ctx, v, path, maxText)
		if err != nil {
			return nil, err
		}
		if a.status != http.StatusOK {
			return nil, wrong("papers", v, map[string][]byte{headFile: a.head(path, v)}, "The ballot papers of %s are kept from "+who+": status %d.", id, a.status)
		}
		return a, m.headers(v, path, a)
	}
	if m.o.Light {
		a, err := ask()
		if err != nil {
			return err
		}
		if *first == nil {
			*first = a.body
		}
		if !bytes.Equal(*first, a.body) {
			// A poll may have opened or closed in between: the next round tells.
			return wrong("papers", v, map[string][]byte{"served": a.body, "expected": *first}, who+" was given other ballot papers of %s than %s.", id, all[0].name)
		}
		return nil
	}
	return m.steady(ctx, all, func() error {
		a, err := ask()
		if err != nil {
			return err
		}
		el, _ := m.point.State.Election.Election(id)
		want, err := m.makePapers(ctx, &el, seen, a.body)
		if err != nil {
			return wrong("papers", v, map[string][]byte{"served": a.body}, "From what the log refers to, the ballot papers of %s cannot be made: %v.", id, err)
		}
		for _, w := range want {
			if bytes.Equal(w, a.body) {
				return nil
			}
		}
		return wrong("papers", v, map[string][]byte{"served": a.body, "expected": want[0]}, who+" was given ballot papers of %s that are not what the log gives.", id)
	})
}

// makePapers makes what may be served now: around a close two things.
func (m *Monitor) makePapers(ctx context.Context, el *election.Election, seen *papersSeen, served []byte) (want [][]byte, err error) {
	if seen.known == nil && el.Poll.Open() {
		if seen.known, err = edition.Beginnings(ctx, el, m.keep); err != nil {
			return nil, err
		}
	}
	if !seen.asked {
		seen.asked, seen.demo = true, demonstration(served)
		if seen.demo != nil {
			m.tell("The ballot papers of %s are marked as a demonstration.", el.ID())
		}
	}
	from := edition.Sources{Blobs: m.keep, Known: seen.known, Demo: seen.demo}
	closes := el.Called.Timetable.PollCloses.Time()
	now := m.o.Now()
	var at []time.Time
	// A demonstration has a clock of its own.
	if seen.demo != nil || now.Before(closes.Add(slack)) {
		at = append(at, closes.Add(-time.Second))
	}
	if seen.demo != nil || !now.Before(closes.Add(-slack)) {
		at = append(at, closes)
	}
	for _, t := range at {
		raw, err := edition.Papers(ctx, el, from, t)
		if err != nil {
			return nil, err
		}
		want = append(want, raw)
	}
	return want, nil
}

// demonstration reads the mark of a demonstration.
func demonstration(served []byte) *ui.Demo {
	var p struct {
		Demo *struct{ Text, Href string }
	}
	if json.Unmarshal(served, &p) != nil || p.Demo == nil {
		return nil
	}
	return &ui.Demo{Link: ui.Link{Text: p.Demo.Text, Href: p.Demo.Href}}
}
