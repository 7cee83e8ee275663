// Package registrar is what the registrar of an election sees and does: make the
// voting codes, bring them to the practices, and give one again that was lost.
//
// Invariants. The codes are drawn in the registrar's own browser (web/codes/wasm),
// or by the command line from the task that is downloaded here, and live in a file
// that only the registrar's passphrase opens. What is sent here is their public
// half, which is checked before it is recorded. One thing is an exception and is
// called so on its page: a code that the registrar sends by email passes through
// this service, which tells it to the mail server while the request lasts, and
// writes it nowhere.
//
// Before the public half has been sent, the tab keeps the locked file in its
// sessionStorage, so that a reloaded page loses nothing; the passphrase and the
// codes themselves are never stored.
//
// Trusted: that whoever is signed in is that person. The registrar's program
// compares the list in the log with the file before it prints or hands out a
// code.
package registrar
