// Package site is what all pages share: who is asking, with which rights, at
// which point of the log, and how a page is refused.
//
// Invariants: one immutable record.Point is pinned for each request, and every
// page of it is made from that point alone; a session is a random identifier
// whose digest is a row of a side table, so that deleting the row ends it; a
// token (of a link, a session, a browser) is 128 random bits of which only the
// SHA-256 is kept; GET spends nothing; what a visitor did is logged by the
// pattern of its route, never by its address, and never with a person beside a
// vote.
//
// A link has a purpose, and the session that begins with it never does more
// (Grant); need.go is the one place where that is weighed. Only a browser that is
// bound to a link is told whose it is. docs/links.md and docs/routes.md say what
// each opens, and a test tries it.
//
// Trusted: the browser that a person used first with a link, and the mailbox
// of a person's registered address.
//
// A visitor's package has a function Routes(e *echo.Echo, s *site.Site). It
// checks the role once, on its group:
//
//	g := e.Group("/officer", site.Needs(site.AnOfficer))
//
// and its handlers ask site.Of(c) who is there. A handler returns an error for
// every refusal; Site.Fail turns it into a page (or into JSON, for a script
// that asks for it), in one place.
//
// What answers a form never answers the POST itself: a handler renders it as any
// page, and Keeping shows it at the form's own address with a ticket, so that
// Back, Forward and Reload repeat no deed. After a success it leads on with
// Redirect. No page that answers a form may hold a voting code, a number or a
// passphrase.
package site
