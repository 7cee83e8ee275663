package record_test

import (
	"crypto/rand"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/record"
)

// relisted lies in the registrar's list and in the rows that follow from it.
func relisted(name, want string, fn func(t *testing.T, s *tale, list record.CodeList) record.CodeList) lie {
	made := func(t *testing.T, s *tale) record.CodeList {
		raw := s.blobs[audit.Digest(s.event(s.nth("voters.signed", 0)).(election.VotersSigned).List)]
		list, err := record.ReadCodeList(raw)
		must(t, err)
		list = fn(t, s, list)
		list.Sort()
		return list
	}
	var list record.CodeList
	return lie{name, want, "voters.signed", func(t *testing.T, s *tale, d *draft) {
		switch d.event.(type) {
		case election.VotersListed:
			list = made(t, strictly())
			change(d, func(e *election.VotersListed) { e.Rows = list.Rows() })
		case election.VotersSigned:
			change(d, func(e *election.VotersSigned) { e.List = s.store(list.Encode()) })
		}
	}}
}

// strictLies are told by whoever holds the log's key, of trustees and registrar.
func strictLies() []lie {
	type (
		certificate = election.CertificateGiven
		keys        = election.KeysMade
		proved      = election.PhraseProved
		prepared    = election.PollPrepared
		weighed     = election.SecrecyWeighed
	)
	return []lie{
		// The key ceremony.
		{"a trustee's key swapped", "the keys of", "polynomial.given", on(func(t *testing.T, s *tale, e *certificate) {
			if e.Trustee != strictly().team().Trustees[1] {
				return
			}
			seed, err := belenios.NewSeed(rand.Reader)
			must(t, err)
			c, err := seed.Certificate(rand.Reader, belenios.Seat{Group: belenios.Ed25519, Size: 3, Threshold: 2, Index: 2})
			must(t, err)
			prints := c.Fingerprints()
			e.Fingerprints, e.Certificate = [2]election.Digest{prints[0], prints[1]}, s.store(c.Encode())
		})},
		{"fingerprints that hide a replay", "fingerprints", "certificate.given", on(func(_ *testing.T, _ *tale, e *certificate) {
			e.Fingerprints[0][0]++
		})},
		{"votes locked to a key of the service's own", "list of trustees", "keys.made", on(func(t *testing.T, s *tale, e *keys) {
			_, list := ownKey(t)
			e.Trustees = s.store(list)
		})},
		{"another key of the service's than the one named", "list of trustees", "keys.made", on(func(t *testing.T, s *tale, e *keys) {
			own, _ := ownKey(t)
			e.Service = s.store(own.Encode())
		})},
		{"a transcript of another ceremony", "transcript", "keys.made", on(func(t *testing.T, s *tale, e *keys) {
			e.People = s.store(append([]byte(nil), s.blobs[audit.Digest(e.People)][1:]...))
		})},
		{"a contest locked to other trustees", "other keys than those that were made", "poll.prepared", on(func(t *testing.T, s *tale, e *prepared) {
			_, list := ownKey(t)
			e.Contests[0].Trustees = s.store(list)
		})},
		{"one trustee's proof given for another's", "proof", "phrase.proved", on(func(_ *testing.T, s *tale, e *proved) {
			if first := strictly().event(strictly().nth("phrase.proved", 0)).(proved); first.Trustee != e.Trustee {
				e.Proofs = first.Proofs
			}
		})},

		// The registrar's list.
		relisted("a credential swapped for one of the service's own", "signed", func(t *testing.T, s *tale, list record.CodeList) record.CodeList {
			uuids := s.event(s.nth("contests.identified", 1)).(election.ContestsIdentified)
			for i, c := range uuids.Contests {
				list[0].Credentials[i] = ownCredential(t, c.UUID)
			}
			return list
		}),
		relisted("two weights exchanged, the sum kept", "signed", func(t *testing.T, _ *tale, list record.CodeList) record.CodeList {
			for i := range list {
				if list[i].Votes != list[0].Votes {
					list[0].Votes, list[i].Votes = list[i].Votes, list[0].Votes
					return list
				}
			}
			t.Fatal("all weights are equal")
			return nil
		}),
		relisted("two weights altered, the sum kept", "not the votes of the roll", func(t *testing.T, _ *tale, list record.CodeList) record.CodeList {
			for i := range list { // their order is by chance
				for j := range list {
					if list[j].Votes == list[i].Votes+2 {
						list[i].Votes, list[j].Votes = list[i].Votes+1, list[i].Votes+1
						return list
					}
				}
			}
			t.Fatal("no two weights are two apart")
			return nil
		}),
		relisted("a credential added", "as many voting codes", func(t *testing.T, s *tale, list record.CodeList) record.CodeList {
			more := record.CodeLine{Votes: 1}
			for _, c := range s.event(s.nth("contests.identified", 1)).(election.ContestsIdentified).Contests {
				more.Credentials = append(more.Credentials, ownCredential(t, c.UUID))
			}
			return append(list, more)
		}),

		// What the result gives away.
		{"a smaller figure than was measured", "measured again", "secrecy.weighed", on(func(_ *testing.T, _ *tale, e *weighed) {
			e.Excess = (e.Excess + 1) % 1_000_000
		})},
	}
}

// TestStrictLies tells each of them.
func TestStrictLies(t *testing.T) {
	for _, l := range strictLies() {
		t.Run(l.name, func(t *testing.T) { l.toldOf(t, strictly()) })
	}
	s := strictly()
	for _, kind := range []string{"certificate.given", "polynomial.given", "output.given", "keys.made", "voters.signed", "phrase.proved", "share.given", "election.declared"} {
		if _, err := verify(t, s.retell(t, s.nth(kind, 0)+1, func(int, *draft) {}).bundle(t, true), audit.Trust{}); err != nil {
			t.Errorf("the truth up to the first %s is refused: %v", kind, err)
		}
	}
}
