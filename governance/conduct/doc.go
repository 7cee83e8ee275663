// Package conduct is how an election is conducted, step by step: each function
// is one step of the returning officer's, a practice's or the service's
// procedure, made into one command for the clerk, with the words and the files
// that belong to it. The pages, the rehearsal and the demonstration all go
// through here, so that none of them has a procedure of its own.
//
// Invariant: a step is recorded whole or not at all. Slow work (making keys,
// checking proofs, multiplying ballots) is done before the command; the rules
// are not here but beside the events (packages election and governance).
package conduct
