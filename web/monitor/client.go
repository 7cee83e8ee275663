package monitor

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/andybalholm/brotli"
)

// Bounds of what is read, in bytes.
const (
	maxText = 8 << 20
	maxFile = 64 << 20
	maxLog  = 256 << 20
)

// attempts is how often something is asked for before it counts as trouble.
const attempts = 3

// client asks the service.
type client struct {
	base  string
	http  *http.Client
	sleep func(context.Context, time.Duration) error
	asked int // requests of this round
	spent int // of them, those that got no answer however often they were made
}

// patience is how many requests of a round may get no answer before the rest is
// left for the next.
const patience = 3

// quick is how many requests of a round go out one right after the other; the
// rest keep below the rate at which a service answers one address.
const quick = 200

// answer is what the service said.
type answer struct {
	status int
	header http.Header
	body   []byte // decoded
}

// get asks for a path as a visitor does. It follows no redirect. What the network
// or an overloaded service spoils is asked for again.
func (c *client) get(ctx context.Context, v visitor, path string, limit int64) (*answer, error) {
	var last error
	tries := attempts
	if c.spent > 0 {
		tries = 1 // it is known not to work
	}
	if c.spent >= patience {
		return nil, trouble("%s%s was not asked for: the service does not answer", c.base, path)
	}
	for i := range tries {
		if i > 0 {
			pause := time.Second << (2 * (i - 1))
			var busy *busyError
			if errors.As(last, &busy) {
				pause = max(pause, busy.wait)
			}
			if err := c.sleep(ctx, pause); err != nil {
				return nil, err
			}
		}
		if c.asked++; c.asked > quick {
			if err := c.sleep(ctx, 25*time.Millisecond); err != nil {
				return nil, err
			}
		}
		a, err := c.once(ctx, v, path, limit)
		if err == nil {
			return a, nil
		}
		if ctx.Err() != nil {
			return nil, err
		}
		last = err
		var long *url.Error
		if errors.As(err, &long) {
			last = long.Err // the address is said once
		}
	}
	c.spent++
	return nil, trouble("%s%s could not be fetched: %w", c.base, path, last)
}

// busyError is an answer that says to come back later.
type busyError struct {
	status int
	wait   time.Duration
}

func (b *busyError) Error() string {
	return fmt.Sprintf("the service answers with status %d (%s)", b.status, http.StatusText(b.status))
}

func (c *client) once(ctx context.Context, v visitor, path string, limit int64) (*answer, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path, nil)
	if err != nil {
		return nil, err
	}
	req.Header = v.asks(path)
	r, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer r.Body.Close()
	if r.StatusCode >= 500 || r.StatusCode == http.StatusTooManyRequests || r.StatusCode == http.StatusRequestTimeout {
		busy := &busyError{status: r.StatusCode}
		if seconds, err := strconv.Atoi(r.Header.Get("Retry-After")); err == nil && seconds > 0 {
			busy.wait = time.Duration(min(seconds, 60)) * time.Second
		}
		return nil, busy
	}
	raw, err := read(r.Body, limit)
	if err != nil {
		return nil, err
	}
	a := &answer{status: r.StatusCode, header: r.Header}
	if a.body, err = decode(raw, r.Header.Get("Content-Encoding"), limit); err != nil {
		return nil, err
	}
	return a, nil
}

func read(r io.Reader, limit int64) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(raw)) > limit {
		err = fmt.Errorf("the answer is longer than %d bytes", limit)
	}
	return raw, err
}

// decode undoes a compression. A proxy may have done it, so the compressed bytes
// are nobody's to compare.
func decode(raw []byte, encoding string, limit int64) ([]byte, error) {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "", "identity":
		return raw, nil
	case "gzip":
		r, err := gzip.NewReader(bytes.NewReader(raw))
		if err != nil {
			return nil, fmt.Errorf("the answer is not gzip, as it says: %w", err)
		}
		return read(r, limit)
	case "br":
		return read(brotli.NewReader(bytes.NewReader(raw)), limit)
	}
	return nil, fmt.Errorf("the answer is encoded as %q, for which nobody asked", encoding)
}
