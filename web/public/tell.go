package public

import (
	"context"
	"errors"
	"fmt"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/ui"
)

// errEnough ends a walk over the log.
var errEnough = errors.New("enough")

// teller puts entries into words. It names practices and posts, which are
// public, and nobody else.
type teller struct {
	p     *pages
	ctx   context.Context
	state *governance.State
}

func (t *teller) practice(id election.ID) string { return t.p.Desk.Practice(t.ctx, id).Name }

func (t *teller) text(id election.ID) record.ElectionText {
	el, ok := t.state.Election.Election(id)
	if !ok {
		return record.ElectionText{}
	}
	return t.p.Desk.Text(t.ctx, &el)
}

func (t *teller) post(id, post election.ID) string { return t.text(id).PostName(post) }

// of is the post of a nomination.
func (t *teller) of(id, nomination election.ID) string {
	el, _ := t.state.Election.Election(id)
	n, _ := el.Nomination(nomination)
	return t.post(id, n.Post)
}

// sentence is what an entry says.
func (t *teller) sentence(e audit.Entry) string {
	event, err := record.Event(e)
	if err != nil {
		return untold(e.Kind)
	}
	return t.event(event)
}

// untold is said of a kind that there are no words for.
func untold(kind string) string { return "An entry of the kind " + kind + "." }

// event is what happened.
func (t *teller) event(event governance.Event) string {
	if text := t.protection(event); text != "" {
		return text
	}
	switch e := event.(type) {
	case governance.LogOpened:
		return "The log was opened."
	case governance.PersonAdded:
		return "A person was added; name and address are sealed."
	case governance.OfficerAppointed:
		return "A returning officer was appointed."
	case governance.PracticeJoined:
		return t.practice(e.Practice) + " became a member."
	case governance.RepresentativeNamed:
		if e.Role == governance.Deputy {
			return t.practice(e.Practice) + " has another deputy."
		}
		return t.practice(e.Practice) + " has a voting representative."
	case governance.RepresentativeEnded:
		return "Somebody no longer acts for " + t.practice(e.Practice) + "."
	case governance.OfficeFilled:
		if e.Basis == governance.Interim {
			return "The office “" + string(e.Office) + "” was filled until an election."
		}
		return "The office “" + t.post(e.Election, e.Office) + "” was filled by the person elected."
	case governance.PaperIssued:
		return "The declaration of result was issued as a paper."
	case election.Event:
		return t.election(e)
	}
	return untold(event.Kind())
}

// election puts an election's event into words, in the order in which an
// election goes.
func (t *teller) election(event election.Event) string {
	switch e := event.(type) {
	case election.ElectionCalled:
		return "The election “" + t.text(e.Election).Title + "” was called."
	case election.RollListed:
		return ui.Count(len(e.Rows), "practice was", "practices were") + " put on the roll."
	case election.RollFrozen:
		return fmt.Sprintf("The roll was frozen: %s with %s.", ui.Count(e.Practices, "practice", "practices"), ui.Count(int(e.Votes), "vote", "votes"))
	case election.NominationMade:
		return t.practice(e.Proposer) + " nominated somebody for " + t.post(e.Election, e.Post) + "."
	case election.NominationSeconded:
		return t.practice(e.Seconder) + " seconded a nomination for " + t.of(e.Election, e.Nomination) + "."
	case election.NominationConsented:
		return "A nominee for " + t.of(e.Election, e.Nomination) + " consented."
	case election.NominationDecided:
		if e.Decision == election.Valid {
			return "A nomination for " + t.of(e.Election, e.Nomination) + " was accepted."
		}
		return "A nomination for " + t.of(e.Election, e.Nomination) + " was found invalid."
	case election.NominationWithdrawn:
		return "A nominee for " + t.of(e.Election, e.Nomination) + " withdrew."
	case election.CandidatesPublished:
		return ui.Count(len(e.Candidates), "candidate was", "candidates were") + " published."
	case election.ContestsSettled:
		return "The contests were settled, and the order of names drawn by lot."
	case election.KeyMade:
		return "The returning officer’s public key was recorded."
	case election.VotersListed:
		return ui.Count(len(e.Rows), "voting code was", "voting codes were") + " listed, without names."
	case election.PollPrepared:
		return "The ballot was prepared: " + ui.Count(len(e.Contests), "post", "posts") + "."
	case election.PollOpened:
		return "The poll was opened."
	case election.BallotCast:
		return "A vote was put into the ballot box."
	case election.BallotSpent:
		return "A vote was opened to check the page that made it. It can never be cast."
	case election.PollClosed:
		return "The poll closed. " + ui.Count(len(e.Voted), "practice", "practices") + " had voted."
	case election.TallyMade:
		return "The encrypted total for " + t.post(e.Election, e.Post) + " was made."
	case election.ShareGiven:
		return "The total for " + t.post(e.Election, e.Post) + " was decrypted."
	case election.ResultFound:
		return "The votes for " + t.post(e.Election, e.Post) + " were counted."
	case election.ElectionDeclared:
		return "The result was declared."
	}
	return untold(event.Kind())
}
