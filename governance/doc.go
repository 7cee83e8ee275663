// Package governance holds the rules of the alliance: its practices, the
// people who act for them, its offices, and the papers it issues. Together
// with package election, whose events it also folds, it is the whole meaning
// of the log.
//
// Invariants are those of package election: a rule reads only the state and
// its entry's Fact; no event carries free text; a copied State is a snapshot.
// One rule more is checked here for every event: whoever acts for a practice
// represents it, and every person and practice named is known.
package governance
