package conduct

import (
	"context"
	"slices"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/record"
)

// ListVoters records the public half of every voting code, as the registrar
// signed it: list is what record.CodeList encodes, signature what
// record.SignCodes made of it with the key that the log knows of the registrar.
func (d *Desk) ListVoters(ctx context.Context, by, id election.ID, list, signature []byte) error {
	state := d.State()
	el, err := d.Election(id)
	if err != nil {
		return err
	}
	lines, err := record.ReadCodeList(list)
	if err != nil {
		return election.Refuse("list", "The list of voting codes was not accepted: %v. Nothing was recorded. Make the codes again.", err)
	}
	if err := checkList(&el, lines); err != nil {
		return err
	}
	signer, ok := state.Signer(by)
	if !ok {
		return election.Refuse("no-key", "No signing key of the registrar is known. Open the registrar's page again, so that this browser makes one.")
	}
	if err := record.CheckCodes(signer.Key, d.Clerk.Point().Head.Origin, id, list, signature); err != nil {
		return election.Refuse("signature", "The list of voting codes was not accepted: %v. Nothing was recorded.", err)
	}
	acts := make([]clerk.Act, 0, 2)
	for rows := range slices.Chunk(lines.Rows(), voterPart(len(el.Identified))) {
		acts = append(acts, clerk.Act{By: by, Event: election.VotersListed{Election: id, Rows: rows}})
	}
	acts = append(acts, clerk.Act{By: by, Event: election.VotersSigned{Election: id, Key: signer.Key,
		List: election.Digest(audit.Hash(list)), Signature: election.Digest(audit.Hash(signature))}})
	_, err = d.do(ctx, [][]byte{list, signature}, acts...)
	return err
}

// checkList refuses a list that could not become a ballot: every credential of
// every contest is a proper point, and stands there once.
func checkList(el *election.Election, lines record.CodeList) error {
	if len(lines) == 0 || len(lines) != el.Roll.Len() {
		return election.Refuse("voters", "The roll has %d practices, but the list has %d voting codes. Nothing was recorded. Make the codes again.", el.Roll.Len(), len(lines))
	}
	if len(lines[0].Credentials) != len(el.Identified) {
		return election.Refuse("contests", "The list has credentials for %d contests, not for %d. Nothing was recorded. Open the page again and send the list once more.", len(lines[0].Credentials), len(el.Identified))
	}
	for i := range el.Identified {
		if _, err := belenios.ParseCredentials(record.GroupName(el.Called.Group), lines.Credentials(i)); err != nil {
			return election.Refuse("credentials", "The list of voting codes was not accepted: %v. Nothing was recorded. Make the codes again.", err)
		}
	}
	return nil
}
