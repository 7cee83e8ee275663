package monitor

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/record"
)

// fetchFiles fetches and keeps every file that an entry refers to: ballots,
// definitions, papers. Each must be what the log says.
func (m *Monitor) fetchFiles(ctx context.Context, all []visitor) error {
	var left []audit.Digest
	var errs []error
	for i, d := range m.missing {
		body, err := m.file(ctx, all[i%len(all)], d)
		if err != nil {
			left = append(left, d)
			errs = append(errs, err)
			var t *Trouble
			if errors.As(err, &t) || ctx.Err() != nil {
				left = append(left, m.missing[i+1:]...)
				break
			}
			continue
		}
		if err := m.keep.putNew(body, blobFolder, d.String()); err != nil {
			return err
		}
		m.held = append(m.held, d)
	}
	m.missing = left
	return errors.Join(errs...)
}

// file fetches one file as a visitor.
func (m *Monitor) file(ctx context.Context, v visitor, d audit.Digest) ([]byte, error) {
	a, err := m.client.get(ctx, v, "/blobs/"+d.String(), audit.MaxBlob)
	if err != nil {
		return nil, err
	}
	if a.status != http.StatusOK {
		return nil, wrong("file-gone", v, map[string][]byte{headFile: a.head("/blobs/"+d.String(), v)}, "The log refers to the file %s, but the service does not give it to "+who+": status %d.", d, a.status)
	}
	if audit.Hash(a.body) != d {
		return nil, wrong("file-changed", v, map[string][]byte{"served": a.body}, "The service gave "+who+" another file than %s, to which the log refers.", d)
	}
	return a.body, nil
}

// again is how many of the files that are held are asked for once more in each
// round, so that one that disappears is missed.
const again = 3

// askAgain sees whether the files that were held before this round are still
// given out.
func (m *Monitor) askAgain(ctx context.Context, all []visitor, before int, thorough bool) error {
	list := m.held[:before]
	if !thorough && before > again {
		list = nil
		for range again {
			list = append(list, m.held[m.random.IntN(before)])
		}
	}
	var errs []error
	for i, d := range list {
		_, err := m.file(ctx, all[i%len(all)], d)
		errs = append(errs, err)
		var t *Trouble
		if errors.As(err, &t) {
			break
		}
	}
	return errors.Join(errs...)
}

// archivesSeen is when the archives were compared, and at which log.
type archivesSeen struct {
	at   time.Time
	size int64
}

// archivesEvery is how long archives, which grow with each ballot, are left alone.
const archivesEvery = 15 * time.Minute

// compareArchives holds each contest's archive against what the log gives.
func (m *Monitor) compareArchives(ctx context.Context, all []visitor, thorough bool) error {
	if m.o.Light || m.kept == nil || len(m.missing) > 0 {
		return nil
	}
	if !thorough && (m.checked.size == m.kept.Size || m.o.Now().Sub(m.checked.at) < archivesEvery) {
		return nil
	}
	var errs []error
	for el := range m.point.State.Election.Elections {
		if el.Poll.Prepared == nil {
			continue
		}
		for _, contest := range el.Poll.Prepared.Contests {
			errs = append(errs, m.compareArchive(ctx, all, el.ID(), contest.Post))
		}
	}
	m.checked = archivesSeen{m.o.Now(), m.kept.Size}
	return errors.Join(errs...)
}

func (m *Monitor) compareArchive(ctx context.Context, all []visitor, id, post election.ID) error {
	v := all[m.random.IntN(len(all))]
	return m.steady(ctx, all, func() error {
		var want bytes.Buffer
		if err := record.Project(ctx, &m.point.State, id, post, m.keep, &want); err != nil {
			return wrong("archive", v, nil, "From what the log refers to, the archive of %s, %s cannot be made: %v.", id, post, err)
		}
		a, err := m.client.get(ctx, v, fmt.Sprintf("/elections/%s/%s.bel", id, post), maxLog)
		if err != nil {
			return err
		}
		if a.status == http.StatusOK && bytes.Equal(a.body, want.Bytes()) {
			return nil
		}
		return wrong("archive", v, map[string][]byte{"served.bel": a.body, "expected.bel": want.Bytes()},
			"The archive of %s, %s that the service gave "+who+" is not what its log gives.", id, post)
	})
}

// steady repeats a comparison while the log goes on growing: a service may have
// gone further than what is kept.
func (m *Monitor) steady(ctx context.Context, all []visitor, compare func() error) error {
	for range 5 {
		err := compare()
		var w *Wrong
		if !errors.As(err, &w) {
			return err
		}
		size := m.kept.Size
		if err := m.followAs(ctx, all[0]); err != nil {
			return err
		}
		if m.kept.Size == size {
			return err
		}
		if err := m.fetchFiles(ctx, all); err != nil {
			return err
		}
	}
	return trouble("the log of %s grows faster than it can be compared", m.base)
}
