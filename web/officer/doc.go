// Package officer is what a returning officer sees and does: the task list of an
// election and a page for each step.
//
// Invariant: the task list is worked out from the point alone. What a row says,
// and whether its page lets anything be done, comes from applying the row's own
// event to a copy of the state, so the page and the rule cannot disagree. No
// page shows when or how somebody voted; which practices have voted is shown
// during the poll only where reminders are sent, as of a midnight (site.Named).
//
// In the strict scheme the returning officer names the team, sees how far each of
// it is and can remind them. There is no page for a key, a phrase or a code: what
// the officer must not know never comes here.
//
// Trusted: that whoever is signed in as a returning officer is one. The
// returning officer's secret key never comes here.
package officer
