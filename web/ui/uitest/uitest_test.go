package uitest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestMain(m *testing.M) { os.Exit(Main(m)) }

const form = `<!DOCTYPE html><html lang="en"><head><title>A form</title><meta name="viewport" content="width=device-width"></head><body><main><h1>Hello</h1>
<form method="post" action="/sent" enctype="multipart/form-data">
<label for="n">Full name</label><input id="n" name="n" value="old"><br>
<input type="radio" id="y" name="c" value="yes"><label for="y">Yes</label>
<input type="radio" id="o" name="c" value="no"><label for="o">No</label><br>
<label for="s">Weights</label><select id="s" name="s"><option value="1">Equal</option><option value="2">By patients</option></select>
<label for="f">The roll</label><input type="file" id="f" name="f">
<button>Send</button></form>
<details><summary>More</summary><p>Hidden text</p></details>
<a href="/file">Save the receipt</a></main></body></html>`

func pages(t *testing.T) string {
	mux := http.NewServeMux()
	html := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprint(w, text)
		}
	}
	mux.HandleFunc("GET /form", html(form))
	mux.HandleFunc("GET /bad", html(`<!DOCTYPE html><html><head><title>x</title></head><body><img src="/form?img"><p style="width:3000px;color:#eee;background:#fff">Pale and wide</p></body></html>`))
	mux.HandleFunc("GET /throws", html(`<!DOCTYPE html><title>x</title><script>console.error("it", 1); null.x</script>`))
	mux.HandleFunc("POST /sent", func(w http.ResponseWriter, r *http.Request) {
		file, _, err := r.FormFile("f")
		if err != nil {
			t.Error(err)
			return
		}
		defer file.Close()
		content := make([]byte, 10)
		n, _ := file.Read(content)
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusUnprocessableEntity) // as a refused form: not a complaint
		fmt.Fprintf(w, "<!DOCTYPE html><title>Sent</title><p>%s %s %s %s", r.FormValue("n"), r.FormValue("c"), r.FormValue("s"), content[:n])
	})
	mux.HandleFunc("GET /file", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Disposition", `attachment; filename="receipt.txt"`)
		fmt.Fprint(w, "tracker")
	})
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("GET /cookie", func(w http.ResponseWriter, r *http.Request) {
		_, err := r.Cookie("k")
		http.SetCookie(w, &http.Cookie{Name: "k", Value: "v"})
		fmt.Fprintf(w, "known: %v", err == nil)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func TestWhatAPersonDoes(t *testing.T) {
	base := pages(t)
	roll := filepath.Join(t.TempDir(), "roll.csv")
	if err := os.WriteFile(roll, []byte("ods_code"), 0o644); err != nil {
		t.Fatal(err)
	}
	tab := Open(t)
	tab.Go(base + "/form")
	if tab.Title() != "A form" || tab.Sees("Hidden text") {
		t.Errorf("title %q, text %q", tab.Title(), tab.Text())
	}
	tab.Click("More")
	tab.See("Hidden text")
	if name, content := tab.Download(func() { tab.Click("Save the receipt") }); name != "receipt.txt" || string(content) != "tracker" {
		t.Errorf("downloaded %s: %s", name, content)
	}
	tab.Fill("Full name", "Zoë <new>")
	tab.Click("No")
	tab.Select("Weights", "By patients")
	tab.Upload("The roll", roll)
	tab.Follow("Send")
	tab.See("no 2 ods_code")
	if !strings.HasSuffix(tab.Address(), "/sent") {
		t.Errorf("at %s", tab.Address())
	}
	tab.Back()
	tab.See("Hello")
	shot := filepath.Join(t.TempDir(), "a.png")
	tab.Screenshot(shot)
	if b, err := os.ReadFile(shot); err != nil || !strings.HasPrefix(string(b), "\x89PNG") {
		t.Errorf("no picture: %v", err)
	}
}

func TestProfilesAreFresh(t *testing.T) {
	base := pages(t)
	one, two := Open(t), Open(t)
	one.Go(base + "/cookie")
	one.See("known: false")
	two.Go(base + "/cookie")
	two.See("known: false")
	again := one.Another()
	again.Go(base + "/cookie")
	again.See("known: true")
}

// heard stands in for a test that must fail.
type heard struct {
	testing.TB
	errors []string
}

func (h *heard) Helper() {}
func (h *heard) Errorf(format string, args ...any) {
	h.errors = append(h.errors, fmt.Sprintf(format, args...))
}

func TestComplaintsFail(t *testing.T) {
	base := pages(t)
	tab := Open(t)
	tab.Go(base + "/throws")
	h := &heard{TB: t}
	tab.console.complain(h)
	if all := strings.Join(h.errors, "\n"); len(h.errors) != 2 || !strings.Contains(all, "console.error: \"it\" 1") || !strings.Contains(all, "TypeError") {
		t.Errorf("heard %q", h.errors)
	}
	tab.Expect("console.error")
	tab.Expect("TypeError")
	h.errors = nil
	if tab.console.complain(h); h.errors != nil {
		t.Errorf("what was expected is held against the page: %q", h.errors)
	}
}

func TestAxeFinds(t *testing.T) {
	base := pages(t)
	tab := Open(t)
	tab.Go(base + "/bad")
	h := &heard{TB: t}
	tab.t = h
	tab.Axe(320)
	all := strings.Join(h.errors, "\n")
	for _, want := range []string{"image-alt", "color-contrast", "html-has-lang", "wider than 320 pixels"} {
		if !strings.Contains(all, want) {
			t.Errorf("axe did not find %s:\n%s", want, all)
		}
	}
}

func TestKeyboardAlone(t *testing.T) {
	tab := Open(t)
	tab.Go(pages(t) + "/form")
	tab.TabTo("Yes")
	tab.Press(" ")
	tab.TabTo("More")
	tab.Press("\r")
	tab.See("Hidden text")
	var chosen string
	if tab.Eval(`document.querySelector("input:checked").value`, &chosen); chosen != "yes" {
		t.Errorf("chose %q", chosen)
	}
}

func TestBadLine(t *testing.T) {
	base := pages(t)
	tab := Open(t)
	tab.Before(`delete window.WebAssembly`)
	tab.Go(base + "/cookie")
	tab.See("known: false")
	var lacks bool
	if tab.Eval(`!("WebAssembly" in window)`, &lacks); !lacks {
		t.Error("the script before every page did not run")
	}
	tab.ForgetCookies()
	tab.Reload()
	tab.See("known: false")
	record := tab.Requests()
	tab.DropAnswers("PUT", "/cookie", 1)
	try := func() (answer string) {
		tab.Eval(`fetch("/cookie?ballot", {method: "PUT", body: "abc"}).then(r => "status " + r.status, () => "lost")`, &answer)
		return answer
	}
	tab.Expect("status of 405")
	if first, second := try(), try(); first != "lost" || second != "status 405" {
		t.Errorf("first %q, then %q", first, second)
	}
	want := Request{"PUT", base + "/cookie?ballot", "abc"}
	var got []Request
	for _, r := range record() {
		if r.Method == "PUT" {
			got = append(got, r)
		}
	}
	if len(got) != 2 || got[0] != want || got[1] != want {
		t.Errorf("recorded %+v", got)
	}
}
