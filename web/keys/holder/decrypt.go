package holder

import (
	"context"
	"io"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/keys/count"
)

// Count is a closed poll that the holder of the key verified.
type Count struct {
	*count.Count
	file *File
}

// Verify verifies the whole bundle of the log, as count.Verify does, and finds the
// file's key in every contest of the file's election.
func (f *File) Verify(ctx context.Context, from count.Bundle, kept count.Kept, progress func(what string, n int64)) (*Count, error) {
	found, err := count.Verify(ctx, from, election.ID(f.Election), kept, progress)
	if err != nil {
		return nil, err
	}
	for i, one := range found.Contests {
		if found.Owner(i, f.PublicKey) == 0 {
			return nil, election.Refuse("wrong-key", "The votes for %s were not locked with the key in this file. Choose the key file that you saved for this election.", one.Name)
		}
	}
	return &Count{found, f}, nil
}

// Decrypt gives the key's share of each contest's tally, and of nothing else. They
// are half of what is needed: the service's own come after them.
func (c *Count) Decrypt(rand io.Reader) (shares, bindings [][]byte, err error) {
	return c.Shares(rand, c.file.key)
}
