package record

import (
	"io"

	"github.com/onenorwich/guildhall/election/belenios"
)

// Decrypt gives a key's share of each tally, and what binds the one to the other.
func Decrypt(rand io.Reader, key *belenios.TrusteeKey, tallies ...*belenios.Tally) (shares, bindings [][]byte, err error) {
	for _, t := range tallies {
		share, err := key.PartialDecrypt(rand, t)
		if err != nil {
			return nil, nil, err
		}
		binding, err := key.Bind(rand, share)
		if err != nil {
			return nil, nil, err
		}
		shares, bindings = append(shares, share.Raw()), append(bindings, binding)
	}
	return shares, bindings, nil
}
