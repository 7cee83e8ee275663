package monitor

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/booth/edition"
)

// Options of Open.
type Options struct {
	URL string
	Dir string // where what was seen is kept
	// Key is the log's key, from elsewhere; empty to take the service's own at
	// the first contact.
	Key audit.PublicKey
	// Booth is what must be served. With only a Hash, the service's own list is
	// believed if that is its hash.
	Booth *edition.Edition
	Hash  audit.Digest
	// Light keeps checkpoints alone and has the service prove that each follows
	// from the one before; no entry is read and no rule replayed.
	Light     bool
	Elections []election.ID // whose booths are compared; with the log, those in it are too
	Cookies   []string      // of voters' browsers, "name=value; …"
	Every     time.Duration // between two rounds, on average
	// Tell hears one sentence for each thing that has changed.
	Tell func(string)

	// For tests.
	HTTP  http.RoundTripper
	Now   func() time.Time
	Sleep func(context.Context, time.Duration) error
}

// Monitor watches one service.
type Monitor struct {
	o       Options
	base    string
	keep    *folder
	client  *client
	random  *mathrand.Rand
	key     audit.PublicKey
	kept    *keptCheckpoint // the newest; nil before the first contact
	point   *record.Point   // the entries that are kept
	missing []audit.Digest  // files of the log that are not held yet
	held    []audit.Digest  // files that are
	known   map[audit.Digest]bool
	booth   boothSeen
	papers  map[election.ID]*papersSeen
	checked archivesSeen
	found   map[string]time.Time // what is wrong, by its id: since when
	rounds  int
}

type keptCheckpoint struct {
	audit.Checkpoint
	raw []byte
}

// Open reads what was kept before. An error says that the folder or an option
// cannot be used.
func Open(o Options) (*Monitor, error) {
	base, err := address(o.URL)
	if err != nil {
		return nil, err
	}
	if o.Booth == nil && o.Hash == (audit.Digest{}) {
		return nil, errors.New("there is no booth to compare with")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	if o.Tell == nil {
		o.Tell = func(string) {}
	}
	if o.HTTP == nil {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.DisableCompression = true // each visitor asks for compression in its own way
		o.HTTP = t
	}
	var seed [32]byte
	if _, err := rand.Read(seed[:]); err != nil {
		return nil, err
	}
	keep, err := openFolder(o.Dir)
	if err != nil {
		return nil, err
	}
	m := &Monitor{o: o, base: base, keep: keep, random: mathrand.New(mathrand.NewChaCha8(seed)),
		known: make(map[audit.Digest]bool), papers: make(map[election.ID]*papersSeen), found: make(map[string]time.Time)}
	m.client = &client{base: base, sleep: o.Sleep, http: &http.Client{Transport: o.HTTP,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	if err := m.load(); err != nil {
		return nil, errors.Join(err, keep.close())
	}
	return m, nil
}

// Close gives the folder back.
func (m *Monitor) Close() error { return m.keep.close() }

func address(text string) (string, error) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return "", fmt.Errorf("%q is not the address of a service: write it as https://vote.example.org", text)
	}
	return strings.TrimRight(text, "/"), nil
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// load reads the key, the newest checkpoint and the log that were kept, and
// holds them against each other.
func (m *Monitor) load() error {
	damaged := func(err error) error {
		return fmt.Errorf("what is kept in %s does not fit together, so nothing can be held against it (%w); leave it as it is, and name a new folder", m.o.Dir, err)
	}
	raw, err := m.keep.read(keyFile)
	if err != nil {
		return err
	}
	m.key = m.o.Key
	if raw != nil {
		key, err := audit.ParsePublicKey(strings.TrimSuffix(string(raw), "\n"))
		if err != nil {
			return damaged(err)
		}
		if m.o.Key != "" && m.o.Key != key {
			return fmt.Errorf("%s keeps the log of the key %s, but you gave the key %s; name another folder for another service", m.o.Dir, key, m.o.Key)
		}
		m.key = key
	}
	if raw, err = m.keep.read(latestFile); err != nil {
		return err
	}
	if raw == nil { // stopped in the first contact: no checkpoint covers any entry
		return m.keep.lines(0, nil)
	}
	c, err := audit.OpenCheckpoint(raw, m.key)
	if err != nil {
		return damaged(err)
	}
	m.kept = &keptCheckpoint{c, raw}
	if m.point, err = record.Start(m.key.Origin()); err != nil {
		return err
	}
	if m.o.Light {
		return nil
	}
	err = m.keep.lines(c.Size, func(line []byte) error {
		if err := m.point.Fold(line); err != nil {
			return err
		}
		return m.refer(line)
	})
	if err == nil && m.point.Head.Size == c.Size && m.point.Head.Root() != c.Root {
		err = errors.New("the log is not that of the newest checkpoint")
	}
	if err != nil {
		return damaged(err)
	}
	return nil
}

// refer notes the files that an entry refers to.
func (m *Monitor) refer(line []byte) error {
	e, err := audit.ParseEntry(line)
	if err != nil {
		return err
	}
	for _, d := range e.Blobs {
		if m.known[d] {
			continue
		}
		m.known[d] = true
		if _, err := m.keep.Blob(context.Background(), d); err == nil {
			m.held = append(m.held, d)
		} else {
			m.missing = append(m.missing, d)
		}
	}
	return nil
}
