package record_test

import (
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/record"
)

// A lie is told by one who holds the log's key: the log is made anew, every
// digest fits, the rules allow every entry, and the archives are what the log
// gives. Only what the files say can give it away.
type lie struct {
	name, want string // words of the refusal
	until      string // the log ends behind the last entry of this kind; "" for all of it
	tell       func(t *testing.T, s *tale, d *draft)
}

// on calls fn for the entries of one kind of event.
func on[E governance.Event](fn func(t *testing.T, s *tale, e *E)) func(*testing.T, *tale, *draft) {
	return func(t *testing.T, s *tale, d *draft) {
		if _, ok := d.event.(E); ok {
			change(d, func(e *E) { fn(t, s, e) })
		}
	}
}

// definition lies in the definition of the first contest, before any vote.
func definition(name, want string, old func(q belenios.Definition) belenios.Definition) lie {
	return lie{name, want, "poll.opened", on(func(t *testing.T, s *tale, e *election.PollPrepared) {
		parsed, err := belenios.ParseElection(s.blobs[audit.Digest(e.Contests[0].Definition)])
		must(t, err)
		d := parsed.Definition
		d.Questions = slices.Clone(d.Questions)
		d.Questions[0].Answers = slices.Clone(d.Questions[0].Answers)
		raw, err := old(d).Encode()
		must(t, err)
		e.Contests[0].Definition = s.store(raw)
	})}
}

// ownKey is a key of the liar's own, with the list of trustees it makes.
func ownKey(t *testing.T) (trustee belenios.Trustee, list []byte) {
	key, err := belenios.NewTrusteeKey(rand.Reader, belenios.Ed25519)
	must(t, err)
	trustee, err = key.Trustee(rand.Reader, "")
	must(t, err)
	return trustee, belenios.EncodeTrustees([]belenios.Trustee{trustee})
}

// locked lies about the keys with which every contest is locked: those in the list
// of trustees that fn gives, with their one public key.
func locked(fn func(t *testing.T, s *tale, e election.KeysMade) (belenios.Trustee, []byte)) func(*testing.T, *tale, *draft) {
	var key belenios.Trustee
	var list election.Digest
	return func(t *testing.T, s *tale, d *draft) {
		switch d.event.(type) {
		case election.KeysMade:
			change(d, func(e *election.KeysMade) {
				trustee, raw := fn(t, s, *e)
				key, list = trustee, s.store(raw)
				e.Trustees = list
			})
		case election.PollPrepared:
			change(d, func(e *election.PollPrepared) {
				for i := range e.Contests {
					parsed, err := belenios.ParseElection(s.blobs[audit.Digest(e.Contests[i].Definition)])
					must(t, err)
					definition := parsed.Definition
					definition.PublicKey = key.PublicKey
					raw, err := definition.Encode()
					must(t, err)
					e.Contests[i].Trustees, e.Contests[i].Definition = list, s.store(raw)
				}
			})
		}
	}
}

// credentials lies in the list of credentials of the first contest.
func credentials(name, want string, fn func(t *testing.T, uuid string, rights []belenios.VotingRight) []belenios.VotingRight) lie {
	return lie{name, want, "poll.opened", on(func(t *testing.T, s *tale, e *election.PollPrepared) {
		list, err := belenios.ParseCredentials(belenios.Ed25519, s.blobs[audit.Digest(e.Contests[0].Credentials)])
		must(t, err)
		rights := fn(t, e.Contests[0].UUID, slices.Clone(list.Rights()))
		e.Contests[0].Credentials = s.store(belenios.EncodeCredentials(rights))
	})}
}

// ownCredential is one of a code that nobody was sent.
func ownCredential(t *testing.T, uuid string) string {
	code, err := belenios.NewCode(rand.Reader)
	must(t, err)
	c, err := code.Credential(belenios.Ed25519, uuid)
	must(t, err)
	return c.Public()
}

// nthOf is which of the entries of its kind a draft retells, from 0; -1 if it
// is of another kind.
func (d *draft) nthOf(kind string) int {
	n := -1
	for _, e := range played().entries[:d.at+1] {
		if e.Kind == kind {
			n++
		}
	}
	if d.event.Kind() != kind {
		return -1
	}
	return n
}

