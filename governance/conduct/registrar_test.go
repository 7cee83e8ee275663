package conduct_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
)

// register is a strict election whose contests are settled, and its registrar
// with codes for every practice, before anything is listed.
type register struct {
	testing.TB
	r         *rehearsal.Rehearsal
	key       ed25519.PrivateKey
	codes     map[election.ID]belenios.Code
	list      record.CodeList
	signature []byte
}

func newRegister(t testing.TB) *register {
	t.Helper()
	g := &register{TB: t, codes: make(map[election.ID]belenios.Code)}
	rule, err := roll.ParseRule("bands:1=1,5001=2,9001=3")
	g.must(err)
	script := rehearsal.Default(rows(6), rule)
	for i := range script.Rows {
		script.Rows[i].Patients = int64(3000 + 2000*i)
	}
	script.Trustees, script.Threshold = 2, 2
	g.r, err = rehearsal.Start(t.Context(), t.TempDir(), script)
	g.must(err)
	t.Cleanup(func() { g.r.Dir.Close() })
	g.must(g.r.Until(t.Context(), rehearsal.Settled))
	_, g.key, err = ed25519.GenerateKey(rand.Reader)
	g.must(err)
	el := g.election()
	for row := range el.Roll.Rows {
		g.codes[row.Practice] = g.code()
		line, err := record.NewCodeLine(g.codes[row.Practice], belenios.Ed25519, row.Votes, g.uuids())
		g.must(err)
		g.list = append(g.list, line)
	}
	g.list.Sort()
	g.signature = g.sign(g.list)
	g.must(g.r.Desk().NameSigner(t.Context(), g.r.Team.Registrar, election.Digest(g.key.Public().(ed25519.PublicKey))))
	return g
}

func (g *register) must(err error) {
	g.Helper()
	if err != nil {
		g.Fatal(err)
	}
}

func (g *register) code() belenios.Code {
	c, err := belenios.NewCode(rand.Reader)
	g.must(err)
	return c
}

func (g *register) election() election.Election {
	el, err := g.r.Desk().Election(g.r.Script.ID)
	g.must(err)
	return el
}

func (g *register) uuids() (list []string) {
	el := g.election()
	for _, c := range el.Identified {
		list = append(list, c.UUID)
	}
	return list
}

func (g *register) sign(list record.CodeList) []byte {
	note, err := record.SignCodes(g.key, g.r.Dir.Key.Origin(), g.r.Script.ID, list.Encode())
	g.must(err)
	return note
}

// changed is the registrar's list with what change does to a copy of it.
func (g *register) changed(change func(record.CodeList) record.CodeList) record.CodeList {
	list := slices.Clone(g.list)
	for i := range list {
		list[i].Credentials = slices.Clone(list[i].Credentials)
	}
	list = change(list)
	list.Sort()
	return list
}

// foreign is a line with a code of the service's own.
func (g *register) foreign(votes int64) record.CodeLine {
	line, err := record.NewCodeLine(g.code(), belenios.Ed25519, votes, g.uuids())
	g.must(err)
	return line
}

// claim writes a list past the desk, as a service would that claims that the
// registrar did it: rows in the log, and the files that are to explain them.
func (g *register) claim(rows, list record.CodeList, signature []byte) error {
	id, by := g.r.Script.ID, g.r.Team.Registrar
	signed := election.VotersSigned{Election: id, Key: election.Digest(g.key.Public().(ed25519.PublicKey)),
		List: election.Digest(audit.Hash(list.Encode())), Signature: election.Digest(audit.Hash(signature))}
	_, err := g.r.Desk().Clerk.Do(g.Context(), clerk.Command{Blobs: [][]byte{list.Encode(), signature},
		Decide: func(*governance.State, time.Time) ([]clerk.Act, error) {
			return []clerk.Act{{By: by, Event: election.VotersListed{Election: id, Rows: rows.Rows()}}, {By: by, Event: signed}}, nil
		}})
	return err
}

// refused wants a refusal with a code.
func (g *register) refused(code string, err error) {
	g.Helper()
	var f *election.Error
	if !errors.As(err, &f) || f.Code != code {
		g.Errorf("%v, not the refusal %q", err, code)
	}
}

// verify verifies the log as it stands.
func (g *register) verify() error {
	g.Helper()
	ctx := context.Background()
	point := g.r.Desk().Clerk.Point()
	checkpoint, err := g.r.Dir.Log.Checkpoint(ctx)
	g.must(err)
	var out bytes.Buffer
	g.must(record.Contents(ctx, point, g.r.Dir.Key.Public(), checkpoint, g.r.Dir.Log, true).WriteZip(ctx, &out))
	b, err := audit.ReadBundle(bytes.NewReader(out.Bytes()), int64(out.Len()))
	g.must(err)
	defer b.Close()
	_, err = record.Verify(ctx, b, record.Options{})
	return err
}

