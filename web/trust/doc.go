// Package trust is the trust matrix: what each party to an election, and each
// pair of them together, can learn or change, in the strict scheme and in the
// simple one, and the test that shows it.
//
// Invariant: the page and the README print this one table, and every test that
// it names is in the tree (TestEveryCell).
package trust
