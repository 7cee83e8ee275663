package monitor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/booth/edition"
	"github.com/onenorwich/guildhall/web/ui"
)

// boothSeen is what is known of the booth from the rounds before.
type boothSeen struct {
	files int
	said  string // the service's own manifest
	told  audit.Digest
	turn  int // whose turn it is to fetch the large files
}

// large is the size from which a file is fetched as one visitor a round, in
// turn, in bytes: the program alone would otherwise be megabytes each minute.
const large = 256 << 10

// expected is a file as it must be served. Without a body only its sum is known.
type expected struct {
	path, kind, policy string
	sum                audit.Digest
	body               []byte
}

// rank is when a browser asks for a file: the page first, the program last.
func (f expected) rank() int {
	switch {
	case f.path == edition.PagePath:
		return 0
	case f.path == edition.WorkerPath:
		return 2
	case strings.Contains(f.path, "wasm"):
		return 3
	}
	return 1
}

// compareBooth fetches every file as the visitors would, one after the other.
func (m *Monitor) compareBooth(ctx context.Context, all []visitor, thorough bool) error {
	files, err := m.expect(ctx, all)
	if err != nil {
		return err
	}
	errs := []error{m.said(ctx, all[0])}
	m.booth.turn++
	slices.SortStableFunc(files, func(a, b expected) int { return a.rank() - b.rank() })
	for i, v := range all {
		for _, f := range files {
			if !thorough && i != m.booth.turn%len(all) && (len(f.body) >= large || strings.HasSuffix(f.path, ".wasm")) {
				continue
			}
			errs = append(errs, m.compare(ctx, v, f.path, f))
			if f.path != edition.PagePath {
				continue
			}
			for _, id := range m.elections() {
				errs = append(errs, m.compare(ctx, v, "/booth/"+string(id), f))
			}
		}
	}
	m.booth.files = len(files)
	return errors.Join(errs...)
}

// expect gives the files that must be served. It holds the list that the service
// gives, to each visitor, against the booth or the hash that the observer has.
func (m *Monitor) expect(ctx context.Context, all []visitor) ([]expected, error) {
	want := m.o.Hash
	var own []byte
	if m.o.Booth != nil {
		want, own = m.o.Booth.Hash(), m.o.Booth.List()
	}
	var first []byte
	for _, v := range all {
		a, err := m.client.get(ctx, v, edition.ListPath, maxText)
		if err != nil {
			return nil, err
		}
		files := map[string][]byte{"served.sha256": a.body}
		if own != nil {
			files["expected.sha256"] = own
		}
		if a.status != http.StatusOK {
			return nil, wrong("booth", v, nil, "The service does not say what its booth is: %s answers "+who+" with status %d.", edition.ListPath, a.status)
		}
		if audit.Hash(a.body) != want {
			m.booth.told = audit.Hash(a.body)
			return nil, wrong("booth", v, files, "The booth that the service lists for "+who+" has the hash %s, not %s. Either it runs another version than this program%s, or the booth is false: build the version that it claims, and compare with that (--booth).",
				audit.Hash(a.body), want, m.version(ctx, v))
		}
		first = a.body
		if err := m.headers(v, edition.ListPath, a); err != nil {
			return nil, err
		}
	}
	if m.booth.told != want {
		m.booth.told = want
		m.tell("The booth has the hash %s, as it should.", want)
	}
	if m.o.Booth == nil {
		return listed(all[0], first)
	}
	var files []expected
	for i := range m.o.Booth.Files {
		f := &m.o.Booth.Files[i]
		files = append(files, expected{f.Path, f.Type, f.Policy, f.Sum(), f.Body})
	}
	return files, nil
}

