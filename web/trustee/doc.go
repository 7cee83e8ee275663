// Package trustee is what a trustee of an election sees and does: the key
// ceremony in one live sitting or apart, the proof that the recovery phrase was
// kept, and the count.
//
// Invariants. No recovery phrase and no key comes here: what a trustee gives is
// worked out in the trustee's own browser, or by the command line from the task
// that is downloaded here, and is checked before it is recorded. Whoever is
// signed in acts for themselves alone: an answer of another seat is refused.
//
// Trusted: that whoever is signed in is that person. The trustees' programs trust
// nothing of what these pages say.
package trustee
