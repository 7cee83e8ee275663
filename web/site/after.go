package site

import (
	"context"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/clerk"
)

// What a vote ends. A browser that has cast one may be a shared computer's: who
// sits there next, and opens a link in its history, must not replace the vote.
// So a vote ends every session that could cast for the practice, and from then
// on each of its voting links asks for a number, wherever it is opened.

// EndVoting ends, in a vote's transaction, all sessions that voting links of the
// practice began. The visit's own must be among them still: one casts one vote.
func (v *Visit) EndVoting(tx store.Side, id, practice election.ID) error {
	if live, err := v.live(tx); err != nil {
		return err
	} else if !live {
		return election.Refuse("sign-in", "A vote was cast for this practice a moment ago, and that signed you out. This one has not been recorded yet.")
	}
	_, err := tx.Exec(`DELETE FROM sessions WHERE purpose = $1 AND practice = $2 AND election = $3`, string(ToVote), string(practice), string(id))
	return err
}

// live says whether the visit's session is there still.
func (v *Visit) live(tx store.Side) (ok bool, err error) {
	err = tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM sessions WHERE hash = $1)`, v.session).Scan(&ok)
	return ok, err
}

// hasVoted says whether the practice of a voting link has voted in the open poll.
func hasVoted(tx store.Side, l Link) (bool, error) {
	if l.Purpose != ToVote {
		return false, nil
	}
	_, voted, err := clerk.Voted(tx, l.Election, l.Practice)
	return voted, err
}

// begun says whether the visitor's session began with a link of the same person
// for the same vote. It did so after the practice's last vote, which would have
// ended it.
func (v *Visit) begun(l Link) bool {
	return l.Purpose == ToVote && v.grant.Person == l.Person && v.VotingFor(l.Election) == l.Practice
}

// Forget makes the browser forget who it is: it is asked for a number again.
func (s *Site) Forget(c echo.Context) {
	s.setCookie(c, sessionCookie, "", -1)
	s.setCookie(c, browserCookie, "", -1)
	s.LeaveForms(c)
}

// Voter is who votes with a session, as the booth in its browser wants to know.
type Voter struct {
	Practice election.ID
	Name     string
	Code     string // the voting code; empty if a registrar made it
}

// Voter gives what the session's browser needs to vote. The voting code comes this
// way and in no address, because browsers keep addresses: in their history, in
// files, on the tiles of a new tab.
func (s *Site) Voter(ctx context.Context, v *Visit, id election.ID) (Voter, error) {
	practice := v.VotingFor(id)
	if practice == "" {
		return Voter{}, election.Refuse("sign-in", "You are not signed in to vote in this browser. Open the link in your voting email.")
	}
	el, err := v.Poll(id)
	if err != nil {
		return Voter{}, err
	}
	voter := Voter{Practice: practice, Name: s.Desk.Practice(ctx, practice).Name}
	if el.Poll.Open() && !el.Due(election.At(s.Now())) {
		voter.Code, err = s.Desk.Code(ctx, id, practice)
	}
	return voter, err
}
