package election_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/roll"
)

// The tests of this package look at the rules that a whole rehearsal never
// comes near; package record forges an entry of every kind.

const officer, el election.ID = "p-officer", "e"

// play is a state and its log's position.
type play struct {
	testing.TB
	s    election.State
	seq  int64
	time time.Time
}

var noon = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

func day(n int) election.Moment { return election.At(noon.AddDate(0, 0, n)) }

func begin(t testing.TB) *play { return &play{TB: t, time: noon} }

func (p *play) apply(by election.ID, e election.Event) error {
	try := p.s
	err := try.Apply(election.Fact{Seq: p.seq, Time: p.time, By: by}, e)
	if err == nil {
		p.s = try
		p.seq++
	}
	return err
}

func (p *play) does(by election.ID, e election.Event) {
	p.Helper()
	if err := p.apply(by, e); err != nil {
		p.Fatalf("%s is refused: %v", e.Kind(), err)
	}
}

func (p *play) refuses(code string, by election.ID, e election.Event) {
	p.Helper()
	var refusal *election.Error
	if err := p.apply(by, e); !errors.As(err, &refusal) || refusal.Code != code {
		p.Fatalf("expected %s to be refused with the code %s, not: %v", e.Kind(), code, err)
	}
}

// called calls an election of a chair, with practices p0, p1 … of so many
// votes, up to the frozen roll.
func called(t testing.TB, support int, votes ...int64) *play {
	t.Helper()
	p := begin(t)
	p.does(officer, election.ElectionCalled{Election: el, Rules: election.RulesVersion, Officer: officer, Scheme: election.Simple, Group: election.GroupEd25519, OnePost: true,
		Support: support, Definition: election.Digest{1}, Posts: []election.PostTerms{{Post: "chair", Eligible: election.EligibleAnyone}},
		Timetable: election.Timetable{Notice: day(0), NominationsClose: day(10), Published: day(11), WithdrawalsClose: day(12), PollNotice: day(13), PollOpens: day(14), PollCloses: day(24)}})
	rows := election.RollListed{Election: el}
	var sum int64
	for i, v := range votes {
		rows.Rows = append(rows.Rows, election.RollRow{Practice: practice(i), Patients: 1000, Votes: v})
		sum += v
	}
	p.does(officer, rows)
	p.does(officer, election.RollFrozen{Election: el, Rule: roll.Rule{Kind: roll.Listed}, Practices: len(votes), Votes: sum, Source: election.Digest{2}})
	return p
}

func practice(i int) election.ID { return election.ID(fmt.Sprintf("p%d", i)) }

func ones(n int) []int64 {
	list := make([]int64, n)
	for i := range list {
		list[i] = 1
	}
	return list
}

func made(n, nominee election.ID, of, proposer, seconder int) election.NominationMade {
	return election.NominationMade{Election: el, Nomination: n, Post: "chair", Nominee: nominee, Of: practice(of), Proposer: practice(proposer), Seconder: practice(seconder)}
}

func seconded(n election.ID, seconder int) election.NominationSeconded {
	return election.NominationSeconded{Election: el, Nomination: n, Seconder: practice(seconder)}
}

func consented(n election.ID) election.NominationConsented {
	return election.NominationConsented{Election: el, Nomination: n, Eligible: true, Interests: true}
}

func decided(n election.ID, decision string) election.NominationDecided {
	return election.NominationDecided{Election: el, Nomination: n, Decision: decision, Register: true}
}

