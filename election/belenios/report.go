package belenios

import "time"

// Stage is how far an archive goes.
type Stage string

// Stages, in order.
const (
	StageEmpty      Stage = "empty"      // nothing is set up
	StageOpen       Stage = "open"       // set up; ballots may follow
	StageClosed     Stage = "closed"     // no ballot may follow
	StageTallied    Stage = "tallied"    // the encrypted tally is there
	StageDecrypting Stage = "decrypting" // and some shares
	StageResult     Stage = "result"     // and the result: complete
)

// Check is one thing that was looked at.
type Check struct {
	Name     string        `json:"name"`
	Count    int           `json:"count"`
	Duration time.Duration `json:"duration_ns"` // wall time
}

// Report is what a whole verification found; there is none of an archive
// that does not hold.
type Report struct {
	Stage       Stage      `json:"stage"`
	Group       string     `json:"group"`
	UUID        string     `json:"uuid"`
	Name        string     `json:"name"`
	Fingerprint string     `json:"fingerprint"`
	Questions   []Question `json:"questions"`
	Trustees    int        `json:"trustees"`
	Threshold   bool       `json:"threshold"`
	Credentials int        `json:"credentials"`
	Ballots     int        `json:"ballots"`    // cast
	Superseded  int        `json:"superseded"` // of these, replaced by a later one
	NumTallied  int        `json:"num_tallied"`
	TotalWeight int64      `json:"total_weight"`
	Shares      []int      `json:"shares,omitempty"` // owners, in the archive's order
	Result      Result     `json:"result,omitempty"` // nil before the result
	Checks      []Check    `json:"checks"`

	setup *Setup
	tally *Tally
	parts []*Share
}

// Setup is the election that was verified.
func (r *Report) Setup() *Setup { return r.setup }

// Tally is the tally computed from the archive's ballots, nil as long as
// ballots may follow. It is what a trustee decrypts.
func (r *Report) Tally() *Tally { return r.tally }

// Parts are the shares in the archive, checked.
func (r *Report) Parts() []*Share { return r.parts }
