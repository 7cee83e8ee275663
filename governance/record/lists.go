package record

import (
	"errors"
	"slices"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
)

// lists holds each registrar's signed list against the log's rows.
func (v *verification) lists() error {
	began, count := v.o.Now(), int64(0)
	for el := range v.found.Point.State.Election.Elections {
		if el.Listed == nil {
			continue
		}
		if err := v.list(&el); err != nil {
			return fault("blobs/"+el.Listed.List.String(), "the list of voting codes of %s: %v", el.ID(), err)
		}
		count += int64(len(el.Poll.Voters()))
	}
	if count > 0 {
		v.timed("voting codes, as the registrar signed them", began, count)
	}
	return nil
}

func (v *verification) list(el *election.Election) error {
	raw, err := v.bundle.Blob(v.ctx, audit.Digest(el.Listed.List))
	if err != nil {
		return err
	}
	signature, err := v.bundle.Blob(v.ctx, audit.Digest(el.Listed.Signature))
	if err != nil {
		return err
	}
	if err := CheckCodes(el.Listed.Key, v.found.Summary.Key.Origin(), el.ID(), raw, signature); err != nil {
		return err
	}
	list, err := ReadCodeList(raw)
	if err != nil {
		return err
	}
	if !slices.EqualFunc(list.Rows(), el.Poll.Voters(), func(a, b election.VoterRow) bool {
		return a.Votes == b.Votes && slices.Equal(a.Credentials, b.Credentials)
	}) {
		return errors.New("it is not what the log lists: a credential was added, taken away or exchanged")
	}
	return nil
}
