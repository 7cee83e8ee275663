// Package papers makes the papers of an election from the log: notice of poll,
// statement of candidates, declaration of result. The pages, the service's own
// issue of a declaration and the rehearsal all get their papers here.
//
// Invariant: the same log gives the same document, byte for byte. A paper that
// was issued is made again from the log as it stood then, so that its page and
// its PDF cannot drift apart. Nothing is asked of the clock.
//
// Trusted: the point it is given, and the store's promise that a blob is what
// its digest says. Names of people are sealed texts; after their destruction
// the page says so, while the PDF that was issued keeps what it said.
package papers
