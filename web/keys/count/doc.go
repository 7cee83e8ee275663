// Package count is what everybody does who decrypts, before decrypting: it
// verifies the whole public bundle of the log, trusting nobody, and gives the
// tallies that it computed itself.
//
// Invariants. A *Count exists only of a bundle all of which holds: every byte,
// every step by the rules, every archive and paper, every ballot; which is the
// log that this holder saw before, with nothing taken away; and whose poll is
// closed and tallied with the tally computed here. A key is given no other sum
// to decrypt, no sum of too few ballots, and no second one of a contest.
//
// Trusted: what the holder kept from before, and the machine this runs on.
package count
