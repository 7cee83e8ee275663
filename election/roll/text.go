package roll

import (
	"fmt"
	"strconv"
	"strings"
)

// forms is what to write, for the sentences that refuse something else.
const forms = "write equal, per:2000:up (or :down, :nearest), bands:1=1,5001=2,10001=3 or listed, each with ,cap:5 at the end if there is a cap"

// ParseRule reads the one text form of weight rules, the same on screen and on
// the command line. Case and the spaces around its parts do not matter.
//
//	rule  = ( "equal" | per | bands | "listed" ) [ ",cap:" number ]
//	per   = "per:" number ":" ( "up" | "down" | "nearest" )
//	bands = "bands:" band *( "," band )
//	band  = number "=" number        ; from so many patients = so many votes
//
// A band has an equals sign and a cap has none, so the comma is unambiguous.
// Numbers are digits alone.
func ParseRule(text string) (Rule, error) {
	if len(text) > 2000 {
		return Rule{}, refuse("The weight rule is too long; %s.", forms)
	}
	parts := strings.Split(strings.ToLower(text), ",")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	var r Rule
	var err error
	if last, ok := strings.CutPrefix(parts[len(parts)-1], "cap:"); ok && len(parts) > 1 {
		if r.Cap, err = number(last, "The cap"); err != nil {
			return Rule{}, err
		}
		if r.Cap == 0 {
			return Rule{}, refuse("A cap of 0 votes leaves no vote to anybody; use a number from 1 or leave the cap out.")
		}
		parts = parts[:len(parts)-1]
	}
	kind, rest, _ := strings.Cut(parts[0], ":")
	switch r.Kind = Kind(strings.TrimSpace(kind)); r.Kind {
	case Bands:
		err = r.parseBands(append([]string{rest}, parts[1:]...))
	case Per:
		err = r.parsePer(strings.Join(append([]string{rest}, parts[1:]...), ","))
	default:
		if (r.Kind != Equal && r.Kind != Listed) || len(parts) > 1 || kind != parts[0] {
			return Rule{}, refuse("%s is not a weight rule; %s.", quote(text), forms)
		}
	}
	if err == nil {
		err = r.Check()
	}
	if err != nil {
		return Rule{}, err
	}
	return r, nil
}

func (r *Rule) parsePer(text string) (err error) {
	per, rounding, _ := strings.Cut(text, ":")
	if r.Per, err = number(per, "The number of patients a vote"); err != nil {
		return err
	}
	r.Rounding = Rounding(strings.TrimSpace(rounding)) // Check knows the three
	return nil
}

func (r *Rule) parseBands(parts []string) error {
	for _, part := range parts {
		from, votes, ok := strings.Cut(part, "=")
		if !ok {
			return refuse("%s is not a band; write from how many patients, an equals sign and the votes, as in bands:1=1,5001=2,10001=3.", quote(part))
		}
		var b Band
		var err error
		if b.From, err = number(from, "The start of a band"); err != nil {
			return err
		}
		if b.Votes, err = number(votes, "The votes of a band"); err != nil {
			return err
		}
		r.Bands = append(r.Bands, b)
	}
	return nil
}

// number reads digits alone, without a leading zero, so that a number has one
// text.
func number(text, what string) (int64, error) {
	text = strings.TrimSpace(text)
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || text != strconv.FormatInt(n, 10) {
		return 0, refuse("%s is %s, which is not a whole number; write it with digits alone, as in 2000.", what, quote(text))
	}
	return n, nil
}

// String is the rule in the text form that ParseRule reads.
func (r Rule) String() string {
	s := string(r.Kind)
	switch r.Kind {
	case Per:
		s = fmt.Sprintf("per:%d:%s", r.Per, r.Rounding)
	case Bands:
		sep := ":"
		for _, b := range r.Bands {
			s += fmt.Sprintf("%s%d=%d", sep, b.From, b.Votes)
			sep = ","
		}
	}
	if r.Cap != 0 {
		s += fmt.Sprintf(",cap:%d", r.Cap)
	}
	return s
}

// refuse makes an error of a whole sentence, ready to be shown.
func refuse(format string, args ...any) error { return fmt.Errorf(format, args...) }

// group prints a number for people: 12,806.
func group(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// count prints a number and its noun: 1 vote, 2 votes.
func count(n int64, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return group(n) + " " + noun
}

// quote shows a piece of somebody's text inside a sentence: shortened, with
// anything unprintable escaped.
func quote(text string) string {
	const most = 40
	if r := []rune(text); len(r) > most {
		return strconv.Quote(string(r[:most])) + "…"
	}
	return strconv.Quote(text)
}
