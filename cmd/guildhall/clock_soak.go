//go:build soak

package main

import (
	"os"
	"strings"
	"time"

	"github.com/onenorwich/guildhall/governance/clerk"
)

// clock is this machine's, off by what the file says that GUILDHALL_CLOCK names:
// no program that is released can be told the time, but its tests must see a
// clock that jumps.
func clock() clerk.Clock {
	c := clerk.SystemClock()
	real := c.Now
	c.Now = func() time.Time {
		raw, err := os.ReadFile(os.Getenv("GUILDHALL_CLOCK"))
		if err != nil {
			return real()
		}
		off, err := time.ParseDuration(strings.TrimSpace(string(raw)))
		if err != nil {
			panic(err)
		}
		return real().Add(off)
	}
	return c
}
