package public_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/ui/uitest"
	"github.com/onenorwich/guildhall/web/webtest"
)

func TestMain(m *testing.M) { os.Exit(uitest.Main(m)) }

// picture keeps a page for people to look at, where GUILDHALL_PICTURES names a
// folder.
func picture(tab *uitest.Tab, name string) {
	dir := os.Getenv("GUILDHALL_PICTURES")
	if dir == "" {
		return
	}
	tab.Size(320, 900)
	tab.Screenshot(filepath.Join(dir, name+"-320.png"))
	tab.Size(1280, 900)
	tab.Screenshot(filepath.Join(dir, name+"-1280.png"))
}

// TestEveryPageIsAccessible holds each page, at the stages at which it looks
// different, against axe-core at 1280 and 320 pixels.
func TestEveryPageIsAccessible(t *testing.T) {
	for _, c := range []struct {
		stage rehearsal.Stage
		pages []string
	}{
		{rehearsal.Begun, []string{"/", "/log", "/verify", "/receipt"}},
		{rehearsal.Frozen, []string{poll}},
		{rehearsal.Settled, []string{poll + "/candidates", poll + "/papers/candidates"}},
		{rehearsal.Voted, []string{"/", poll, poll + "/board", poll + "/board?tracker=abc", poll + "/papers/notice-of-poll", "/secrecy", poll + "/reveals"}},
		{rehearsal.Declared, []string{"/", poll + "/board", poll + "/result", poll + "/papers/declaration", "/log", "/verify", poll + "/reveals"}},
	} {
		s := webtest.Start(t, c.stage)
		tab := uitest.Open(t)
		for i, page := range c.pages {
			tab.Go(s.URL + page)
			tab.Axe()
			picture(tab, "public-"+c.stage.String()+"-"+string(rune('a'+i)))
		}
	}
}

// TestFindATracker looks for a ballot as a voter would, and opens an entry of
// the log.
func TestFindATracker(t *testing.T) {
	s := webtest.Start(t, rehearsal.Voted)
	el := s.Election()
	tracker, entry := "", ""
	for cast := range el.Poll.Casts {
		tracker, entry = cast.Ballots[1].Ballot.String(), fmt.Sprintf("%d. A vote was put into the ballot box.", cast.Seq)
	}
	tab := uitest.Open(t)
	tab.Go(s.URL + "/")
	tab.Follow("Ballot box")
	tab.Fill("Find your ballot by its tracker", tracker)
	tab.Follow("Find it")
	tab.See("Included: this ballot is in the box.", "Vice-chair, recorded")
	tab.Axe()
	picture(tab, "public-found")
	tab.Follow("The log")
	tab.Click(entry)
	tab.See(`"kind": "ballot.cast"`)
	tab.Axe()
	picture(tab, "public-entry")
}

// TestCheckAReceipt saves a receipt and checks it as a voter would: from the
// ballot box, by file, by its pasted text, without any script.
func TestCheckAReceipt(t *testing.T) {
	s := webtest.Start(t, rehearsal.Voted)
	cast := votes(s)[0]
	tab := uitest.Open(t)
	tab.Go(s.URL + "/")
	tab.Follow("Check your receipt")
	tab.Axe()
	picture(tab, "receipt-form")
	tab.Fill("Tracker", record.Tracker(cast.Ballots[0].Ballot))
	tab.Follow("Find it")
	tab.See("Included", "It counts unless the practice votes again.", record.Tracker(cast.Ballots[1].Ballot))
	tab.Axe()
	picture(tab, "receipt-tracker")
	name, raw := tab.Download(func() { tab.Click("Save the receipt of this vote") })
	if want := fmt.Sprintf("guildhall-receipt-committee-2026-%d.txt", cast.Seq); name != want {
		t.Errorf("the receipt is named %s, not %s", name, want)
	}
	file := filepath.Join(t.TempDir(), name)
	webtest.Must(t, os.WriteFile(file, raw, 0o600))
	tab.Upload("The file that you saved", file)
	tab.Follow("Check the receipt")
	tab.See("Included", "By this log’s key")
	tab.Axe()
	picture(tab, "receipt-included")
	tab.Fill("Or paste all of its text", string(raw))
	tab.Follow("Check the receipt")
	tab.See("Included", "By this log’s key")
	again(t, s, cast)
	tab.Fill("Or paste all of its text", string(raw))
	tab.Follow("Check the receipt")
	tab.See("Superseded by the vote of")
	tab.Axe()
	picture(tab, "receipt-superseded")
	tab.Fill("Or paste all of its text", string(raw[:500]))
	tab.Follow("Check the receipt")
	tab.See("This is not a whole receipt")
	tab.Axe()
	picture(tab, "receipt-broken")
	forged := forkedReceipt(t, s, cast)
	webtest.Must(t, os.WriteFile(file, forged, 0o600))
	tab.Upload("The file that you saved", file)
	tab.Follow("Check the receipt")
	tab.See("Not there: the log was forked or rewritten", "This is serious.")
	tab.Axe()
	picture(tab, "receipt-forked")
	tab.Fill("Tracker", strings.Repeat("A", 43))
	tab.Follow("Find it")
	tab.See("Not there: this tracker is in no ballot box here")
	tab.Axe()
	picture(tab, "receipt-not-there")
}
