// Package monitor watches a service from outside, for observers: it compares the
// booth that is served with the booth that this program was built with, follows
// the log, and keeps what it saw.
//
// Invariant: what is kept is only ever added to. A checkpoint is kept before
// anything newer is looked at, so a service that shows a monitor one log and
// writes another one afterwards contradicts a file that is not in its hands. A
// network that fails is no lie and is told apart from one (Trouble, Wrong).
//
// Trusted: this program, the machine it runs on, and, where one is given, the
// log's key. Not trusted: the service, and whatever lies between. A service that
// recognises the monitor can show it another face than it shows to voters: so it
// asks as different visitors would, and many should run it, in many places.
package monitor
