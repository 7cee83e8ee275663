// Package codes is what a registrar does with voting codes, apart from any
// browser: it draws them, locks them into a file for the registrar alone, makes
// their public half and signs it, and prints the letters that carry them. The
// registrar's page runs it in the browser, the command line runs it as it is.
//
// Invariants. A code leaves this package in the registrar's locked file, in a
// letter, and one at a time for an email that the registrar asks for; nothing
// that is made for the service holds one. The order of the public list says
// nothing of practices. The same file and task give the same list, signature and
// letters, byte for byte.
//
// Trusted: the registrar and the registrar's machine; age (scrypt and
// ChaCha20-Poly1305) for the file. The task comes from the service and is
// believed in what it says of the roll, which the log shows to everybody.
package codes