// TestSupport: a practice supports as many nominations for a post as the rules
// say, proposed or seconded; one that fell away does not count, and cannot come
// back once another stands in its place.
func TestSupport(t *testing.T) {
	p := called(t, 1, ones(8)...)
	p.does("v1", made("n1", "a", 0, 1, 2))
	p.refuses("support", "v1", made("n2", "b", 0, 1, 3))
	p.does("v3", made("n2", "b", 0, 3, 2)) // p2 has been asked twice, and has not answered
	p.does("v2", seconded("n1", 2))
	p.refuses("support", "v2", seconded("n2", 2))
	p.does("a", consented("n1"))

	// n1 falls away, so p1 may propose another; then n1 must not come back.
	p.does(officer, decided("n1", election.GroundParticulars))
	p.does("v1", made("n3", "c", 0, 1, 4))
	p.refuses("support", officer, decided("n1", election.Valid))
	p.does("c", election.NominationWithdrawn{Election: el, Nomination: "n3"})
	p.does(officer, decided("n1", election.Valid))
	p.does(officer, decided("n1", election.Valid)) // again, unchanged

	// The seconder's support is held against the rule in the same way.
	p = called(t, 1, ones(8)...)
	p.does("v1", made("n1", "a", 0, 1, 2))
	p.does("v2", seconded("n1", 2))
	p.does("a", consented("n1"))
	p.does(officer, decided("n1", election.GroundParticulars))
	p.does("v2", made("n2", "b", 0, 2, 3))
	p.refuses("support", officer, decided("n1", election.Valid))
}

// TestOneself: nobody proposes or seconds themselves, and the returning officer
// does not stand.
func TestOneself(t *testing.T) {
	p := called(t, 1, ones(8)...)
	p.refuses("supporters", "v1", made("n1", "v1", 0, 1, 2))
	p.refuses("officer-stands", "v1", made("n1", officer, 0, 1, 2))
	p.refuses("officer-stands", "v1", made("n1", "", 0, 1, 2))
	p.does("v1", made("n1", "v2", 0, 1, 2))
	p.refuses("supporters", "v2", seconded("n1", 2))
	p.does("deputy", seconded("n1", 2))
}

// TestNoVotes: a roll on which the rule gives a practice no vote is not frozen.
func TestNoVotes(t *testing.T) {
	p := called(t, 1, 1)
	was, _ := p.s.Election(el)
	p.s = election.State{}
	p.does(officer, was.Called)
	p.does(officer, election.RollListed{Election: el, Rows: []election.RollRow{{Practice: "p0", Patients: 1999, Votes: 1}}})
	p.refuses("roll-votes", officer, election.RollFrozen{Election: el, Rule: roll.Rule{Kind: roll.Per, Per: 2000, Rounding: roll.Down}, Practices: 1, Votes: 1, Source: election.Digest{2}})
}

// TestNoContest: where nothing goes to a poll, none is prepared.
func TestNoContest(t *testing.T) {
	p := called(t, 1, 1, 1)
	p.time = day(12).Time()
	p.does(officer, election.CandidatesPublished{Election: el, Candidates: []election.PublishedCandidate{}})
	p.does(officer, election.ContestsSettled{Election: el, Posts: []election.SettledPost{{Post: "chair", How: election.Nobody, Order: []election.ID{}}}})
	p.refuses("no-contest", election.Service, election.VotersListed{Election: el, Rows: []election.VoterRow{{Votes: 1}, {Votes: 1}}})
	p.keyed()
	p.refuses("contests", election.Service, election.PollPrepared{Election: el, Voters: 2})
	p.does(officer, election.ElectionDeclared{Election: el, Posts: []election.DeclaredPost{{Post: "chair", How: "none"}}})
}

// TestTwiceNominated: who was nominated again after an invalid nomination
// stands once at most, or the candidates could never be published.
func TestTwiceNominated(t *testing.T) {
	p := called(t, 3, ones(8)...)
	for i, n := range []election.ID{"n1", "n2"} {
		p.does("v1", made(n, "a", 0, 1+2*i, 2+2*i))
		p.does("v2", seconded(n, 2+2*i))
		p.does("a", consented(n))
		if n == "n1" {
			p.refuses("nominated-already", "v1", made("n2", "a", 0, 3, 4))
			p.does(officer, decided(n, election.GroundParticulars))
		}
	}
	p.does(officer, decided("n2", election.Valid))
	p.refuses("nominated-already", officer, decided("n1", election.Valid))
	p.does(officer, decided("n2", election.GroundNotEligible))
	p.does(officer, decided("n1", election.Valid))
	p.refuses("nominated-already", officer, decided("n2", election.Valid))
	p.time = day(10).Time()
	p.does(officer, election.CandidatesPublished{Election: el, Candidates: []election.PublishedCandidate{{Post: "chair", Nomination: "n1", Card: election.Digest{3}}}})
}

