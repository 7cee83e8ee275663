package belenios

import "fmt"

// Setup is what an election rests on: its definition, its trustees and its
// list of voting rights, checked one by one and against each other.
type Setup struct {
	Election    *Election
	Trustees    *Trustees
	Credentials *Credentials
}

// NewSetup checks the three texts of a set-up.
func NewSetup(election, trustees, credentials []byte) (*Setup, error) {
	e, err := ParseElection(election)
	if err != nil {
		return nil, err
	}
	t, err := ParseTrustees(e.Group, trustees)
	if err != nil {
		return nil, err
	}
	c, err := parseCredentials(e.group, credentials)
	if err != nil {
		return nil, err
	}
	if !e.group.Equal(e.key, t.key) {
		return nil, fmt.Errorf("the election's public_key is not the joint key of its trustees")
	}
	return &Setup{e, t, c}, nil
}
