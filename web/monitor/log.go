package monitor

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/governance/record"
)

// follow asks each visitor's checkpoint: whoever is shown another log than the
// one that is kept finds it out here.
func (m *Monitor) follow(ctx context.Context, all []visitor) error {
	var errs []error
	for _, v := range all {
		err := m.followAs(ctx, v)
		errs = append(errs, err)
		var w *Wrong
		if m.kept == nil || errors.As(err, &w) && w.Fatal {
			break // it contradicts what is kept, or there is nothing to compare with
		}
	}
	return errors.Join(errs...)
}

func (m *Monitor) followAs(ctx context.Context, v visitor) error {
	if m.key == "" {
		if err := m.meet(ctx, v); err != nil {
			return err
		}
	}
	a, err := m.client.get(ctx, v, "/checkpoint", maxText)
	if err != nil {
		return err
	}
	if a.status != http.StatusOK {
		return trouble("there is no log at %s: /checkpoint answers with status %d; give the address of a Guildhall's front page", m.base, a.status)
	}
	c, err := audit.OpenCheckpoint(a.body, m.key)
	if err != nil {
		return m.otherKey(v, a.body, err)
	}
	if m.kept == nil {
		if m.point, err = record.Start(c.Origin); err != nil {
			return err
		}
		return m.grow(ctx, v, c, a.body)
	}
	seen := map[string][]byte{"kept": m.kept.raw, "seen": a.body}
	switch {
	case c.Size < m.kept.Size:
		return fatal("rolled-back", v, seen, "The service showed a log of %d entries to "+who+", after it had shown one of %d: the newest entries are gone.", c.Size, m.kept.Size)
	case c.Size == m.kept.Size && c.Root != m.kept.Root:
		return fatal("forked", v, seen, "The service showed "+who+" a log of %d entries that is not the one of %d entries that it had shown before. Both are signed with its key.", c.Size, m.kept.Size)
	case c.Size == m.kept.Size && (m.o.Light || m.point.Head.Size == c.Size):
		return nil
	}
	return m.grow(ctx, v, c, a.body)
}

// meet takes the log's key at the first contact.
func (m *Monitor) meet(ctx context.Context, v visitor) error {
	a, err := m.client.get(ctx, v, "/key", maxText)
	if err != nil {
		return err
	}
	if to := a.header.Get("Location"); to != "" && a.status >= 300 && a.status < 400 {
		return trouble("%s leads on to %q: give the address of the front page there", m.base, to)
	}
	key, err := audit.ParsePublicKey(strings.TrimSuffix(string(a.body), "\n"))
	if a.status != http.StatusOK || err != nil {
		return trouble("there is no Guildhall at %s: /key answers with status %d and no key of a log; give the address of its front page", m.base, a.status)
	}
	m.key = key
	return nil
}

// otherKey is a checkpoint that the key did not sign.
func (m *Monitor) otherKey(v visitor, raw []byte, err error) error {
	if _, unread := audit.ReadCheckpoint(raw); unread != nil && m.kept == nil {
		return trouble("there is no Guildhall at %s: what /checkpoint gives is not the checkpoint of a log", m.base)
	}
	files := map[string][]byte{"seen": raw, "key": []byte(m.key + "\n")}
	if m.kept != nil {
		files["kept"] = m.kept.raw
	}
	return fatal("other-key", v, files, "The service showed "+who+" a checkpoint that the log’s key did not sign: %v.", err)
}

// grow takes a checkpoint that is newer than what is kept, once it is shown that
// it follows from that.
func (m *Monitor) grow(ctx context.Context, v visitor, c audit.Checkpoint, raw []byte) (err error) {
	first := m.kept == nil
	news := ""
	if m.o.Light {
		err = m.prove(ctx, v, c, raw)
	} else {
		news, err = m.replay(ctx, v, c, raw)
	}
	if err != nil {
		return err
	}
	if first {
		if err := m.keep.putNew([]byte(m.key+"\n"), keyFile); err != nil {
			return err
		}
	}
	if err := m.keep.checkpoint(raw, c.Size); err != nil {
		return err
	}
	m.kept = &keptCheckpoint{c, raw}
	switch {
	case first && m.o.Key == "":
		m.tell("Watching %s. Its log is signed with the key %s: compare it with the key on the notice of poll, on a letter or on a declaration.", m.base, m.key)
	case first:
		m.tell("Watching %s. Its log is signed with the key that you gave.", m.base)
	}
	m.tell("The log has %d entries%s.", c.Size, news)
	return nil
}

