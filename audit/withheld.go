package audit

import (
	"bytes"
	"errors"
	"slices"
)

// withheldList encodes the file withheld: digests, sorted, one a line.
func withheldList(set map[Digest]bool) []byte {
	list := make([]Digest, 0, len(set))
	for d := range set {
		list = append(list, d)
	}
	slices.SortFunc(list, compareDigests)
	var out []byte
	for _, d := range list {
		out = append(append(out, d.String()...), '\n')
	}
	return out
}

var errWithheld = errors.New("it must list digests, sorted, each once, one a line")

// parseWithheld decodes the file withheld. The values are false: not yet met
// in the log.
func parseWithheld(b []byte) (map[Digest]bool, error) {
	const width = 2*len(Digest{}) + 1
	set := make(map[Digest]bool, len(b)/width)
	var last []byte
	if len(b) == 0 || len(b)%width != 0 {
		return nil, errWithheld
	}
	for line := range slices.Chunk(b, width) {
		d, err := ParseDigest(string(line[:width-1]))
		if err != nil || line[width-1] != '\n' || bytes.Compare(line, last) <= 0 {
			return nil, errWithheld
		}
		set[d] = false
		last = line
	}
	return set, nil
}
