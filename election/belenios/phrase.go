package belenios

import (
	"fmt"
	"strings"
)

// typed is a phrase as somebody typed it, without spaces and dashes.
type typed []rune

func typedPhrase(s string) (out typed) {
	for _, r := range s {
		if !strings.ContainsRune(" \t\r\n\u00a0\u2007\u202f-\u2010\u2011\u2012\u2013\u2014\u2212_.,", r) {
			out = append(out, r)
		}
	}
	return out
}

// strange are the places of characters that no phrase has.
func (t typed) strange() (places []int) {
	for i, r := range t {
		if !strings.ContainsRune(base58, r) {
			places = append(places, i)
		}
	}
	return places
}

// complaint says what keeps the text from being a phrase, and nil if nothing
// does.
func (t typed) complaint() error {
	if len(t) == 0 {
		return fmt.Errorf("enter your recovery phrase: 22 characters, written XXXX XXXX XXX XXXX XXXX XXX")
	}
	if places := t.strange(); len(places) > 0 {
		r := t[places[0]]
		if strings.ContainsRune("0OIl", r) {
			return fmt.Errorf("a recovery phrase never contains %q (zero, capital O, capital I and small l are left out because they look alike): compare character %d with what you wrote down", r, places[0]+1)
		}
		return fmt.Errorf("a recovery phrase has only letters and digits: character %d, %q, is neither", places[0]+1, r)
	}
	switch {
	case len(t) < seedLength:
		return fmt.Errorf("the recovery phrase is too short: it has %d of its 22 characters", len(t))
	case len(t) > seedLength:
		return fmt.Errorf("the recovery phrase is too long: it has %d characters instead of 22", len(t))
	}
	return nil
}

// Holds tells whether the phrase is the one behind the certificate.
func (c *Certificate) Holds(s Seed) bool {
	return s.check() == nil &&
		c.group.Equal(c.group.BaseMul(s.signing(c.group)), c.verification) &&
		c.group.Equal(c.group.BaseMul(s.decryption(c.group)), c.encryption)
}

// Phrase reads the phrase behind the certificate as people type it. One slip
// is forgiven, because the certificate tells which phrase was meant: a wrong
// character, one too many, one too few, or two neighbours exchanged. Mended
// tells whether there was one, so that the owner can mend the note too. It
// helps nobody to guess a phrase: whoever has the certificate can try phrases
// without this.
func (c *Certificate) Phrase(s string) (seed Seed, mended bool, err error) {
	t := typedPhrase(s)
	if err := t.complaint(); err == nil {
		if seed = (Seed{string(t)}); c.Holds(seed) {
			return seed, false, nil
		}
	}
	if seed, ok := c.mend(t); ok {
		return seed, true, nil
	}
	if err := t.complaint(); err != nil {
		return Seed{}, false, err
	}
	return Seed{}, false, fmt.Errorf("this is not the recovery phrase of this key, which is %s: compare it with what you wrote down for this election", c.Words())
}

func (c *Certificate) mend(t typed) (found Seed, ok bool) {
	if len(t) < seedLength-1 || len(t) > seedLength+1 {
		return Seed{}, false
	}
	strange := t.strange()
	if len(strange) > 1 || len(strange) == 1 && len(t) < seedLength {
		return Seed{}, false
	}
	try := func(parts ...string) bool {
		s := Seed{strings.Join(parts, "")}
		// The signing key alone, so that a thousand attempts stay quick.
		if ok = c.group.Equal(c.group.BaseMul(s.signing(c.group)), c.verification); ok {
			found = s
			ok = c.Holds(s)
		}
		return ok
	}
	for i := range len(t) + 1 {
		if len(strange) == 1 && i != strange[0] {
			continue
		}
		before, rest := string(t[:i]), t[i:]
		switch {
		case len(t) == seedLength+1:
			if len(rest) > 0 && try(before, string(rest[1:])) {
				return found, true
			}
			continue
		case len(t) == seedLength && len(rest) == 0:
			continue
		case len(t) == seedLength:
			if len(strange) == 0 && len(rest) > 1 && try(before, string([]rune{rest[1], rest[0]}), string(rest[2:])) {
				return found, true
			}
			rest = rest[1:]
		}
		for _, r := range base58 {
			if try(before, string(r), string(rest)) {
				return found, true
			}
		}
	}
	return Seed{}, false
}
