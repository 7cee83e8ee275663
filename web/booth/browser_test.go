package booth_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/ui"
	"github.com/onenorwich/guildhall/web/ui/uitest"
)

const none = "I do not want to vote for this post"

// open is a tab on page 1 of the voting link.
func (s *scene) open() *uitest.Tab {
	s.t.Helper()
	if ui.Assets() != nil {
		uitest.Missing(s.t, "the built assets (run make assets)")
	}
	tab := uitest.Open(s.t)
	tab.Go(s.address())
	return tab
}

// names lists the candidates of each contested post, in the order of the paper.
func (s *scene) names() (posts []string, candidates [][]string) {
	el := s.election()
	words := s.desk().Text(s.ctx, &el)
	for _, post := range el.Contested() {
		var list []string
		for _, person := range post.Order {
			c, _ := post.Candidate(person)
			list = append(list, s.desk().Card(s.ctx, c).Name)
		}
		posts, candidates = append(posts, words.PostName(post.ID)), append(candidates, list)
	}
	return posts, candidates
}

// choose goes through every post and takes the first candidate, and nobody for
// the last post.
func (s *scene) choose(tab *uitest.Tab) (chosen []string) {
	posts, candidates := s.names()
	for i := range posts {
		tab.See(posts[i], "Choose one")
		who := candidates[i][0]
		if i == len(posts)-1 {
			who = none
		}
		tab.Click(who)
		tab.Click("Continue")
		chosen = append(chosen, who)
	}
	tab.See("Check your votes", "You have not voted yet")
	return chosen
}

// picture keeps a picture of the page at both widths, where it is asked for.
func picture(tab *uitest.Tab, name string) {
	folder := os.Getenv("GUILDHALL_PICTURES")
	if folder == "" {
		return
	}
	for width, label := range map[int]string{320: "320", 1280: "1280"} {
		tab.Size(width, 900)
		tab.Screenshot(filepath.Join(folder, "booth-"+name+"-"+label+".png"))
	}
	tab.Size(1280, 900)
}

