package booth_test

import (
	"encoding/base64"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/web/ui/uitest"
)

const challengeLink = "Check that this page tells the truth"

// trackers are those that the page shows now.
func trackers(tab *uitest.Tab) (list []string) {
	tab.Eval(`[...document.querySelectorAll("#booth .gh-digest")].map(e => e.textContent).filter(t => t.length === 43)`, &list)
	return list
}

// mark goes through every post by keyboard and takes the candidate at a place.
func (s *scene) mark(tab *uitest.Tab, place int) {
	posts, candidates := s.names()
	for i := range posts {
		tab.See(posts[i], "Choose one")
		tab.TabTo(candidates[i][0])
		tab.Press(" ")
		for range place - 1 {
			tab.Eval(`document.activeElement.closest(".nhsuk-radios").querySelectorAll("input")[`+string('0'+byte(place-1))+`].click()`, nil)
		}
		tab.TabTo("Continue")
		tab.Press("\r")
	}
	tab.See("Check your votes", "You have not voted yet")
}

// TestChallengeByKeyboard opens a vote at 320 pixels and without a mouse: one file
// is saved, and the vote that is cast afterwards is the one in the ballot box.
func TestChallengeByKeyboard(t *testing.T) {
	s := newScene(t)
	tab := s.open()
	tab.Size(320, 700)
	tab.TabTo("Start")
	tab.Press("\r")
	s.mark(tab, 1)
	shown := trackers(tab)
	if len(shown) != s.contests() || tab.Sees("encrypt") {
		t.Fatalf("the check page shows the trackers %v", shown)
	}
	tab.Axe()
	picture(tab, "check")
	tab.Size(320, 700)
	tab.TabTo(challengeLink)
	tab.Press("\r")
	tab.See("Use invented votes for this", "before you came here", "it can never be cast or counted")
	if again := trackers(tab); len(again) != 0 {
		t.Errorf("the page shows trackers once it knows that it is being checked: %v", again)
	}
	tab.Axe()
	picture(tab, "truth")
	tab.Size(320, 700)
	tab.TabTo("Open this vote, do not cast it")
	name, file := tab.Download(func() { tab.Press("\r") })
	tab.See("This vote has been opened and thrown away", "You have not voted yet", "The service has recorded that this vote was opened")
	if again := trackers(tab); len(again) != 0 {
		t.Errorf("the page shows trackers after it has opened the vote: %v", again)
	}
	tab.Axe()
	picture(tab, "opened")
	tab.Size(320, 700)
	if name != "opened-vote-"+poll+".json" {
		t.Errorf("the file is named %q", name)
	}
	posts, candidates := s.names()
	opened, err := belenios.ParseOpenings(file)
	must(t, err)
	for i, o := range opened {
		must(t, o.Check())
		if said := o.Says()[0]; said.Question != posts[i] || strings.Join(said.Answers, "") != candidates[i][0] || o.Tracker() != shown[i] {
			t.Errorf("the file says %v with the tracker %s", said, o.Tracker())
		}
	}
	code := s.rehearsal.Codes[s.practice]
	for _, hidden := range []string{code, strings.ReplaceAll(code, "-", ""), "Practice 0 Surgery", string(s.practice)} {
		if strings.Contains(string(file), hidden) {
			t.Errorf("the file holds %q", hidden)
		}
	}
	// What was opened stays in this browser: the service has the trackers alone.
	for _, r := range s.sent("") {
		if strings.Contains(r, "randomness") || strings.Contains(r, "alpha") || strings.Contains(r, candidates[0][0]) {
			t.Errorf("a request holds what was opened: %.200s", r)
		}
	}
	el := s.election()
	for _, o := range opened {
		if _, ok := el.Poll.Spent(o.Digest()); !ok || el.Poll.CastCount() != 0 {
			t.Error("the log does not say that the vote was opened, or it was cast")
		}
	}

	// Nothing of the invented vote is left.
	tab.TabTo("Go on and vote")
	tab.Press("\r")
	tab.See(posts[0])
	var marked int
	tab.Eval(`document.querySelectorAll("input:checked").length`, &marked)
	if marked != 0 {
		t.Error("an invented choice is still marked")
	}
	s.mark(tab, 2)
	fresh := trackers(tab)
	if fresh[0] == shown[0] {
		t.Error("the vote that was opened is locked again")
	}
	tab.TabTo("Cast this vote")
	tab.Press("\r")
	tab.See("Your vote has been cast")
	el = s.election()
	for _, tracker := range fresh {
		if _, ok := el.Poll.Find(digestOf(t, tracker)); !ok || el.Poll.CastCount() != 1 {
			t.Errorf("the vote %s is not in the ballot box", tracker)
		}
	}
}

func digestOf(t *testing.T, tracker string) election.Digest {
	t.Helper()
	raw, err := base64.RawStdEncoding.DecodeString(tracker)
	must(t, err)
	return election.Digest(raw)
}

