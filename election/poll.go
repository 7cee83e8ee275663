package election

import (
	"github.com/onenorwich/guildhall/election/table"
)

// Contest is one post's election in the ballot protocol: one Belenios election
// with an archive of its own.
type Contest struct {
	Post        ID     `json:"post"`
	UUID        string `json:"uuid"`
	Definition  Digest `json:"definition"`  // blob: the Belenios election
	Trustees    Digest `json:"trustees"`    // blob
	Credentials Digest `json:"credentials"` // blob: public credentials with weights
}

// Poll is the poll of an election: all its contests, voted in one act.
type Poll struct {
	Prepared   *PollPrepared
	PreparedAt Moment
	OpenedAt   Moment
	ClosedAt   Moment
	Voted      []ID  // the practices that voted, published at the close
	Votes      int64 // the votes of those practices

	voters       []VoterRow
	byCredential table.Table[string, int] // a code's credential in any contest → row
	casts        table.Table[int64, Cast] // by log position
	last         table.Table[int, int64]  // row → its last cast
	seen         table.Table[string, int64]
	spent        table.Table[string, int64] // ballots that were opened, by digest
}

// Open says whether ballots are taken, the time aside.
func (p *Poll) Open() bool { return !p.OpenedAt.IsZero() && p.ClosedAt.IsZero() }

// Closed says whether the poll is over.
func (p *Poll) Closed() bool { return !p.ClosedAt.IsZero() }

// Voters lists the voting codes' public rows. The slice must not be changed.
func (p *Poll) Voters() []VoterRow { return p.voters }
