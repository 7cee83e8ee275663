package monitor

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Round is what one look at the service found.
type Round struct {
	Wrong   []*Wrong // with their evidence saved
	Trouble error    // a *Trouble: the service could not be asked for everything
}

// Fatal is what makes it pointless to go on; nil if nothing does.
func (r *Round) Fatal() *Wrong {
	for _, w := range r.Wrong {
		if w.Fatal {
			return w
		}
	}
	return nil
}

// Round looks at everything once. An error says that the monitor itself cannot
// work: its folder cannot be written, or the context has ended.
func (m *Monitor) Round(ctx context.Context, thorough bool) (*Round, error) {
	m.client.asked, m.client.spent = 0, 0
	m.rounds++
	before := len(m.held)
	r := &Round{}
	all := visitors(m.random, m.o.Cookies)
	steps := []func() error{
		func() error { return m.follow(ctx, all) },
		func() error { return m.fetchFiles(ctx, all) },
		func() error { return m.compareBooth(ctx, all, thorough) },
		func() error { return m.comparePapers(ctx, all) },
		func() error { return m.compareArchives(ctx, all, thorough) },
		func() error { return m.askAgain(ctx, all, before, thorough) },
	}
	for _, step := range steps {
		err := step()
		if ctx.Err() != nil {
			return r, ctx.Err()
		}
		if err := m.sort(r, err); err != nil {
			return r, err
		}
		if r.Fatal() != nil || r.Trouble != nil && m.kept == nil {
			break
		}
	}
	r.Wrong = merge(r.Wrong, len(all))
	for _, w := range r.Wrong {
		folder, err := m.keep.evidence(w, m.o.Now())
		if err != nil {
			return r, fmt.Errorf("the evidence cannot be kept in %s: %w", m.o.Dir, err)
		}
		w.Folder = folder
	}
	return r, nil
}

// sort tells what is wrong from trouble, and both from what is the monitor's own.
func (m *Monitor) sort(r *Round, err error) error {
	if err == nil {
		return nil
	}
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range many.Unwrap() {
			if err := m.sort(r, e); err != nil {
				return err
			}
		}
		return nil
	}
	var w *Wrong
	var t *Trouble
	switch {
	case errors.As(err, &w):
		r.Wrong = append(r.Wrong, w)
	case errors.As(err, &t):
		if r.Trouble == nil {
			r.Trouble = t
		}
	default:
		return err
	}
	return nil
}

// resume says what there is to go on from.
func (m *Monitor) resume() {
	if m.kept != nil && m.rounds == 0 {
		m.tell("Watching %s, and going on from a log of %d entries, signed with the key %s.", m.base, m.kept.Size, m.key)
	}
}

// Once looks at everything once, thoroughly.
func (m *Monitor) Once(ctx context.Context) (*Round, error) {
	m.resume()
	r, err := m.Round(ctx, true)
	if err != nil {
		return r, err
	}
	m.report(r)
	if len(r.Wrong) == 0 && r.Trouble == nil {
		m.tell("Everything that was looked at holds: %s.", m.seen())
	}
	return r, nil
}

// Run looks again and again until the context ends or the log contradicts what
// was kept. It gives the last round, and whether anything was ever wrong.
func (m *Monitor) Run(ctx context.Context) (last *Round, everWrong bool, err error) {
	m.resume()
	down := time.Time{}
	for {
		r, err := m.Round(ctx, m.rounds == 0)
		if ctx.Err() != nil {
			return last, len(m.found) > 0, nil
		}
		if err != nil {
			return r, len(m.found) > 0, err
		}
		m.report(r)
		last = r
		if r.Fatal() != nil || m.kept == nil {
			return r, len(m.found) > 0, nil
		}
		switch {
		case r.Trouble != nil && down.IsZero():
			down = m.o.Now()
			m.tell("The service cannot be asked; this goes on trying. %s", sentence(r.Trouble))
		case r.Trouble == nil && !down.IsZero():
			m.tell("The service answers again, after %s.", m.o.Now().Sub(down).Round(time.Second))
			down = time.Time{}
		}
		if m.rounds == 1 && r.Trouble == nil && len(r.Wrong) == 0 {
			m.tell("Everything that was looked at holds: %s. From here on only what changes is told.", m.seen())
		}
		// Not at moments that a service can foresee.
		pause := time.Duration(float64(m.o.Every) * (0.75 + 0.5*m.random.Float64()))
		if m.o.Sleep(ctx, pause) != nil {
			return last, len(m.found) > 0, nil
		}
	}
}

// report tells what is wrong, again in every round in which it still is.
func (m *Monitor) report(r *Round) {
	for _, w := range r.Wrong {
		since, before := m.found[w.id()]
		if !before {
			m.found[w.id()] = m.o.Now()
			m.tell("WRONG: %s The evidence is in %s.", w.Sentence, w.Folder)
			continue
		}
		m.tell("STILL WRONG, since %s: %s The evidence is in %s.", since.UTC().Format("15:04:05"), w.Sentence, w.Folder)
	}
}

// tell says a sentence and keeps it.
func (m *Monitor) tell(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	line := m.o.Now().UTC().Format(time.RFC3339) + " " + text
	if err := m.keep.append(journalFile, []byte(line+"\n")); err != nil {
		text += fmt.Sprintf(" (This could not be kept: %v.)", err)
	}
	m.o.Tell(text)
}

// seen counts what was looked at.
func (m *Monitor) seen() string {
	text := fmt.Sprintf("%d files of the booth", m.booth.files)
	if m.o.Light {
		return text + fmt.Sprintf(", and the signature of a log of %d entries", m.kept.Size)
	}
	return text + fmt.Sprintf(", %d entries of the log, each step allowed by the rules, and %d files that they refer to", m.kept.Size, len(m.held))
}

// sentence makes an error's text begin with a capital and end with a full stop.
func sentence(err error) string {
	s := err.Error()
	if len(s) > 0 && s[0] >= 'a' && s[0] <= 'z' && !startsAddress(s) {
		s = string(s[0]-'a'+'A') + s[1:]
	}
	if len(s) > 0 && s[len(s)-1] != '.' {
		s += "."
	}
	return s
}

func startsAddress(s string) bool { return len(s) > 4 && s[:4] == "http" }
