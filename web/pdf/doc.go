// Package pdf prints a paper.Document as PDF. It alone imports gofpdf, which
// is archived upstream, so that another writer can take its place.
//
// The invariant: one document gives the same bytes in every process and every
// time, because a paper's digest goes into the log. What gofpdf would take
// from a map's order or from the clock is not used: no images, no aliases, no
// missing dates. Everything drawn comes from the document and the embedded
// fonts.
//
// The PDF is not tagged; the HTML page that web/paper prints of the same
// document is the accessible one.
package pdf
