// Package witness is what a trustee's or a scrutineer's browser does before it
// cosigns a checkpoint of the log, and what the command line does likewise.
//
// Invariants. A *Found exists only of a log every entry of which was read, follows
// from the one before, and was allowed by the rules; which the log's key signed;
// and which begins with all that this witness signed before. Nothing else is
// cosigned, and of two logs of the same size never both.
//
// Trusted: what the witness kept from before, and the machine this runs on. At the
// very first time nothing was kept: then the log's key is taken as it is served,
// and people compare it.
package witness