// listed reads a list. Only the two policies that a booth must have are known
// from it.
func listed(v visitor, list []byte) (files []expected, err error) {
	for line := range strings.Lines(string(list)) {
		sum, path, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		d, err := audit.ParseDigest(sum)
		if !ok || err != nil || !strings.HasPrefix(path, "/") {
			return nil, wrong("booth", v, map[string][]byte{"served.sha256": list}, "What the service gives as the list of its booth is none.")
		}
		f := expected{path: path, sum: d}
		switch path {
		case edition.PagePath:
			f.kind, f.policy = edition.HTML, edition.Policy
		case edition.WorkerPath:
			f.kind, f.policy = edition.JavaScript, ui.WorkerPolicy
		}
		files = append(files, f)
	}
	return files, nil
}

// version is what the service says that it was built from.
func (m *Monitor) version(ctx context.Context, v visitor) string {
	a, err := m.client.get(ctx, v, edition.JSONPath, maxText)
	var says edition.Manifest
	if err != nil || a.status != http.StatusOK || json.Unmarshal(a.body, &says) != nil || says.Toolchain == "" {
		return ""
	}
	version := says.Version
	if version == "" {
		version = "a version that it does not name"
	}
	return fmt.Sprintf(" (it says %q, compiled with %q)", version, says.Toolchain)
}

// said keeps what the service says of its booth, whenever it says something else.
func (m *Monitor) said(ctx context.Context, v visitor) error {
	a, err := m.client.get(ctx, v, edition.JSONPath, maxText)
	if err != nil {
		return err
	}
	var says edition.Manifest
	if a.status != http.StatusOK || json.Unmarshal(a.body, &says) != nil || says.Booth != m.booth.told {
		return wrong("manifest", v, map[string][]byte{"served.json": a.body}, "What the service says of its booth at %s does not fit the list at %s.", edition.JSONPath, edition.ListPath)
	}
	if string(a.body) == m.booth.said {
		return m.headers(v, edition.JSONPath, a)
	}
	if err := m.keep.putNew(a.body, boothFolder, says.Booth.String()+"-"+audit.Hash(a.body).String()[:8]+".json"); err != nil {
		return err
	}
	m.booth.said = string(a.body)
	return m.headers(v, edition.JSONPath, a)
}

// compare fetches one file as one visitor.
func (m *Monitor) compare(ctx context.Context, v visitor, path string, f expected) error {
	a, err := m.client.get(ctx, v, path, maxFile)
	if err != nil {
		return err
	}
	if a.status != http.StatusOK {
		return wrong("booth", v, map[string][]byte{headFile: a.head(path, v)}, "A part of the booth is kept from "+who+": %s answers with status %d.", path, a.status)
	}
	if audit.Hash(a.body) != f.sum {
		files := map[string][]byte{"served": a.body, headFile: a.head(path, v)}
		if f.body != nil {
			files["expected"] = f.body
		}
		return wrong("booth", v, files, who+" was served another booth: %s has the hash %s, not %s.", path, audit.Hash(a.body), f.sum)
	}
	if kind := a.header.Get("Content-Type"); f.kind != "" && !strings.EqualFold(strings.ReplaceAll(kind, " ", ""), strings.ReplaceAll(f.kind, " ", "")) {
		return wrong("booth", v, map[string][]byte{headFile: a.head(path, v)}, who+" was served %s as %q instead of %q.", path, kind, f.kind)
	}
	if policy := a.header.Values("Content-Security-Policy"); f.policy != "" && (len(policy) != 1 || policy[0] != f.policy) {
		return wrong("policy", v, map[string][]byte{headFile: a.head(path, v), "expected": []byte(f.policy + "\n")},
			who+" was served %s with another security policy than the booth’s: %q.", path, strings.Join(policy, ", "))
	}
	return m.headers(v, path, a)
}

// elections are those whose booths exist.
func (m *Monitor) elections() (list []election.ID) {
	seen := make(map[election.ID]bool)
	add := func(id election.ID) {
		if !seen[id] {
			seen[id] = true
			list = append(list, id)
		}
	}
	if m.point != nil && !m.o.Light {
		for el := range m.point.State.Election.Elections {
			add(el.ID())
		}
	}
	for _, id := range m.o.Elections {
		add(id)
	}
	return list
}