// TestVote is the main path, with its pages held against axe-core, its words, and
// everything that left the browser.
func TestVote(t *testing.T) {
	s := newScene(t)
	tab := s.open()
	tab.Follow("Start")
	posts, candidates := s.names()
	tab.See(posts[0])
	tab.Axe()
	picture(tab, "post")
	var marked int
	tab.Eval(`document.querySelectorAll("input:checked").length`, &marked)
	if marked != 0 {
		t.Error("something is chosen beforehand")
	}
	var order []string
	tab.Eval(`[...document.querySelectorAll(".nhsuk-radios__label")].map(l => l.textContent)`, &order)
	if strings.Join(order, "|") != strings.Join(append(candidates[0], none), "|") {
		t.Errorf("the paper shows %v, the order drawn is %v", order, candidates[0])
	}
	if title := tab.Title(); !strings.HasPrefix(title, posts[0]+" – Guildhall") {
		t.Errorf("title %q", title)
	}
	// Nothing chosen: the summary takes the focus, and leads to the field.
	tab.Click("Continue")
	tab.See("There is a problem")
	tab.Axe()
	picture(tab, "nothing-chosen")
	if title := tab.Title(); !strings.HasPrefix(title, "Error: ") {
		t.Errorf("title %q", title)
	}
	tab.Click("Choose a candidate, or “" + none + "”")
	var focus string
	tab.Eval(`document.activeElement.name`, &focus)
	el := s.election()
	if focus != string(el.Contested()[0].ID) {
		t.Errorf("the problem leads to %q", focus)
	}
	tab.Click("Statement of " + candidates[0][0])
	tab.See("Proposed by")
	tab.Axe()
	picture(tab, "statement")
	chosen := s.choose(tab)
	tab.Axe()
	picture(tab, "check")
	for _, c := range chosen {
		tab.See(c)
	}
	text := tab.Text()
	tab.Click("Cast this vote")
	tab.See("Your vote has been cast", "Practice 0 Surgery", "Tuesday 24 November 2026, midday", "You do not need to do anything else")
	tab.Axe()
	picture(tab, "done")
	text += tab.Text()
	tab.Click("What the receipt is for")
	tab.See("Place in the log")
	tab.Axe()
	picture(tab, "receipt")
	if strings.Contains(strings.ToLower(text), "encrypt") {
		t.Error("the main path says encrypt")
	}
	name, receipt := tab.Download(func() { tab.Click("Save your receipt") })
	if !strings.HasPrefix(name, "guildhall-receipt-"+poll) {
		t.Errorf("the receipt is named %q", name)
	}
	// It holds by itself, as anybody's program reads it, and names nobody.
	saved, err := record.ParseReceipt(receipt)
	if err != nil || strings.Contains(string(receipt), "Practice 0") {
		t.Errorf("the receipt, %v:\n%s", err, receipt)
	}
	el = s.election()
	if el.Poll.CastCount() != 1 {
		t.Fatalf("%d ballots in the box", el.Poll.CastCount())
	}
	for cast := range el.Poll.Casts {
		if saved.Seq() != cast.Seq {
			t.Errorf("the receipt is of entry %d, not of %d", saved.Seq(), cast.Seq)
		}
		for _, b := range cast.Ballots {
			if !strings.Contains(string(receipt), trackerOf(b.Ballot)) {
				t.Errorf("the receipt lacks the tracker of %s:\n%s", b.Post, receipt)
			}
		}
	}
	for _, c := range candidates[0] {
		if strings.Contains(string(receipt), c) {
			t.Errorf("the receipt names %s", c)
		}
	}
	// Neither the code nor a choice left the browser, in no request.
	code := s.rehearsal.Codes[s.practice]
	for _, r := range s.sent("") {
		if strings.Contains(r, code) || strings.Contains(r, strings.ReplaceAll(code, "-", "")) || strings.Contains(r, none) || strings.Contains(r, chosen[0]) {
			t.Errorf("a request holds the code or a choice: %.200s", r)
		}
	}
	var kept string
	tab.Eval(`JSON.stringify(sessionStorage) + JSON.stringify(localStorage) + window.name`, &kept)
	if strings.Contains(kept, code) || strings.Contains(kept, s.link) {
		t.Errorf("the code is still kept after the cast: %s", kept)
	}
	// Back does not bring the choices back to whoever comes next.
	tab.Back()
	tab.See("Your vote has been cast")
}

// TestBack: the browser's Back keeps choices, also one that was not confirmed.
func TestBack(t *testing.T) {
	s := newScene(t)
	tab := s.open()
	tab.Follow("Start")
	posts, candidates := s.names()
	tab.See(posts[0])
	tab.Click(candidates[0][1])
	tab.Click("Continue")
	// One of them stands for two posts.
	tab.See("Post 2 of", "also stands for Chair, which is counted before this post. Nobody can hold two posts")
	tab.Axe()
	picture(tab, "second")
	tab.Click(candidates[1][0])
	tab.Back()
	tab.See("Post 1 of")
	checked := func() (value string) {
		tab.Eval(`document.querySelector("input:checked")?.value ?? ""`, &value)
		return value
	}
	if checked() != "2" {
		t.Errorf("the choice of the first post is %q", checked())
	}
	tab.Eval(`history.forward()`, nil)
	tab.See("Post 2 of")
	if checked() != "1" {
		t.Errorf("the choice of the second post is %q", checked())
	}
	var focus string
	tab.Eval(`document.activeElement.tagName`, &focus)
	if focus != "H1" {
		t.Errorf("the focus is on %s", focus)
	}
	for i := 1; i < len(posts); i++ {
		tab.See(posts[i], "Choose one")
		tab.Click(none)
		tab.Click("Continue")
	}
	tab.See("Check your votes")
	tab.Click("Change your vote for " + posts[0])
	tab.See("Post 1 of")
	tab.Click(candidates[0][0])
	tab.Click("Continue")
	tab.See("Check your votes", candidates[0][0])
	tab.Back()
	tab.See("Post 1 of")
	tab.Click("Back")
	tab.See("Check your votes", candidates[0][0])
}

