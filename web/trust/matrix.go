package trust

// Can says what a party is able to do.
type Can string

// The three answers. Found means that it can be tried, and that whoever checks
// finds it out: the sentence beside it says who, and with what.
const (
	No    Can = "no"
	Found Can = "found"
	Yes   Can = "yes"
)

// Question is a column of the matrix.
type Question string

// The columns, in their order.
const (
	Read   Question = "Learn how a practice voted"
	Cast   Question = "Falsify a vote as it is cast"
	Change Question = "Change or drop a cast vote"
	Count  Question = "Declare another result"
	Enter  Question = "Vote in a practice’s place"
	Stop   Question = "Stop the election"
)

// Questions are the columns of the matrix, in their order.
var Questions = []Question{Read, Cast, Change, Count, Enter, Stop}

// Cell is one party's power in one question. Tests are where it is shown, as
// folder.TestName; a cell that says "yes" is a power that nothing takes away, so
// no test can.
type Cell struct {
	Can   Can
	Says  string
	Tests []string
}

// Party is a row of the matrix: its cells are in the order of Questions.
type Party struct {
	Name  string
	Cells [6]Cell
}

// Pair is what two parties can do together, and neither alone.
type Pair struct {
	Who, What string
	Can       Can
	Tests     []string
}

// Matrix is one scheme's.
type Matrix struct {
	Scheme  string
	Parties []Party
	Pairs   []Pair
	// Rest is what holds of every pair that is not listed.
	Rest string
}

// no, found and yes make cells.
func no(says string, tests ...string) Cell    { return Cell{No, says, tests} }
func found(says string, tests ...string) Cell { return Cell{Found, says, tests} }
func yes(says string) Cell                    { return Cell{Can: Yes, Says: says} }
