package conduct_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
)

// TestTwice takes every step a second time: what may not happen twice is
// refused with a sentence and leaves nothing, and a vote gets its first receipt
// again.
func TestTwice(t *testing.T) {
	h := open(t, rows(8), "equal", "", post("chair"))
	ctx := t.Context()
	h.refuses("opened", func() error {
		_, err := h.desk.Begin(ctx, conduct.Setup{Body: "Alliance", Key: h.dir.Key.Public(), Officer: record.PersonText{Name: "Eve", Email: "eve@example.org"}})
		return err
	})
	call := conduct.Call{ID: ballot, Timetable: h.times, Text: record.ElectionText{Title: "Spring election", Body: "Alliance", Contact: "x", Posts: []record.PostText{post("chair")}}}
	h.refuses("election-taken", func() error { return h.desk.CallElection(ctx, h.officer, call) })
	h.refuses("roll-frozen", func() error { return h.desk.FreezeRoll(ctx, h.officer, ballot, h.rows, roll.Rule{Kind: roll.Equal}) })
	h.refuses("member", func() error {
		return h.desk.Join(ctx, h.officer, []conduct.NewPractice{{Text: record.PracticeText{Code: "X12345", Name: "New"}}, {Text: record.PracticeText{Code: h.rows[0].ODS, Name: "Old"}}})
	})
	h.stand(0, "Ann Abel", "chair")
	h.stand(1, "Bo Cain", "chair")
	h.settle()
	h.refuses("published", func() error { return h.desk.Publish(ctx, h.officer, ballot) })
	h.refuses("settled", func() error { return h.desk.Settle(ctx, h.officer, ballot) })
	h.refuses("key", func() error { return h.desk.Prepare(ctx, ballot) })
	h.poll()
	code, err := h.desk.Code(ctx, ballot, h.practice(0))
	h.must(err)
	h.refuses("prepared", func() error { return h.desk.Prepare(ctx, ballot) })
	if again, err := h.desk.Code(ctx, ballot, h.practice(0)); err != nil || again != code {
		t.Error("a refused second preparation changed the voting codes")
	}
	h.refuses("opened", func() error { return h.desk.OpenPoll(ctx, h.officer, ballot, nil) })

	votes := h.fill(h.practice(0), 1)
	first, err := h.cast(h.practice(0), votes)
	h.must(err)
	size := h.desk.Clerk.Point().Head.Size
	again, err := h.cast(h.practice(0), votes)
	h.must(err)
	if !again.Again || again.Seq != first.Seq || h.desk.Clerk.Point().Head.Size != size {
		t.Errorf("the same vote again: %+v after %+v", again, first)
	}
	h.refuses("foreign-code", func() error { _, err := h.cast(h.practice(1), h.fill(h.practice(0), 1)); return err })
	h.refuses("not-on-roll", func() error { _, err := h.cast("x99999", h.fill(h.practice(2), 1)); return err })
	h.refuses("not-closed", func() error { return h.give(nil, nil) })
	h.must(h.desk.AfterClose(ctx)) // nothing to do yet

	h.count()
	size = h.desk.Clerk.Point().Head.Size
	h.must(h.desk.AfterClose(ctx))
	if h.desk.Clerk.Point().Head.Size != size {
		t.Error("what follows the close was done twice")
	}
	h.refuses("shared", func() error { return h.give(h.shares()) })
	h.declare()
	h.refuses("declared", func() error { return h.desk.Declare(ctx, h.officer, ballot) })
	h.refuses("paper-issued", func() error { return h.desk.Issue(ctx, ballot, "declaration", 5, []byte("x")) })
	h.refuses("no-election", func() error { return h.desk.Declare(ctx, h.officer, "other") })
}