// TestMended: an invalid nomination may be mended before the close.
func TestMended(t *testing.T) {
	p := called(t, 3, ones(8)...)
	p.does("v1", made("n1", "a", 0, 1, 2))
	p.does(officer, decided("n1", election.GroundSupporters))
	p.does("v2", seconded("n1", 2))
	p.refuses("consent", officer, decided("n1", election.Valid))
	p.does("a", consented("n1"))
	p.does("a", consented("n1")) // and says it again, with another statement
	p.does(officer, decided("n1", election.Valid))
	p.refuses("decided", "a", consented("n1"))
}

// TestNoCandidateInTheTeam: a nominee whose nomination fell away may be named to
// help, but then the nomination stays fallen.
func TestNoCandidateInTheTeam(t *testing.T) {
	p := called(t, 1, ones(8)...)
	team := func(people ...election.ID) election.TeamNamed {
		return election.TeamNamed{Election: el, Trustees: []election.ID{}, Scrutineers: people}
	}
	p.does("v1", made("n1", "a", 0, 1, 2))
	p.does("v2", seconded("n1", 2))
	p.does("a", consented("n1"))
	p.refuses("stands", officer, team("a"))
	p.does(officer, decided("n1", election.GroundParticulars))
	p.does(officer, team("a"))
	p.refuses("in-team", officer, decided("n1", election.Valid))
	p.does(officer, team("b"))
	p.does(officer, decided("n1", election.Valid))
}

// TestCrowd: a post takes as many candidates as one entry can publish.
func TestCrowd(t *testing.T) {
	p := called(t, 1000, ones(8)...)
	stand := func(i int) election.ID {
		n := election.ID(fmt.Sprintf("n%d", i))
		nominee := election.ID(fmt.Sprintf("a%d", i))
		proposer := 2 + i/20 // no practice proposes more than it may
		p.does(election.ID(fmt.Sprintf("v%d", proposer)), made(n, nominee, 0, proposer, 1))
		p.does("v1", seconded(n, 1))
		p.does(nominee, consented(n))
		return n
	}
	for i := range election.MaxCandidates {
		p.does(officer, decided(stand(i), election.Valid))
	}
	last := stand(election.MaxCandidates)
	p.refuses("candidates", officer, decided(last, election.Valid))
	p.does(officer, decided("n0", election.Valid)) // no new one
	p.does(officer, decided(last, election.GroundLate))
}

// TestLongRoll: a roll is refused that a poll could not name at its close.
func TestLongRoll(t *testing.T) {
	p := called(t, 1, 1)
	p.s = election.State{}
	p.does(officer, election.ElectionCalled{Election: el, Rules: election.RulesVersion, Officer: officer, Scheme: election.Simple, Group: election.GroupEd25519,
		Support: 1, Definition: election.Digest{1}, Posts: []election.PostTerms{{Post: "chair", Eligible: election.EligibleAnyone}},
		Timetable: election.Timetable{Notice: day(0), NominationsClose: day(10), Published: day(11), WithdrawalsClose: day(12), PollNotice: day(13), PollOpens: day(14), PollCloses: day(24)}})
	rows := func(from, to int) (e election.RollListed) {
		e.Election = el
		for i := from; i < to; i++ {
			e.Rows = append(e.Rows, election.RollRow{Practice: election.ID(fmt.Sprintf("%010d", i)), Patients: 1, Votes: 1})
		}
		return e
	}
	p.does(officer, rows(0, 5000)) // 13 bytes each: the longest file that is read
	p.refuses("roll-size", officer, rows(5000, 5001))
}

