package governance

import (
	"slices"

	"github.com/onenorwich/guildhall/election"
)

// Signer is the key that a person's browser keeps: witnesses cosign checkpoints
// with it, and a registrar signs the list of voting codes.
type Signer struct {
	Person election.ID
	Key    election.Digest // Ed25519 public key, 32 bytes
	Seq    int64           // entry that named the key
	At     election.Moment
	Size   int64 // of the last checkpoint that the person cosigned, with whatever key; 0 for none
}

// Cosigning is one checkpoint that somebody cosigned, with the key of that time.
type Cosigning struct {
	CheckpointCosigned
	Key election.Digest
	At  election.Moment
}

// Signer is the key of one person.
func (s *State) Signer(person election.ID) (Signer, bool) { return s.signers.Get(person) }

// Cosignings runs over all cosigned checkpoints by entry.
func (s *State) Cosignings(yield func(seq int64, c Cosigning) bool) {
	for seq, c := range s.cosigned.All() {
		if !yield(seq, c) {
			return
		}
	}
}

// Watches says whether a person is a trustee or a scrutineer of the election, and
// so cosigns checkpoints.
func Watches(person election.ID, el *election.Election) bool {
	return el.Team != nil && (slices.Contains(el.Team.Trustees, person) || slices.Contains(el.Team.Scrutineers, person))
}

// Watches says whether a person cosigns checkpoints for any election.
func (s *State) Watches(person election.ID) bool {
	for el := range s.Election.Elections {
		if Watches(person, &el) {
			return true
		}
	}
	return false
}

// Signs says whether a person may name a key: whoever watches, and a registrar.
func (s *State) Signs(person election.ID) bool {
	for el := range s.Election.Elections {
		if Watches(person, &el) || el.Team != nil && el.Team.Registrar == person {
			return true
		}
	}
	return false
}

// SignerNamed names the key with which a person's browser signs. A later one
// takes its place: a browser may be lost. No key is ever named twice.
type SignerNamed struct {
	Person election.ID     `json:"person"`
	Key    election.Digest `json:"key"` // Ed25519 public key, 32 bytes
}

func (SignerNamed) Kind() string { return "signer.named" }

// Persons lists the people that the event names.
func (e SignerNamed) Persons() []election.ID { return []election.ID{e.Person} }

func (e SignerNamed) apply(s *State, f election.Fact) error {
	if f.By != e.Person {
		return election.Refuse("not-yourself", "Everybody names the key of their own browser, and nobody another's.")
	}
	if !s.Signs(e.Person) {
		return election.Refuse("no-signer", "Only trustees, scrutineers and registrars of an election name a signing key. Ask the returning officer to name you.")
	}
	if _, used := s.signerKeys.Get(string(e.Key[:])); used || e.Key == s.Key || e.Key.IsZero() {
		return election.Refuse("key-used", "This signing key is in the log already. Make a new one.")
	}
	last, _ := s.signers.Get(e.Person)
	s.signerKeys.Set(string(e.Key[:]), e.Person)
	s.signers.Set(e.Person, Signer{Person: e.Person, Key: e.Key, Seq: f.Seq, At: election.At(f.Time), Size: last.Size})
	return nil
}

// CheckpointCosigned puts on record that a witness cosigned a checkpoint of this
// log. Its note, a blob, is checked by whoever verifies the log, as all
// cryptography is; the rule holds the witness to checkpoints that grow.
type CheckpointCosigned struct {
	Person election.ID     `json:"person"`
	Size   int64           `json:"size"` // entries that the checkpoint covers
	Root   election.Digest `json:"root"`
	Note   election.Digest `json:"note"` // blob: the checkpoint with the log's signature and this cosignature
}

func (CheckpointCosigned) Kind() string { return "checkpoint.cosigned" }

// Persons lists the people that the event names.
func (e CheckpointCosigned) Persons() []election.ID { return []election.ID{e.Person} }

// Blobs lists the blobs that the event refers to.
func (e CheckpointCosigned) Blobs() []election.Digest { return []election.Digest{e.Note} }

func (e CheckpointCosigned) apply(s *State, f election.Fact) error {
	if f.By != e.Person {
		return election.Refuse("not-yourself", "A checkpoint is cosigned by the person whose key it is, and by nobody else.")
	}
	if !s.Watches(e.Person) {
		return election.Refuse("no-witness", "Only trustees and scrutineers of an election cosign checkpoints. Ask the returning officer to name you.")
	}
	signer, ok := s.signers.Get(e.Person)
	if !ok {
		return election.Refuse("no-key", "Name the key of your browser first.")
	}
	switch {
	case e.Size > f.Seq:
		return election.Refuse("too-long", "The checkpoint covers %d entries, but the log has %d.", e.Size, f.Seq)
	case e.Size <= signer.Seq:
		// It vouches for the naming of its own key, too: who exchanges the
		// key must fork the log before what was signed.
		return election.Refuse("before-key", "The checkpoint is older than your key. Sign a newer one.")
	case e.Size <= signer.Size:
		return election.Refuse("not-newer", "You have cosigned the first %d entries already. Sign a newer checkpoint.", signer.Size)
	}
	signer.Size = e.Size
	s.signers.Set(e.Person, signer)
	s.cosigned.Set(f.Seq, Cosigning{e, signer.Key, election.At(f.Time)})
	return nil
}
