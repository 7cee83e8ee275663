package roll

import (
	"fmt"
	"strings"
)

// MaxProblems is how many problems of one roll are told; the rest are counted.
const MaxProblems = 10

// Problem is one thing that is wrong with a roll.
type Problem struct {
	Line     int    // of the file, from 1; 0: the file as a whole, or no file
	Column   string // its name as in the file; empty: the line as a whole
	Sentence string // what is wrong and what to do, without the place
}

func (p Problem) String() string {
	switch {
	case p.Line == 0:
		return p.Sentence
	case p.Column == "":
		return fmt.Sprintf("Line %d: %s", p.Line, p.Sentence)
	default:
		return fmt.Sprintf("Line %d, column %s: %s", p.Line, p.Column, p.Sentence)
	}
}

// Error is everything that is wrong with a roll. Its text has one problem a
// line.
type Error struct {
	Problems []Problem // at most MaxProblems, in the order of the file
	More     int       // further problems, not told
}

func (e *Error) Error() string {
	lines := make([]string, 0, len(e.Problems)+1)
	for _, p := range e.Problems {
		lines = append(lines, p.String())
	}
	if e.More > 0 {
		lines = append(lines, fmt.Sprintf("There %s; correct these first.", more(e.More)))
	}
	return strings.Join(lines, "\n")
}

func more(n int) string {
	if n == 1 {
		return "is 1 more problem"
	}
	return "are " + group(int64(n)) + " more problems"
}

// add notes one problem.
func (e *Error) add(line int, column, format string, args ...any) {
	if len(e.Problems) == MaxProblems {
		e.More++
		return
	}
	e.Problems = append(e.Problems, Problem{line, column, fmt.Sprintf(format, args...)})
}

// found is e as an error, or nil when nothing is wrong.
func (e *Error) found() error {
	if len(e.Problems) == 0 {
		return nil
	}
	return e
}
