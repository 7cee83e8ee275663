package outside

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// lastVoter sends one vote at a moment, over a connection of its own, and notes
// when its last byte was written and when the answer came.
type lastVoter struct {
	host     string
	raw      []byte // the whole request
	written  time.Time
	answered time.Time
	status   int // 0: no answer
	answer   string
}

func newLastVoter(b *Browser, path string, vote []byte) *lastVoter {
	req := b.Request(http.MethodPost, path, string(vote))
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	for name, value := range b.Cookies() {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	var raw bytes.Buffer
	must(b.T, req.Write(&raw))
	return &lastVoter{host: req.URL.Host, raw: raw.Bytes()}
}

func (v *lastVoter) cast(at time.Time) {
	c, err := net.Dial("tcp", v.host)
	if err != nil {
		v.written, v.answer = time.Now(), err.Error()
		return
	}
	defer c.Close()
	time.Sleep(time.Until(at))
	if _, err = c.Write(v.raw); err == nil {
		v.written = time.Now()
		var res *http.Response
		if res, err = http.ReadResponse(bufio.NewReader(c), nil); err == nil {
			v.answered, v.status = time.Now(), res.StatusCode
			var body []byte
			body, err = io.ReadAll(res.Body)
			v.answer = string(body)
		}
	}
	if err != nil {
		v.answer += err.Error()
	}
}

// times are durations, for their middle and their end.
type times []time.Duration

func (l times) String() string {
	if len(l) == 0 {
		return "none"
	}
	slices.Sort(l)
	at := func(part int) int64 { return l[(len(l)-1)*part/100].Milliseconds() }
	return fmt.Sprintf("%d, p50 %d ms, p95 %d ms, max %d ms", len(l), at(50), at(95), at(100))
}

// reading is what readers of public pages see meanwhile.
type reading struct {
	end  chan struct{}
	all  sync.WaitGroup
	mu   sync.Mutex
	took times
	bad  []string
}

// read lets readers open pages one after the other until it is stopped.
func read(s *Service, w *World, readers int) *reading {
	r := &reading{end: make(chan struct{})}
	election := "/elections/" + w.Election
	paths := []string{"/", election, election + "/board", "/log", election + "/candidates", "/sign-in", "/verify"}
	for i := range readers {
		b := s.Browser()
		b.From = fmt.Sprintf("10.2.0.%d", i+1)
		r.all.Go(func() {
			for n := i; ; n++ {
				select {
				case <-r.end:
					return
				default:
				}
				began := time.Now()
				res, err := b.HTTP.Do(b.Request(http.MethodGet, paths[n%len(paths)], ""))
				if err == nil {
					_, err = io.Copy(io.Discard, res.Body)
					res.Body.Close()
				}
				r.mu.Lock()
				if r.took = append(r.took, time.Since(began)); err != nil || res.StatusCode != 200 {
					r.bad = append(r.bad, fmt.Sprint(paths[n%len(paths)], " ", err))
				}
				r.mu.Unlock()
				time.Sleep(20 * time.Millisecond) // a reader, not a flood
			}
		})
	}
	return r
}

// stop ends the reading and gives how long the pages took.
func (r *reading) stop() string {
	close(r.end)
	r.all.Wait()
	if len(r.bad) > 0 {
		return r.took.String() + "; not answered: " + strings.Join(r.bad, ", ")
	}
	return r.took.String()
}
