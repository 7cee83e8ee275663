package secrecy

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// group writes a number with a comma before each three digits.
func group(n int64) string { return groupDigits(strconv.FormatInt(n, 10)) }

func groupDigits(s string) string {
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// readable writes a number that may have thousands of digits.
func readable(n *big.Int) string {
	s := n.String()
	if len(s) <= 15 {
		return groupDigits(s)
	}
	return fmt.Sprintf("%c.%s × 10^%d", s[0], s[1:3], len(s)-1)
}

// percent writes a share as people read it, and never rounds to 0 % or 100 %
// what is neither.
func percent(p float64) string {
	switch {
	case p == 0:
		return "0%"
	case p == 1:
		return "100%"
	case p < 0.001:
		return "less than 0.1%"
	case p > 0.999:
		return "more than 99.9%"
	}
	return strings.TrimSuffix(strconv.FormatFloat(100*p, 'f', 1, 64), ".0") + "%"
}

// Percent writes a share of 0 to 1 as the sentences of this package do.
func Percent(p float64) string { return percent(p) }

// Ways writes a number of patterns, which may have thousands of digits.
func Ways(n *big.Int) string { return readable(n) }

// practices writes a number of practices.
func practices(n int) string {
	if n == 1 {
		return "1 practice"
	}
	return group(int64(n)) + " practices"
}

func votes(w int64) string {
	if w == 1 {
		return "1 vote"
	}
	return group(w) + " votes"
}
