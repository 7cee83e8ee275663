package outside

import (
	"database/sql"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// admitted are the files of Chromium in which the address of a letter's QR code stays,
// with the code: a row of the history that is shown nowhere (its status was 404), what
// Chromium notes for itself of visits and, if it saves the session in the moment before
// the page's script has run, the file of that. The pages after it say so. No page can
// prevent or undo a visit.
var admitted = regexp.MustCompile(`^Default/History(-journal|-wal)?$|^segmentation_platform/ukm_db(-journal|-wal)?$|` +
	`^Default/Sessions/Session_[0-9]+$`)

// TestWhatABrowserKeepsOfAVotingCode: after voting and leaving, no file of the
// browser's profile holds the voting code: not by the email's link, not when it was
// typed (wrongly first), before the booth or in it. By a letter's QR code it stays
// in what is admitted, and no list shows it. An address of the kind that emails once
// had is found, in the same profile and by the same search.
func TestWhatABrowserKeepsOfAVotingCode(t *testing.T) {
	simple, strict := Rehearse(t, Plan{}), Rehearse(t, Plan{Trustees: "2/3"})
	box, boxes := NewMailbox(t), NewMailbox(t)
	simple.Serve(t, box)
	strict.Serve(t, boxes)
	c := OpenChromium(t)
	link := func(w *World, box *Mailbox, of Practice) string {
		return box.Wait(t, time.Minute, To(of.Voting.Email), Says("/v/")).Link(t, w.URL+"/v/")
	}
	number := func(box *Mailbox, of Practice) {
		t.Helper()
		c.See("Confirm that it is you")
		c.Fill("6-digit number", box.Wait(t, time.Minute, To(of.Voting.Email), Subject("number")).Number(t))
		c.Click("Continue")
	}

	byLink := simple.Practices[0]
	c.Go(link(simple, box, byLink))
	c.Click("Start")
	c.vote()

	typed := simple.Practices[1]
	c.Go(simple.URL + "/vote")
	c.Fill("Voting code", mistyped(typed.Code))
	c.Click("Continue")
	c.See("There is a problem")
	c.Fill("Voting code", typed.Code)
	c.Click("Continue")
	number(box, typed)
	c.Click("Start")
	c.vote()

	inBooth := strict.Practices[0]
	c.Go(link(strict, boxes, inBooth))
	c.Click("Start")
	c.See("Enter your voting code")
	c.Fill("Voting code", mistyped(inBooth.Code))
	c.Click("Continue")
	c.See("There is a problem")
	c.Fill("Voting code", inBooth.Code)
	c.Click("Continue")
	c.vote()

	letter := strict.Practices[1]
	c.Go(strict.URL + "/l#" + letter.Code)
	c.See("Your voting code has been read from the letter", "clear its browsing history")
	c.Fill("Your email address", letter.Voting.Email)
	c.Click("Continue")
	number(boxes, letter)
	c.See("The voting code of your letter has been read")
	c.Click("Start")
	c.vote()

	planted := simple.Practices[2]
	c.Go(link(simple, box, planted) + "#" + planted.Code)
	c.See("How your vote is protected")

	for _, value := range c.Cookies() {
		for _, p := range []Practice{byLink, typed, inBooth, letter} {
			if holds([]byte(value), []string{mistyped(p.Code)}) {
				t.Error("a cookie holds a voting code")
			}
		}
	}
	c.Close()

	if found := kept(t, c.Profile, "/v/"+token(link(simple, box, byLink))); !slices.Contains(found, "Default/History") {
		t.Fatalf("the link that was opened is not found in the history but in %v: the search shows nothing", found)
	}
	if found := kept(t, c.Profile, planted.Code); !slices.Contains(found, "Default/History") || !outsideOf(found) {
		t.Fatalf("an address with a code is found in %v alone: the search shows nothing", found)
	} else {
		t.Logf("an address with a code, as emails once had them: in %v", found)
	}
	ways := map[string]Practice{
		"by the email's link": byLink, "typed before the booth": typed, "typed in the booth": inBooth}
	for way, p := range ways {
		if found := kept(t, c.Profile, mistyped(p.Code)); found != nil {
			t.Errorf("%s: the voting code is in %v", way, found)
		}
	}
	found := kept(t, c.Profile, mistyped(letter.Code))
	t.Logf("a letter's address: in %v", found)
	if outsideOf(found) {
		t.Errorf("by a letter: the voting code is in %v", found)
	}
	shown := map[string]bool{}
	for address, listed := range visits(t, c.Profile) {
		for _, p := range []Practice{letter, planted} {
			shown[p.Code] = shown[p.Code] || listed && strings.Contains(address, p.Code)
		}
	}
	if shown[letter.Code] || !shown[planted.Code] {
		t.Errorf("the history lists the letter's address: %v; that of the old kind: %v",
			shown[letter.Code], shown[planted.Code])
	}
}

// vote answers all questions with the first answer, casts, and leaves.
func (c *Chromium) vote() {
	c.T.Helper()
	for i := 1; i <= 3; i++ {
		c.See("Post " + strconv.Itoa(i) + " of 3")
		c.Pick()
		c.Click("Continue")
	}
	c.See("You have not voted yet.")
	c.Click("Cast this vote")
	c.See("Your vote has been cast")
	c.Click("Leave")
	c.See("You have signed out", "clear its browsing history")
}

// mistyped is a code without its end, which somebody forgot; looked for, it finds
// the whole code too.
func mistyped(code string) string { return code[:len(code)-2] }

// outsideOf says whether a file is not among those that are admitted.
func outsideOf(found []string) bool {
	return slices.ContainsFunc(found, func(name string) bool { return !admitted.MatchString(filepath.ToSlash(name)) })
}

func token(link string) string { return link[strings.LastIndexByte(link, '/')+1:] }

// visits are the addresses of the history, and whether lists show them.
func visits(t *testing.T, profile string) map[string]bool {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(profile, "Default", "History")+"?mode=ro&immutable=1")
	must(t, err)
	defer db.Close()
	all := map[string]bool{}
	for _, row := range column(t, db, `SELECT hidden || ' ' || url FROM urls`) {
		hidden, url, _ := strings.Cut(row, " ")
		all[url] = hidden == "0"
	}
	return all
}
