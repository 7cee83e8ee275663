package officer_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/webtest"
)

// scripted is a rehearsal over the six practices under any weight rule.
func scripted(t *testing.T, rule string) rehearsal.Script {
	t.Helper()
	script := webtest.Script(t)
	var err error
	script.Rule, err = roll.ParseRule(rule)
	webtest.Must(t, err)
	return script
}

// worked is a page of the election's when nothing on it is being worked out.
func worked(b *webtest.Browser, path string) webtest.Page {
	return webtest.Worked(func() webtest.Page { return b.Get(list + path) })
}

// TestWeighBeforeOpening: the page compares rules as soon as there is a roll; the
// poll does not open before the returning officer has decided, and where the gate
// is not passed, not without a reason.
func TestWeighBeforeOpening(t *testing.T) {
	s := webtest.StartScript(t, scripted(t, "per:1:up"), rehearsal.Called)
	b := signedIn(s)
	b.Get(list+"/weigh").Want(200, "Freeze the roll first").Not("Go on")
	b.Post(list+"/weigh", "reason", "Because").Want(422, "settle the contests")

	webtest.Must(t, s.R.Until(s.Ctx, rehearsal.Frozen))
	b = signedIn(s)
	worked(b, "/weigh").Want(200, "The candidates are not known yet: this takes three for each of 4 posts.",
		"Adopted", "One vote for each practice", "All 6 practices vote", "4 of 6 practices vote", "at most 7,000 of a practice",
		"These votes can show how a practice voted", "That is more than the limit of 5%.", "guildhall secrecy --weights 3000,3000,5000,5000,7000,7000 --answers 4,4,4,4").
		Not("Your decision", "Go on")
	b.Get(list).Want(200, "See what the result will give away")

	webtest.Must(t, s.R.Until(s.Ctx, rehearsal.KeyMade))
	webtest.Must(t, s.R.Desk().Prepare(s.Ctx, webtest.Poll))
	s.R.Clock.Set(s.Election().Called.Timetable.PollOpens.Time())
	b = signedIn(s)
	before := size(s)
	b.Post(list+"/open").Want(422, "Look first at what the result can give away, and decide to go on.")
	b.Get(list).Want(200, "Next: Weigh what the result will give away")
	worked(b, "/weigh").Want(200, "Your decision", "Why you go on all the same", "Go on all the same", "another weight rule needs a new election").Not("not known yet")
	b.Post(list+"/weigh").Want(422, "The reason is missing.")
	b.Post(list+"/weigh", "reason", "  \n ").Want(422, "The reason is missing.")
	b.Post(list+"/weigh", "reason", "A\u202eB").Want(422, "cannot be printed")
	if size(s) != before {
		t.Fatal("a decision without a reason was recorded")
	}
	b.Post(list+"/weigh", "reason", "The members adopted\nthe list size <in> 2019.").To(list + "?done=weighed")
	el := s.Election()
	if w := el.WeighedOpening; w == nil || w.Passes || !w.Measured || w.Excess < 50_000 {
		t.Fatalf("recorded %+v", w)
	}
	worked(b, "/weigh").Want(200, "You looked at this and went on.", "The members adopted the list size <in> 2019.").Not("Your decision Why", "Go on all the same")
	b.Post(list+"/weigh", "reason", "Again").Want(422, "weighed once")
	b.Post(list + "/open").To(list + "?done=opened")
}

// TestWeighPasses: equal votes pass the gate, and no reason is asked for.
func TestWeighPasses(t *testing.T) {
	s := webtest.StartScript(t, scripted(t, "equal"), rehearsal.KeyMade)
	b := signedIn(s)
	worked(b, "/weigh").Want(200, "in none did these numbers of votes", "I have looked at this. Go on").Not("Why you go on", "Beyond the limit These")
	b.Post(list + "/weigh").To(list + "?done=weighed")
	if el := s.Election(); !el.WeighedOpening.Passes || el.WeighedOpening.Excess != 0 {
		t.Errorf("recorded %+v", el.WeighedOpening)
	}
}

