// Package secrecy measures what a weighted result itself gives away.
//
// Everybody knows the practices' weights, and the archive shows which of them
// voted. Exact totals can then show how a practice voted, whatever the
// encryption: the ways of voting that fit the totals may all agree about it.
//
// The model: the practices that cast a counting ballot have weights above zero;
// a contest has K answers, blank included, and a total for each. A pattern gives
// every practice one answer; it fits if for every answer the weights of those
// who gave it add up to its total. Beforehand practices answer independently of
// each other, with the chances of a prior (the same for every answer unless
// said otherwise).
//
// The invariant: what this package says is exact, or it is not said. A vote is
// called certain only if every fitting pattern agrees about it, and safe from
// certainty only if two of them do not; numbers of patterns and chances are
// computed in whole numbers and rounded once, at the end. What would take too
// long ends with [NotComputed], and never with a guess. Only the scenarios
// before a poll are drawn by lot, and they come with their intervals.
//
// Certain and excluded hold under any prior that gives every answer a chance.
// Probabilities hold only under the stated one. What somebody knows beyond the
// totals (their own vote, a talk over tea) is not in them: see [Known].
//
// Trusted: nothing. All figures are public; anybody may compute again.
package secrecy
