package audit

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
)

// MaxPayload is the greatest length of a sealed payload in bytes.
const MaxPayload = 4 << 20

// Sealed is personal data or text that the log commits to without holding it,
// one payload for each field of an event.
type Sealed struct {
	Field   string // as "name" or "name.2"; unique within its entry
	Payload []byte
}

// Secret is the random key of one sealed payload. While it exists the MAC
// commits to the payload; once it is destroyed the MAC says nothing about it,
// however few values the payload could have had.
type Secret [32]byte

// MarshalText implements encoding.TextMarshaler with lower-case hexadecimal.
func (s Secret) MarshalText() ([]byte, error) { return Digest(s).MarshalText() }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Secret) UnmarshalText(b []byte) error { return (*Digest)(s).UnmarshalText(b) }

// SealedRecord is a sealed payload with all that shows its MAC to be right. A
// record is a line of sealed.jsonl, in this order of fields.
type SealedRecord struct {
	Seq     int64  `json:"seq"` // entry that lists the MAC
	Field   string `json:"field"`
	Key     Secret `json:"key"`
	MAC     Digest `json:"mac"`
	Payload []byte `json:"payload"` // base64
}

// Seal makes the record of s for entry seq of the log named origin. The key
// must be fresh random bytes.
func Seal(origin string, seq int64, s Sealed, key Secret) SealedRecord {
	return SealedRecord{seq, s.Field, key, mac(origin, seq, s, key), s.Payload}
}

// sealContext separates these MACs from any other use of the same key.
const sealContext = "guildhall sealed payload, version 1\n"

// mac is HMAC-SHA256(key, context ‖ origin ‖ seq ‖ field ‖ payload), where
// every string stands behind its length and all numbers are 64 bits,
// big-endian, so that no two inputs give the same bytes.
func mac(origin string, seq int64, s Sealed, key Secret) Digest {
	h := hmac.New(sha256.New, key[:])
	h.Write([]byte(sealContext))
	framed := func(b []byte) {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(b))))
		h.Write(b)
	}
	framed([]byte(origin))
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(seq)))
	framed([]byte(s.Field))
	framed(s.Payload)
	return Digest(h.Sum(nil))
}

// Check verifies that r's MAC is that of its payload in the log named origin.
func (r SealedRecord) Check(origin string) error {
	switch {
	case r.Seq < 0:
		return errors.New("the number of the entry is negative")
	case !validField(r.Field):
		return fmt.Errorf("%q is not the name of a field", short(r.Field))
	case len(r.Payload) > MaxPayload:
		return fmt.Errorf("the field %s has %d bytes; at most %d are allowed", r.Field, len(r.Payload), MaxPayload)
	case r.Payload == nil:
		return fmt.Errorf("the field %s has no payload", r.Field)
	}
	want := mac(origin, r.Seq, Sealed{r.Field, r.Payload}, r.Key)
	if !hmac.Equal(want[:], r.MAC[:]) {
		return fmt.Errorf("the field %s does not match its MAC %s", r.Field, r.MAC)
	}
	return nil
}

// Line encodes r for sealed.jsonl, without a newline.
func (r SealedRecord) Line() ([]byte, error) {
	if r.Payload == nil {
		r.Payload = []byte{} // an empty text, not null
	}
	return Encode(r)
}

// ParseSealed decodes a line of sealed.jsonl. It does not check the MAC.
func ParseSealed(line []byte) (SealedRecord, error) {
	var r SealedRecord
	err := Canonical(line, &r)
	return r, err
}

// validField reports whether s is 1 to 80 of a-z, 0-9, '.', '_' and '-'.
func validField(s string) bool {
	for i := range len(s) {
		if c := s[i]; !(lower(c) || digit(c) || c == '-' || c == '.' || c == '_') {
			return false
		}
	}
	return len(s) >= 1 && len(s) <= 80
}
