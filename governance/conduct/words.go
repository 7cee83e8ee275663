package conduct

import (
	"net/mail"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance/record"
)

// Limits on words, in characters but for the statement. The rules here, the pages'
// forms, their hints and their sentences all take them from here.
const (
	MaxName                = 100 // of a person, the alliance, a post, a role, a telephone number
	MaxTitle               = 200
	MaxContact             = 300
	MaxStatement           = 250 // words, rules.md 6
	MaxInterests           = 2000
	MaxReason              = 2000
	MaxSupport             = 20  // nominations that a practice may support for one post
	maxEmail               = 254 // RFC 5321 leaves no more
	maxStatementCharacters = 4000
)

// One check for each thing that people write.

// CheckTitle checks an election's title.
func CheckTitle(s string) error { return CheckLine("title", s, MaxTitle, true) }

// CheckBody checks the name of the alliance.
func CheckBody(s string) error { return CheckLine("name of the alliance", s, MaxName, true) }

// CheckContact checks how practices reach the returning officer.
func CheckContact(s string) error { return CheckText("contact", s, MaxContact, true) }

// CheckName checks a person's name.
func CheckName(s string) error { return CheckLine("name", s, MaxName, true) }

// CheckRole checks a person's role in the practice.
func CheckRole(s string) error { return CheckLine("role", s, MaxName, true) }

// CheckTelephone checks a telephone number, which may be left out.
func CheckTelephone(s string) error { return CheckLine("telephone number", s, MaxName, false) }

// CheckInterests checks a declaration of interests.
func CheckInterests(s string) error {
	return CheckText("declaration of interests", s, MaxInterests, true)
}

// CheckReason checks the reason for a decision on a nomination.
func CheckReason(s string, needed bool) error { return CheckText("reason", s, MaxReason, needed) }

// CheckGoingOn checks why a returning officer goes on although votes can show.
func CheckGoingOn(s string) error { return CheckLine("reason", s, MaxReason, true) }

// CheckPerson checks a person's details as they come from a form or a file.
func CheckPerson(p record.PersonText) error {
	if err := CheckName(p.Name); err != nil {
		return err
	}
	if err := CheckEmail(p.Email); err != nil {
		return err
	}
	return CheckTelephone(p.Telephone)
}

// CheckPractice checks a practice's details.
func CheckPractice(p record.PracticeText) error {
	if !odsCode.MatchString(p.Code) {
		return election.Refuse("code", "%q is not an ODS code; write 3 to 10 capital letters and digits, such as D82008.", clip(p.Code))
	}
	if err := CheckLine("name of the practice", p.Name, roll.MaxName, true); err != nil {
		return err
	}
	return CheckLine("postcode", p.Postcode, MaxName, false)
}

// same says whether two addresses for mail, or two names, are one.
func same(a, b string) bool { return election.Fold(a) == election.Fold(b) }

// CheckEmail checks an address for mail. It is of ASCII alone: two that look
// alike are never two people's, and few mail servers would take another one.
func CheckEmail(s string) error {
	a, err := mail.ParseAddress(s)
	_, domain, _ := strings.Cut(s, "@")
	if strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) {
		return election.Refuse("email", "%q has letters that addresses for email do not have here. Write it with a to z, as name@example.org.", clip(s))
	}
	// Quoted local parts, domains in brackets and names without a dot are
	// addresses too, but nobody's here: they are slips of typing.
	if err != nil || a.Name != "" || a.Address != s || len(s) > maxEmail || strings.ContainsAny(s, "\"[]()<> ") || !strings.Contains(domain, ".") {
		return election.Refuse("email", "%q is not an address for email. Write it as name@example.org.", clip(s))
	}
	return nil
}

// CheckText checks a paragraph of words: its length in characters, valid
// UTF-8, something to see in it, no control characters but new lines.
func CheckText(what, s string, limit int, needed bool) error {
	n := utf8.RuneCountInString(s)
	switch {
	case needed && !strings.ContainsFunc(s, visible):
		return election.Refuse("missing", "The %s is missing. Fill it in.", what)
	case !utf8.ValidString(s) || strings.ContainsFunc(s, unprintable):
		return election.Refuse("characters", "The %s holds characters that cannot be printed. Type it again.", what)
	case n > limit:
		return election.Refuse("too-long", "The %s has %d characters; at most %d are allowed. Shorten it.", what, n, limit)
	}
	return nil
}

// CheckLine checks words that stand on one line: names above all, which go
// into the subjects of emails and onto ballot papers.
func CheckLine(what, s string, limit int, needed bool) error {
	if err := CheckText(what, s, limit, needed); err != nil {
		return err
	}
	if strings.ContainsAny(s, "\r\n") {
		return election.Refuse("characters", "The %s goes on one line. Remove the line break.", what)
	}
	// Where the fonts of the papers end; the roll says the same.
	if i := strings.IndexFunc(s, func(r rune) bool { return r > 0xffff }); i >= 0 {
		r, _ := utf8.DecodeRuneInString(s[i:])
		return election.Refuse("characters", "The %s has the character %c, which cannot be printed. Leave it out, or write it in other letters.", what, r)
	}
	if strings.TrimSpace(s) != s {
		return election.Refuse("characters", "The %s begins or ends with a space. Remove it.", what)
	}
	return nil
}

// visible says whether a character leaves a mark on paper.
func visible(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) }

// unprintable finds what must not stand in a published text: control
// characters but new lines, marks that cannot be seen or that turn the direction
// of writing (one name could then be shown as another), Unicode's own line
// separators, private characters, and those that are not characters at all.
// Joiners stay: names in several scripts need them.
func unprintable(r rune) bool {
	switch {
	case r == '\n' || r == '\r' || r == '\u200c' || r == '\u200d':
		return false
	case r == utf8.RuneError || r&0xfffe == 0xfffe || r >= 0xfdd0 && r <= 0xfdef:
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp)
}

// CheckStatement checks a candidate's statement: at most 250 words.
func CheckStatement(s string) error {
	if words := len(strings.Fields(s)); words > MaxStatement {
		return election.Refuse("too-long", "The statement has %d words; at most %d are allowed. Shorten it.", words, MaxStatement)
	}
	return CheckText("statement", s, maxStatementCharacters, false)
}

var (
	odsCode   = regexp.MustCompile(`^[A-Z0-9]{3,10}$`)
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

// Tidy brings the line breaks of a form, and the tabs, edges and invisible marks
// of a pasted text, into one form.
func Tidy(s string) string { return strings.TrimSpace(pasted.Replace(s)) }

var pasted = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ", "\u00ad", "", "\u200b", "", "\u2060", "", "\ufeff", "")

func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
