package record

import (
	"context"
	"fmt"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
)

// Ceremony reads what people gave towards the key of an election, as the log refers
// to it: the messages of the trustees' ceremony, or the returning officer's key.
type Ceremony struct{ Blobs audit.Blobs }

// Certificates are the trustees' certificates so far, in the order of their
// seats; nil where there is none yet.
func (c Ceremony) Certificates(ctx context.Context, el *election.Election) ([][]byte, error) {
	return c.read(ctx, el, func(s election.Seat) election.Digest { return s.Certificate })
}

// Committee is the first round's outcome. It is refused until all are there.
func (c Ceremony) Committee(ctx context.Context, el *election.Election) (*belenios.Committee, error) {
	certs, err := c.whole(ctx, el, func(s election.Seat) election.Digest { return s.Certificate })
	if err != nil {
		return nil, err
	}
	return belenios.ParseCommittee(GroupName(el.Called.Group), el.Team.Threshold, certs, nil)
}

// Dealing is the second round's outcome. It is refused until all are there.
func (c Ceremony) Dealing(ctx context.Context, el *election.Election) (*belenios.Dealing, error) {
	committee, err := c.Committee(ctx, el)
	if err != nil {
		return nil, err
	}
	raw, err := c.whole(ctx, el, func(s election.Seat) election.Digest { return s.Polynomial })
	if err != nil {
		return nil, err
	}
	var list []*belenios.Polynomial
	for i, b := range raw {
		p, err := committee.ParsePolynomial(i+1, b)
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return belenios.NewDealing(list)
}

// Transcript is the whole ceremony. It is refused until all are there.
func (c Ceremony) Transcript(ctx context.Context, el *election.Election) (*belenios.Transcript, error) {
	dealing, err := c.Dealing(ctx, el)
	if err != nil {
		return nil, err
	}
	raw, err := c.whole(ctx, el, func(s election.Seat) election.Digest { return s.Output })
	if err != nil {
		return nil, err
	}
	var list []*belenios.Output
	for i, b := range raw {
		o, err := dealing.ParseOutput(i+1, b)
		if err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return dealing.NewTranscript(list)
}

// Join is what the people of an election made, and the list of trustees that it
// gives with the service's key: in either scheme, these alone decrypt, and only
// together.
func (c Ceremony) Join(ctx context.Context, el *election.Election, service belenios.Trustee) (people, trustees []byte, err error) {
	alone, committees := []belenios.Trustee{service}, [][]byte(nil)
	if el.Called.Scheme == election.Simple {
		if people, err = c.Blobs.Blob(ctx, audit.Digest(el.Key.Key)); err != nil {
			return nil, nil, err
		}
		officer, err := belenios.ParseTrustee(GroupName(el.Called.Group), people)
		if err != nil {
			return nil, nil, err
		}
		alone = append(alone, officer)
	} else {
		transcript, err := c.Transcript(ctx, el)
		if err != nil {
			return nil, nil, err
		}
		committee, err := transcript.Assemble(transcript.Outputs(), nil)
		if err != nil {
			return nil, nil, err
		}
		people, committees = transcript.Encode(), [][]byte{committee}
	}
	return people, belenios.EncodeTrusteeList(alone, committees...), nil
}

// whole reads one message of every trustee.
func (c Ceremony) whole(ctx context.Context, el *election.Election, of func(election.Seat) election.Digest) ([][]byte, error) {
	list, err := c.read(ctx, el, of)
	if err != nil {
		return nil, err
	}
	for _, b := range list {
		if b == nil {
			return nil, election.Refuse("round", "Not every trustee is so far yet; wait for the others.")
		}
	}
	if len(list) == 0 {
		return nil, election.Refuse("round", "The key ceremony has not begun.")
	}
	return list, nil
}

func (c Ceremony) read(ctx context.Context, el *election.Election, of func(election.Seat) election.Digest) ([][]byte, error) {
	list := make([][]byte, len(el.Ceremony))
	for i, seat := range el.Ceremony {
		digest := of(seat)
		if digest.IsZero() {
			continue
		}
		b, err := c.Blobs.Blob(ctx, audit.Digest(digest))
		if err != nil {
			return nil, fmt.Errorf("a message of trustee %d: %w", i+1, err)
		}
		list[i] = b
	}
	return list, nil
}
