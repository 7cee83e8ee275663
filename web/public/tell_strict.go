package public

import (
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/web/ui"
)

// protection puts the events of keys, codes, measures and witnesses into words,
// in the order in which an election goes; empty for any other.
func (t *teller) protection(event governance.Event) string {
	switch e := event.(type) {
	case election.TeamNamed:
		if len(e.Trustees) == 0 {
			return "The scrutineers were named: " + ui.Count(len(e.Scrutineers), "person", "people") + "."
		}
		return "The team was named: " + ui.Count(len(e.Trustees), "trustee", "trustees") + ", of whom " + ui.Number(e.Threshold) + " can decrypt the totals together with this service; a registrar; an operator."
	case election.ContestsIdentified:
		return "Each contest was given its identifier, from which voting codes are derived."
	case election.CertificateGiven:
		return "A trustee made a key for the key ceremony."
	case election.PolynomialGiven:
		return "A trustee compared the words of everybody’s key, and sent the others their parts."
	case election.OutputGiven:
		return "A trustee put the parts of the others together."
	case election.KeysMade:
		return "This service’s own key was joined with those of the people who decrypt: the votes are locked to all of them together."
	case election.CeremonyRestarted:
		return "The key ceremony was begun again."
	case election.VotersSigned:
		return "The registrar signed the list of voting codes."
	case election.CodeIssued:
		return map[string]string{
			election.ByLetter: t.practice(e.Practice) + " was sent its voting code in a printed letter.",
			election.ByMail:   t.practice(e.Practice) + " was sent its voting code by email, through this service.",
			election.Again:    t.practice(e.Practice) + " was given its voting code again.",
		}[e.How]
	case election.PhraseProved:
		return "A trustee proved that the recovery phrase was kept."
	case election.SecrecyWeighed:
		return weighed(e)
	case governance.SignerNamed:
		return "Somebody’s browser made a key with which to sign what it checked."
	case governance.CheckpointCosigned:
		return "A witness checked the log as far as entry " + ui.Number(int(e.Size-1)) + " and signed that."
	}
	return ""
}

func weighed(e election.SecrecyWeighed) string {
	when := "before the poll opened"
	if e.Stage == election.WeighedCount {
		when = "before anything was decrypted"
	}
	switch {
	case e.Passes:
		return "What the result may give away was weighed " + when + ". It is within the limit."
	case !e.Measured:
		return "What the result may give away was weighed " + when + ". It could not be measured, and the returning officer went on for a stated reason."
	}
	return "What the result may give away was weighed " + when + ". It is over the limit, and the returning officer went on for a stated reason."
}
