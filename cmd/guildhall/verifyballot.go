package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"unicode"

	"github.com/onenorwich/guildhall/election/belenios"
)

type verifyBallotCommand struct {
	File    string   `arg:"" help:"The file of a vote that was opened, as the voting page saved it."`
	Tracker []string `placeholder:"T" help:"A tracker that you kept before the vote was opened, or at least its first 20 characters; once for each post."`
	Bundle  string   `placeholder:"BUNDLE" help:"A bundle of the log (a folder or a zip): is this its election, and can the vote never be cast?"`
	Archive []string `placeholder:"FILE.bel" help:"A Belenios archive of a post; once for each that you have."`
}

// beginning is how much of a tracker tells it from any other: 120 bits, so that
// nobody finds two votes whose trackers begin alike.
const beginning = 20

// shown is a ballot of the file, and what was held against it.
type shown struct {
	*belenios.Opened
	name      string // what it asks: the post
	compared  bool   // its tracker is one that the voter kept
	confirmed string // by which bundle or archive its election is
}

func (c *verifyBallotCommand) Run(ctx context.Context, t *terminal) error {
	ballots, err := c.read()
	if err != nil {
		return &failure{code: exitUnreadable, err: err, hint: "take the file as the voting page saved it: a text editor, or an email, may have changed it"}
	}
	for _, b := range ballots {
		if err := b.Check(); err != nil {
			return lied("%s: %w", b.name, err)
		}
	}
	in := bufio.NewScanner(t.in)
	if len(c.Tracker) == 0 && t.asks {
		c.Tracker = askTrackers(t, in, ballots)
	}
	if err := compare(ballots, c.Tracker); err != nil {
		return err
	}
	fmt.Fprintln(t.out, "This vote says:")
	for _, b := range ballots {
		fmt.Fprintln(t.out, "  "+b.answer())
	}
	if t.asks && !yes(ask(t, in, "Is this what you chose? (yes or no) ")) {
		return lied("the vote says something else than you chose")
	}
	told, err := c.against(ctx, t, ballots)
	if err != nil {
		return err
	}
	c.print(t, ballots, told)
	return nil
}

func (c *verifyBallotCommand) read() (list []*shown, err error) {
	raw, err := os.ReadFile(c.File)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", c.File, err)
	}
	opened, err := belenios.ParseOpenings(raw)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.File, err)
	}
	for _, o := range opened {
		list = append(list, &shown{Opened: o, name: plain(o.Election.Questions[0].Question)})
	}
	return list, nil
}

// lied is the failure of a page that was caught.
func lied(format string, args ...any) error {
	return &failure{code: exitFalse, err: fmt.Errorf("this does not hold. "+format, args...),
		hint: "the page that opened this vote cannot be trusted: do not vote with it, keep this file and your trackers, and tell the returning officer"}
}

// compare finds the ballot of each tracker that the voter kept.
func compare(ballots []*shown, kept []string) error {
	for _, k := range kept {
		k = strings.TrimRight(strings.TrimSpace(k), "=….")
		if len(k) < beginning {
			return &failure{code: exitUnreadable, err: fmt.Errorf("the tracker %q has %d characters", plain(k), len(k)), hint: "give at least its first 20 characters; capital and small letters differ"}
		}
		found := false
		for _, b := range ballots {
			if strings.HasPrefix(b.Tracker(), k) {
				found, b.compared = true, true
			}
		}
		if !found {
			return lied("none of these ballots has the tracker %q: another vote was opened than the one whose trackers you were shown", plain(k))
		}
	}
	return nil
}

// answer is what a ballot says, in words. Check has looked at it.
func (s *shown) answer() string {
	var words []string
	for _, said := range s.Says() {
		who := "nobody (a blank vote)"
		if len(said.Answers) > 0 {
			who = strings.Join(said.Answers, ", ")
		}
		words = append(words, plain(said.Question)+" – "+plain(who))
	}
	return strings.Join(words, "; ")
}

// plain is a text without what could move the terminal: it comes from a file
// that a liar may have written.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '�'
	}, s)
}

func (c *verifyBallotCommand) print(t *terminal, ballots []*shown, told []string) {
	fmt.Fprintln(t.out, "\nEverything that was checked holds:")
	fmt.Fprintln(t.out, "  encrypting this again gives these very ballots, and their proofs and signatures hold")
	for _, line := range told {
		fmt.Fprintln(t.out, "  "+line)
	}
	var open []string
	for _, b := range ballots {
		if b.compared {
			fmt.Fprintf(t.out, "  %s: the tracker is the one that you kept\n", b.name)
		} else {
			open = append(open, fmt.Sprintf("%s: compare the tracker with the one that you kept: %s", b.name, b.Tracker()))
		}
		if b.confirmed == "" {
			open = append(open, fmt.Sprintf("%s: that the ballot paper is the election's own (--bundle or --archive tells): fingerprint %s", b.name, b.Election.Fingerprint()))
		}
	}
	if len(open) > 0 {
		fmt.Fprintln(t.out, "Not checked here:")
		for _, line := range open {
			fmt.Fprintln(t.out, "  "+line)
		}
	}
	if !t.asks {
		fmt.Fprintln(t.out, "If the vote says something else than you chose, the page has lied: do not vote with it, keep this file, and tell the returning officer.")
	}
}

// askTrackers asks whoever sits at the terminal for what they kept.
func askTrackers(t *terminal, in *bufio.Scanner, ballots []*shown) (kept []string) {
	for _, b := range ballots {
		if k := strings.TrimSpace(ask(t, in, fmt.Sprintf("Tracker of %s that you kept (its first 20 characters will do; Enter to leave it out): ", b.name))); k != "" {
			kept = append(kept, k)
		}
	}
	return kept
}

func ask(t *terminal, in *bufio.Scanner, question string) string {
	fmt.Fprint(t.out, question)
	if !in.Scan() {
		fmt.Fprintln(t.out)
		return ""
	}
	return in.Text()
}

func yes(answer string) bool {
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes":
		return true
	}
	return false
}

var errForeign = errors.New("the ballot was made for another ballot paper than the election's own, so its names cannot be relied on")
