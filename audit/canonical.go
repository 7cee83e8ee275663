package audit

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Encode gives the one encoding of v: JSON in the order of the struct's
// fields, without spaces and without HTML escapes.
func Encode(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte{'\n'}), nil
}

// Canonical decodes b into v, a pointer to a zero value, and refuses b unless
// encoding v again gives b. That single rule refuses duplicate, unknown and
// differently spelt names, another order, spaces, needless escapes, null,
// another way to write a number, and anything that follows.
//
// A json.RawMessage inside v is only known to be compact JSON: whoever decodes
// it must call Canonical on it in turn. A time.Time inside v keeps its offset
// and its precision, so the caller must hold those to its own rule.
func Canonical(b []byte, v any) error {
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("this is not the JSON that was expected (%w)", err)
	}
	again, err := Encode(v)
	if err != nil {
		return fmt.Errorf("this cannot be encoded again (%w)", err)
	}
	if !bytes.Equal(again, b) {
		return fmt.Errorf("this is not in the one accepted form: it differs at byte %d", differ(again, b))
	}
	return nil
}

// differ is the first position at which a and b differ.
func differ(a, b []byte) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}
