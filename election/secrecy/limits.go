package secrecy

import (
	"context"
	"fmt"
)

// Limits say when to give up. A zero field takes its default.
type Limits struct {
	// Steps is the most partial votes looked at, for one contest: each is a
	// way in which some practices could have given one answer.
	Steps int
	// Kept is the most states and transitions held in memory at a time, of up
	// to about 50 bytes each while they are found.
	Kept int
	// Words is the most multiplications of 64-bit words when patterns are
	// counted; numbers of patterns can have thousands of digits.
	Words int
}

// The defaults take a few seconds and some 200 MB at the worst.
const (
	defaultSteps = 100_000_000
	defaultKept  = 4_000_000
	defaultWords = 400_000_000
)

// NotComputed says that something was not computed because it is too large. It
// is no finding either way: totals that cannot be analysed here may still give
// votes away to somebody with more time.
type NotComputed struct {
	Limit string // which limit was met: steps, kept, words or classes
	At    int    // its value
}

func (e *NotComputed) Error() string {
	const rest = "That says nothing either way."
	switch e.Limit {
	case "classes":
		return "Not computed: there are too many different weights. " + rest
	case "kept":
		return fmt.Sprintf("Not computed: more than %s ways to begin a vote would have to be kept in mind. %s", group(int64(e.At)), rest)
	case "words":
		return "Not computed: the numbers of ways of voting are too large to be counted here. " + rest
	}
	return fmt.Sprintf("Not computed: more than %s partial votes would have to be looked at. %s", group(int64(e.At)), rest)
}

// budget is what is left of the limits.
type budget struct {
	ctx   context.Context
	limit Limits
	steps int
	kept  int
	words int
	check int // steps until the context is asked again
}

const checkEvery = 1 << 16

func newBudget(ctx context.Context, l Limits) *budget {
	if l.Steps == 0 {
		l.Steps = defaultSteps
	}
	if l.Kept == 0 {
		l.Kept = defaultKept
	}
	if l.Words == 0 {
		l.Words = defaultWords
	}
	return &budget{ctx: ctx, limit: l}
}

// step takes n steps, and asks now and then whether anybody is still waiting.
func (b *budget) step(n int) error {
	if b.steps += n; b.steps > b.limit.Steps {
		return &NotComputed{"steps", b.limit.Steps}
	}
	if b.check -= n; b.check < 0 {
		b.check = checkEvery
		return b.ctx.Err()
	}
	return nil
}

func (b *budget) keep(n int) error {
	if b.kept += n; b.kept > b.limit.Kept {
		return &NotComputed{"kept", b.limit.Kept}
	}
	return nil
}

// multiply takes n multiplications of words.
func (b *budget) multiply(n int) error {
	if b.words += n; b.words > b.limit.Words {
		return &NotComputed{"words", b.limit.Words}
	}
	return b.step(1)
}