// TestKeyboard votes without a mouse, on a narrow screen.
func TestKeyboard(t *testing.T) {
	s := newScene(t)
	tab := s.open()
	tab.Size(320, 700)
	on := func(want string) {
		t.Helper()
		var text string
		for range 60 {
			tab.Eval(`(e => (e.labels?.[0] || e).textContent.trim())(document.activeElement)`, &text)
			if strings.HasPrefix(text, want) {
				return
			}
			tab.Press("\t")
		}
		t.Fatalf("Tab never reaches %q; the focus is on %q", want, text)
	}
	on("Start")
	tab.Press("\r")
	posts, candidates := s.names()
	for i := range posts {
		tab.See(posts[i], "Choose one")
		on(candidates[i][0])
		tab.Press(" ")
		on("Continue")
		tab.Press("\r")
	}
	tab.See("Check your votes")
	on("Cast this vote")
	tab.Press("\r")
	tab.See("Your vote has been cast")
}

// TestLostAnswer drops two answers on the way: the same bytes go again, one
// ballot is recorded, and the first confirmation is given.
func TestLostAnswer(t *testing.T) {
	s := newScene(t)
	tab := s.open()
	tab.Expect("net::ERR")
	tab.Follow("Start")
	tab.Eval(`booth.hurry = 0.5`, nil)
	s.choose(tab)
	// Chromium itself repeats a request once where the line was an old one.
	drop := func(n int) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.drop = n
	}
	drop(1 << 20)
	tab.Click("Cast this vote")
	tab.See("We do not know yet. Checking…")
	tab.Axe()
	picture(tab, "unsure")
	drop(0)
	tab.See("Your vote has been cast")
	bodies := s.sent("POST /cast/")
	if len(bodies) < 2 {
		t.Fatalf("%d votes were sent", len(bodies))
	}
	for _, b := range bodies {
		if b != bodies[0] {
			t.Error("the bytes changed from one try to the next")
		}
	}
	el := s.election()
	if el.Poll.CastCount() != 1 || len(s.mails(mail.Recorded)) != 1 {
		t.Errorf("%d ballots, %d mails", el.Poll.CastCount(), len(s.mails(mail.Recorded)))
	}
	tab.Click("What the receipt is for")
	for cast := range el.Poll.Casts {
		tab.See(trackerOf(cast.Ballots[0].Ballot))
	}
}

// TestSessionGone: the choices stay, a number is asked in place, and the same
// ballot is sent again.
func TestSessionGone(t *testing.T) {
	s := newScene(t)
	tab := s.open()
	tab.Expect("status of 401")
	tab.Expect("status of 403")
	tab.Follow("Start")
	s.choose(tab)
	state := s.desk().State()
	p, _ := state.Practice(s.practice)
	s.endSessions(p.Voting)
	tab.Click("Cast this vote")
	tab.See("Confirm that it is you", "We have sent a number to your registered address.")
	tab.Axe()
	picture(tab, "number")
	tab.Fill("6-digit number", "12345")
	tab.Click("Confirm and cast this vote")
	tab.See("Enter the 6 digits")
	number := s.number()
	tab.Fill("6-digit number", wrong(number))
	tab.Click("Confirm and cast this vote")
	tab.See("That is not the number")
	tab.Fill("6-digit number", number)
	tab.Click("Confirm and cast this vote")
	tab.See("Your vote has been cast")
	if bodies := s.sent("POST /cast/"); len(bodies) != 2 || bodies[0] != bodies[1] {
		t.Errorf("%d votes were sent, or not the same one", len(bodies))
	}
	if el := s.election(); el.Poll.CastCount() != 1 {
		t.Errorf("%d ballots", el.Poll.CastCount())
	}
}

// wrong is another number of six digits.
func wrong(number string) string { return string('0'+('9'-number[0])) + number[1:] }

