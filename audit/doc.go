// Package audit holds the log of Guildhall as anybody can check it: entries,
// their chain and their Merkle tree, signed checkpoints, proofs, sealed
// payloads, and the bundle in which a log travels.
//
// The invariant: every byte that is accepted is the only encoding of what it
// means. An entry, a checkpoint, a sealed record, a list of what is withheld
// and a zip are accepted only if encoding them again gives the same bytes, so
// whoever changes any bit of them is found out, here or by a hash.
//
// What is trusted: SHA-256, HMAC-SHA256 and Ed25519; and, for the claim that
// this is the log that others saw, a public key and a checkpoint which the
// reader has from elsewhere. Without those a log is only consistent with
// itself. Nothing in this package knows the rules of an election: that each
// step was allowed is for governance/record to say.
package audit
