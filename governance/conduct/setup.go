package conduct

import (
	"context"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/record"
)

// Setup is what a new log begins with.
type Setup struct {
	Body    string // "OneNorwich"
	Key     audit.PublicKey
	Officer record.PersonText
	Interim *record.PersonText // the interim chair, if there is one
}

// Begin writes the first entries of a log: its key, the body, the returning
// officer, the interim chair. It gives the returning officer's identifier.
func (d *Desk) Begin(ctx context.Context, s Setup) (officer election.ID, err error) {
	if officer, err = d.newID("p"); err != nil {
		return "", err
	}
	if err := CheckBody(s.Body); err != nil {
		return "", err
	}
	if err := CheckPerson(s.Officer); err != nil {
		return "", err
	}
	if s.Interim != nil {
		if err := CheckPerson(*s.Interim); err != nil {
			return "", err
		}
	}
	body, digest := record.Blob(record.Body{Name: s.Body})
	acts := []clerk.Act{
		{By: election.Service, Event: governance.LogOpened{Key: election.Digest(s.Key.Raw()), Body: digest}},
		newPerson(election.Service, officer, s.Officer),
		{By: election.Service, Event: governance.OfficerAppointed{Person: officer}},
	}
	if s.Interim != nil {
		chair, err := d.newID("p")
		if err != nil {
			return "", err
		}
		acts = append(acts, newPerson(election.Service, chair, *s.Interim),
			clerk.Act{By: election.Service, Event: governance.OfficeFilled{Office: "chair", Holder: chair, Basis: governance.Interim}})
	}
	_, err = d.do(ctx, [][]byte{body}, acts...)
	return officer, err
}

// NewPractice is a practice that joins, with the person who votes for it.
type NewPractice struct {
	Text   record.PracticeText
	Voting *record.PersonText
}

// PracticeID is the identifier of the practice with an ODS code.
func PracticeID(code string) election.ID { return election.ID(election.Fold(code)) }

// Join makes practices members and names their voting representatives, all in
// one step.
func (d *Desk) Join(ctx context.Context, by election.ID, practices []NewPractice) error {
	var acts []clerk.Act
	var blobs [][]byte
	for _, p := range practices {
		if err := CheckPractice(p.Text); err != nil {
			return err
		}
		blob, digest := record.Blob(p.Text)
		blobs = append(blobs, blob)
		id := PracticeID(p.Text.Code)
		acts = append(acts, clerk.Act{By: by, Event: governance.PracticeJoined{Practice: id, Details: digest}})
		if p.Voting == nil {
			continue
		}
		more, err := d.naming(by, id, governance.Voting, *p.Voting)
		if err != nil {
			return err
		}
		acts = append(acts, more...)
	}
	_, err := d.do(ctx, blobs, acts...)
	return err
}

// Name names a person who acts for a practice: governance.Voting or
// governance.Deputy.
func (d *Desk) Name(ctx context.Context, by, practice election.ID, role string, p record.PersonText) error {
	acts, err := d.naming(by, practice, role, p)
	if err != nil {
		return err
	}
	_, err = d.do(ctx, nil, acts...)
	return err
}

func (d *Desk) naming(by, practice election.ID, role string, p record.PersonText) ([]clerk.Act, error) {
	if err := CheckPerson(p); err != nil {
		return nil, err
	}
	person, err := d.newID("p")
	if err != nil {
		return nil, err
	}
	return []clerk.Act{
		newPerson(by, person, p),
		{By: by, Event: governance.RepresentativeNamed{Practice: practice, Person: person, Role: role}},
	}, nil
}