// TestChangedChoicesAreLockedAgain: a vote has the choices that its page shows,
// and Back from the explanation keeps it.
func TestChangedChoicesAreLockedAgain(t *testing.T) {
	s := newScene(t)
	tab := s.open()
	tab.Follow("Start")
	posts, candidates := s.names()
	s.choose(tab)
	first := trackers(tab)
	tab.Click(challengeLink)
	tab.See("Open this vote, do not cast it")
	tab.Back()
	tab.See("Check your votes")
	if now := trackers(tab); now[0] != first[0] {
		t.Error("the same choices were locked twice")
	}
	tab.Click("Change your vote for " + posts[0])
	tab.See("Post 1 of")
	tab.Click(candidates[0][1])
	tab.Click("Continue")
	tab.See("Check your votes", candidates[0][1])
	second := trackers(tab)
	if second[0] == first[0] || second[1] == first[1] {
		t.Errorf("changed choices keep the trackers %v", first)
	}
	tab.Click("Cast this vote")
	tab.See("Your vote has been cast")
	el := s.election()
	if _, ok := el.Poll.Find(digestOf(t, second[0])); !ok {
		t.Error("another vote was cast than the one shown")
	}
	// After the cast nothing is left that could be opened.
	var answer struct{ OK bool }
	tab.Eval(`booth.engine("challenge")`, &answer)
	if answer.OK {
		t.Error("a vote that was cast can be opened")
	}
}

// TestChallengeWithoutSession: the page opens and discards the vote all the same,
// and tells the service once it can.
func TestChallengeWithoutSession(t *testing.T) {
	s := newScene(t)
	tab := s.open()
	tab.Expect("status of 401")
	tab.Follow("Start")
	s.choose(tab)
	shown := trackers(tab)
	state := s.desk().State()
	p, _ := state.Practice(s.practice)
	s.endSessions(p.Voting)
	tab.Click(challengeLink)
	_, file := tab.Download(func() { tab.Click("Open this vote, do not cast it") })
	tab.See("This vote has been opened", "This page has thrown the vote away, but the service could not be told: You are not signed in")
	tab.Axe()
	picture(tab, "opened-untold")
	opened, err := belenios.ParseOpenings(file)
	if err != nil || opened[0].Tracker() != shown[0] {
		t.Errorf("%v", err)
	}
	el := s.election()
	if _, ok := el.Poll.Spent(digestOf(t, shown[0])); ok {
		t.Error("a stranger's word was recorded")
	}
	other := tab.Another()
	other.Go(s.address())
	other.Follow("Start")
	tab.Click("Tell the service again")
	tab.See("The service has recorded that this vote was opened")
	el = s.election()
	if _, ok := el.Poll.Spent(digestOf(t, shown[0])); !ok {
		t.Error("the log does not say that the vote was opened")
	}
	tab.Back()
	posts, _ := s.names()
	tab.See(posts[0], "Choose one")
}

// program is guildhall as people run it.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "guildhall-program-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "guildhall")
	return path, exec.Command("go", "build", "-o", path, "../../cmd/guildhall").Run()
})

// TestLyingBrowserIsCaughtByChallenge: the service hands out a booth whose
// program locks the second candidate where the voter chose the first. It may
// open what it locked, or lie about that too; guildhall verify-ballot finds each.
func TestLyingBrowserIsCaughtByChallenge(t *testing.T) {
	guildhall, err := program()
	must(t, err)
	const locksAnother = `
		const honest = self.onmessage, send = self.postMessage.bind(self);
		let meant;
		self.onmessage = async ({data}) => {
			if (data.call === "lock") {
				meant = data.args;
				data = {...data, args: [meant[0], meant[1], meant[2].map(c => c === 1 ? 2 : c)]};
			}
			await lie(data);
		};
		let lie = data => honest({data});`
	for _, c := range []struct {
		name, lie string
		caught    string // what verify-ballot says; "" where the voter sees it
	}{
		{"it opens what it locked", "", ""},
		{"it says that it locked what was chosen", `
			self.postMessage = m => send(m.file ? {...m, file: m.file.replaceAll('"choices":[[0,0,1', '"choices":[[0,1,0')} : m);`,
			"the ballot says something else than the file"},
		{"it opens another vote", `
			lie = async data => {
				if (data.call === "challenge") self.guildhallBooth.lock(...meant);
				await honest({data});
			};`, "another vote was opened than the one whose trackers you were shown"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t)
			s.mu.Lock()
			s.worker = locksAnother + c.lie
			s.mu.Unlock()
			tab := s.open()
			tab.Follow("Start")
			chosen := s.choose(tab)
			args := []string{"verify-ballot", filepath.Join(t.TempDir(), "opened.json")}
			for _, tracker := range trackers(tab) {
				args = append(args, "--tracker", tracker)
			}
			tab.Click(challengeLink)
			_, file := tab.Download(func() { tab.Click("Open this vote, do not cast it") })
			must(t, os.WriteFile(args[1], file, 0o600))
			out, err := exec.Command(guildhall, args...).CombinedOutput()
			if c.caught != "" {
				if err == nil || !strings.Contains(string(out), "this does not hold") || !strings.Contains(string(out), c.caught) {
					t.Errorf("verify-ballot says %v\n%s", err, out)
				}
				return
			}
			_, candidates := s.names()
			posts, _ := s.names()
			if err != nil || strings.Contains(string(out), posts[0]+" – "+chosen[0]) || !strings.Contains(string(out), posts[0]+" – "+candidates[0][1]) {
				t.Errorf("verify-ballot says %v\n%s", err, out)
			}
		})
	}
}
