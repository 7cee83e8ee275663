// Package paper is the one model of everything Guildhall prints: notices,
// statements, declarations. A paper is a Document made of Blocks; two printers
// read it, HTML here and PDF in web/pdf, so that the accessible page cannot
// say something else than the paper that is signed.
//
// The invariant: a Document is a value. It holds everything that is printed,
// its date included; no printer asks the clock, the network or the log, so one
// Document gives the same bytes every time. What is trusted: nothing. Every
// string is somebody's input and is cleaned and escaped by the printers.
package paper
