package record

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance"
)

// ArchiveName is the name of a contest's Belenios archive in a bundle.
func ArchiveName(id, post election.ID) string { return string(id) + "-" + string(post) + ".bel" }

// IsArchive says whether a name in a bundle is an archive's.
func IsArchive(name string) bool { return strings.HasSuffix(name, ".bel") }

// PaperName is the name of a paper in a bundle.
func PaperName(paper election.ID) string { return "papers/" + string(paper) + ".pdf" }

// Project writes the Belenios archive of one contest as far as the log goes.
// The same log gives the same bytes.
func Project(ctx context.Context, s *governance.State, id, post election.ID, blobs audit.Blobs, w io.Writer) error {
	el, _ := s.Election.Election(id)
	p, ok := el.Post(post)
	if !ok || p.Contest == nil {
		return election.Refuse("no-contest", "There is no archive for %q: no ballot has been prepared for it.", post)
	}
	out := projection{ctx: ctx, blobs: blobs, archive: belenios.NewArchiveWriter(w, el.Poll.PreparedAt.Time().Unix())}
	out.event(func(b [][]byte) error { return out.archive.Setup(b[0], b[1], b[2]) }, p.Contest.Definition, p.Contest.Trustees, p.Contest.Credentials)
	at := place(&el, post)
	for cast := range el.Poll.Casts {
		out.event(func(b [][]byte) error { return out.archive.Ballot(b[0]) }, cast.Ballots[at].Ballot)
	}
	if el.Poll.Closed() {
		out.event(func([][]byte) error { return out.archive.EndBallots() })
	}
	if p.Tally != nil {
		out.event(func(b [][]byte) error { return out.archive.EncryptedTally(b[0], p.Tally.Voters, p.Tally.Votes) }, p.Tally.Tally)
	}
	for _, s := range p.Shares {
		out.event(func(b [][]byte) error { return out.archive.PartialDecryption(s.Owner, b[0]) }, s.Share)
	}
	if p.Result != nil {
		out.event(func(b [][]byte) error {
			r, err := belenios.ParseResult(b[0])
			if err != nil {
				return err
			}
			return out.archive.Result(r)
		}, p.Result.Result)
	}
	return out.err
}

// place is the number of a post among the contests, from 0.
func place(el *election.Election, post election.ID) int {
	for i, c := range el.Poll.Prepared.Contests {
		if c.Post == post {
			return i
		}
	}
	return -1
}

// projection writes events from blobs; its first error sticks.
type projection struct {
	ctx     context.Context
	blobs   audit.Blobs
	archive *belenios.ArchiveWriter
	err     error
}

func (p *projection) event(write func([][]byte) error, digests ...election.Digest) {
	if p.err != nil {
		return
	}
	raw := make([][]byte, len(digests))
	for i, d := range digests {
		b, err := p.blobs.Blob(p.ctx, audit.Digest(d))
		if err != nil {
			p.err = fmt.Errorf("the file %s: %w", d, err)
			return
		}
		raw[i] = b
	}
	p.err = write(raw)
}
