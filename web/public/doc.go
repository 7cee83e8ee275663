// Package public is what anybody sees without signing in: the notice of an
// election, its candidates, the ballot box, the result, the papers, the log and
// how to check all of it.
//
// Invariant: everything here comes from the pinned point and from public blobs;
// no sealed text, no side table and no session is read, so nothing here can be
// private. No practice is named as having voted before its poll has closed.
//
// Trusted: nothing. Every figure on these pages can be worked out from what the
// same pages offer for download.
package public
