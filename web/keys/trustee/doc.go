// Package trustee is what a trustee's program does, apart from the browser and
// the command line: it answers, with the trustee's recovery phrase, what the
// service asks in each round of the key ceremony and at the count.
//
// Invariants. Every round is a function of the service's Task and of the phrase,
// so a page that is loaded again goes on where it was, and nothing but the phrase
// has to be kept. The phrase is in no Answer. What the service shows is checked
// before it is answered, and a refusal names who told the untruth. A share of a
// decryption comes only from a *Count: from a whole bundle verified here.
//
// Trusted: the machine this runs on, and that the trustees compared their words
// by voice.
package trustee
