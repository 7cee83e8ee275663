// Package mail is the outbox: every email that the service sends is first a row
// of a side table, written in the transaction of what it tells about, and is
// carried to a mail server over a few lines at once: numbers first, then links to
// sign in, then the news of ballots, then the rest, and in each class one message
// a round for whoever made them necessary.
//
// Invariant: a message is marked "sending" before a byte of it leaves, so it is
// never sent twice by the service alone. What was being sent when the service,
// the line or the mail server broke down is "uncertain", and a person decides
// whether it goes again; but for numbers and links to sign in, which go again by
// themselves. The text of a message that a server has accepted is
// deleted: it holds links and voting codes. No message says how anybody voted, and
// no row of what is sent because a practice votes says when.
//
// Trusted: the mail server, with everything that is in the emails. The pages
// say so ("this service or your mail provider").
package mail
