package election

import (
	"github.com/onenorwich/guildhall/election/table"
)

// Election is one election, as far as it has come.
type Election struct {
	Called    ElectionCalled
	CalledSeq int64

	Roll        Roll
	posts       table.Table[ID, Post]
	nominations table.Table[ID, Nomination]
	Published   bool
	Settled     bool
	Key         *KeyMade   // the returning officer's, of the simple scheme
	Team        *TeamNamed // of the strict scheme, or scrutineers alone
	Identified  []Identified
	Ceremony    []Seat // one a trustee, once the first sat down
	Keys        *KeysMade
	Listed      *VotersSigned
	issued      table.Table[ID, string] // practice → how it was last given its voting code
	mailed      table.Table[ID, bool]   // practices whose voting code ever went by mail
	Poll        Poll

	WeighedOpening, WeighedCount       *SecrecyWeighed
	WeighedOpeningSeq, WeighedCountSeq int64
	Declared                           *ElectionDeclared
	DeclaredAt                         Moment
	DeclaredSeq                        int64
}

// ID is the election's identifier.
func (e *Election) ID() ID { return e.Called.Election }

// Posts lists the posts in the order of counting.
func (e *Election) Posts() []Post {
	list := make([]Post, len(e.Called.Posts))
	for i, p := range e.Called.Posts {
		list[i], _ = e.posts.Get(p.Post)
	}
	return list
}

// Post is one post by its identifier.
func (e *Election) Post(id ID) (Post, bool) { return e.posts.Get(id) }

// officer refuses what anybody but the returning officer claims to have done.
func (e *Election) officer(f Fact) error {
	if f.By != e.Called.Officer {
		return Refuse("not-officer", "Only the returning officer of this election may do this.")
	}
	return nil
}

// service refuses what anybody but the service claims to have done.
func service(f Fact) error {
	if f.By != Service {
		return Refuse("not-service", "Only the service itself may do this.")
	}
	return nil
}

// notBefore refuses a step that comes before its moment.
func notBefore(f Fact, m Moment, what string) error {
	if f.Time.Before(m.Time()) {
		return Refuse("too-early", "%s can be done from %s; it is now %s.", what, m, At(f.Time))
	}
	return nil
}
