package paper

import "time"

// Letter is what a letter with a voting code says. It comes from the registrar,
// who alone knows the code.
type Letter struct {
	Body      string
	Election  string
	Reference string
	Mark      Mark
	Given     time.Time
	Practice  string
	Code      string // the voting code
	Address   string // for a camera, the code in its fragment
	Typed     string // the same without the code, for a keyboard

	Opens   time.Time
	Closes  time.Time
	LostBy  time.Time // the last moment to ask for a lost code
	Officer string
	Contact []string // how to reach the returning officer, one way a line

	Protection []Answer
	Key        string   // the log's verifier key
	Words      string   // the set-up checkpoint, to be compared by voice
	Checkpoint []string // the set-up checkpoint, line by line
	List       string   // SHA-256 of the list of voting codes
}

// VotingLetter is the letter with which a practice votes: one sheet, what to do
// on its front, what to keep on its back.
func VotingLetter(l Letter) Document {
	d := Document{Issuer: l.Body, Title: "Voting code", Subtitle: "for " + l.Practice, Reference: l.Reference, Mark: l.Mark, Date: l.Given}
	add := func(b ...Block) { d.Blocks = append(d.Blocks, b...) }
	add(Paragraph{Join(Plain("With this code "), Strong(l.Practice), Plain(" votes in the "+l.Election+" of "+l.Body+
		". The poll opens on "+When(l.Opens)+" and closes on "), Strong(When(l.Closes)), Plain("."))})
	add(Heading{2, "How to vote"})
	add(Typed{Label: "Your voting code. Capital and small letters are different.", Text: l.Code})
	add(QR{Address: l.Address, Shown: l.Typed, Caption: Plain("Point the camera of a telephone at this square, or open your voting email, or type this address into a browser. You are asked for your email address and for a number that we send there; without the camera, for the voting code too.")})
	add(Notice{Kind: Warning, Title: "Do not forward this letter; keep it until the close", Text: []Text{Plain("Whoever has the letter and the practice’s mailbox could vote for the practice. If it is lost, or if it had been opened when it came, ring the returning officer by " + When(l.LostBy) + ".")}})
	facts := []Fact{{"Returning officer", Plain(l.Officer)}}
	for _, c := range l.Contact {
		facts = append(facts, Fact{"Contact", Plain(c)})
	}
	add(Facts{facts}, PageBreak{})
	add(protected("How your vote is protected", l.Protection)...)
	add(Heading{2, "To check the log later"})
	add(Para("Keep this with your receipt. With it anybody can check that the log of this election is the one for which your code was made. The words are for the telephone: everybody who has such a letter has the same."))
	if l.Words != "" {
		add(Facts{[]Fact{{"The set-up in words", Strong(l.Words)}}})
	}
	if len(l.Checkpoint) > 0 {
		add(Listing{Caption: "Checkpoint of the set-up: the log, its entries then, its root hash", Lines: l.Checkpoint})
	}
	if l.Key != "" {
		add(Listing{Caption: "Key of the log", Lines: []string{l.Key}})
	}
	if l.List != "" {
		add(Listing{Caption: "SHA-256 of the list of voting codes, in public form", Lines: []string{l.List}})
	}
	return d
}
