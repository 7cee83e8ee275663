package conduct

import (
	"context"
	"net/mail"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/record"
)

// Limits on words, in characters but for the statement.
const (
	maxName        = 100
	maxStatement   = 250 // words, rules.md 6
	maxStatementCh = 4000
	maxInterests   = 2000
)

// CheckPerson checks a person's details as they come from a form or a file.
func CheckPerson(p record.PersonText) error {
	if err := CheckText("name", p.Name, maxName, true); err != nil {
		return err
	}
	if err := CheckEmail(p.Email); err != nil {
		return err
	}
	return CheckText("telephone number", p.Telephone, maxName, false)
}

// CheckEmail checks an address for mail.
func CheckEmail(s string) error {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Name != "" || a.Address != s || len(s) > 254 {
		return election.Refuse("email", "%q is not an address for email. Write it as name@example.org.", clip(s))
	}
	return nil
}

// CheckText checks one line or paragraph of words: its length in characters,
// valid UTF-8, no control characters but new lines.
func CheckText(what, s string, limit int, needed bool) error {
	n := utf8.RuneCountInString(s)
	switch {
	case needed && strings.TrimSpace(s) == "":
		return election.Refuse("missing", "The %s is missing. Fill it in.", what)
	case !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' }):
		return election.Refuse("characters", "The %s holds characters that cannot be printed. Type it again.", what)
	case n > limit:
		return election.Refuse("too-long", "The %s has %d characters; at most %d are allowed. Shorten it.", what, n, limit)
	}
	return nil
}

// CheckStatement checks a candidate's statement: at most 250 words.
func CheckStatement(s string) error {
	if words := len(strings.Fields(s)); words > maxStatement {
		return election.Refuse("too-long", "The statement has %d words; at most %d are allowed. Shorten it.", words, maxStatement)
	}
	return CheckText("statement", s, maxStatementCh, false)
}

var (
	gmcNumber = regexp.MustCompile(`^(\d{7}|L\d{6})$`)
	nmcPIN    = regexp.MustCompile(`^\d{2}[A-Z]\d{4}[A-Z]$`)
)

// CheckNumber checks the form of the professional number that a post asks for.
func CheckNumber(eligible, number string) error {
	switch {
	case eligible == election.EligibleGP && !gmcNumber.MatchString(number):
		return election.Refuse("gmc", "%q is not a GMC number. It has 7 digits, or the letter L and 6 digits.", clip(number))
	case eligible == election.EligibleNurse && !nmcPIN.MatchString(number):
		return election.Refuse("nmc", "%q is not an NMC PIN. It reads as 12A3456B.", clip(number))
	}
	return nil
}

func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// Words reads the texts that the log refers to.

// Person is a person's sealed details; zero if they have been destroyed.
func (d *Desk) Person(ctx context.Context, id election.ID) record.PersonText {
	s := d.State()
	p, ok := s.Person(id)
	if !ok {
		return record.PersonText{}
	}
	t, _ := unsealed[record.PersonText](ctx, d, p.Seq, "details")
	return t
}

// Practice is a practice's name and code.
func (d *Desk) Practice(ctx context.Context, id election.ID) record.PracticeText {
	s := d.State()
	p, ok := s.Practice(id)
	if !ok {
		return record.PracticeText{Code: strings.ToUpper(string(id)), Name: strings.ToUpper(string(id))}
	}
	return Blob[record.PracticeText](ctx, d, p.Details)
}

// Text is the words of an election.
func (d *Desk) Text(ctx context.Context, el *election.Election) record.ElectionText {
	return Blob[record.ElectionText](ctx, d, el.Called.Definition)
}

// Particulars, Statement and Reason are the sealed texts of a nomination.
func (d *Desk) Particulars(ctx context.Context, n election.Nomination) record.ParticularsText {
	t, _ := unsealed[record.ParticularsText](ctx, d, n.MadeSeq, election.SealedParticulars)
	return t
}

func (d *Desk) Statement(ctx context.Context, n election.Nomination) record.StatementText {
	if !n.Consented {
		return record.StatementText{}
	}
	t, _ := unsealed[record.StatementText](ctx, d, n.ConsentedSeq, election.SealedStatement)
	return t
}

func (d *Desk) Reason(ctx context.Context, n election.Nomination) record.ReasonText {
	if n.Decision == "" {
		return record.ReasonText{}
	}
	t, _ := unsealed[record.ReasonText](ctx, d, n.DecidedSeq, election.SealedReason)
	return t
}

// Card is what the public sees of a candidate.
func (d *Desk) Card(ctx context.Context, c election.Candidate) record.Card {
	return Blob[record.Card](ctx, d, c.Card)
}

// Blob reads a public text; zero if it is not held here.
func Blob[T any](ctx context.Context, d *Desk, digest election.Digest) (t T) {
	raw, err := d.Clerk.Log().Blob(ctx, audit.Digest(digest))
	if err == nil {
		t, _ = record.Read[T](raw)
	}
	return t
}

func unsealed[T any](ctx context.Context, d *Desk, seq int64, field string) (T, error) {
	raw, err := d.Clerk.Log().Unseal(ctx, seq, field)
	if err != nil {
		var zero T
		return zero, err
	}
	return record.Read[T](raw)
}
