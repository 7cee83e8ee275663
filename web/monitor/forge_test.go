package monitor_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/web/webtest"
)

// serveLog serves a log as a service would: its checkpoint, its entries from one
// on, and proofs.
func serveLog(lines [][]byte, leaves audit.Leaves, checkpoint []byte) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		number := func(name string) int {
			n, err := strconv.Atoi(r.URL.Query().Get(name))
			if err != nil {
				return 0
			}
			return min(n, len(lines))
		}
		switch r.URL.Path {
		case "/checkpoint":
			w.Write(checkpoint)
		case "/log.jsonl":
			w.Write(append(bytes.Join(lines[number("from"):], []byte("\n")), '\n'))
		case "/proof/consistency":
			proof, err := leaves.Consistency(int64(number("from")), int64(number("to")))
			if err != nil {
				panic(err)
			}
			for _, hash := range proof {
				fmt.Fprintln(w, base64.StdEncoding.EncodeToString(hash[:]))
			}
		default:
			return false
		}
		return true
	}
}

// rewrite makes a log anew without the entries that are left out: every entry
// behind them is numbered and chained again.
func rewrite(t testing.TB, origin string, lines [][]byte, leaveOut func(audit.Entry) bool) (out [][]byte) {
	t.Helper()
	head, err := audit.Start(origin)
	webtest.Must(t, err)
	for _, line := range lines {
		e, err := audit.ParseEntry(line)
		webtest.Must(t, err)
		if leaveOut(e) {
			continue
		}
		e.Seq, e.Prev = head.Size, head.Leaf
		again, err := e.Line()
		webtest.Must(t, err)
		_, head, err = head.Next(again)
		webtest.Must(t, err)
		out = append(out, again)
	}
	return out
}

// nth tells the n-th entry of a kind, from 0.
func nth(kind string, n int) func(audit.Entry) bool {
	return func(e audit.Entry) bool {
		if e.Kind != kind {
			return false
		}
		n--
		return n == -1
	}
}
