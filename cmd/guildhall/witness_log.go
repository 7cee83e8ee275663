package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/web/keys/witness"
)

// maxShown is the most that is read of a log, in bytes.
const maxShown = 1 << 30

// shown fetches the log, or reads it from a bundle. It gives the lines' bytes, too.
func (c *witnessCommand) shown(ctx context.Context) (s witness.Shown, lines []byte, err error) {
	if !strings.Contains(c.Source, "://") {
		return bundleShown(ctx, c.Source)
	}
	base := strings.TrimSuffix(c.Source, "/")
	// The checkpoint before the lines: the log only grows.
	key, err := download(ctx, base+"/key")
	if err == nil {
		s.Checkpoint, err = download(ctx, base+"/checkpoint")
	}
	if err == nil {
		lines, err = download(ctx, base+"/log.jsonl")
	}
	s.Key, s.Lines = strings.TrimSpace(string(key)), witness.Lines(bytes.NewReader(lines))
	return s, lines, err
}

func bundleShown(ctx context.Context, path string) (s witness.Shown, lines []byte, err error) {
	b, err := audit.OpenBundle(path)
	if err != nil {
		return s, nil, err
	}
	defer b.Close()
	key, err := b.Key()
	if err != nil {
		return s, nil, err
	}
	for line, err := range b.Lines(ctx, 0) {
		if err != nil {
			return s, nil, err
		}
		lines = append(append(lines, line...), '\n')
	}
	s.Key, s.Lines = string(key), witness.Lines(bytes.NewReader(lines))
	s.Checkpoint, err = b.Checkpoint()
	return s, lines, err
}

// download gets a public file of a service.
func download(ctx context.Context, address string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, fmt.Errorf("the service does not answer: %w", err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the service answers %s with %s", address, answer.Status)
	}
	raw, err := io.ReadAll(io.LimitReader(answer.Body, maxShown+1))
	if err == nil && len(raw) > maxShown {
		err = fmt.Errorf("%s is longer than any log", address)
	}
	return raw, err
}
