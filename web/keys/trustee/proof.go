package trustee

import (
	"errors"
	"io"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
)

// Ballot is one contest as the trustee sees it before signing it.
type Ballot struct {
	Name    string   `json:"name"`
	Answers []string `json:"answers"`
	UUID    string   `json:"uuid"`
}

// Ballots reads the definitions that a proof signs.
func (t *Task) Ballots() (list []Ballot, err error) {
	seen := map[string]bool{}
	for _, c := range t.Contests {
		e, err := belenios.ParseElection([]byte(c.Definition))
		if err != nil {
			return nil, election.Refuse("definition", "The ballot of %s is not one: %v. Nothing was signed; tell the returning officer.", c.Name, err)
		}
		if seen[e.UUID] {
			return nil, election.Refuse("definition", "The service shows one ballot twice. Nothing was signed; tell the returning officer.")
		}
		seen[e.UUID] = true
		for _, q := range e.Questions {
			list = append(list, Ballot{Name: q.Question, Answers: q.Answers, UUID: e.UUID})
		}
	}
	if len(list) == 0 {
		return nil, election.Refuse("definition", "The service shows no ballot. Nothing was signed; tell the returning officer.")
	}
	return list, nil
}

// Proof signs each contest's definition with the phrase. Before, the trustee's
// own key is computed again from the record of the ceremony, so that a proof says
// two things: the phrase was kept, and with it this key can be had again. A list
// of trustees, or a definition, under another key than the ceremony's is refused.
func (t *Task) Proof(rand io.Reader, seed belenios.Seed) (*Answer, error) {
	if err := t.asks(RoundProof); err != nil {
		return nil, err
	}
	if _, err := t.Ballots(); err != nil {
		return nil, err
	}
	if _, err := t.committee(seed); err != nil {
		return nil, err
	}
	transcript, err := belenios.ParseTranscript([]byte(t.Transcript))
	if err != nil {
		return nil, t.blamed(err)
	}
	if at, err := transcript.Member(seed); err != nil || at != t.Seat || transcript.Size() != len(t.Trustees) || transcript.Threshold() != t.Threshold {
		return nil, election.Refuse("swapped", "The record of the key ceremony that the service shows is not that of the one in which you took part. Nothing was signed; tell the returning officer and the other trustees.")
	}
	list, err := t.list()
	if err != nil {
		return nil, err
	}
	if err := t.owns(list, transcript, seed); err != nil {
		return nil, err
	}
	a := t.answer(RoundProof)
	for _, c := range t.Contests {
		e, err := belenios.ParseElection([]byte(c.Definition))
		if err != nil {
			return nil, t.blamed(err)
		}
		signed, err := transcript.Acknowledge(rand, seed, e, list)
		if err != nil {
			return nil, t.unsigned(c.Name, err)
		}
		a.Proofs = append(a.Proofs, string(signed))
	}
	return a, nil
}

func (t *Task) list() (*belenios.Trustees, error) {
	list, err := belenios.ParseTrustees(t.Group, []byte(t.List))
	if err != nil {
		return nil, election.Refuse("trustees", "The list of trustees that the service shows does not hold: %v. Nothing was signed; tell the returning officer and the other trustees.", err)
	}
	return list, nil
}

// owns finds each trustee's key of the ceremony in the list, in its place: after
// the service's own, which comes first.
func (t *Task) owns(list *belenios.Trustees, transcript *belenios.Transcript, seed belenios.Seed) error {
	key, err := transcript.Key(seed)
	if err != nil {
		return t.blamed(err)
	}
	owners := list.Owners()
	if len(owners) != 1+len(t.Trustees) {
		return election.Refuse("swapped", "The list of trustees that the service shows has %d keys instead of %d: its own and the trustees'. Nothing was signed; tell the returning officer.", len(owners), 1+len(t.Trustees))
	}
	for i, o := range transcript.Outputs() {
		want := o.PublicKey()
		if i+1 == t.Seat {
			want = key.PublicKey()
		}
		if owners[i+1].PublicKey != want {
			return election.Refuse("swapped", "In the list of trustees that the service shows, the key of %s is not the one from the key ceremony. Nothing was signed. Tell the returning officer and the other trustees.", t.name(i+1))
		}
	}
	return nil
}

// unsigned says why a ballot was not signed.
func (t *Task) unsigned(name string, err error) error {
	var found *belenios.MemberError
	if errors.As(err, &found) && found.Member == 0 {
		return election.Refuse("swapped", "The ballot of %s would not be locked with the trustees' key: %s. Nothing was signed. Tell the returning officer and the other trustees.", name, found.Reason)
	}
	return t.blamed(err)
}