// first lies in the first vote.
func first(name, want string, fn func(t *testing.T, s *tale, e *election.BallotCast)) lie {
	return lie{name, want, "ballot.cast", func(t *testing.T, s *tale, d *draft) {
		if d.nthOf("ballot.cast") == 0 {
			change(d, func(e *election.BallotCast) { fn(t, s, e) })
		}
	}}
}

// exchange exchanges two different totals.
func exchange(t *testing.T, counts []int64) {
	t.Helper()
	for i := range counts {
		if counts[i] != counts[0] {
			counts[0], counts[i] = counts[i], counts[0]
			return
		}
	}
	t.Fatal("all totals are equal")
}

// leaveOut drops the vote of a code that voted once, and says of the close and
// of the tally that one practice fewer voted.
func leaveOut() lie {
	s := played()
	el := s.election(s.end())
	var dropped election.Cast
	times := map[int]int{}
	for c := range el.Poll.Casts {
		times[c.Voter]++
	}
	for c := range el.Poll.Casts {
		if times[c.Voter] == 1 {
			dropped = c
		}
	}
	votes := el.Poll.Voters()[dropped.Voter].Votes
	return lie{"a vote left out of everything", "the encrypted tally is not the one", "tally.made", func(_ *testing.T, s *tale, d *draft) {
		switch e := d.event.(type) {
		case election.BallotCast:
			if int64(d.at) == dropped.Seq {
				// Something harmless stands in its place.
				body := played().event(0).(governance.LogOpened).Body
				d.event, d.by = governance.PracticeJoined{Practice: "x99999", Details: body}, s.officer
			}
		case election.PollClosed:
			at := slices.IndexFunc(e.Voted, func(id election.ID) bool { row, _ := el.Roll.Row(id); return row.Votes == votes })
			e.Voted = slices.Delete(e.Voted, at, at+1)
			d.event = e
		case election.TallyMade:
			e.Voters--
			e.Votes -= votes
			d.event = e
		}
	}}
}

