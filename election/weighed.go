package election

// Stages at which it is weighed what exact totals would give away.
const (
	WeighedOpening = "opening" // before the poll opens, from the roll
	WeighedCount   = "count"   // after the close, from the practices that voted
)

// SecrecyWeighed records what the returning officer was shown about what the
// result can give away, and the decision to go on. Package election/secrecy
// defines the measure; whoever verifies the log measures again.
type SecrecyWeighed struct {
	Election ID     `json:"election"`
	Stage    string `json:"stage"`
	Passes   bool   `json:"passes"` // the gate that was adopted with the rules
	Measured bool   `json:"measured"`
	Excess   int64  `json:"excess"` // in millionths, of the worst contest; 0 where it could not be computed
}

func (SecrecyWeighed) Kind() string { return "secrecy.weighed" }

// SealedFields names the sealed reason: going on against the gate needs one.
func (e SecrecyWeighed) SealedFields() []string {
	if e.Passes {
		return nil
	}
	return []string{SealedReason}
}

func (e SecrecyWeighed) apply(s *State, f Fact) error {
	return s.change(e.Election, func(el *Election) error {
		if err := el.officer(f); err != nil {
			return err
		}
		switch {
		case e.Excess < 0 || e.Excess > 1_000_000:
			return Refuse("excess", "A chance lies between 0 and 1,000,000 millionths; %d does not.", e.Excess)
		case e.Passes && !e.Measured || !e.Measured && e.Excess != 0:
			return Refuse("measured", "What was not computed passes no gate and has no figure.")
		}
		switch e.Stage {
		case WeighedOpening:
			if el.WeighedOpening != nil || !el.Settled || len(el.Contested()) == 0 || !el.Poll.OpenedAt.IsZero() {
				return Refuse("stage", "This is weighed once, between the settling of the contests and the opening of the poll.")
			}
			el.WeighedOpening, el.WeighedOpeningSeq = &e, f.Seq
		case WeighedCount:
			if el.WeighedCount != nil || !el.Poll.Closed() {
				return Refuse("stage", "This is weighed once, between the close of the poll and the decryption.")
			}
			el.WeighedCount, el.WeighedCountSeq = &e, f.Seq
		default:
			return Refuse("stage", "What the result gives away is weighed at %q and at %q, not at %q.", WeighedOpening, WeighedCount, e.Stage)
		}
		return nil
	})
}
