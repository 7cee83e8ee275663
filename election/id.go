package election

import (
	"encoding/hex"
	"fmt"
	"time"
)

// ID names a thing in the log: 1 to 40 of a-z, 0-9 and the hyphen, which does
// not come first, since identifiers become names of files.
type ID string

// MaxID is the longest that an identifier may be.
const MaxID = 40

// Check says whether the identifier is well formed.
func (id ID) Check() error {
	if len(id) == 0 || len(id) > MaxID {
		return Refuse("bad-id", "An identifier has 1 to %d characters; %q has %d.", MaxID, string(id), len(id))
	}
	for i := 0; i < len(id); i++ {
		c := id[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return Refuse("bad-id", "An identifier is made of a-z, 0-9 and hyphens; %q is not.", string(id))
		}
	}
	if id[0] == '-' {
		return Refuse("bad-id", "An identifier begins with a letter or a digit; %q does not.", string(id))
	}
	return nil
}

// Digest is a SHA-256 digest. It prints as 64 lower-case hexadecimal digits.
type Digest [32]byte

func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// IsZero says whether the digest was never set.
func (d Digest) IsZero() bool { return d == Digest{} }

// MarshalText writes 64 lower-case hexadecimal digits.
func (d Digest) MarshalText() ([]byte, error) {
	return hex.AppendEncode(nil, d[:]), nil
}

// UnmarshalText reads 64 hexadecimal digits. Upper case is read too: the
// canonical check of the log refuses it, because it would re-encode otherwise.
func (d *Digest) UnmarshalText(text []byte) error {
	if len(text) != 64 {
		return fmt.Errorf("a digest has 64 hexadecimal digits, not %d", len(text))
	}
	_, err := hex.Decode(d[:], text)
	return err
}

// ParseDigest reads 64 hexadecimal digits.
func ParseDigest(s string) (Digest, error) {
	var d Digest
	err := d.UnmarshalText([]byte(s))
	return d, err
}

// momentLayout is the one way a time is written in the log.
const momentLayout = "2006-01-02T15:04:05.000Z"

// Moment is a UTC time in whole milliseconds, as the log keeps it.
type Moment struct{ ms int64 }

// At is the moment of t, its finer part cut off.
func At(t time.Time) Moment { return Moment{t.UnixMilli()} }

// Time is the moment as a time in UTC.
func (m Moment) Time() time.Time { return time.UnixMilli(m.ms).UTC() }

// IsZero says whether the moment was never set.
func (m Moment) IsZero() bool { return m.ms == 0 }

// Before and After compare moments with times.
func (m Moment) Before(o Moment) bool { return m.ms < o.ms }
func (m Moment) After(o Moment) bool  { return m.ms > o.ms }

func (m Moment) String() string { return m.Time().Format(momentLayout) }

// MarshalText writes the moment as 2006-01-02T15:04:05.000Z.
func (m Moment) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads what MarshalText writes and nothing else.
func (m *Moment) UnmarshalText(text []byte) error {
	t, err := time.Parse(momentLayout, string(text))
	if err != nil {
		return fmt.Errorf("a time is written as %s, not %q", momentLayout, text)
	}
	m.ms = t.UnixMilli()
	return nil
}