func lies() []lie {
	type (
		called   = election.ElectionCalled
		frozen   = election.RollFrozen
		listed   = election.RollListed
		prepared = election.PollPrepared
		cast     = election.BallotCast
		tally    = election.TallyMade
		share    = election.ShareGiven
		result   = election.ResultFound
	)
	card := func(name, want string, fn func(c *record.Card)) lie {
		return lie{name, want, "candidates.published", on(func(t *testing.T, s *tale, e *election.CandidatesPublished) {
			e.Candidates[0].Card = rewritten(t, s, e.Candidates[0].Card, fn)
		})}
	}
	var another election.Digest
	return []lie{
		// The roll.
		{"a practice grows on the roll's source", "the roll of", "roll.frozen", on(func(t *testing.T, s *tale, e *frozen) {
			e.Source = s.altered(t, e.Source, ",3000\n", ",3001\n")
		})},
		{"a practice grows in the log alone", "the roll of", "roll.frozen", on(func(_ *testing.T, _ *tale, e *listed) { e.Rows[0].Patients++ })},
		{"the source has a practice more", "the roll of", "roll.frozen", on(func(t *testing.T, s *tale, e *frozen) {
			e.Source = s.altered(t, e.Source, "D80000,", "D79999,Ghost,4000\nD80000,")
		})},
		{"the source is no roll", "the roll of", "roll.frozen", on(func(_ *testing.T, s *tale, e *frozen) { e.Source = s.store([]byte("lost\n")) })},
		{"the source is unsorted", "the roll of", "roll.frozen", on(func(t *testing.T, s *tale, e *frozen) {
			lines := strings.SplitAfter(string(s.blobs[audit.Digest(e.Source)]), "\n")
			lines[1], lines[2] = lines[2], lines[1]
			e.Source = s.store([]byte(strings.Join(lines, "")))
		})},
		{"votes are listed where a rule gave them", "the roll of", "roll.frozen", on(func(_ *testing.T, _ *tale, e *frozen) { e.Rule = roll.Rule{Kind: roll.Listed} })},

		// The candidates.
		card("a candidate of another practice", "card of a candidate", func(c *record.Card) { c.Practice = "Practice 99" }),
		card("another proposer", "card of a candidate", func(c *record.Card) { c.Proposer = "Practice 99" }),
		card("another seconder", "card of a candidate", func(c *record.Card) { c.Seconder = "" }),
		card("a candidate without a name", "card of a candidate", func(c *record.Card) { c.Name = "" }),
		{"a card that reads two ways", "card of a candidate", "candidates.published", on(func(t *testing.T, s *tale, e *election.CandidatesPublished) {
			e.Candidates[0].Card = s.altered(t, e.Candidates[0].Card, `{"name":`, `{"name":"Somebody Else","name":`)
		})},
		{"a card that was renamed after the ballot was made", "not the candidates", "poll.opened", on(func(t *testing.T, s *tale, e *election.CandidatesPublished) {
			for i := range e.Candidates {
				e.Candidates[i].Card = rewritten(t, s, e.Candidates[i].Card, func(c *record.Card) { c.Name += " MBE" })
			}
		})},

		// The ballot paper.
		definition("candidates in another order than drawn", "not the candidates in the order", func(d belenios.Definition) belenios.Definition {
			a := d.Questions[0].Answers
			a[0], a[1] = a[1], a[0]
			return d
		}),
		{"an order that was drawn again", "not the candidates in the order", "poll.opened", on(func(_ *testing.T, _ *tale, e *election.ContestsSettled) {
			o := e.Posts[0].Order
			o[0], o[1] = o[1], o[0]
		})},
		definition("a candidate too few", "not the candidates", func(d belenios.Definition) belenios.Definition {
			d.Questions[0].Answers = d.Questions[0].Answers[1:]
			return d
		}),
		definition("a candidate too many", "not the candidates", func(d belenios.Definition) belenios.Definition {
			d.Questions[0].Answers = append(d.Questions[0].Answers, "Dr Late Comer")
			return d
		}),
		definition("a candidate under another name", "not the candidates", func(d belenios.Definition) belenios.Definition {
			d.Questions[0].Answers[0] += " (withdrawn)"
			return d
		}),
		definition("another question", "its title or its question", func(d belenios.Definition) belenios.Definition {
			d.Questions[0].Question = "Who should not be chair?"
			return d
		}),
		definition("another title", "its title or its question", func(d belenios.Definition) belenios.Definition { d.Name = "Rehearsal"; return d }),
		definition("another body", "its title or its question", func(d belenios.Definition) belenios.Definition { d.Description = "TwoNorwich"; return d }),
		definition("no blank vote", "one answer or a blank vote", func(d belenios.Definition) belenios.Definition { d.Questions[0].Blank = false; return d }),
		definition("two answers", "one answer or a blank vote", func(d belenios.Definition) belenios.Definition { d.Questions[0].Max = 2; return d }),
		definition("two questions", "number of questions", func(d belenios.Definition) belenios.Definition {
			d.Questions = append(d.Questions, d.Questions[0])
			return d
		}),
		definition("another identifier", "identifier", func(d belenios.Definition) belenios.Definition {
			d.UUID = strings.Repeat("A", len(d.UUID))
			return d
		}),
		{"the post has another name than called", "its title or its question", "poll.opened", on(func(t *testing.T, s *tale, e *called) {
			e.Definition = rewritten(t, s, e.Definition, func(x *record.ElectionText) { x.Posts[0].Name = "Treasurer" })
		})},
		{"another group than called", "the keys of", "poll.opened", on(func(_ *testing.T, _ *tale, e *called) { e.Group = election.Group2048 })},

		// The keys.
		{"a key of the liar's own", "list of trustees", "poll.opened", locked(func(t *testing.T, _ *tale, _ election.KeysMade) (belenios.Trustee, []byte) {
			return ownKey(t)
		})},
		{"the service's key alone", "list of trustees", "poll.opened", locked(func(t *testing.T, s *tale, e election.KeysMade) (belenios.Trustee, []byte) {
			service, err := belenios.ParseTrustee(belenios.Ed25519, s.blobs[audit.Digest(e.Service)])
			must(t, err)
			return service, belenios.EncodeTrustees([]belenios.Trustee{service})
		})},
		{"the officer's key alone", "list of trustees", "poll.opened", locked(func(t *testing.T, s *tale, e election.KeysMade) (belenios.Trustee, []byte) {
			officer, err := belenios.ParseTrustee(belenios.Ed25519, s.blobs[audit.Digest(e.People)])
			must(t, err)
			return officer, belenios.EncodeTrustees([]belenios.Trustee{officer})
		})},
		{"a key that is not its trustees'", "other keys than those that were made", "poll.opened", on(func(t *testing.T, s *tale, e *prepared) {
			_, list := ownKey(t)
			e.Contests[0].Trustees = s.store(list)
		})},
		{"the officer made another key", "list of trustees", "poll.opened", func(t *testing.T, s *tale, d *draft) {
			switch d.event.(type) {
			case election.KeyMade:
				trustee, _ := ownKey(t)
				another = s.store(trustee.Encode())
				change(d, func(e *election.KeyMade) { e.Key = another })
			case election.KeysMade:
				change(d, func(e *election.KeysMade) { e.People = another })
			}
		}},
		{"another key of the service's than the one named", "list of trustees", "keys.made", on(func(t *testing.T, s *tale, e *election.KeysMade) {
			own, _ := ownKey(t)
			e.Service = s.store(own.Encode())
		})},

		// The voting codes.
		credentials("two weights altered with the sum kept", "with their votes", func(_ *testing.T, _ string, r []belenios.VotingRight) []belenios.VotingRight {
			big := slices.IndexFunc(r, func(v belenios.VotingRight) bool { return v.Weight == 3 })
			small := slices.IndexFunc(r, func(v belenios.VotingRight) bool { return v.Weight == 1 })
			r[big].Weight, r[small].Weight = 1, 3
			return r
		}),
		credentials("one weight altered", "with their votes", func(_ *testing.T, _ string, r []belenios.VotingRight) []belenios.VotingRight {
			r[0].Weight++
			return r
		}),
		credentials("a code of the liar's own in another's place", "with their votes", func(t *testing.T, uuid string, r []belenios.VotingRight) []belenios.VotingRight {
			r[0].Credential = ownCredential(t, uuid)
			return r
		}),
		credentials("a code more", "longer or shorter", func(t *testing.T, uuid string, r []belenios.VotingRight) []belenios.VotingRight {
			return append(r, belenios.VotingRight{Credential: ownCredential(t, uuid), Weight: 1})
		}),
		credentials("a code less", "longer or shorter", func(_ *testing.T, _ string, r []belenios.VotingRight) []belenios.VotingRight { return r[1:] }),
		{"two contests with each other's codes", "with their votes", "poll.opened", on(func(_ *testing.T, _ *tale, e *prepared) {
			e.Contests[0].Credentials, e.Contests[1].Credentials = e.Contests[1].Credentials, e.Contests[0].Credentials
		})},
		{"weights exchanged in the log", "with their votes", "poll.opened", on(func(_ *testing.T, _ *tale, e *election.VotersListed) {
			big := slices.IndexFunc(e.Rows, func(r election.VoterRow) bool { return r.Votes == 3 })
			small := slices.IndexFunc(e.Rows, func(r election.VoterRow) bool { return r.Votes == 1 })
			e.Rows[big].Votes, e.Rows[small].Votes = 1, 3
		})},

		// The ballot box.
		{"two ballots under each other's credentials", "not signed with the credential", "ballot.cast", func(_ *testing.T, s *tale, d *draft) {
			if i := d.nthOf("ballot.cast"); i >= 0 && i < 2 {
				other := played().event(played().nth("ballot.cast", 1-i)).(cast)
				change(d, func(e *cast) {
					for c := range e.Ballots {
						e.Ballots[c].Credential = other.Ballots[c].Credential
					}
				})
			}
		}},
		first("a changed proof", "does not hold", func(_ *testing.T, s *tale, e *cast) {
			raw := slices.Clone(s.blobs[audit.Digest(e.Ballots[0].Ballot)])
			at := strings.Index(string(raw), `"challenge":"`) + len(`"challenge":"`)
			raw[at] = '1' + (raw[at]-'0')%9
			e.Ballots[0].Ballot = s.store(raw)
		}),
		first("a ballot with a space", "does not hold", func(_ *testing.T, s *tale, e *cast) {
			e.Ballots[0].Ballot = s.store(append(slices.Clone(s.blobs[audit.Digest(e.Ballots[0].Ballot)]), ' '))
		}),
		first("ballots of each other's contests", "does not hold", func(_ *testing.T, _ *tale, e *cast) {
			e.Ballots[0].Ballot, e.Ballots[1].Ballot = e.Ballots[1].Ballot, e.Ballots[0].Ballot
		}),
		leaveOut(),

		// The count.
		{"each other's tallies", "encrypted tally", "tally.made", func(_ *testing.T, _ *tale, d *draft) {
			if i := d.nthOf("tally.made"); i >= 0 && i < 2 {
				change(d, func(e *tally) { e.Tally = played().event(played().nth("tally.made", 1-i)).(tally).Tally })
			}
		}},
		{"each other's shares", "share", "share.given", func(_ *testing.T, _ *tale, d *draft) {
			if i := d.nthOf("share.given"); i == 0 || i == 2 {
				change(d, func(e *share) { e.Share = played().event(played().nth("share.given", 2-i)).(share).Share })
			}
		}},
		{"shares that are bound to each other's tallies", "not bound", "share.given", func(_ *testing.T, _ *tale, d *draft) {
			if i := d.nthOf("share.given"); i == 0 || i == 2 {
				change(d, func(e *share) { e.Binding = played().event(played().nth("share.given", 2-i)).(share).Binding })
			}
		}},
		{"a share that nothing binds", "not bound", "share.given", on(func(_ *testing.T, s *tale, e *share) { e.Binding = s.store([]byte("[]")) })},
		{"totals exchanged in log and archive", "not what the trustees' shares decrypt to", "result.found", func(t *testing.T, s *tale, d *draft) {
			if d.nthOf("result.found") == 0 {
				change(d, func(e *result) {
					exchange(t, e.Counts)
					made := belenios.Result{nil}
					for _, n := range e.Counts {
						made[0] = append(made[0], int(n))
					}
					e.Result = s.store(made.Encode())
				})
			}
		}},
		{"totals exchanged in the log alone", "result is not the log's", "result.found", func(t *testing.T, _ *tale, d *draft) {
			if d.nthOf("result.found") == 0 {
				change(d, func(e *result) { exchange(t, e.Counts) })
			}
		}},
		{"another contest's result in the archive", "the result", "result.found", func(_ *testing.T, _ *tale, d *draft) {
			if d.nthOf("result.found") == 0 {
				change(d, func(e *result) { e.Result = played().event(played().nth("result.found", 1)).(result).Result })
			}
		}},
	}
}

