package journey_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/sirupsen/logrus"

	"github.com/onenorwich/guildhall/web"
	"github.com/onenorwich/guildhall/web/demo"
	"github.com/onenorwich/guildhall/web/papers"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui/uitest"
)

// demonstration starts the demonstration as its command does.
func demonstration(t testing.TB) *service {
	t.Helper()
	l, url := listen(t)
	s := &service{t: t, ctx: context.Background(), url: url, told: &output{}}
	d, err := demo.Open(s.ctx, t.TempDir(), web.Schemas())
	must(t, err)
	s.dir, s.clock = d.Dir, d.Clock
	log := logrus.New()
	log.SetOutput(s.told)
	more := append(d.More(), func(e *echo.Echo, _ *site.Site) { s.echo = e })
	s.server, err = web.New(web.Options{Desk: d.Dir.Desk, Log: log, BaseURL: url, Demo: d.Mark(), More: more})
	must(t, err)
	must(t, d.Invite(s.ctx, s.server.Site))
	run(t, s.ctx, s.server, l, d.Close)
	return s
}

// TestDemonstration is a newcomer's first minutes: vote, find the receipt, move
// the clock, decrypt, declare, read the paper, verify the bundle.
func TestDemonstration(t *testing.T) {
	t.Parallel()
	s := demonstration(t)
	tab := uitest.Open(t)
	tab.Go(s.url + "/")
	tab.Follow("Clock, emails and ways in")
	tab.See("14 of 23 practices have voted", "invented people")
	page := &crawl{service: s, stage: "demo", tab: tab}
	page.look("nobody", "/demo")

	// Vote through the email that the practice got.
	tab.Follow("Open the email that")
	tab.See("Vote for ", "Do not forward this email")
	page.look("nobody", "/demo/mail/1")
	link := ""
	tab.Eval(`document.querySelector('.gh-mail a[href*="/v/"]').textContent`, &link)
	tab.Follow(link)
	v := &voter{Tab: tab}
	tab.See("Start")
	page.look("practice", "/v")
	v.Follow("Start")
	list, before := s.papers(poll), s.election(poll)
	v.mark(list, 1, 1, 0) // one post is tied, unless the visitor decides it
	page.look("practice", "/check")
	v.cast()
	page.look("practice", "/done")
	s.ballots(t, poll, before.Poll.CastCount()+1, 15)
	v.Click("What the receipt is for")
	tracker := v.trackers()[0]
	tab.Follow("Look at the ballot box")
	tab.Fill("Find your ballot by its tracker", tracker)
	tab.Follow("Find it")
	tab.See("Included: this ballot is in the box.")

	// The emails: one for each ballot, one that came back.
	tab.Go(s.url + "/demo/mail")
	tab.See("A ballot was recorded", "came back")
	page.look("nobody", "/demo/mail")

	// Be the returning officer: nothing can be decrypted before the close.
	tab.Go(s.url + "/demo")
	tab.Follow("Be the returning officer")
	tab.See("Practices vote", "15 of 23 practices have voted")
	if n := s.rows(t, 0, tasks(tab)); n != "Practices vote" {
		t.Errorf("next is %q", n)
	}
	page.look("officer", "/officer/elections/x")
	tab.Go(s.url + "/demo")
	name, key := tab.Download(func() { tab.Click("the returning officer’s key file") })
	tab.Follow("To the close of the poll")
	tab.See("15 of 23 practices have voted", "The poll closed")
	s.until("the totals are made", func() bool {
		el := s.election(poll)
		return el.Poll.Closed() && el.Contested()[len(list)-1].Tally != nil
	})
	tab.Follow("Be the returning officer")
	weigh(tab, "Weigh what this result gives away")
	page.look("officer", "/weighed")
	tab.Follow("Verify the ballots and decrypt the totals")
	tab.Upload("Your key file", (&whole{service: s}).file(t, name, key))
	tab.Click("Verify and decrypt")
	tab.See("Everything was verified and decrypted")
	page.look("officer", "/decrypted")
	tab.Follow("Continue")
	tab.See("The provisional result")
	page.look("officer", "/result")
	tab.Follow("Go on to declare it")
	tab.See("Equal votes")
	tab.Follow("Declare this result")
	tab.See("The result has been declared")
	s.until("the declaration has been issued", func() bool {
		state := s.desk().State()
		_, issued := state.Paper(papers.PaperID(poll))
		return issued
	})

	el := s.election(poll)
	text := poppler(t, []byte(s.fetch("/elections/"+string(poll)+"/papers/declaration.pdf")))
	if !regexp.MustCompile(`(?i)demonstration`).MatchString(text) {
		t.Error("the paper is not marked as a demonstration")
	}
	for i, p := range list {
		for j, candidate := range p.candidates {
			if votes := fmt.Sprintf("%s %d", candidate, el.Contested()[i].Result.Counts[j+1]); !strings.Contains(text, votes) {
				t.Errorf("the paper does not say %q:\n%s", votes, text)
			}
		}
	}
	tab.Go(s.url + "/elections/" + string(poll) + "/result")
	page.look("nobody", "/elections/x/result")
	tab.Go(s.url + "/verify")
	_, bundle := tab.Download(func() { tab.Eval(`document.querySelector('a[href="/bundle.zip"]').click()`, nil) })
	if found := verified(t, s, bundle); len(found.Contests) != len(list) {
		t.Errorf("%d contests were verified", len(found.Contests))
	}
}

// TestDemonstrationPages opens every page of the demonstration while the poll is
// open.
func TestDemonstrationPages(t *testing.T) {
	t.Parallel()
	s := demonstration(t)
	c := &crawl{service: s, stage: "demo", practice: "d82076", tab: uitest.Open(t)}
	state := s.desk().State()
	practice, _ := state.Practice(c.practice)
	c.as("nobody", "")
	c.as("practice", practice.Voting)
	c.as("officer", s.election(poll).Called.Officer)
}
