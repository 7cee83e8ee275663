package public_test

import (
	"os"
	"path/filepath"
	"testing"

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
		{rehearsal.Begun, []string{"/", "/log", "/verify"}},
		{rehearsal.Frozen, []string{poll}},
		{rehearsal.Settled, []string{poll + "/candidates", poll + "/papers/candidates"}},
		{rehearsal.Voted, []string{"/", poll, poll + "/board", poll + "/board?tracker=abc", poll + "/papers/notice-of-poll", "/secrecy"}},
		{rehearsal.Declared, []string{"/", poll + "/board", poll + "/result", poll + "/papers/declaration", "/log", "/verify"}},
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
	tracker := ""
	for cast := range el.Poll.Casts {
		tracker = cast.Ballots[1].Ballot.String()
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
	tab.Click("87. A vote was put into the ballot box.")
	tab.See(`"kind": "ballot.cast"`)
	tab.Axe()
	picture(tab, "public-entry")
}
