package record

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
)

// decoders holds one decoder for each kind of event.
var decoders = func() map[string]governance.Decoder {
	m := make(map[string]governance.Decoder)
	for _, d := range governance.Kinds() {
		if _, dup := m[d.Kind]; dup {
			panic("record: two events of the kind " + d.Kind)
		}
		m[d.Kind] = d
	}
	return m
}()

// Event decodes the event of an entry. The data must be in the one accepted
// form, and the entry must list just the blobs and as many sealed payloads as
// the event has.
func Event(entry audit.Entry) (governance.Event, error) {
	d, ok := decoders[entry.Kind]
	if !ok {
		return nil, fmt.Errorf("events of the kind %q are not known to this program; a newer one may know them", entry.Kind)
	}
	event, err := d.Decode(func(into any) error {
		if hasNull(entry.Data) {
			return fmt.Errorf("the data holds a null, which is not in the one accepted form")
		}
		return audit.Canonical(entry.Data, into)
	})
	if err != nil {
		return nil, err
	}
	if !slices.Equal(entry.Blobs, blobs(event)) {
		return nil, fmt.Errorf("the entry does not list the blobs that its event refers to")
	}
	if len(entry.Sealed) != len(fields(event)) {
		return nil, fmt.Errorf("the entry lists %d sealed payloads; its event has %d", len(entry.Sealed), len(fields(event)))
	}
	return event, nil
}

// hasNull finds a JSON null. Nothing that an event may carry as a string holds
// a colon, a comma or a bracket before the letters n-u-l-l.
func hasNull(data []byte) bool {
	for _, token := range []string{":null", ",null", "[null"} {
		if bytes.Contains(data, []byte(token)) {
			return true
		}
	}
	return false
}

// blobs lists what an event refers to, each once, in its own order.
func blobs(e governance.Event) []audit.Digest {
	with, ok := e.(governance.WithBlobs)
	if !ok {
		return nil
	}
	var list []audit.Digest
	for _, d := range with.Blobs() {
		if !slices.Contains(list, audit.Digest(d)) {
			list = append(list, audit.Digest(d))
		}
	}
	return list
}

// fields lists the sealed fields of an event, in the order of their MACs.
func fields(e governance.Event) []string {
	if with, ok := e.(governance.WithSealed); ok {
		return with.SealedFields()
	}
	return nil
}

// fact is what a rule may know of an entry.
func fact(entry audit.Entry) election.Fact {
	return election.Fact{Seq: entry.Seq, Time: entry.Time, By: election.ID(entry.By)}
}
