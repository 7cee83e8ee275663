package codes

import (
	"strings"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/paper"
	"github.com/onenorwich/guildhall/web/pdf"
)

// Where a voting code leads that came by letter: ScanPath takes it out of the
// address, for people who scan it; Path is for those who type.
const (
	Path     = "/c"
	ScanPath = "/l"
)

// LettersName is the name under which letters are saved.
func LettersName(id election.ID) string { return "guildhall-letters-" + string(id) + ".pdf" }

// Letters prints the letters to some practices, or to all when none is named, as
// one PDF. The list in the log must be the one that the codes give.
func (b *Book) Letters(t *Task, practices ...election.ID) ([]byte, error) {
	if err := b.Fits(t); err != nil {
		return nil, err
	}
	if err := b.Listed(t); err != nil {
		return nil, err
	}
	if t.Setup == nil {
		return nil, election.Refuse("not-prepared", "The ballot has not been prepared yet. The letters show the log as it is then, so they are printed afterwards.")
	}
	if len(practices) == 0 {
		for _, p := range t.Roll {
			practices = append(practices, p.Practice)
		}
	}
	var all []paper.Document
	for _, id := range practices {
		d, err := b.letter(t, id)
		if err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return pdf.PrintAll(all)
}

func (b *Book) letter(t *Task, id election.ID) (paper.Document, error) {
	code, err := b.Code(id)
	if err != nil {
		return paper.Document{}, err
	}
	p, ok := t.practice(id)
	if !ok {
		return paper.Document{}, election.Refuse("no-practice", "The practice %q is not on the roll.", id)
	}
	l := paper.Letter{
		Body: t.Body, Election: t.Title, Reference: string(t.Election) + " / " + p.Code, Given: t.Given.Time(), Practice: p.Name,
		Code: code, Address: t.Address + ScanPath + "#" + code, Typed: typed(t.Address) + Path,
		Opens: t.Opens.Time(), Closes: t.Closes.Time(), LostBy: t.LostBy.Time(), Officer: t.Officer, Contact: t.Contact,
		Key: string(t.Key), List: t.Listed,
	}
	if t.Mock {
		l.Mark = paper.Demonstration
	}
	for _, a := range t.Protection {
		l.Protection = append(l.Protection, paper.Answer(a))
	}
	l.Checkpoint, l.Words = t.checkpoint()
	return paper.VotingLetter(l), nil
}

// typed is an address as people type it.
func typed(address string) string {
	_, host, _ := strings.Cut(address, "://")
	return host
}