// TestWrongKey tries to decrypt with what is not the key.
func TestWrongKey(t *testing.T) {
	h := open(t, rows(8), "equal", "", post("chair"), post("treasurer"))
	ctx := t.Context()
	for _, p := range []election.ID{"chair", "treasurer"} {
		h.stand(0, "Ann Abel", p)
		h.stand(1, "Bo Cain", p)
	}
	h.settle()
	for _, bad := range []string{"", "{}", "null", `{"pok":{}}`, strings.Repeat("[", 1<<16)} {
		h.refuses("key", func() error { return h.desk.MakeKey(ctx, h.officer, ballot, []byte(bad)) })
	}
	other, err := belenios.NewTrusteeKey(randomness, belenios.Belenios2048)
	h.must(err)
	trustee, err := other.Trustee(randomness, "")
	h.must(err)
	h.refuses("key", func() error { return h.desk.MakeKey(ctx, h.officer, ballot, trustee.Encode()) })
	h.poll()
	_, err = h.cast(h.practice(0), h.fill(h.practice(0), 1, 2))
	h.must(err)
	h.clock.Set(h.times.PollCloses.Time())
	h.must(h.desk.Clerk.Tick(ctx))
	h.must(h.desk.AfterClose(ctx))

	el := h.election()
	tallies, err := h.desk.Tallies(ctx, &el)
	h.must(err)
	if _, err := mustKey(t).PartialDecrypt(randomness, tallies[0]); err == nil {
		t.Error("a key of another election decrypts")
	}
	good, bound := h.shares()
	h.refuses("shares", func() error { return h.give(good[:1], bound) })
	h.refuses("shares", func() error { return h.give(good, nil) })
	h.refuses("shares", func() error { return h.give(good, bound[:1]) })
	h.refuses("wrong-key", func() error { return h.give([][]byte{good[1], good[0]}, bound) })
	h.refuses("wrong-key", func() error { return h.give([][]byte{good[0], []byte("{}")}, bound) })
	h.refuses("wrong-key", func() error { return h.give([][]byte{good[0], nil}, bound) })
	h.refuses("wrong-key", func() error { return h.give(good, [][]byte{bound[1], bound[0]}) })
	h.refuses("wrong-key", func() error { return h.give(good, [][]byte{bound[0], []byte("[]")}) })
	h.refuses("not-weighed", func() error { return h.give(good, bound) })
	h.must(h.desk.Weigh(ctx, h.officer, ballot, election.WeighedCount, going))
	h.refuses("holder", func() error { return h.desk.Give(ctx, h.rep(h.practice(0)), ballot, good, bound) })
	h.must(h.give(good, bound))
	h.declare()
}

// TestForeignBallots casts what is no ballot of this poll.
func TestForeignBallots(t *testing.T) {
	h := open(t, rows(8), "per:1000:up", "", post("chair"), post("treasurer"))
	for _, p := range []election.ID{"chair", "treasurer"} {
		h.stand(0, "Ann Abel", p)
		h.stand(1, "Bo Cain", p)
	}
	h.settle()
	h.poll()
	good := h.fill(h.practice(0), 1, 2)
	other := h.fill(h.practice(1), 1, 2)
	for name, bad := range map[string][][]byte{
		"none": nil, "one": good[:1], "three": {good[0], good[1], good[1]},
	} {
		t.Run(name, func(t *testing.T) {
			h.refuses("ballots", func() error { _, err := h.cast(h.practice(0), bad); return err })
		})
	}
	for name, bad := range map[string][][]byte{
		"turned round": {good[1], good[0]}, "empty": {{}, {}}, "rubbish": {[]byte("{}"), good[1]},
		"with a space": {append([]byte(" "), good[0]...), good[1]}, "cut short": {good[0][:len(good[0])-1], good[1]},
	} {
		t.Run(name, func(t *testing.T) {
			h.refuses("ballot", func() error { _, err := h.cast(h.practice(0), bad); return err })
		})
	}
	h.refuses("credential", func() error { _, err := h.cast(h.practice(0), [][]byte{good[0], other[1]}); return err })
	h.refuses("foreign-code", func() error { _, err := h.cast(h.practice(1), good); return err })
	_, err := h.cast(h.practice(0), good)
	h.must(err)
	h.count()
	h.declare()
}

// TestThousandPractices prepares a poll of 1,000 practices and verifies it; no
// entry comes near its greatest length.
func TestThousandPractices(t *testing.T) {
	h := open(t, rows(1000), "per:2000:up", "", post("chair"), post("treasurer"))
	for _, p := range []election.ID{"chair", "treasurer"} {
		h.stand(0, "Ann Abel", p)
		h.stand(1, "Bo Cain", p)
	}
	h.settle()
	h.poll()
	longest, parts := 0, 0
	for line, err := range h.dir.Log.Lines(t.Context(), 0) {
		h.must(err)
		longest = max(longest, len(line))
		if e, err := audit.ParseEntry(line); err == nil && e.Kind == "voters.listed" {
			parts++
		}
	}
	if longest > audit.MaxLine-1000 || parts < 2 {
		t.Errorf("the longest entry has %d bytes; the voters came in %d parts", longest, parts)
	}
	el := h.election()
	seen := map[string]bool{}
	for row := range el.Roll.Rows {
		code, err := h.desk.Code(t.Context(), ballot, row.Practice)
		if err != nil || seen[code] || code == "" {
			t.Fatalf("the voting code of %s: %v", row.Practice, err)
		}
		seen[code] = true
	}
	h.verified(true)
	_, err := h.cast(h.practice(3), h.fill(h.practice(3), 1, 0))
	h.must(err)
	h.count()
	h.declare()
}

