// Package belenios is the ballot protocol of Guildhall: Belenios, protocol
// version 1, with homomorphic questions, in the groups Ed25519 and
// BELENIOS-2048.
//
// Invariants. A ballot is Checked, a tally is a *Tally and a share is a
// *Share only if this package verified it: none of the three can be made
// otherwise, so whoever holds one need not look again. Whoever decrypts
// verifies first, because a key decrypts nothing but a *Tally. Whatever is
// read is accepted in one spelling only (see internal/canon and
// internal/group), so raw bytes, their hash and their meaning are one thing.
//
// A threshold committee's key comes out of a ceremony of three steps, each of
// them a function of what is read and of the member's phrase: Certificate and
// Committee, Polynomial and Dealing, Part and Output. The service that carries
// the messages sees no secret, and whatever it or a member makes false is
// refused by whoever reads it next, with a MemberError that names the liar,
// provided that the members compare the Words of their certificates.
//
// Trusted: SHA-256, AES-GCM, the discrete logarithm in the group, and for
// secrecy that fewer trustees than needed put their keys together. Nothing that is read is
// trusted: not the credential list's form, not the numbers an archive gives
// of itself, not its result.
//
// Voters' secrets (code, choices, the randomness of a ballot) and trustees'
// keys are touched in constant time only, where the group is Ed25519.
// BELENIOS-2048 exists so that other people's verifiers can check ours.
//
// The package imports no file, no network and no other package of Guildhall:
// it is compiled into the voter's browser.
//
// Sources: the Belenios specification, protocol version 1; the archive format
// of belenios-tool 3.3.0.
package belenios

import "github.com/onenorwich/guildhall/election/belenios/internal/group"

// Names of the supported groups.
const (
	Ed25519      = group.Ed25519      // for every real election
	Belenios2048 = group.Belenios2048 // for checks by belenios-tool 2.0
)
