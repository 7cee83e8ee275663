package journey_test

import (
	"bytes"
	"database/sql"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/governance/datadir"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/webtest"
)

// traces says in which file of the data folder, of a backup of its database or
// of the service's own log file a secret stands, byte for byte, with its dashes
// and without.
func (s *service) traces(secrets []string) (found []string) {
	s.t.Helper()
	files := map[string][]byte{"the service's log file": s.told.Bytes(), "a backup": s.backup()}
	must(s.t, filepath.WalkDir(s.dir.Path, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files[d.Name()], err = os.ReadFile(path)
		return err
	}))
	for name, body := range files {
		for _, secret := range secrets {
			if bytes.Contains(body, []byte(secret)) || bytes.Contains(body, []byte(strings.ReplaceAll(secret, "-", ""))) {
				found = append(found, name)
				break
			}
		}
	}
	return found
}

// backup is a copy of the database as SQLite itself makes one.
func (s *service) backup() []byte {
	s.t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(s.dir.Path, datadir.Database)+"?mode=ro")
	must(s.t, err)
	defer db.Close()
	path := filepath.Join(s.t.TempDir(), "backup.db")
	_, err = db.Exec(`VACUUM INTO ?`, path)
	must(s.t, err)
	raw, err := os.ReadFile(path)
	must(s.t, err)
	return raw
}

// codes are all the voting codes of the rehearsal.
func (s *service) codes() (list []string) {
	for _, code := range s.played.Codes {
		list = append(list, code)
	}
	return list
}

// TestNoCodeAfterTheClose: in the simple scheme the service knows the voting
// codes, and says so, until the poll has closed; then they are nowhere.
func TestNoCodeAfterTheClose(t *testing.T) {
	t.Parallel()
	s := playedTo(t, rehearsal.Voted, webtest.Script(t))
	if len(s.traces(s.codes())) == 0 {
		t.Fatal("no voting code is found even during the poll: the search shows nothing")
	}
	if bytes.Contains(s.told.Bytes(), []byte(s.codes()[0])) {
		t.Error("a voting code stands in the service's log file")
	}
	s.closing(poll)
	s.until("the voting codes are forgotten", func() bool { return len(s.traces(s.codes())) == 0 })
}

// TestNoSecretReachesTheService: in the strict scheme no voting code, no recovery
// phrase and no key of the registrar's is ever in anything that the service
// keeps, and its own key goes with the count.
func TestNoSecretReachesTheService(t *testing.T) {
	t.Parallel()
	script := webtest.Script(t)
	script.Trustees, script.Threshold = 3, 2
	s := playedTo(t, rehearsal.Voted, script)
	secrets := append(s.codes(), string(s.played.Team.Signing.Seed()))
	for _, trustee := range s.played.Team.Trustees {
		secrets = append(secrets, trustee.Phrase.Reveal())
	}
	var own string
	must(t, s.query(`SELECT secret FROM service_keys`, &own))
	if len(s.traces([]string{own})) == 0 {
		t.Fatal("the service's own key is not found even where it is: the search shows nothing")
	}
	search := func(when string) {
		t.Helper()
		if found := s.traces(secrets); found != nil {
			t.Errorf("%s, a secret stands in %v", when, found)
		}
	}
	search("during the poll")
	s.closing(poll)
	search("after the close")
	must(t, s.played.Until(s.ctx, rehearsal.Declared))
	search("after the declaration")
	if found := s.traces([]string{own}); found != nil {
		t.Errorf("after the count, the service's own key still stands in %v", found)
	}
}

// TestNoOfficersKeyReachesTheService: in the simple scheme the returning officer's
// key is never in anything that the service keeps, and its own goes with the count.
func TestNoOfficersKeyReachesTheService(t *testing.T) {
	t.Parallel()
	s := playedTo(t, rehearsal.Voted, webtest.Script(t))
	secret := []string{strings.Trim(string(s.played.Key.Save()), `"`)}
	var own string
	must(t, s.query(`SELECT secret FROM service_keys`, &own))
	if len(s.traces([]string{own})) == 0 {
		t.Fatal("the service's own key is not found even where it is: the search shows nothing")
	}
	if found := s.traces(secret); found != nil {
		t.Errorf("during the poll, the officer's key stands in %v", found)
	}
	s.closing(poll)
	must(t, s.played.Until(s.ctx, rehearsal.Declared))
	for whose, key := range map[string][]string{"officer's": secret, "service's own": {own}} {
		if found := s.traces(key); found != nil {
			t.Errorf("after the count, the %s key stands in %v", whose, found)
		}
	}
}

// query reads one value from the database.
func (s *service) query(query string, into any) error {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(s.dir.Path, datadir.Database)+"?mode=ro")
	if err != nil {
		return err
	}
	defer db.Close()
	return db.QueryRow(query).Scan(into)
}
