package site

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/json"
	"time"

	"github.com/onenorwich/guildhall/election"
)

// ticketLife is how long somebody may take from the first page to the number.
const ticketLife = time.Hour

// Ticket is what stands in the address of a page that asks a stranger for a number.
// It is no link: nothing is kept of it here, it opens nothing, and it looks the same
// whoever has the address for mail. A voting link is made once the number is right.
type Ticket struct {
	Email    string      `json:"e"`           // as it was typed, or that of who votes with a typed code
	Practice election.ID `json:"p,omitempty"` // of a typed code
	Election election.ID `json:"i,omitempty"`
	Shown    []byte      `json:"b,omitempty"` // the browser that has shown the number
	Until    int64       `json:"t"`
}

// NewTicket seals a ticket.
func (s *Site) NewTicket(t Ticket) (string, error) {
	t.Until = s.Now().Add(ticketLife).UnixMilli()
	raw, err := json.Marshal(t)
	if err != nil {
		return "", err
	}
	aead, err := s.sealer()
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(aead.Seal(nil, nil, raw, nil)), nil
}

// Ticket opens a ticket; false for what is none of ours, or an old one.
func (s *Site) Ticket(text string) (t Ticket, ok bool) {
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(text) > 2000 {
		return t, false
	}
	aead, err := s.sealer()
	if err != nil {
		return t, false
	}
	raw, err := aead.Open(nil, nil, sealed, nil)
	if err != nil || json.Unmarshal(raw, &t) != nil || s.Now().UnixMilli() >= t.Until {
		return Ticket{}, false
	}
	return t, true
}

func (s *Site) sealer() (cipher.AEAD, error) {
	block, err := aes.NewCipher(s.keyed("ticket"))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}
