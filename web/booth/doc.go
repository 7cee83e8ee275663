// Package booth is the polling booth: the page on which a practice marks its
// ballot papers, the program in the voter's browser that locks them, and the
// address that takes them.
//
// Invariants. The booth is the same bytes for everybody: /booth/ELECTION reads
// no cookie, sets none, and knows nobody; who votes is asked only by
// POST /cast/ELECTION. A choice and a voting code never leave the browser. A
// ballot's time is when its last byte had arrived, stamped before anything else
// is done with it. "Your vote has been cast" is said only once the log holds the
// vote; the same bytes sent again get the first answer again.
//
// Trusted: the voter's browser and what this service sent it (that others can
// compare, since it is the same for all); for eligibility in the simple scheme,
// the session that the service opened.
//
// # How the booth learns who votes
//
// Page 1 of the voting link (/v/TOKEN) includes the scripts tab.js, qr.js and
// check.js, preloads Program, and holds two elements:
//
//	<div id="booth-check" data-election="committee-2026" data-link="TOKEN"></div>
//	<div id="booth-start"> the form with Start </div>
//
// The script notes the link, and the code of a letter if one was scanned, for this
// tab alone (tab.js says where). Where the browser cannot protect a vote, it hides
// #booth-start and shows in #booth-check why, and the address as a QR code. Start
// leads to /booth/ELECTION, which asks for whom this browser's session votes:
//
//	POST /voter/ELECTION {} → {"ok":true,"practice":"d82008","name":"…","code":"…"}
//
// No address holds a voting code but a letter's QR code, because browsers keep
// addresses. A vote ends the session (site.EndVoting): whoever votes again shows a
// number, in every browser.
//
// # When the session has gone
//
// The booth then asks in place for a number that is mailed to the registered
// address, at two addresses of the voting link. Both take and give JSON:
//
//	POST /v/TOKEN/number  {}                   → {"ok":true,"sentence":"We have sent …"}
//	POST /v/TOKEN/confirm {"number":"123456"}  → {"ok":true} and the session's cookie,
//	                                             or {"ok":false,"sentence":"…"}
package booth