// found wants a verification that fails and says why.
func (g *register) found(says string) {
	g.Helper()
	if err := g.verify(); err == nil || !strings.Contains(err.Error(), says) {
		g.Errorf("verified with: %v; it should say %q", err, says)
	}
}

// TestHonestList is what the lies below are held against.
func TestHonestList(t *testing.T) {
	g := newRegister(t)
	g.must(g.r.Desk().ListVoters(t.Context(), g.r.Team.Registrar, g.r.Script.ID, g.list.Encode(), g.signature))
	g.must(g.verify())
	g.must(g.r.Until(t.Context(), rehearsal.Prepared))
	g.must(g.verify())
	el := g.election()
	for practice, code := range g.codes {
		g.must(g.r.Desk().CheckCode(&el, practice, code.Reveal()))
	}
	g.refused("code", g.r.Desk().CheckCode(&el, "d80000", g.code().Reveal()))
	g.refused("code", g.r.Desk().CheckCode(&el, "d80000", "nonsense"))
}

// TestServiceAddsACredential: a code of the service's own beside the registrar's
// is refused by the rules; in the place of one of them it is found by verify.
func TestServiceAddsACredential(t *testing.T) {
	g := newRegister(t)
	more := g.changed(func(l record.CodeList) record.CodeList { return append(l, g.foreign(l[0].Votes)) })
	g.refused("voters", g.claim(more, more, g.signature))
	g.refused("voters", g.r.Desk().ListVoters(t.Context(), g.r.Team.Registrar, g.r.Script.ID, more.Encode(), g.sign(more)))
	_, err := g.r.Desk().Clerk.Do(t.Context(), clerk.Command{Decide: func(*governance.State, time.Time) ([]clerk.Act, error) {
		return []clerk.Act{{By: election.Service, Event: election.VotersListed{Election: g.r.Script.ID, Rows: g.list.Rows()}}}, nil
	}})
	g.refused("not-registrar", err)

	instead := g.changed(func(l record.CodeList) record.CodeList { l[2] = g.foreign(l[2].Votes); return l })
	g.must(g.claim(instead, g.list, g.signature))
	g.found("a credential was added, taken away or exchanged")
	// Once the list is signed, nothing can be added at all.
	_, err = g.r.Desk().Clerk.Do(t.Context(), clerk.Command{Decide: func(*governance.State, time.Time) ([]clerk.Act, error) {
		return []clerk.Act{{By: g.r.Team.Registrar, Event: election.VotersListed{Election: g.r.Script.ID, Rows: []election.VoterRow{g.foreign(1).Row()}}}}, nil
	}})
	g.refused("signed", err)
}

// TestServiceSwapsACredential: the service exchanges one credential in the list
// itself, so that rows and list agree; the signature is the registrar's of
// another list, or of nobody's key.
func TestServiceSwapsACredential(t *testing.T) {
	g := newRegister(t)
	swapped := g.changed(func(l record.CodeList) record.CodeList {
		l[1].Credentials[0] = g.foreign(1).Credentials[0]
		return l
	})
	by, id := g.r.Team.Registrar, g.r.Script.ID
	g.refused("signature", g.r.Desk().ListVoters(t.Context(), by, id, swapped.Encode(), g.signature))
	_, other, err := ed25519.GenerateKey(rand.Reader)
	g.must(err)
	forged, err := record.SignCodes(other, g.r.Dir.Key.Origin(), id, swapped.Encode())
	g.must(err)
	g.refused("signature", g.r.Desk().ListVoters(t.Context(), by, id, swapped.Encode(), forged))
	g.must(g.claim(swapped, swapped, g.signature))
	g.found("not signed with the registrar's key")
}

