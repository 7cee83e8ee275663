package journey_test

import (
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/ui/uitest"
)

// TestStrictPages opens, at four stages of an election in the strict scheme, the
// pages of a trustee, the registrar and a scrutineer, and those that the others
// see otherwise than in the simple scheme.
func TestStrictPages(t *testing.T) {
	t.Parallel()
	for _, stage := range []rehearsal.Stage{rehearsal.Settled, rehearsal.Prepared, rehearsal.Voted, rehearsal.Tallied} {
		t.Run(strings.ReplaceAll(stage.String(), " ", "-"), func(t *testing.T) {
			t.Parallel()
			plan := script()
			plan.Trustees, plan.Threshold = 3, 2
			s := playedTo(t, stage, plan)
			if stage > rehearsal.Closed {
				s.closing(poll)
			}
			c := &crawl{service: s, stage: "strict-" + stage.String(), practice: "d80000", tab: uitest.Open(t)}
			el := s.election(poll)
			if stage == rehearsal.Settled {
				c.scrutineer(&el)
			}
			c.below("trustee", el.Team.Trustees[0], "/trustee", "/witness")
			c.below("registrar", el.Team.Registrar, "/registrar")
			state := s.desk().State()
			practice, _ := state.Practice(c.practice)
			c.below("practice", practice.Voting, "/v", "/c", "/practice", "/elections")
			own := "/officer/elections/" + string(poll)
			c.below("officer", s.played.Officer, own+"/team", own+"/trustees", own+"/registrar", own+"/remind-team", own+"/prepare", own+"/open", own+"/remind", own+"/account")
			c.visit("officer", c.client(s.played.Officer), own)
		})
	}
}

// scrutineer names one beside the team that is there, and opens the pages.
func (c *crawl) scrutineer(el *election.Election) {
	c.t.Helper()
	team := conduct.Team{Threshold: el.Team.Threshold, Scrutineers: []record.PersonText{{Name: "Sam Upton", Email: "sam@team.example"}}}
	for _, id := range el.Team.Trustees {
		team.Trustees = append(team.Trustees, c.desk().Person(c.ctx, id))
	}
	registrar, operator := c.desk().Person(c.ctx, el.Team.Registrar), c.desk().Person(c.ctx, el.Team.Operator)
	team.Registrar, team.Operator = &registrar, &operator
	must(c.t, c.desk().NameTeam(c.ctx, c.played.Officer, poll, team, c.server.Site.Named(c.ctx, poll)))
	named := c.election(poll)
	c.below("scrutineer", named.Team.Scrutineers[0], "/witness")
	c.below("operator", named.Team.Operator, "/practice")
}