// TestWeighCount: after the close it is measured again with those who voted, and
// nothing is decrypted before the returning officer has decided.
func TestWeighCount(t *testing.T) {
	s := webtest.StartScript(t, scripted(t, "per:1:up"), rehearsal.Voted)
	b := signedIn(s)
	b.Get(list+"/weigh-count").Want(200, "who votes is not known before").Not("Go on")
	b.Post(list+"/weigh-count", "reason", "Because").Want(422, "who votes is not known before")
	webtest.Must(t, s.R.Until(s.Ctx, rehearsal.Closed))
	webtest.Must(t, s.R.Desk().AfterClose(s.Ctx))
	b = signedIn(s)
	b.Get(list).Want(200, "Next: Weigh what this result gives away")
	b.Get(list+"/account").Want(200, "Weigh what this result gives away")
	b.Get(list+"/decrypt").Want(200, "looks first at what the result gives away").Not("Verify and decrypt the")
	// Five of six voted: the one of the last size whose pair did not is alone.
	page := worked(b, "/weigh-count").Want(200, "It is known now who voted.", "All 5 practices vote", "If each practice had one vote",
		"1 of those that voted has a number of votes that no other has", "--voting 5", "Your decision").Not("4 of 6 practices")
	alone := ""
	for _, id := range s.Election().Poll.Voted {
		if name := s.R.Desk().Practice(s.Ctx, id).Name; strings.Count(page.Text(), name) == 1 {
			alone += name
		}
	}
	if alone == "" {
		t.Error("no practice is listed as alone with its votes")
	}
	b.Post(list+"/weigh-count").Want(422, "The reason is missing.")
	b.Post(list+"/weigh-count", "reason", "The votes were adopted before the poll.").To(list + "?done=weighed")
	el := s.Election()
	if el.WeighedCount == nil || el.WeighedCount.Stage != election.WeighedCount {
		t.Fatalf("recorded %+v", el.WeighedCount)
	}
	b.Get(list+"/account").Want(200, "Verify and decrypt")
}

// TestWeighSaysWhatIsNotComputed: 1,000 practices of 1,000 sizes are too much, and the
// page says so and shows no figure for them.
func TestWeighSaysWhatIsNotComputed(t *testing.T) {
	var file strings.Builder
	file.WriteString("ods_code,name,patients\n")
	for i := range 1000 {
		file.WriteString(strings.Join([]string{"E8" + pad(i), "Surgery " + pad(i), "1" + pad(i)}, ",") + "\n")
	}
	s := webtest.Start(t, rehearsal.Called)
	b := signedIn(s)
	webtest.Worked(func() webtest.Page {
		return send(t, s, b, list+"/roll", "roll", file.String(), "preset", "own", "rule", "per:1:up")
	}).Want(200, "Not computed", "not computed",
		"what the totals can give away was too much to be worked out", "These votes may show how a practice voted", "equal votes are always within the limit")
}

func pad(i int) string {
	return string([]byte{'0', byte('0' + i/100), byte('0' + i/10%10), byte('0' + i%10)})
}

// TestWeighInTheBrowser: while the list size is being worked out the page says so,
// and what is found appears without anybody's doing; both pages are accessible.
func TestWeighInTheBrowser(t *testing.T) {
	s := webtest.StartScript(t, scripted(t, "per:1:up"), rehearsal.KeyMade)
	tab := enter(t, s)
	tab.Expect("422")
	tab.Go(s.URL + list + "/weigh")
	tab.See("These votes can show how a practice voted", "Side by side", "Go on all the same")
	tab.Axe()
	picture(tab, "officer-weigh-opening")
	tab.Follow("Go on all the same")
	tab.See("There is a problem", "The reason is missing.")
	tab.Axe()
	picture(tab, "officer-weigh-missing")
	tab.Fill("Why you go on all the same", "The members adopted the list size.")
	tab.Follow("Go on all the same")
	tab.See("Your decision has been recorded.")
	tab.Go(s.URL + list + "/weigh")
	tab.See("Your reason", "The members adopted the list size.")
	tab.Axe()
}

// TestPreviewWorksOn: the comparison of a roll of 23 practices is not there at
// once; it comes by itself, in the page that was sent with a form.
func TestPreviewWorksOn(t *testing.T) {
	s := webtest.Start(t, rehearsal.Called)
	tab := enter(t, s)
	raw, err := os.ReadFile("../demo/roll.csv")
	webtest.Must(t, err)
	file := filepath.Join(t.TempDir(), "roll.csv")
	webtest.Must(t, os.WriteFile(file, raw, 0o600))
	tab.Go(s.URL + list + "/roll")
	tab.Upload("The roll", file)
	tab.Click("Three bands by size")
	tab.Follow("Show the votes")
	tab.See("Three bands", "Check before you freeze")
	tab.Axe()
	picture(tab, "officer-roll-bands")
	tab.Click("Another rule, typed below")
	tab.Fill("Another rule", "per:1:up")
	tab.Follow("Show other votes")
	tab.See("These votes can show how a practice voted", "equal votes are always within the limit")
	tab.Axe()
	picture(tab, "officer-roll-size")
}
