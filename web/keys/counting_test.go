package keys_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/keys/holder"
	"github.com/onenorwich/guildhall/web/ui/uitest"
	"github.com/onenorwich/guildhall/web/webtest"
)

// cores has the page believe in so many cores, and notes each worker that it makes
// and ends.
const cores = `Object.defineProperty(navigator, "hardwareConcurrency", {value: %d});
	window.made = 0; window.ended = 0;
	if (!window.Plain) {
		window.Plain = Worker;
		window.Worker = class extends Plain {
			constructor(...args) { super(...args); window.made++; }
			terminate() { window.ended++; super.terminate(); }
		};
	}`

// countWith decrypts in the tab with so many cores, and gives how long it took.
func countWith(t *testing.T, s *webtest.Service, tab *uitest.Tab, n int) time.Duration {
	t.Helper()
	tab.Go(s.URL + pages + "/decrypt")
	tab.See("Verify and decrypt")
	tab.Eval(fmt.Sprintf(cores, n), nil)
	raw, err := holder.Keep(s.R.Key, "committee-2026", belenios.Ed25519).Encode()
	webtest.Must(t, err)
	tab.Upload("Your key file", keep(t, "key.json", raw))
	began := time.Now()
	tab.Click("Verify and decrypt")
	for text := ""; ; time.Sleep(50 * time.Millisecond) {
		switch tab.Eval(`document.querySelector("main").innerText`, &text); {
		case strings.Contains(text, "Everything was verified and decrypted"):
			return time.Since(began)
		case strings.Contains(text, "There is a problem"), time.Since(began) > 8*time.Minute:
			t.Fatalf("after %s: %s", time.Since(began), text)
		}
	}
}

// TestCountOnEveryCore: the page makes a helper for each core, ends them all, and
// the totals are those of a browser that has one core.
func TestCountOnEveryCore(t *testing.T) {
	for _, n := range []int{1, 3} {
		s := webtest.Start(t, rehearsal.Tallied)
		tab := enter(t, s)
		countWith(t, s, tab, n)
		var made, ended int
		tab.Eval(`window.made`, &made)
		tab.Eval(`window.ended`, &ended)
		helpers := n
		if n == 1 {
			helpers = 0
		}
		if made != 1+helpers || ended != helpers {
			t.Errorf("with %d cores %d workers were made, and %d ended", n, made, ended)
		}
		el := s.Election()
		for _, p := range el.Contested() {
			if p.Result == nil {
				t.Errorf("with %d cores, %s has no result", n, p.ID)
			}
		}
	}
}

// TestHowLongACountTakes measures, with GUILDHALL_COUNT practices, one worker
// beside as many as there are cores: time, the most memory of a renderer, and the
// processor's time of its busiest thread, which is the time on a machine that has
// nothing else to do.
func TestHowLongACountTakes(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv("GUILDHALL_COUNT"))
	if err != nil {
		t.Skip("GUILDHALL_COUNT names no number of practices")
	}
	var rows []roll.Row
	for i := range n {
		rows = append(rows, roll.Row{ODS: fmt.Sprintf("D%05d", i), Name: fmt.Sprintf("Practice %d", i), Patients: 3000})
	}
	rule, err := roll.ParseRule("equal")
	webtest.Must(t, err)
	for _, cores := range []int{1, 4} {
		s := webtest.StartScript(t, rehearsal.Default(rows, rule), rehearsal.Tallied)
		tab := enter(t, s)
		most := make(chan [2]int)
		done := make(chan bool)
		go func() {
			var found [2]int
			for {
				select {
				case <-done:
					most <- found
					return
				case <-time.After(100 * time.Millisecond):
					kB, ticks := renderer()
					found = [2]int{max(found[0], kB), max(found[1], ticks)}
				}
			}
		}()
		took := countWith(t, s, tab, cores)
		close(done)
		el, found := s.Election(), <-most
		tab.Go("about:blank") // its workers end, and are not measured again
		t.Logf("%d ballots of %d posts, %d cores: %s, %d MB, busiest thread %d.%02d s", el.Poll.CastCount(), len(el.Contested()), cores,
			took.Round(time.Millisecond), found[0]/1024, found[1]/100, found[1]%100)
	}
}

// renderer is the resident memory of the largest renderer among this process's
// children, in kB, and the time of its busiest thread, in hundredths of a second.
func renderer() (most, busiest int) {
	parents := map[string]string{}
	files, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range files {
		raw, _ := os.ReadFile(file)
		if _, rest, ok := strings.Cut(string(raw), ") "); ok {
			parents[strings.Split(file, "/")[2]] = strings.Fields(rest)[1]
		}
	}
	own := strconv.Itoa(os.Getpid())
	for pid := range parents {
		at := pid
		for at != own && parents[at] != "" {
			at = parents[at]
		}
		command, _ := os.ReadFile("/proc/" + pid + "/cmdline")
		if at != own || !strings.Contains(string(command), "--type=renderer") {
			continue
		}
		status, _ := os.ReadFile("/proc/" + pid + "/status")
		_, rest, _ := strings.Cut(string(status), "VmRSS:")
		if fields := strings.Fields(rest); len(fields) > 0 {
			kB, _ := strconv.Atoi(fields[0])
			most = max(most, kB)
		}
		threads, _ := filepath.Glob("/proc/" + pid + "/task/*/stat")
		for _, thread := range threads {
			raw, _ := os.ReadFile(thread)
			if _, rest, ok := strings.Cut(string(raw), ") "); ok {
				fields := strings.Fields(rest)
				user, _ := strconv.Atoi(fields[11])
				system, _ := strconv.Atoi(fields[12])
				busiest = max(busiest, user+system)
			}
		}
	}
	return most, busiest
}
