package conduct

import (
	"cmp"
	"context"
	"time"
	_ "time/tzdata" // London, also where the machine has no time zones

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/calendar"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/record"
)

// Call is what the returning officer says when calling an election.
type Call struct {
	ID        election.ID
	Group     string // election.GroupEd25519 unless it is to be checked by others' tools
	Timetable election.Timetable
	Text      record.ElectionText
	Eligible  map[election.ID]string // by post; anyone where it is silent
	Support   int                    // nominations a practice may support for one post
	Scheme    string                 // election.Simple unless it is to be strict
}

// CommitteePosts are the posts of OneNorwich's committee, in the order of
// counting, with who may stand (rules.md 7 and 16).
func CommitteePosts() ([]record.PostText, map[election.ID]string) {
	return []record.PostText{
			{Post: "chair", Name: "Chair"},
			{Post: "vice-chair", Name: "Vice-chair"},
			{Post: "lead-nurse", Name: "Lead nurse"},
			{Post: "lead-practice-manager", Name: "Lead practice manager"},
		}, map[election.ID]string{
			"chair": election.EligibleGP, "vice-chair": election.EligibleGP,
			"lead-nurse": election.EligibleNurse, "lead-practice-manager": election.EligibleManager,
		}
}

// CallElection calls an election under the rules.
func (d *Desk) CallElection(ctx context.Context, by election.ID, c Call) error {
	if len(c.ID) > maxElectionID {
		return election.Refuse("bad-id", "The identifier of an election has at most %d characters; %q has %d.", maxElectionID, clip(string(c.ID)), len(c.ID))
	}
	if err := CheckTitle(c.Text.Title); err != nil {
		return err
	}
	if err := CheckBody(c.Text.Body); err != nil {
		return err
	}
	c.Text.Contact = Tidy(c.Text.Contact)
	if err := CheckContact(c.Text.Contact); err != nil {
		return err
	}
	if c.Support > MaxSupport {
		return election.Refuse("support", "A practice may support 1 to %d nominations for a post, not %d.", MaxSupport, c.Support)
	}
	if err := checkLength(c.Timetable); err != nil {
		return err
	}
	event := election.ElectionCalled{
		Election: c.ID, Rules: election.RulesVersion, Officer: by, Scheme: cmp.Or(c.Scheme, election.Simple), Group: c.Group,
		OnePost: true, Support: max(c.Support, 1), Timetable: c.Timetable,
	}
	if event.Group == "" {
		event.Group = election.GroupEd25519
	}
	for _, p := range c.Text.Posts {
		if err := CheckLine("name of the post", p.Name, MaxName, true); err != nil {
			return err
		}
		eligible := c.Eligible[p.Post]
		if eligible == "" {
			eligible = election.EligibleAnyone
		}
		event.Posts = append(event.Posts, election.PostTerms{Post: p.Post, Eligible: eligible})
	}
	blob, digest := record.Blob(c.Text)
	event.Definition = digest
	_, err := d.do(ctx, [][]byte{blob}, clerk.Act{By: by, Event: event})
	return err
}

// checkLength requires the least length of a poll, in working days of England
// (rules.md 2). It is checked here and not in the event's rule, because a bank
// holiday that is proclaimed later must not change what a log was allowed.
func checkLength(t election.Timetable) error {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		return err
	}
	from, to := calendar.On(t.PollOpens.Time(), london), calendar.On(t.PollCloses.Time(), london)
	if n := calendar.England().WorkingDays(from, to); n < calendar.MinPoll {
		return election.Refuse("short-poll", "The poll would be open for %d working day(s); it lasts at least %d. Open it earlier, or close it later.", n, calendar.MinPoll)
	}
	return nil
}

// voterPart is how many rows of voting codes one entry holds: a row has a
// digest of 67 bytes with its marks for each contest, and a number.
func voterPart(contests int) int { return max(1, 60_000/(60+67*contests)) }
