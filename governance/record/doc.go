// Package record is the seam between the log and the rules: an entry becomes
// an event, an event becomes an entry, a log becomes a state by replay, and a
// contest's Belenios archive is projected from it.
//
// Invariant: an entry is written only by folding it first, with the same code
// that replays it; so no log that this package wrote fails its replay.
//
// Nothing here knows SQL. Cryptography is not done while folding: it happens
// once, in the archive, when a bundle is verified.
package record