// polled plays on to an open poll for two candidates.
func polled(t testing.TB, votes ...int64) *play {
	t.Helper()
	p := called(t, 9, votes...)
	var published []election.PublishedCandidate
	for i, nominee := range []election.ID{"a", "b"} {
		n := election.ID(fmt.Sprintf("n%d", i))
		p.does("v1", made(n, nominee, 0, 1, 2))
		p.does("v2", seconded(n, 2))
		p.does(nominee, consented(n))
		p.does(officer, decided(n, election.Valid))
		published = append(published, election.PublishedCandidate{Post: "chair", Nomination: n, Card: election.Digest{byte(i)}})
	}
	p.time = day(12).Time()
	p.does(officer, election.CandidatesPublished{Election: el, Candidates: published})
	p.does(officer, election.ContestsSettled{Election: el, Posts: []election.SettledPost{{Post: "chair", How: election.ByPoll, Order: []election.ID{"b", "a"}}}})
	p.keyed()
	e := election.VotersListed{Election: el}
	for i, v := range votes {
		e.Rows = append(e.Rows, election.VoterRow{Votes: v, Credentials: []election.Digest{{7, byte(i)}}})
	}
	p.does(election.Service, e)
	p.does(election.Service, election.PollPrepared{Election: el, Voters: len(votes),
		Contests: []election.Contest{{Post: "chair", UUID: "AAAAAAAAAAAAAA", Definition: election.Digest{4}, Trustees: election.Digest{5}, Credentials: election.Digest{6}}}})
	p.time = day(14).Time()
	p.refuses("not-weighed", officer, election.PollOpened{Election: el})
	p.weighs(election.WeighedOpening)
	p.does(officer, election.PollOpened{Election: el})
	return p
}

// keyed makes the keys: the returning officer's, twice, and the service's.
func (p *play) keyed() {
	p.Helper()
	joined := election.KeysMade{Election: el, Service: election.Digest{8}, People: election.Digest{9}, Trustees: election.Digest{5}}
	p.refuses("key", election.Service, joined)
	for _, key := range []byte{7, 9} { // the first one's file was lost
		p.does(officer, election.KeyMade{Election: el, Holder: officer, Key: election.Digest{key}})
		joined.People = election.Digest{key}
		p.does(election.Service, joined)
		p.refuses("made", election.Service, joined)
	}
}

func shared(holder election.ID, owner int) election.ShareGiven {
	return election.ShareGiven{Election: el, Post: "chair", Holder: holder, Owner: owner, Share: election.Digest{1}, Binding: election.Digest{2}}
}

// weighs is the officer's look at what the result gives away.
func (p *play) weighs(stage string) {
	p.Helper()
	p.does(officer, election.SecrecyWeighed{Election: el, Stage: stage, Passes: true, Measured: true})
}

func vote(code, n int) election.BallotCast {
	return election.BallotCast{Election: el, Ballots: []election.BallotPart{{Post: "chair", Credential: election.Digest{7, byte(code)}, Ballot: election.Digest{8, byte(code), byte(n)}}}}
}

// TestClose: those who are said to have voted are as many, with the same votes
// one by one, as the codes that cast; the sum alone is not enough.
func TestClose(t *testing.T) {
	p := polled(t, 1, 2, 2, 3, 4)
	p.does("", vote(1, 0)) // 2 votes
	p.does("", vote(2, 0)) // 2
	p.does("", vote(1, 1)) // again
	p.time = day(24).Time()
	closed := func(of ...int) election.PollClosed {
		e := election.PollClosed{Election: el, Voted: []election.ID{}}
		for _, i := range of {
			e.Voted = append(e.Voted, practice(i))
		}
		return e
	}
	p.refuses("voted", election.Service, closed(0, 3)) // 1 and 3: the same sum
	p.refuses("voted", election.Service, closed(4))    // 4: the same sum of one
	p.refuses("voted", election.Service, closed())
	p.refuses("voted", election.Service, closed(2, 1))
	p.refuses("voted", election.Service, closed(1, 1))
	p.does(election.Service, closed(1, 2))

	// Nobody voted at all.
	p = polled(t, 1, 2, 3)
	p.time = day(24).Time()
	p.refuses("voted", election.Service, closed(0))
	p.does(election.Service, closed())
	p.does(election.Service, election.TallyMade{Election: el, Post: "chair", Tally: election.Digest{1}})
	p.weighs(election.WeighedCount)
	p.refuses("service-last", election.Service, shared(election.Service, 1))
	p.does(officer, shared(officer, 2))
	p.refuses("no-share", election.Service, election.ResultFound{Election: el, Post: "chair", Counts: []int64{0, 0, 0}})
	p.does(election.Service, shared(election.Service, 1))
	p.refuses("counts", election.Service, election.ResultFound{Election: el, Post: "chair", Counts: []int64{0, 1, 0}})
	p.does(election.Service, election.ResultFound{Election: el, Post: "chair", Counts: []int64{0, 0, 0}})
	p.refuses("outcome", officer, election.ElectionDeclared{Election: el, Posts: []election.DeclaredPost{{Post: "chair", How: "elected", Elected: "a"}}})
	p.does(officer, election.ElectionDeclared{Election: el, Posts: []election.DeclaredPost{{Post: "chair", How: "tie"}}})
}

