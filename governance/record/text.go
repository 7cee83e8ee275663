package record

import (
	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
)

// The words that the log's events refer to. Blobs are public; sealed texts
// are personal and can be destroyed.

// Body is the blob of log.opened.
type Body struct {
	Name string `json:"name"`
}

// PracticeText is the blob of practice.joined.
type PracticeText struct {
	Code     string `json:"code"` // the ODS code, as printed
	Name     string `json:"name"`
	Postcode string `json:"postcode"`
}

// PersonText is the sealed text of person.added.
type PersonText struct {
	Name      string `json:"name"`
	Email     string `json:"email"`
	Telephone string `json:"telephone"`
}

// ElectionText is the blob of election.called: everything that a notice of
// election says in words.
type ElectionText struct {
	Title   string     `json:"title"`
	Body    string     `json:"body"`
	Contact string     `json:"contact"` // how to reach the returning officer, public
	Posts   []PostText `json:"posts"`
}

// PostText names one post.
type PostText struct {
	Post election.ID `json:"post"`
	Name string      `json:"name"`
}

// PostName is the name of a post, or its identifier if the text lacks it.
func (t ElectionText) PostName(id election.ID) string {
	for _, p := range t.Posts {
		if p.Post == id {
			return p.Name
		}
	}
	return string(id)
}

// ContestName is the name of a post's election in the ballot protocol.
func ContestName(t ElectionText, post election.ID) string { return t.Title + ": " + t.PostName(post) }

// ParticularsText is the sealed text of nomination.made.
type ParticularsText struct {
	Name   string `json:"name"`
	Email  string `json:"email"`
	Role   string `json:"role"`   // as "GP partner"
	Number string `json:"number"` // GMC number or NMC PIN, where the post asks for one
}

// StatementText is the sealed text of nomination.consented.
type StatementText struct {
	Name      string `json:"name"` // as it shall stand on the ballot paper
	Statement string `json:"statement"`
	Interests string `json:"interests"`
}

// ReasonText is the sealed text of nomination.decided.
type ReasonText struct {
	Reason string `json:"reason"`
}

// Card is the blob of one published candidate.
type Card struct {
	Name      string `json:"name"`
	Role      string `json:"role"`
	Practice  string `json:"practice"`
	Proposer  string `json:"proposer"`
	Seconder  string `json:"seconder"`
	Statement string `json:"statement"`
	Interests string `json:"interests"`
}

// Blob encodes a public text and gives the digest by which events refer to it.
func Blob(text any) (data []byte, digest election.Digest) {
	data, err := audit.Encode(text)
	if err != nil {
		panic(err) // the types above always encode
	}
	return data, election.Digest(audit.Hash(data))
}

// Text encodes a sealed text.
func Text(text any) []byte {
	data, _ := Blob(text)
	return data
}

// Read decodes a text that Blob or Text encoded, and nothing else: a text in
// another form could be read as one thing here and as another elsewhere.
func Read[T any](data []byte) (T, error) {
	var t, none T
	if err := audit.Canonical(data, &t); err != nil {
		return none, err
	}
	return t, nil
}
