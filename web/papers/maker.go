package papers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"sync"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/count"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/paper"
)

// Maker makes papers.
type Maker struct {
	Desk    *conduct.Desk
	BaseURL string // of the service, as readers reach it; no slash at the end
	Demo    bool   // mark every paper as a demonstration

	issued sync.Map // paper's identifier → paper.Document: it never changes
	walked sync.Map // election → walk: the last one
}

func (m *Maker) mark() paper.Mark {
	if m.Demo {
		return paper.Demonstration
	}
	return paper.Final
}

// find is an election of a point with its words.
func (m *Maker) find(ctx context.Context, p *record.Point, id election.ID) (election.Election, record.ElectionText, error) {
	el, ok := p.State.Election.Election(id)
	if !ok {
		return el, record.ElectionText{}, election.Refuse("no-election", "There is no election %q.", id)
	}
	return el, m.Desk.Text(ctx, &el), nil
}

// Officer is the name of an election's returning officer.
func (m *Maker) officer(ctx context.Context, el *election.Election) string {
	if name := m.Desk.Person(ctx, el.Called.Officer).Name; name != "" {
		return name
	}
	return "the returning officer (name destroyed)"
}

// address is a page of the service.
func (m *Maker) address(path string) string { return strings.TrimRight(m.BaseURL, "/") + path }

// walk is what a paper says of the log itself, beside its state.
type walk struct {
	head      audit.Head
	setup     audit.Digest // root when the ballot had been prepared; zero before
	published time.Time    // of the candidates
}

// walk goes over the chain of the first size entries. Their rules were checked
// when they were entered. What it found is kept, and the next walk goes on from
// there.
func (m *Maker) walk(ctx context.Context, id election.ID, size int64) (w walk, err error) {
	if known, ok := m.walked.Load(id); ok && known.(walk).head.Size <= size {
		w = known.(walk)
	} else if w.head, err = audit.Start(m.Desk.Clerk.PublicKey().Origin()); err != nil {
		return w, err
	}
	if w.head.Size == size {
		return w, nil
	}
	for line, err := range m.Desk.Clerk.Log().Lines(ctx, w.head.Size) {
		if err != nil {
			return w, err
		}
		if w.head.Size == size {
			break
		}
		entry, head, err := w.head.Next(line)
		if err != nil {
			return w, err
		}
		w.head = head
		switch entry.Kind {
		case election.PollPrepared{}.Kind():
			if about(entry) == id {
				w.setup = head.Root()
			}
		case election.CandidatesPublished{}.Kind():
			if about(entry) == id {
				w.published = entry.Time
			}
		}
	}
	m.walked.Store(id, w)
	return w, nil
}

// about is the election that an entry is about.
func about(e audit.Entry) election.ID {
	var data struct {
		Election election.ID `json:"election"`
	}
	_ = json.Unmarshal(e.Data, &data) // the entry was decoded strictly before
	return data.Election
}

// hexOf prints a digest, or nothing.
func hexOf(d audit.Digest) string {
	if d == (audit.Digest{}) {
		return ""
	}
	return d.String()
}

// files lists the archives of an election with their digests.
func (m *Maker) files(ctx context.Context, p *record.Point, el *election.Election, text record.ElectionText) ([]paper.File, error) {
	if el.Poll.Prepared == nil {
		return nil, nil
	}
	var list []paper.File
	for _, c := range el.Poll.Prepared.Contests {
		h := sha256.New()
		if err := record.Project(ctx, &p.State, el.ID(), c.Post, m.Desk.Clerk.Log(), h); err != nil {
			return nil, err
		}
		list = append(list, paper.File{Name: record.ArchiveName(el.ID(), c.Post), What: text.PostName(c.Post), SHA256: hex.EncodeToString(h.Sum(nil))})
	}
	return list, nil
}

// answers are the sentences of protection.
func (m *Maker) answers(ctx context.Context, el *election.Election) []paper.Answer {
	var list []paper.Answer
	for _, a := range m.Desk.Protection(ctx, el) {
		list = append(list, paper.Answer(a))
	}
	return list
}

// rules are the sentences about rules that papers share.
func ruleNotes(el *election.Election) []string {
	notes := []string{"A practice may vote again until the close; its last ballot counts."}
	if el.Called.OnePost {
		notes = append(notes, "Nobody holds two posts: whoever is elected to an earlier post is passed over in a later one.")
	}
	return notes
}

// outcomes gives the paper's word for each way in which a post is filled.
func outcome(p election.Post, o count.Outcome) paper.Outcome {
	switch o.How {
	case count.Tie:
		return paper.Tied
	case count.Waits:
		return paper.Waiting
	case count.Unopposed:
		return paper.Unopposed
	case count.None:
		switch {
		case len(p.Order) == 0:
			return paper.NoCandidate
		case p.Settled != election.ByPoll:
			return paper.Vacant
		}
	}
	return paper.Polled
}