// TestSnapshotOfSlices: what a caller does to an event afterwards, or to what
// the state hands out, does not change the state.
func TestSnapshotOfSlices(t *testing.T) {
	p := polled(t, 1, 2, 3)
	e := vote(0, 0)
	p.does("", e)
	e.Ballots[0].Ballot = election.Digest{99}
	row, _ := p.s.Election(el)
	for c := range row.Poll.Casts {
		if c.Ballots[0].Ballot != (election.Digest{8, 0, 0}) {
			t.Error("the ballot box changed with the event that filled it")
		}
	}
}

// TestIdentifiers: what an identifier may be.
func TestIdentifiers(t *testing.T) {
	for id, ok := range map[election.ID]bool{"a": true, "d82008": true, "9-x": true, "x-": true, "": false, "-x": false, "A": false, "a b": false,
		"a/b": false, "..": false, "é": false, "a\n": false, "abcdefghijabcdefghijabcdefghijabcdefghij": true, "abcdefghijabcdefghijabcdefghijabcdefghijk": false} {
		if err := id.Check(); (err == nil) != ok {
			t.Errorf("%q: %v", id, err)
		}
	}
}

// TestMoments: a moment is written and read in one way.
func TestMoments(t *testing.T) {
	m := election.At(time.Date(2026, 12, 14, 17, 0, 0, 123_999_999, time.FixedZone("", 3600)))
	text, _ := m.MarshalText()
	if string(text) != "2026-12-14T16:00:00.123Z" {
		t.Errorf("written as %s", text)
	}
	var again election.Moment
	if err := again.UnmarshalText(text); err != nil || again != m {
		t.Errorf("read as %v: %v", again, err)
	}
	for _, bad := range []string{"", "2026-12-14", "2026-12-14T16:00:00Z", "2026-12-14T16:00:00.123+01:00", "2026-12-14T16:00:00.1234Z", "2026-02-30T16:00:00.123Z", "2026-12-14t16:00:00.123z"} {
		// What is read leniently is refused by the log's canonical check: it
		// would be written otherwise.
		if err := again.UnmarshalText([]byte(bad)); err == nil && again.String() == bad {
			t.Errorf("%q is a moment in its one form", bad)
		}
	}
}

// TestWhatANominationMayPileUp: a practice proposes twenty people in an election,
// those who withdrew included; a nominee consents ten times.
func TestWhatANominationMayPileUp(t *testing.T) {
	p := called(t, 1, ones(8)...)
	n := func(i int) election.ID { return election.ID(fmt.Sprintf("n%d", i)) }
	for i := range election.MostProposals {
		p.does("v1", made(n(i), "a", 0, 1, 2))
		if i == 0 {
			for range election.MostConsents {
				p.does("a", consented(n(i)))
			}
			p.refuses("consents", "a", consented(n(i)))
		}
		p.does("a", election.NominationWithdrawn{Election: el, Nomination: n(i)})
	}
	p.refuses("proposals", "v1", made(n(20), "a", 0, 1, 2))
	p.does("v3", made(n(20), "a", 0, 3, 2))
}
