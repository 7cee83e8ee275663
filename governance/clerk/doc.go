// Package clerk is the one writer of the log. Whoever wants something recorded
// hands the clerk a [Command]; the clerk decides it on a snapshot of the
// state, writes what was decided with everything that belongs to it in one
// transaction, and publishes the new [record.Point] after the commit.
//
// Invariants: a refused command leaves no trace; a command is answered with
// success only after its entries are durable; no entry is written that the
// rules would refuse at a replay; an open poll is closed at its deadline before
// anything later is written, and not before every ballot that had arrived in
// time has been decided.
//
// After a failed commit nothing is guessed: the next transaction sees what the
// database holds, and a command is answered by whether its batch is there, which
// is whole or not there at all.
//
// Trusted: the store, that what it has committed is durable, and the machine's
// clock as long as it does not jump.
package clerk
