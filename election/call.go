package election

import (
	"slices"
)

// Who may stand for a post.
const (
	EligibleGP      = "gp"               // a general practitioner, by GMC number
	EligibleNurse   = "nurse"            // a registered nurse, by NMC PIN
	EligibleManager = "practice-manager" // confirmed in post by the practice
	EligibleAnyone  = "anyone"
)

// Schemes of protection.
const (
	Simple = "simple" // the returning officer's key and a mandatory one of the service
	Strict = "strict" // trustees, a registrar and a mandatory key of the service
)

// Groups of the ballot protocol.
const (
	GroupEd25519 = "ed25519"
	Group2048    = "belenios-2048"
)

// RulesVersion is that of these rules. An entry carries it so that a program
// refuses an election called under rules that it does not know, instead of
// judging it by others.
const RulesVersion = 1

// PostTerms is one post to be filled. Posts are counted in the order given.
type PostTerms struct {
	Post     ID     `json:"post"`
	Eligible string `json:"eligible"`
}

// ElectionCalled calls an election under adopted rules. The definition is the
// blob with its words: body, title, names of the posts.
type ElectionCalled struct {
	Election   ID          `json:"election"`
	Rules      int         `json:"rules"`
	Officer    ID          `json:"officer"`
	Scheme     string      `json:"scheme"`
	Group      string      `json:"group"`
	OnePost    bool        `json:"one_post_each"`
	Support    int         `json:"nominations_each"` // how many nominations a practice may support for one post
	Timetable  Timetable   `json:"timetable"`
	Posts      []PostTerms `json:"posts"`
	Definition Digest      `json:"definition"`
}

func (ElectionCalled) Kind() string { return "election.called" }

// Blobs lists the blobs that the event refers to.
func (e ElectionCalled) Blobs() []Digest { return []Digest{e.Definition} }

func (e ElectionCalled) apply(s *State, f Fact) error {
	if err := e.Election.Check(); err != nil {
		return err
	}
	if _, taken := s.elections.Get(e.Election); taken {
		return Refuse("election-taken", "There is already an election %q. Give the new one another identifier.", e.Election)
	}
	switch {
	case e.Rules != RulesVersion:
		return Refuse("rules", "This election was called under version %d of the rules; this program knows version %d only.",
			e.Rules, RulesVersion)
	case e.Officer == "" || f.By != e.Officer:
		return Refuse("not-officer", "An election is called by its own returning officer.")
	case e.Scheme != Simple && e.Scheme != Strict:
		return Refuse("scheme", "The scheme %q is not known; use %q or %q.", e.Scheme, Simple, Strict)
	case e.Group != GroupEd25519 && e.Group != Group2048:
		return Refuse("group", "The group %q is not known; use %q or %q.", e.Group, GroupEd25519, Group2048)
	case e.Support < 1:
		return Refuse("support", "A practice must be able to support at least one nomination for a post.")
	case len(e.Posts) == 0 || len(e.Posts) > 64:
		return Refuse("posts", "An election fills 1 to 64 posts, not %d.", len(e.Posts))
	case e.Definition.IsZero():
		return Refuse("definition", "The election has no definition.")
	}
	if err := e.Timetable.Check(); err != nil {
		return err
	}
	if !f.Time.Before(e.Timetable.NominationsClose.Time()) {
		return Refuse("timetable", "Nominations would have closed at %s, before the election is called. Choose a later timetable.", e.Timetable.NominationsClose)
	}
	row := Election{Called: e, CalledSeq: f.Seq}
	for i, p := range e.Posts {
		if err := p.Post.Check(); err != nil {
			return err
		}
		if slices.ContainsFunc(e.Posts[:i], func(o PostTerms) bool { return o.Post == p.Post }) {
			return Refuse("posts", "The post %q is listed twice.", p.Post)
		}
		switch p.Eligible {
		case EligibleGP, EligibleNurse, EligibleManager, EligibleAnyone:
		default:
			return Refuse("posts", "Who may stand for %q must be gp, nurse, practice-manager or anyone.", p.Post)
		}
		if o, clash := s.sameName(e.Election, p.Post); clash {
			return Refuse("election-taken", "The archive of %q in this election would have the name of one of the election %q. Give this election another identifier.", p.Post, o)
		}
		row.posts.Set(p.Post, Post{ID: p.Post, Terms: p, Place: i})
	}
	s.elections.Set(e.Election, row)
	return nil
}

// Free says whether an election with these posts could have an identifier.
func (s *State) Free(id ID, posts []PostTerms) bool {
	_, taken := s.elections.Get(id)
	for _, p := range posts {
		_, clash := s.sameName(id, p.Post)
		taken = taken || clash
	}
	return !taken
}

// sameName finds an election one of whose posts gives, with a hyphen between,
// the same name as this election and post: "a-b" with "c", and "a" with "b-c".
// Their archives would be one file of the bundle.
func (s *State) sameName(election, post ID) (ID, bool) {
	for o := range s.Elections {
		for _, p := range o.Called.Posts {
			if o.ID()+"-"+p.Post == election+"-"+post {
				return o.ID(), true
			}
		}
	}
	return "", false
}