// toldOf tells a lie of a tale, and requires that it is found out.
func (l lie) toldOf(t *testing.T, s *tale) {
	n := s.end()
	if l.until != "" {
		n = s.nth(l.until, -1) + 1
	}
	told := false
	untrue := s.retell(t, n, func(_ int, d *draft) {
		before, _ := audit.Encode(d.event)
		by := d.by
		l.tell(t, d.tale, d)
		after, _ := audit.Encode(d.event)
		told = told || string(before) != string(after) || by != d.by
	})
	if !told {
		t.Fatal("nothing was changed")
	}
	honest := untrue.bundle(t, true)
	_, err := verify(t, honest, audit.Trust{})
	var fault *audit.Fault
	if !errors.As(err, &fault) {
		t.Fatalf("the lie was not found out: %v", err)
	}
	if !strings.Contains(err.Error(), l.want) {
		t.Fatalf("it was found out otherwise than expected (%q): %v", l.want, err)
	}
}

// TestLies tells each of them.
func TestLies(t *testing.T) {
	for _, l := range lies() {
		t.Run(l.name, func(t *testing.T) { l.toldOf(t, played()) })
	}
	// The same machinery, without a lie, gives bundles that verify.
	s := played()
	for _, kind := range []string{"roll.frozen", "candidates.published", "poll.opened", "ballot.cast", "tally.made", "share.given", "result.found", "paper.issued"} {
		if _, err := verify(t, s.retell(t, s.nth(kind, -1)+1, func(int, *draft) {}).bundle(t, true), audit.Trust{}); err != nil {
			t.Errorf("the truth up to %s is refused: %v", kind, err)
		}
	}
}