// prove has the service prove that the log grew and was not written anew
// (RFC 6962, 2.1.2).
func (m *Monitor) prove(ctx context.Context, v visitor, c audit.Checkpoint, raw []byte) error {
	if m.kept == nil {
		return nil
	}
	a, err := m.client.get(ctx, v, fmt.Sprintf("/proof/consistency?from=%d&to=%d", m.kept.Size, c.Size), maxText)
	if err != nil {
		return err
	}
	if a.status != http.StatusOK {
		return trouble("%s gives no proof that its log has only grown: status %d", m.base, a.status)
	}
	var proof audit.Proof
	for line := range bytes.Lines(a.body) {
		hash, err := base64.StdEncoding.DecodeString(strings.TrimSuffix(string(line), "\n"))
		if err != nil || len(hash) != len(audit.Digest{}) {
			return m.forked(v, c, raw, map[string][]byte{"proof": a.body}, "what it gave as a proof is none")
		}
		proof = append(proof, audit.Digest(hash))
	}
	if err := audit.CheckConsistency(proof, m.kept.Checkpoint, c); err != nil {
		return m.forked(v, c, raw, map[string][]byte{"proof": a.body}, "its proof does not hold")
	}
	return nil
}

// forked is a newer log that the kept one is not the beginning of.
func (m *Monitor) forked(v visitor, c audit.Checkpoint, raw []byte, files map[string][]byte, why string) error {
	files["seen"] = raw
	if m.kept != nil {
		files["kept"] = m.kept.raw
		return fatal("forked", v, files, "The service showed "+who+" a log of %d entries that does not go on from the one of %d entries that it had shown before: %s. Both are signed with its key.", c.Size, m.kept.Size, why)
	}
	return fatal("false-log", v, files, "The service showed "+who+" a log of %d entries that does not hold: %s.", c.Size, why)
}

// replay fetches the entries that are new, checks chain, rules and tree, and
// keeps them. It says how many of which kind there were.
func (m *Monitor) replay(ctx context.Context, v visitor, c audit.Checkpoint, raw []byte) (string, error) {
	from := m.point.Head.Size
	a, err := m.client.get(ctx, v, fmt.Sprintf("/log.jsonl?from=%d", from), maxLog)
	if err != nil {
		return "", err
	}
	if a.status != http.StatusOK {
		return "", trouble("%s does not give its log: status %d", m.base, a.status)
	}
	try := *m.point // a snapshot
	kinds := make(map[string]int)
	rest, end := a.body, 0
	for try.Head.Size < c.Size {
		line, _, whole := bytes.Cut(rest[end:], []byte("\n"))
		if !whole {
			return "", wrong("withheld", v, map[string][]byte{"seen": raw, "lines": a.body},
				"The service gave "+who+" a checkpoint of %d entries, but only %d of them.", c.Size, try.Head.Size)
		}
		if err := try.Fold(line); err != nil {
			return "", m.refused(v, c, raw, line, err)
		}
		end += len(line) + 1
		entry, err := audit.ParseEntry(line)
		if err != nil {
			return "", err
		}
		kinds[entry.Kind]++
		if m.kept != nil && try.Head.Size == m.kept.Size && try.Head.Root() != m.kept.Root {
			return "", m.forked(v, c, raw, map[string][]byte{"lines": rest[:end]}, fmt.Sprintf("its first %d entries are others", m.kept.Size))
		}
	}
	if try.Head.Root() != c.Root {
		return "", m.forked(v, c, raw, map[string][]byte{"lines": rest[:end]}, "its entries are not those that it signed")
	}
	if audit.Digest(try.State.Key) != m.key.Raw() {
		return "", m.forked(v, c, raw, map[string][]byte{"lines": rest[:end]}, "its first entry names another key than the one that signs it")
	}
	if err := m.keep.append(logFile, rest[:end]); err != nil {
		return "", err
	}
	m.point = &try
	for line := range bytes.Lines(rest[:end]) {
		if err := m.refer(bytes.TrimSuffix(line, []byte("\n"))); err != nil {
			return "", err
		}
	}
	if from == 0 {
		return ", and the rules allowed each", nil
	}
	var list []string
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		list = append(list, fmt.Sprintf("%d %s", kinds[kind], kind))
	}
	return fmt.Sprintf(", %d of them new (%s)", c.Size-from, strings.Join(list, ", ")), nil
}

// refused is an entry that chain or rules do not allow. Where the chain breaks
// at what is kept, it is another log.
func (m *Monitor) refused(v visitor, c audit.Checkpoint, raw, line []byte, err error) error {
	files := map[string][]byte{"line": append(bytes.Clone(line), '\n')}
	return m.forked(v, c, raw, files, strings.TrimSuffix(err.Error(), "."))
}
