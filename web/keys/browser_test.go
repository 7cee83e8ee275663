package keys_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/keys/count"
	"github.com/onenorwich/guildhall/web/keys/holder"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/ui"
	"github.com/onenorwich/guildhall/web/ui/uitest"
	"github.com/onenorwich/guildhall/web/webtest"
)

func TestMain(m *testing.M) { os.Exit(uitest.Main(m)) }

const pages = "/officer/elections/committee-2026"

// enter signs a real browser in as the returning officer.
func enter(t *testing.T, s *webtest.Service) *uitest.Tab {
	t.Helper()
	if ui.Assets() != nil {
		uitest.Missing(t, "the built assets (run make assets)")
	}
	person := s.R.Desk().Person(s.Ctx, s.R.Officer)
	s.Browser().Post("/sign-in", "email", person.Email).Want(200)
	path, _ := s.Link(s.Last(mail.SignIn, person.Email))
	tab := uitest.Open(t)
	tab.Go(s.URL + path)
	tab.Eval(`fetch(location.href, {method: "POST"}).then(r => r.status)`, nil)
	return tab
}

// picture keeps a picture of the page at both widths, where it is asked for.
func picture(tab *uitest.Tab, name string) {
	folder := os.Getenv("GUILDHALL_PICTURES")
	if folder == "" {
		return
	}
	for width, label := range map[int]string{320: "320", 1280: "1280"} {
		tab.Size(width, 900)
		tab.Screenshot(filepath.Join(folder, "keys-"+name+"-"+label+".png"))
	}
	tab.Size(1280, 900)
}

// keep writes a file for the browser to choose.
func keep(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	webtest.Must(t, os.WriteFile(path, content, 0o600))
	return path
}

// watch notes in the page whatever it sends.
const watch = `window.sent = [];
	const plain = window.fetch;
	window.fetch = (address, more) => { window.sent.push(String(address) + " " + (more?.body ?? "")); return plain(address, more); };`

// TestMakeKey makes a key, saves it, proves that it was saved, and sends the
// public half alone.
func TestMakeKey(t *testing.T) {
	s := webtest.Start(t, rehearsal.Settled)
	tab := enter(t, s)
	tab.Go(s.URL + pages + "/key")
	tab.See("Make my key")
	tab.Axe()
	picture(tab, "make")
	tab.Eval(watch, nil)
	name, file := tab.Download(func() { tab.Click("Make my key") })
	if name != "guildhall-key-committee-2026.json" {
		t.Errorf("the file is named %q", name)
	}
	tab.See("Keep the file guildhall-key-committee-2026.json")
	tab.Axe()
	picture(tab, "saved")
	check := func(content []byte, said string) {
		t.Helper()
		tab.Upload("Your key file", keep(t, "key.json", content))
		tab.Click("Check the file and record the key")
		tab.See(said)
	}
	tab.Click("Check the file and record the key")
	tab.See("There is a problem", "Choose the key file")
	other, err := holder.Make(s.R.Desk().Rand, "committee-2026", belenios.Ed25519)
	webtest.Must(t, err)
	raw, err := other.Encode()
	webtest.Must(t, err)
	check(raw, "another key was recorded")
	tab.Axe()
	picture(tab, "wrong-file")
	check(file[:len(file)/2], "This key file is damaged")
	check([]byte(strings.Replace(string(file), "committee-2026", "committee-2024", 1)), "belongs to another election (committee-2024)")
	if el := s.Election(); el.Key != nil {
		t.Fatal("a key was recorded before its file was shown")
	}
	check(file, "Your key is recorded")
	var kept string
	tab.Eval(`localStorage.getItem("guildhall-kept-committee-2026")`, &kept)
	if !strings.Contains(kept, s.R.Dir.Key.Origin()) || strings.Contains(kept, secretOf(t, file)) {
		t.Errorf("the browser kept %s", kept)
	}
	tab.Axe()
	picture(tab, "recorded")
	var sent []string
	tab.Eval(`window.sent`, &sent)
	secret := secretOf(t, file)
	for _, r := range sent {
		if strings.Contains(r, secret) {
			t.Errorf("the secret was sent: %.200s", r)
		}
	}
	f, err := holder.Open(file, "committee-2026", belenios.Ed25519, "")
	webtest.Must(t, err)
	el := s.Election()
	if el.Key == nil {
		t.Fatal("no key was recorded")
	}
	tab.Follow("Continue")
	tab.Go(s.URL + pages + "/key/check")
	tab.Upload("Your key file", keep(t, name, file))
	tab.Click("Check the file")
	tab.See("This is the key of this election", f.PublicKey)
	tab.Axe()
	picture(tab, "checked")
	tab.Go(s.URL + pages + "/key/check")
	tab.Upload("Your key file", keep(t, name, raw))
	tab.Click("Check the file")
	tab.See("another key was recorded")
}