// TestTwoWeightsAlteredWithTheSumKept: one practice gets a vote more and another
// one less. The roll's weights say no; where two credentials change their weights
// with each other, so that all weights stay, the signature does.
func TestTwoWeightsAlteredWithTheSumKept(t *testing.T) {
	g := newRegister(t)
	i := slices.IndexFunc(g.list, func(l record.CodeLine) bool { return l.Votes == 3 })
	k := slices.IndexFunc(g.list, func(l record.CodeLine) bool { return l.Votes == 2 })
	first := slices.IndexFunc(g.list, func(l record.CodeLine) bool { return l.Votes == 1 })
	if i < 0 || k < 0 || first < 0 {
		t.Fatal("the roll lacks practices of three sizes")
	}
	altered := g.changed(func(l record.CodeList) record.CodeList {
		l[i].Votes, l[first].Votes = 2, 2
		return l
	})
	g.refused("weights", g.claim(altered, altered, g.signature))
	g.refused("weights", g.r.Desk().ListVoters(t.Context(), g.r.Team.Registrar, g.r.Script.ID, altered.Encode(), g.sign(altered)))
	exchanged := g.changed(func(l record.CodeList) record.CodeList {
		l[i].Votes, l[k].Votes = 2, 3
		return l
	})
	g.refused("signature", g.r.Desk().ListVoters(t.Context(), g.r.Team.Registrar, g.r.Script.ID, exchanged.Encode(), g.signature))
	g.must(g.claim(exchanged, exchanged, g.signature))
	g.found("not signed with the registrar's key")
	g2 := newRegister(t)
	exchanged = g2.changed(func(l record.CodeList) record.CodeList {
		a := slices.IndexFunc(l, func(l record.CodeLine) bool { return l.Votes == 3 })
		b := slices.IndexFunc(l, func(l record.CodeLine) bool { return l.Votes == 1 })
		l[a].Votes, l[b].Votes = 1, 3
		return l
	})
	g2.must(g2.claim(exchanged, g2.list, g2.signature))
	g2.found("a credential was added, taken away or exchanged")
}

// TestBadLists: what could not become a ballot is refused before it is recorded.
func TestBadLists(t *testing.T) {
	g := newRegister(t)
	for code, list := range map[string]record.CodeList{
		"credentials": g.changed(func(l record.CodeList) record.CodeList { l[0].Credentials[1] = strings.Repeat("0", 64); return l }),
		"contests": g.changed(func(l record.CodeList) record.CodeList {
			for i := range l {
				l[i].Credentials = l[i].Credentials[:1]
			}
			return l
		}),
		"voters": g.changed(func(l record.CodeList) record.CodeList { return l[1:] }),
	} {
		g.refused(code, g.r.Desk().ListVoters(t.Context(), g.r.Team.Registrar, g.r.Script.ID, list.Encode(), g.sign(list)))
	}
	g.refused("list", g.r.Desk().ListVoters(t.Context(), g.r.Team.Registrar, g.r.Script.ID, []byte("nonsense"), g.signature))
	g.refused("voters", g.r.Desk().ListVoters(t.Context(), g.r.Team.Registrar, g.r.Script.ID, nil, g.signature))
	g.refused("no-key", g.r.Desk().ListVoters(t.Context(), g.r.Officer, g.r.Script.ID, g.list.Encode(), g.signature))
}

// TestCodesAreIssued: by the registrar, until a day before the close, and again
// only after a first time.
func TestCodesAreIssued(t *testing.T) {
	g := newRegister(t)
	desk, by, id := g.r.Desk(), g.r.Team.Registrar, g.r.Script.ID
	practice := election.ID(g.r.Script.Rows[0].ID())
	g.refused("not-listed", desk.MayIssue(by, id, election.ByLetter, practice))
	g.must(desk.ListVoters(t.Context(), by, id, g.list.Encode(), g.signature))
	g.refused("not-registrar", desk.MayIssue(g.r.Officer, id, election.ByLetter, practice))
	g.refused("not-issued", desk.IssueCodes(t.Context(), by, id, election.Again, practice))
	g.must(desk.MayIssue(by, id, election.ByLetter, practice))
	g.must(desk.IssueCodes(t.Context(), by, id, election.ByLetter, practice))
	size := desk.Clerk.Point().Head.Size
	g.must(desk.IssueCodes(t.Context(), by, id, election.ByLetter, practice)) // the page was loaded again
	if desk.Clerk.Point().Head.Size != size {
		t.Error("a letter was recorded twice")
	}
	g.must(desk.IssueCodes(t.Context(), by, id, election.Again, practice))
	g.must(desk.IssueCodes(t.Context(), by, id, election.Again, practice))
	if n := desk.Clerk.Point().Head.Size - size; n != 2 {
		t.Errorf("a code that was given again twice left %d entries", n)
	}
	el := g.election()
	g.r.Clock.Set(el.CodesCutOff().Time().Add(-time.Millisecond))
	g.must(desk.MayIssue(by, id, election.Again, practice))
	g.r.Clock.Set(el.CodesCutOff().Time())
	g.refused("cut-off", desk.MayIssue(by, id, election.Again, practice))
	g.refused("cut-off", desk.IssueCodes(t.Context(), by, id, election.Again, practice))
}
