package public_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/election/secrecy"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/webtest"
)

// sized is a rehearsal in which each practice has a vote for every patient.
func sized(t *testing.T) rehearsal.Script {
	t.Helper()
	script := webtest.Script(t)
	var err error
	script.Rule, err = roll.ParseRule("per:1:up")
	webtest.Must(t, err)
	for i := range script.Rows {
		script.Rows[i].Patients += int64(i * i) // no two alike
	}
	return script
}

// worked is the page when nothing on it is being worked out.
func worked(s *webtest.Service) webtest.Page {
	return webtest.Worked(func() webtest.Page { return s.Browser().Get(poll + "/reveals") })
}

// TestRevealsBeforeThePoll: the page says what was measured, as the notice does, and
// of a result nothing.
func TestRevealsBeforeThePoll(t *testing.T) {
	s := webtest.StartScript(t, sized(t), rehearsal.Frozen)
	b := s.Browser()
	b.Get(poll+"/reveals").Want(200, "6 of 6 practices have a number of votes that no other practice has", "worked out here when the result has been declared")
	webtest.Must(t, s.R.Until(s.Ctx, rehearsal.Voted))
	const sentence = "That is more than the limit of 5%. 6 of 6 practices have a number of votes that no other practice has: the ballot box shows when they voted."
	for _, path := range []string{poll, poll + "/reveals", "/secrecy", poll + "/papers/notice-of-poll"} {
		b.Get(path).Want(200, sentence)
	}
	worked(s).Want(200, "All 6 practices vote", "4 of 6 practices vote", "Beyond the limit", "--answers 4,4,3").Not("as declared", "Decisions of the returning officer")
}

// TestRevealsTheTotals holds the page of a declared result against what the command
// line prints of the same totals. It names nobody and no answer.
func TestRevealsTheTotals(t *testing.T) {
	s := webtest.StartScript(t, sized(t), rehearsal.Declared)
	page, el := worked(s).Want(200, "The totals as declared"), s.Election()
	certain := 0
	for _, post := range el.Contested() {
		c, ok := conduct.Totals(&el, &post)
		if !ok {
			t.Fatalf("%s has no totals", post.ID)
		}
		report, err := secrecy.Reveal(t.Context(), c, secrecy.Limits{})
		webtest.Must(t, err)
		certain += report.Certain
		page.Want(200, "Ways of voting that give these totals: "+report.Patterns.String()+".",
			fmt.Sprintf("all of these ways agree about them: %d of %d (", report.Certain, report.Voters),
			fmt.Sprintf("some answer that was given is impossible: %d of %d (", report.Excluded, report.Voters),
			fmt.Sprintf("--answers %d --totals %s", len(c.Totals), strings.Trim(strings.ReplaceAll(fmt.Sprint(c.Totals), " ", ","), "[]")))
		for _, p := range post.Order {
			candidate, _ := post.Candidate(p)
			page.Not(s.R.Desk().Card(s.Ctx, candidate).Name)
		}
	}
	if certain == 0 {
		t.Fatal("in the fixture no vote is certain, so the test shows nothing")
	}
	for row := range el.Roll.Rows {
		page.Not(s.R.Desk().Practice(s.Ctx, row.Practice).Name)
	}
	// The decisions stand here, on the declaration and nowhere before.
	const reason = "The reason: “This is a rehearsal with invented votes; whatever the result gives away is nobody's.”"
	for _, path := range []string{"/reveals", "/papers/declaration"} {
		s.Browser().Get(poll+path).Want(200, "The poll was opened although what the totals can give away was not within the limit that the rules set. "+reason, "The totals were decrypted although")
	}
	s.Browser().Get(poll+"/papers/declaration").Want(200, "What do these totals reveal? After the close, for the practices that voted,")
	s.Browser().Get(poll+"/result").Want(200, "What these totals reveal about single votes")
}

// TestRevealsNothing: without a poll there is nothing to reveal.
func TestRevealsNothing(t *testing.T) {
	script := webtest.Script(t)
	script.Turnout = 0
	s := webtest.StartScript(t, script, rehearsal.Declared)
	s.Browser().Get(poll+"/reveals").Want(200, "There are no totals that could reveal anything").Not("Best guess")
}