// TestNames publishes candidates whose names are alike, and practices whose
// names are alike.
func TestNames(t *testing.T) {
	list := rows(8)
	list[0].Name, list[1].Name = "The Surgery", "The Surgery"
	list[2].Name = "Ünïcode & “Söhne” <Surgery>"
	h := open(t, list, "equal", "", post("chair"))
	for i, name := range []string{"Dr Zoë Abbot", "Prof. Ann abbot", "Émile Evans", "Fred Evans", "吉野 家", "Ann Lee", "Ann Lee", "Dr Ann Lee"} {
		h.stand(i, name, "chair")
	}
	h.settle()
	el := h.election()
	chair, _ := el.Post("chair")
	var names []string
	for _, c := range chair.Candidates {
		names = append(names, h.desk.Card(t.Context(), c).Name)
	}
	want := []string{"Prof. Ann abbot", "Dr Zoë Abbot", "Émile Evans", "Fred Evans", "Ann Lee", "Ann Lee", "Dr Ann Lee", "吉野 家"}
	if fmt.Sprint(names[4:7]) != fmt.Sprint(want[4:7]) || fmt.Sprint(names[2:4]) != fmt.Sprint(want[2:4]) || names[7] != want[7] ||
		!strings.Contains(names[0]+names[1], "abbot") || !strings.Contains(names[0]+names[1], "Abbot") {
		t.Errorf("published in the order %q, not %q", names, want)
	}
	h.poll()
	if _, err := h.desk.Contests(t.Context(), &el); err == nil {
		t.Fatal("an election that was pinned before the preparation has contests")
	}
	el = h.election()
	contests, err := h.desk.Contests(t.Context(), &el)
	h.must(err)
	once := map[string]bool{}
	for _, a := range contests[0].Setup.Election.Questions[0].Answers {
		if once[a] {
			t.Errorf("two candidates are called %q on the ballot paper", a)
		}
		once[a] = true
	}
	if !once["Ann Lee (Surgery 5)"] || !once["Ann Lee (Surgery 6)"] || !once["Dr Ann Lee"] {
		t.Errorf("the ballot paper lists %q", contests[0].Setup.Election.Questions[0].Answers)
	}
	_, err = h.cast(h.practice(0), h.fill(h.practice(0), 8))
	h.must(err)
	h.count()
	h.declare()
}

// TestBadCalls calls elections that must not be.
func TestBadCalls(t *testing.T) {
	h := open(t, rows(8), "equal", "", post("chair"))
	good := func() conduct.Call {
		return conduct.Call{ID: "autumn", Timetable: h.times, Text: record.ElectionText{Title: "Autumn", Body: "Alliance", Contact: "officer@example.org", Posts: []record.PostText{post("chair")}}}
	}
	for _, c := range []struct {
		name, want string
		bend       func(c *conduct.Call)
	}{
		{"no identifier", "bad-id", func(c *conduct.Call) { c.ID = "" }},
		{"capitals", "bad-id", func(c *conduct.Call) { c.ID = "Autumn" }},
		{"hyphen first", "bad-id", func(c *conduct.Call) { c.ID = "-autumn" }},
		{"too long for its paper", "bad-id", func(c *conduct.Call) { c.ID = election.ID(strings.Repeat("a", 29)) }},
		{"no title", "missing", func(c *conduct.Call) { c.Text.Title = " " }},
		{"title on two lines", "characters", func(c *conduct.Call) { c.Text.Title = "Autumn\nBcc: all" }},
		{"no body", "missing", func(c *conduct.Call) { c.Text.Body = "" }},
		{"no contact", "missing", func(c *conduct.Call) { c.Text.Contact = "" }},
		{"no posts", "posts", func(c *conduct.Call) { c.Text.Posts = nil }},
		{"a post without a name", "missing", func(c *conduct.Call) { c.Text.Posts[0].Name = "" }},
		{"a post twice", "posts", func(c *conduct.Call) { c.Text.Posts = append(c.Text.Posts, post("chair")) }},
		{"another group", "group", func(c *conduct.Call) { c.Group = "rsa" }},
		{"a name of an archive that is taken", "election-taken", func(c *conduct.Call) { c.ID, c.Text.Posts = "spring", []record.PostText{post("2027-chair")} }},
	} {
		t.Run(c.name, func(t *testing.T) {
			call := good()
			c.bend(&call)
			h.refuses(c.want, func() error { return h.desk.CallElection(t.Context(), h.officer, call) })
		})
	}
	longest := good()
	longest.ID = election.ID(strings.Repeat("a", 28))
	h.must(h.desk.CallElection(t.Context(), h.officer, longest))
	for name, list := range map[string][]roll.Row{
		"empty": {}, "formula": {{ODS: "D80001", Name: "=cmd", Patients: 5}}, "no patients": {{ODS: "D80001", Name: "A"}},
		"small letters": {{ODS: "d80001", Name: "A", Patients: 5}}, "twice": {{ODS: "D80001", Name: "A", Patients: 5}, {ODS: "D80001", Name: "B", Patients: 5}},
		"control": {{ODS: "D80001", Name: "A\x00", Patients: 5}},
	} {
		t.Run("roll "+name, func(t *testing.T) {
			h.refuses("roll", func() error {
				return h.desk.FreezeRoll(t.Context(), h.officer, longest.ID, list, roll.Rule{Kind: roll.Equal})
			})
		})
	}
}
