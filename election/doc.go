// Package election holds the rules of one election: who calls it, whose votes
// weigh what, who stands, when the poll is open, which ballots count, and who
// is elected.
//
// It is a fold. An [Event] is a frozen struct beside its rule; [State.Apply]
// checks the rule and then changes the state. The service, start-up and an
// auditor's verification all run the same rules, so a log that replays without
// an error is a log in which every step was allowed.
//
// Invariants: a rule reads nothing but the state and the [Fact] of its entry
// (no clock, no file, no blob); an event carries no free text; a copied State
// is a snapshot, because its tables are persistent and no slice inside a row
// is ever changed in place.
//
// Trusted: nothing here checks a signature or a proof. Cryptography is checked
// once by whoever admits a ballot and again, from the archive, by every
// verifier (package belenios).
package election
