package trustee_test

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/keys/count"
	"github.com/onenorwich/guildhall/web/keys/count/counttest"
	"github.com/onenorwich/guildhall/web/keys/trustee"
)

const poll election.ID = "committee-2026"

// scene is an election in the strict scheme whose poll has closed: two of three
// trustees decrypt.
type scene struct {
	*counttest.Service
	r    *rehearsal.Rehearsal
	el   election.Election
	kept count.Kept // by a trustee, when the phrase was proved
}

// played is the scene before anybody decrypts; it is played once.
var played = sync.OnceValues(func() (*scene, error) {
	ctx := context.Background()
	var rows []roll.Row
	for i := range 6 {
		rows = append(rows, roll.Row{ODS: fmt.Sprintf("D8%04d", i), Name: fmt.Sprintf("Practice %d", i), Patients: 3000})
	}
	rule, err := roll.ParseRule("equal")
	if err != nil {
		return nil, err
	}
	script := rehearsal.Default(rows, rule)
	script.Trustees, script.Threshold, script.Turnout = 3, 2, 1
	r, err := rehearsal.Start(ctx, folder, script)
	if err != nil {
		return nil, err
	}
	s := &scene{r: r}
	if err := r.Until(ctx, rehearsal.Prepared); err != nil {
		return nil, err
	}
	checkpoint, err := r.Desk().Clerk.Checkpoint(r.Desk().Clerk.Point())
	if err != nil {
		return nil, err
	}
	if s.kept, err = s.kept.Keep(string(r.Dir.Key.Public()), checkpoint); err != nil {
		return nil, err
	}
	if err := r.Until(ctx, rehearsal.Tallied); err != nil {
		return nil, err
	}
	s.el, err = r.Desk().Election(poll)
	s.Service = &counttest.Service{R: r, El: s.el}
	return s, err
})

func newScene(t testing.TB) *scene {
	t.Helper()
	s, err := played()
	must(t, err)
	return s
}

// task is what the service shows a trustee at the count.
func (s *scene) task(t testing.TB, seat int) *trustee.Task {
	t.Helper()
	certificates, err := record.Ceremony{Blobs: s.r.Dir.Log}.Certificates(context.Background(), &s.el)
	must(t, err)
	task := &trustee.Task{Kind: trustee.TaskKind, Version: 1, Election: poll, Title: "Committee election 2026", Group: belenios.Ed25519,
		Threshold: 2, Seat: seat, Round: trustee.RoundDecrypt}
	for i, c := range certificates {
		task.Trustees = append(task.Trustees, trustee.Member{Name: []string{"Ada", "Bea", "Cleo"}[i]})
		task.Certificates = append(task.Certificates, string(c))
	}
	again, err := trustee.ParseTask(task.Encode())
	must(t, err)
	return again
}

// seed is a trustee's phrase.
func (s *scene) seed(seat int) belenios.Seed { return s.r.Team.Trustees[seat-1].Phrase }

// verify does what a trustee's program does with a bundle.
func (s *scene) verify(t testing.TB, seat int, bundle []byte, kept count.Kept) (*trustee.Count, error) {
	t.Helper()
	return s.task(t, seat).Verify(context.Background(), s.seed(seat), count.Bundle{From: bytes.NewReader(bundle), Size: int64(len(bundle))}, kept, nil)
}
