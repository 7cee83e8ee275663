package codes

import (
	"io"
	"strings"
	"unicode/utf8"

	"github.com/onenorwich/guildhall/election"
)

// phraseWords is how many words a drawn passphrase has, of 16 bits each: 96 bits
// withstand whoever gets hold of the file, whatever the work factor.
const phraseWords = 6

// Passphrase draws a passphrase that can be read out and written down.
func Passphrase(rand io.Reader) (string, error) {
	b := make([]byte, 2*phraseWords)
	if _, err := io.ReadFull(rand, b); err != nil {
		return "", err
	}
	return spell(b), nil
}

const consonants, vowels = "bdfghjklmnprstvz", "aiou"

// spell writes bytes in words of two bytes each: consonant, vowel, consonant,
// vowel, consonant (the proquints of arXiv:0901.4016).
func spell(b []byte) string {
	var words []string
	for ; len(b) >= 2; b = b[2:] {
		v := int(b[0])<<8 | int(b[1])
		words = append(words, string([]byte{consonants[v>>12&15], vowels[v>>10&3], consonants[v>>6&15], vowels[v>>4&3], consonants[v&15]}))
	}
	return strings.Join(words, "-")
}

// What a passphrase of somebody's own must have.
const (
	leastLength    = 20
	leastDifferent = 8
)

// CheckPassphrase refuses a passphrase that could be guessed.
func CheckPassphrase(s string) error {
	s = tidy(s)
	different := make(map[rune]bool)
	for _, r := range s {
		different[r] = true
	}
	if n := utf8.RuneCountInString(s); n < leastLength || len(different) < leastDifferent {
		return election.Refuse("weak", "This passphrase is too easy to guess: use at least %d characters, %d of them different, or take the one that was drawn. Several words that do not belong together are best.", leastLength, leastDifferent)
	}
	return nil
}

// tidy forgives how a drawn passphrase is typed: spaces for dashes, capitals.
// One of somebody's own is only freed of the spaces around it.
func tidy(s string) string {
	s = strings.TrimSpace(s)
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return strings.ContainsRune(" \t\u00a0-\u2010\u2011\u2013", r) })
	for _, w := range words {
		if len(w) != 5 || !strings.ContainsRune(consonants, rune(w[0])) || !strings.ContainsRune(vowels, rune(w[1])) {
			return s
		}
	}
	if len(words) != phraseWords {
		return s
	}
	return strings.Join(words, "-")
}
