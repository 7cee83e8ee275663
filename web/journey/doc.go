// Package journey holds no program. Its tests take whole journeys through the
// service in Chromium, as people do: an election from an empty data folder to
// its declaration, the facts that a visitor can see, every page at two widths,
// and the demonstration's first minute.
//
// Invariant: nothing is stood in for. The service is that of package web on a
// listener, with a database in a data folder; only its clock is the test's, and
// the outbox is the mailbox.
package journey
