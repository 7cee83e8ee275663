package site

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"errors"
	"io"

	"github.com/onenorwich/guildhall/audit/store"
)

// Schema is the side tables of who is signed in. Times are milliseconds since
// 1970, UTC; a hash is the SHA-256 of a token.
const Schema = `
CREATE TABLE IF NOT EXISTS secrets (
	name TEXT PRIMARY KEY,
	value BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sessions (
	hash BLOB PRIMARY KEY,
	purpose TEXT NOT NULL,
	person TEXT NOT NULL,
	practice TEXT NOT NULL,
	election TEXT NOT NULL,
	nomination TEXT NOT NULL,
	expires INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS links (
	hash BLOB PRIMARY KEY,
	purpose TEXT NOT NULL,
	person TEXT NOT NULL,
	practice TEXT NOT NULL,
	election TEXT NOT NULL,
	nomination TEXT NOT NULL,
	next TEXT NOT NULL,
	expires INTEGER NOT NULL,
	browser BLOB
) WITHOUT ROWID`

// tokenBytes are 128 bits: nobody guesses one.
const tokenBytes = 16

// newToken draws a token, 22 characters of base64url.
func (s *Site) newToken() (string, error) {
	b := make([]byte, tokenBytes)
	if _, err := io.ReadFull(s.rand, b); err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

// tokenHash is what is kept of a token; nil for what cannot be one.
func tokenHash(token string) []byte {
	b, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(b) != tokenBytes {
		return nil
	}
	h := sha256.Sum256(b)
	return h[:]
}

// loadSecret reads the service's secret, or draws it.
func (s *Site) loadSecret(ctx context.Context) (secret []byte, err error) {
	err = s.Store().Write(ctx, func(tx store.Side) error {
		err := tx.QueryRow(`SELECT value FROM secrets WHERE name = 'site'`).Scan(&secret)
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		secret = make([]byte, 32)
		if _, err := io.ReadFull(s.rand, secret); err != nil {
			return err
		}
		_, err = tx.Exec(`INSERT INTO secrets (name, value) VALUES ('site', $1)`, secret)
		return err
	})
	return secret, err
}

// keyed is an HMAC under the service's secret, for one purpose.
func (s *Site) keyed(purpose string, parts ...[]byte) []byte {
	mac := hmac.New(sha256.New, s.secret)
	mac.Write([]byte(purpose))
	for _, p := range parts {
		mac.Write([]byte{0})
		mac.Write(p)
	}
	return mac.Sum(nil)
}
