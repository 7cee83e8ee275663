package demo

import (
	"context"
	"os"
	"testing"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/web"
	"github.com/onenorwich/guildhall/web/keys/holder"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/ui"
)

// TestStory holds the demonstration to what its first page promises: who has
// voted, one post unopposed, one that would tie, one email that came back, one
// practice that voted twice; and that it goes on after a restart.
func TestStory(t *testing.T) {
	if err := ui.Check(); err != nil {
		t.Fatal(err)
	}
	ctx, dir := context.Background(), t.TempDir()
	d, err := Open(ctx, dir, web.Schemas())
	if err != nil {
		t.Fatal(err)
	}
	server, err := web.New(web.Options{Desk: d.Dir.Desk, BaseURL: "http://localhost:8080", Demo: d.Mark(), More: d.More()})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Invite(ctx, server.Site); err != nil {
		t.Fatal(err)
	}
	el, err := d.Dir.Desk.Election(d.kept.Election)
	if err != nil {
		t.Fatal(err)
	}
	if el.Roll.Len() != 23 || el.Poll.Turnout() != 14 || el.Poll.CastCount() != 15 || !el.Poll.Open() {
		t.Errorf("%d practices, %d voted with %d votes, open: %v", el.Roll.Len(), el.Poll.Turnout(), el.Poll.CastCount(), el.Poll.Open())
	}
	if p, _ := el.Post("lead-nurse"); p.Settled != election.Unopposed {
		t.Errorf("the lead nurse is settled by %q", p.Settled)
	}
	invited, back := count(t, server, d.kept.Election)
	if invited != 23 || back != 1 {
		t.Errorf("%d invitations, %d came back", invited, back)
	}
	raw, err := d.keyFile()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := holder.Open(raw, string(d.kept.Election), belenios.Ed25519, d.kept.Public); err != nil {
		t.Errorf("the key file is not one: %v", err)
	}
	if tie := countNow(t, d); tie != election.ID("lead-practice-manager") {
		t.Errorf("the post that ties is %q", tie)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}

	again, err := Open(ctx, dir, web.Schemas())
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	server, err = web.New(web.Options{Desk: again.Dir.Desk, BaseURL: "http://localhost:8080", Demo: again.Mark(), More: again.More()})
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Invite(ctx, server.Site); err != nil {
		t.Fatal(err)
	}
	if invited, _ := count(t, server, d.kept.Election); invited != 23 {
		t.Errorf("after a restart there are %d invitations", invited)
	}
	if again.Clock.Now().Before(d.kept.Now) {
		t.Error("after a restart the clock went back")
	}
}

// count counts the invitations, and those that came back.
func count(t *testing.T, server *web.Server, id election.ID) (invited, back int) {
	t.Helper()
	list, err := server.Site.Outbox.List(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range list {
		if m.Kind == mail.Invitation {
			invited++
		}
		if m.State == mail.Bounced {
			back++
		}
	}
	return invited, back
}

// countNow opens the votes so far with the officer's key and the service's, and gives the
// first post at whose top two candidates have as many.
func countNow(t *testing.T, d *Demo) election.ID {
	t.Helper()
	ctx := context.Background()
	el, err := d.Dir.Desk.Election(d.kept.Election)
	if err != nil {
		t.Fatal(err)
	}
	key, err := belenios.ParseTrusteeKey(belenios.Ed25519, []byte(d.kept.Key))
	if err != nil {
		t.Fatal(err)
	}
	var secret string
	if err := d.Dir.Log.View(ctx, func(tx store.Side) error {
		return tx.QueryRow(`SELECT secret FROM service_keys`).Scan(&secret)
	}); err != nil {
		t.Fatal(err)
	}
	service, err := belenios.ParseTrusteeKey(belenios.Ed25519, []byte(secret))
	if err != nil {
		t.Fatal(err)
	}
	contests, err := d.Dir.Desk.Contests(ctx, &el)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range contests {
		box := c.Setup.NewBox()
		for cast := range el.Poll.Casts {
			raw, err := d.Dir.Log.Blob(ctx, [32]byte(cast.Ballots[i].Ballot))
			if err != nil {
				t.Fatal(err)
			}
			checked, err := c.Verifier.Check(raw)
			if err != nil {
				t.Fatal(err)
			}
			if err := box.Add(checked); err != nil {
				t.Fatal(err)
			}
		}
		tally, err := box.Tally()
		if err != nil {
			t.Fatal(err)
		}
		var shares []*belenios.Share
		for _, key := range []*belenios.TrusteeKey{key, service} {
			share, err := key.PartialDecrypt(d.Dir.Desk.Rand, tally)
			if err != nil {
				t.Fatal(err)
			}
			shares = append(shares, share)
		}
		result, err := tally.Combine(shares)
		if err != nil {
			t.Fatal(err)
		}
		if result[0][1] == result[0][2] && result[0][1] > 0 && c.Post == "lead-practice-manager" {
			return c.Post
		}
	}
	return ""
}

// TestForeignFolder: a folder that holds something else is left alone.
func TestForeignFolder(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/letter.txt", []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(context.Background(), dir, web.Schemas()); err == nil {
		t.Fatal("a foreign folder was taken for a demonstration")
	}
}