// TestCode: lost, mistyped, and another practice's.
func TestCode(t *testing.T) {
	s := newScene(t)
	tab := s.open()
	tab.Expect("status of 409")
	// A registrar's code does not come from the service.
	tab.Before(`{const f = fetch; window.fetch = (a, ...more) => String(a).startsWith("/voter/") ? Promise.reject(new Error("none")) : f(a, ...more)}`)
	tab.Follow("Start")
	tab.See("Enter your voting code")
	tab.Axe()
	picture(tab, "code")
	code := s.rehearsal.Codes[s.practice]
	for typed, said := range map[string]string{
		"":                      "Enter your voting code: 22 characters",
		code[:20]:               "too short",
		strings.ToUpper(code):   "", // said below
		"0" + code[1:]:          "never contains",
		code[:24] + "1":         "not one of this poll",
		code + "x":              "too long",
		"1111111111111111111 é": "has only letters and digits",
	} {
		if said == "" || typed == code {
			continue
		}
		tab.Fill("Voting code", typed)
		tab.Click("Continue")
		tab.See("There is a problem", said)
	}
	foreign := s.rehearsal.Codes["d80005"]
	tab.Fill("Voting code", " "+strings.ReplaceAll(foreign, "-", " ")+" ")
	tab.Click("Continue")
	chosen := s.choose(tab)
	tab.Click("Cast this vote")
	tab.See("Enter your voting code", "This voting code belongs to another practice")
	picture(tab, "foreign-code")
	tab.Fill("Voting code", code)
	tab.Click("Continue")
	tab.See("Check your votes", chosen[0])
	tab.Click("Cast this vote")
	tab.See("Your vote has been cast")
}

// confirm starts with a number, as whoever votes again does.
func (s *scene) confirm(tab *uitest.Tab) {
	s.t.Helper()
	tab.Eval(`fetch("/v/`+s.link+`/number", {method: "POST"}).then(r => r.status)`, nil)
	tab.Eval(`fetch("/v/`+s.link+`/confirm", {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify({number: "`+s.number()+`"})}).then(r => r.status)`, nil)
	tab.Go(s.url + "/booth/" + poll)
}

// TestLate: the page says when the vote arrived and what stands.
func TestLate(t *testing.T) {
	s := newScene(t)
	if a := s.cast(s.client(s.link2()), "", s.ballots(s.rehearsal.Codes[s.practice], 1)); !a.OK {
		t.Fatalf("%+v", a)
	}
	closes := func() time.Time { el := s.election(); return el.Called.Timetable.PollCloses.Time() }()
	s.rehearsal.Clock.Set(closes.Add(-time.Minute))
	tab := s.open()
	tab.Expect("status of 409")
	s.confirm(tab)
	s.choose(tab)
	s.rehearsal.Clock.Set(closes.Add(time.Second))
	tab.Click("Cast this vote")
	tab.See("Your vote was not counted", "Arrived 17:00:01, after the close. Not counted. Your vote of 24 November stands.")
	tab.Axe()
	picture(tab, "late")
	tab.Go(s.url + "/booth/" + poll)
	tab.See("The poll has closed")
	tab.Axe()
}

// TestCannot: without WebAssembly nothing can be started, and nothing is sent.
func TestCannot(t *testing.T) {
	for name, hide := range map[string]string{
		"WebAssembly is hidden":   `delete window.WebAssembly`,
		"the worker may not":      `window.Worker = class { constructor() { setTimeout(() => this.onmessage({data: {ok: false}})) } postMessage() {} terminate() {} }`,
		"there are no workers":    `delete window.Worker`,
		"there are no randomness": `Object.defineProperty(window, "crypto", {value: undefined})`,
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t)
			if ui.Assets() != nil {
				uitest.Missing(t, "the built assets (run make assets)")
			}
			tab := uitest.Open(t)
			before(t, tab, hide)
			tab.Go(s.address())
			tab.See("This browser cannot protect your vote", "Nothing has been sent", s.address())
			picture(tab, "cannot")
			if tab.Sees("Start") {
				t.Error("Start is still offered")
			}
			tab.Go(s.url + "/booth/" + poll)
			tab.See("This browser cannot protect your vote")
			tab.Axe()
			if n := len(s.sent("POST ")); n != 0 {
				t.Errorf("%d things were sent", n)
			}
		})
	}
}
