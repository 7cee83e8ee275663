package site

import (
	"strings"

	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/ui"
)

// PersonFields are the fields with which somebody's details are asked for.
type PersonFields struct{ Name, Email, Telephone *ui.Input }

// Read takes the details that were typed, and says beside each field what is wrong.
func (f PersonFields) Read() (p record.PersonText, ok bool) {
	p = record.PersonText{Name: strings.TrimSpace(f.Name.Value), Email: strings.TrimSpace(f.Email.Value)}
	f.Name.Error, f.Email.Error = Wrong(conduct.CheckName(p.Name)), Wrong(conduct.CheckEmail(p.Email))
	if p.Email == "" {
		f.Email.Error = "Enter the person’s email address."
	}
	ok = f.Name.Error == "" && f.Email.Error == ""
	if f.Telephone != nil {
		p.Telephone = strings.TrimSpace(f.Telephone.Value)
		f.Telephone.Error = Wrong(conduct.CheckTelephone(p.Telephone))
		ok = ok && f.Telephone.Error == ""
	}
	return p, ok
}

// Wrong is a check's sentence for the field that it is about; empty for none.
func Wrong(err error) string {
	if err == nil {
		return ""
	}
	f, _ := failure(err)
	return f.Sentence
}
