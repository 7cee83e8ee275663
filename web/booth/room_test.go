package booth

import (
	"bytes"
	"context"
	"io"
	"testing"
	"time"
)

// TestAnnouncingTakesNoRoom: ten thousand connections that have sent nothing, or a
// little, leave the room to the votes; what has been read takes room, and gives it
// back.
func TestAnnouncingTakesNoRoom(t *testing.T) {
	r := &room{}
	var idle []*io.PipeWriter
	done := make(chan struct{})
	began := make(chan struct{})
	const connections = 10_000
	for range connections {
		in, out := io.Pipe()
		idle = append(idle, out)
		go func() {
			began <- struct{}{}
			_, leave, _ := r.read(context.Background(), "192.0.2.0", in)
			leave()
			done <- struct{}{}
		}()
	}
	for range connections {
		<-began
	}
	for _, out := range idle {
		_, _ = out.Write(make([]byte, 100)) // the reader has it once this returns
	}
	r.mu.Lock()
	held := r.held
	r.mu.Unlock()
	if held > 0 {
		t.Errorf("%d connections that have sent nothing take %d MB of the votes' room", connections, held>>20)
	}
	vote := make([]byte, 60_000)
	ctx, end := context.WithTimeout(context.Background(), time.Second)
	defer end()
	raw, leave, err := r.read(ctx, "192.0.2.0", bytes.NewReader(vote))
	if err != nil || !bytes.Equal(raw, vote) {
		t.Fatalf("a vote found no room: %v", err)
	}
	r.mu.Lock()
	held = r.held
	r.mu.Unlock()
	if held < len(vote)-firstPart || held > 2*len(vote) {
		t.Errorf("a vote of %d bytes takes room for %d", len(vote), held)
	}
	leave()
	for _, out := range idle {
		_ = out.Close()
		<-done
	}
	if r.held != 0 || len(r.from) != 0 {
		t.Errorf("%d bytes of room were not given back", r.held)
	}
}
