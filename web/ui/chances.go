package ui

import "strconv"

// Chances is a picture of shares of drawn elections, in groups, with the limit that
// they are held against: a table underneath, so it can be read aloud and printed.
type Chances struct {
	Caption string
	Head    [2]string // what the first column and the shares are, read aloud
	Limit   float64   // 0 to 1: a line in every bar
	Groups  []ChanceGroup
}

func (Chances) part() string { return "chances" }

// ChanceGroup is one weight rule.
type ChanceGroup struct {
	Name string
	Tags []Tag
	Hint string
	Bars []Chance
}

// Chance is one bar.
type Chance struct {
	Name  string
	Share float64 // 0 to 1
	Text  string  // the share in words, or why there is none: "not computed"
	Known bool    // without, there is no bar
	Over  bool    // beyond the limit
}

// Width is the bar's, in hundredths of its box.
func (c Chance) Width() string { return hundredths(c.Share) }

// Line is where the limit is drawn.
func (c Chances) Line() string { return hundredths(c.Limit) }

func hundredths(share float64) string { return strconv.FormatFloat(100*share, 'f', 2, 64) }
