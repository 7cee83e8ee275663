package belenios

import (
	"fmt"
	"io"

	"github.com/onenorwich/guildhall/election/belenios/internal/canon"
	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// TrusteeKey is the secret of one trustee, alone or of a threshold committee.
type TrusteeKey struct {
	group  group.Group
	secret group.Secret
	public string
}

// NewTrusteeKey draws a key. It stays in memory until Save.
func NewTrusteeKey(rand io.Reader, groupName string) (*TrusteeKey, error) {
	g, err := group.ByName(groupName)
	if err != nil {
		return nil, err
	}
	x, err := g.Random(rand)
	if err != nil {
		return nil, err
	}
	return newTrusteeKey(g, x), nil
}

func newTrusteeKey(g group.Group, x group.Secret) *TrusteeKey {
	return &TrusteeKey{g, x, g.Encode(g.BaseMul(x))}
}

// ParseTrusteeKey reads what Save wrote, which is also what belenios-tool
// writes as a .privkey.
func ParseTrusteeKey(groupName string, raw []byte) (*TrusteeKey, error) {
	g, err := group.ByName(groupName)
	if err != nil {
		return nil, err
	}
	r := canon.NewReader(raw)
	s := r.String()
	r.Try("\n")
	if err := r.End(); err != nil {
		return nil, fmt.Errorf("this is not a trustee's key file")
	}
	x, err := group.ParseSecret(g, s)
	if err != nil || x.IsZero() == 1 {
		return nil, fmt.Errorf("this is not a trustee's key of the group %s", groupName)
	}
	return newTrusteeKey(g, x), nil
}

// Save writes the secret for its owner to keep: a JSON string of decimal
// digits.
func (k *TrusteeKey) Save() []byte {
	return canon.AppendString(nil, group.FormatSecret(k.group, k.secret))
}

// PublicKey is the key's public part.
func (k *TrusteeKey) PublicKey() string { return k.public }

// String hides the secret.
func (k *TrusteeKey) String() string { return "(trustee's key " + k.public + ")" }

// Trustee is the public record of a trustee of kind Single: its key and the
// proof that somebody knows the secret.
type Trustee struct {
	PublicKey string
	Name      string // optional
	group     group.Group
	pok       proof
}

// Trustee makes the public record.
func (k *TrusteeKey) Trustee(rand io.Reader, name string) (Trustee, error) {
	pok, err := proveKey(rand, k.group, k.secret, pokPrefix(k.group, k.public))
	return Trustee{k.public, name, k.group, pok}, err
}

func pokPrefix(g group.Group, key string) string { return "pok|" + g.Name() + "|" + key + "|" }

// Encode writes the record, which is also a belenios-tool .pubkey.
func (t Trustee) Encode() []byte {
	b := t.pok.append([]byte(`{"pok":`), t.group)
	b = canon.AppendString(append(b, `,"public_key":`...), t.PublicKey)
	if t.Name != "" {
		b = canon.AppendString(append(b, `,"name":`...), t.Name)
	}
	return append(b, '}')
}

// ParseTrustee reads and checks one trustee's record.
func ParseTrustee(groupName string, raw []byte) (Trustee, error) {
	g, err := group.ByName(groupName)
	if err != nil {
		return Trustee{}, err
	}
	r := canon.NewReader(raw)
	k := readVerificationKey(r, g)
	if k.signature != nil {
		r.Fail("the key of a trustee who stands alone carries a signature")
	}
	if err := r.End(); err != nil {
		return Trustee{}, fmt.Errorf("the trustee's public key: %w", err)
	}
	return Trustee{k.text, k.name, g, k.pok}, nil
}

// EncodeTrustees writes the list of trustees who must all take part.
func EncodeTrustees(ts []Trustee) []byte {
	return canon.AppendList(nil, len(ts), func(b []byte, i int) []byte {
		return append(append(append(b, `["Single",`...), ts[i].Encode()...), ']')
	})
}
