// Package rehearsal plays a whole election from a script, with invented people,
// through the real clerk, the real protocol and a real data folder. The command
// rehearse, the demonstration, the mock election before a real one and the
// tests all use it: there is one scripted election, stopped at a named stage.
//
// The same script and seed give the same candidates and the same votes, and so
// the same result; keys, codes and the randomness of ballots differ each time.
package rehearsal
