// Package witness is what trustees and scrutineers do to hold the service to its
// word: their browsers check the whole log and cosign its checkpoints, at the
// opening, every day and at the close.
//
// Invariants. The signing key stays in the witness's browser. What comes back is
// checked before it is recorded, and it is recorded in the name of whoever is
// signed in, for nobody else. The panel's program trusts nothing of what these
// pages say: it reads the public log as anybody does.
//
// Trusted: that whoever is signed in is that person, and only for the record of
// who named which key. Whose key it is, people tell each other. A page's program
// comes from the service; who would not rely on that uses the command line.
package witness
