// Package edition is the booth as bytes: every file that a voter's browser is
// given, made from what the program embeds and from nothing else.
//
// Invariant: an edition depends on the sources and the toolchain alone. It knows
// no service, no election and no visitor, so whoever builds the same sources
// holds the same bytes, and one hash names them all. What differs from election
// to election, the ballot papers, is made from the log and its public files
// alone (Papers), so that anybody who follows the log can make them too.
//
// Trusted: the build (web/ui/build), which pins the toolchain that go.mod names.
package edition
