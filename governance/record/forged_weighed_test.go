package record_test

import "github.com/onenorwich/guildhall/election"

// weighed are the forged entries about what the result gives away. That the
// figures are true, only a verification can tell: see TestWeighedFalsely.
func weighed() map[string][]forged {
	type weighing = election.SecrecyWeighed
	return map[string][]forged{
		"secrecy.weighed": {
			strict("by the service", "not-officer", func(s *tale) *draft { return s.genuine("secrecy.weighed", 0).as(election.Service) }),
			strict("before the contests are settled", "stage", func(s *tale) *draft { return s.genuine("secrecy.weighed", 0).before("contests.settled") }),
			strict("twice", "stage", func(s *tale) *draft { return s.genuine("secrecy.weighed", 0).after("secrecy.weighed") }),
			strict("of those who voted, before the close", "stage", func(s *tale) *draft { return s.genuine("secrecy.weighed", 1).before("poll.closed") }),
			bent(0, "at no stage", "stage", func(_ *tale, e *weighing) { e.Stage = "never" }),
			bent(0, "a chance above one", "excess", func(_ *tale, e *weighing) { e.Excess = 1_000_001 }),
			bent(0, "passed without a measure", "measured", func(_ *tale, e *weighing) { e.Passes, e.Measured = true, false }),
			bent(0, "a figure without a measure", "measured", func(_ *tale, e *weighing) { e.Passes, e.Measured, e.Excess = false, false, 7 }),
		},
	}
}
