//go:build !soak

package main

import "github.com/onenorwich/guildhall/governance/clerk"

// clock is this machine's.
func clock() clerk.Clock { return clerk.SystemClock() }