func secretOf(t *testing.T, file []byte) string {
	t.Helper()
	var f struct{ Secret string }
	webtest.Must(t, json.Unmarshal(file, &f))
	if len(f.Secret) < 60 {
		t.Fatalf("the file holds no secret: %s", file)
	}
	return f.Secret
}

// TestDecrypt verifies and decrypts in the browser; the result is what was cast.
func TestDecrypt(t *testing.T) {
	s := webtest.Start(t, rehearsal.Tallied)
	tab := enter(t, s)
	tab.Go(s.URL + pages + "/decrypt")
	tab.See("Verify and decrypt", "not the single votes")
	tab.Axe()
	picture(tab, "decrypt")
	tab.Eval(watch, nil)
	other, err := holder.Make(s.R.Desk().Rand, "committee-2026", belenios.Ed25519)
	webtest.Must(t, err)
	raw, err := other.Encode()
	webtest.Must(t, err)
	tab.Upload("Your key file", keep(t, "key.json", raw))
	tab.Click("Verify and decrypt")
	tab.See("There is a problem", "another key was recorded")
	raw, err = holder.Keep(s.R.Key, "committee-2026", belenios.Ed25519).Encode()
	webtest.Must(t, err)
	right := keep(t, "key.json", raw)
	// A log that was changed on the way: the sentence says where, and nothing is
	// sent.
	tab.Eval(`const honest = window.fetch; window.fetch = async (address, more) => {
		const response = await honest(address, more);
		if (!String(address).endsWith("/bundle.zip")) return response;
		const bytes = new Uint8Array(await response.arrayBuffer());
		bytes[bytes.length >> 1] ^= 1;
		return new Response(bytes);
	}; window.honest = honest; 0`, nil)
	tab.Upload("Your key file", right)
	tab.Click("Verify and decrypt")
	tab.See("There is a problem", "does not hold", "Nothing was decrypted")
	tab.Axe()
	picture(tab, "lie")
	if el := s.Election(); len(el.Contested()[0].Shares) > 0 {
		t.Fatal("a share was recorded")
	}
	// Another tally was decrypted here before; and another log was kept here.
	el := s.Election()
	uuid := el.Poll.Prepared.Contests[0].UUID
	origin := s.R.Dir.Key.Origin()
	for says, kept := range map[string]count.Kept{
		"Another tally of":                  {Tallies: map[string]string{uuid: "00"}},
		"is not the one that was kept here": {Checkpoints: []string{origin + "\n3\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n\u2014 " + origin + " AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"}},
	} {
		text, err := json.Marshal(kept)
		webtest.Must(t, err)
		quoted, err := json.Marshal(string(text))
		webtest.Must(t, err)
		tab.Eval(`window.fetch = window.honest; localStorage.setItem("guildhall-kept-committee-2026", `+string(quoted)+`)`, nil)
		tab.Upload("Your key file", right)
		tab.Click("Verify and decrypt")
		tab.See("There is a problem", says, "Nothing was decrypted")
	}
	tab.Eval(`localStorage.clear()`, nil)
	tab.Upload("Your key file", right)
	tab.Click("Verify and decrypt")
	tab.See("Everything was verified and decrypted", "no checkpoint kept before", "5 practices voted")
	tab.Axe()
	picture(tab, "decrypted")
	var sent []string
	tab.Eval(`window.sent`, &sent)
	for _, r := range sent {
		if strings.Contains(r, secretOf(t, raw)) {
			t.Errorf("the secret was sent: %.200s", r)
		}
	}
	el = s.Election()
	for i, post := range el.Contested() {
		want := make([]int64, len(post.Order)+1)
		for practice, choices := range s.R.Votes {
			row, _ := el.Roll.Row(practice)
			want[choices[i]] += row.Votes
		}
		if post.Result == nil || !slices.Equal(post.Result.Counts, want) {
			t.Errorf("%s: %+v, cast %v", post.ID, post.Result, want)
		}
	}
	tab.Follow("Continue")
}
