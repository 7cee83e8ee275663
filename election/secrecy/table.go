package secrecy

// Row is one line of the picture of an outlook: a scenario at a turnout, in
// words and shares ready for a table. Empty shares were not computed.
type Row struct {
	Voting   string // 14 of 23
	Scenario string
	Any      string // elections in which some vote is certain
	Equal    string // the same with equal weights
	Excess   string // with its interval
	Share    string // expected share of votes that are certain
}

// Heads are the heads of the columns of Row, in its order.
var Heads = []string{"practices voting", "scenario", "some vote certain", "with equal weights", "excess (95% interval)", "votes certain"}

// Rows gives the outlook as a table.
func (o *Outlook) Rows() (rows []Row) {
	for _, c := range o.Cells {
		r := Row{Voting: group(int64(c.Voting)) + " of " + group(int64(o.Practices)), Scenario: c.Scenario.Name, Excess: "not computed"}
		if c.NotComputed == nil {
			r.Any, r.Equal, r.Share = percent(c.Any.Value), percent(c.EqualAny.Value), percent(c.Share.Value)
			r.Excess = percent(c.Excess.Value) + " (" + percent(c.Excess.Low) + " to " + percent(c.Excess.High) + ")"
		}
		rows = append(rows, r)
	}
	return rows
}
