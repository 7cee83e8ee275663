package belenios

import (
	"crypto/sha256"
	"strings"
)

// Lengths of what people compare by voice, in words of 16 bits.
//
// A member reads out the words of its own certificate: whoever wants to put
// another in its place must hit exactly these, about 2^96 attempts. A whole
// list may hold entries that an attacker chose on both sides, who then needs
// only the square root, so its words are more: 2^64 attempts.
const (
	certificateWords = 6
	listWords        = 8
)

// words spells the first n 16-bit pieces of a digest so that they can be read
// out: each as consonant, vowel, consonant, vowel, consonant, which takes
// 4+2+4+2+4 bits (the proquints of arXiv:0901.4016).
func words(digest [32]byte, n int) string {
	const consonants, vowels = "bdfghjklmnprstvz", "aiou"
	out := make([]string, n)
	for i := range out {
		v := int(digest[2*i])<<8 | int(digest[2*i+1])
		out[i] = string([]byte{
			consonants[v>>12&15], vowels[v>>10&3], consonants[v>>6&15], vowels[v>>4&3], consonants[v&15],
		})
	}
	return strings.Join(out, "-")
}

// Words are what the certificate's owner reads out and the others compare.
// A certificate that is made again from the same phrase for the same seat has
// the same words.
func (c *Certificate) Words() string {
	return words(sha256.Sum256([]byte(c.signed.message)), certificateWords)
}

// Words stand for the whole list of certificates, in their order.
func (c *Committee) Words() string { return words(c.digest, listWords) }

// Words stand for the list of trustees, which includes every key and the
// whole public record of how it came about.
func (t *Trustees) Words() string { return words(sha256.Sum256(t.raw), listWords) }
