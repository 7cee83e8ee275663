package store

import "sync"

// Memory keeps what readers made of blobs and sealed payloads, so that a page
// with a thousand names needs no query for each of them. What a key is made of
// never changes, but it can be erased: whenever anything is, the whole memory is
// emptied before Update returns, and what was being read meanwhile is not kept.
type Memory struct {
	mu     sync.RWMutex
	known  map[any]any
	erased int // how often it was emptied for that
}

// mostKnown bounds the memory; beyond it all is read anew.
const mostKnown = 50_000

// Remember gives what is known under a key, or reads it and keeps it. The key's
// type says what is kept. What is given may be shared, so it must not be changed.
func Remember[K comparable, V any](m *Memory, key K, read func() (V, error)) (V, error) {
	m.mu.RLock()
	known, ok := m.known[key]
	erased := m.erased
	m.mu.RUnlock()
	if ok {
		return known.(V), nil
	}
	v, err := read()
	if err != nil {
		return v, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.erased != erased {
		return v, nil
	}
	if m.known == nil || len(m.known) >= mostKnown {
		m.known = make(map[any]any)
	}
	m.known[key] = v
	return v, nil
}

// forget empties the memory after something was erased.
func (m *Memory) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.known = nil
	m.erased++
}
