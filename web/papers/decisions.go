package papers

import (
	"context"

	"github.com/onenorwich/guildhall/election"
)

// decisions are what the returning officer decided against the rules' gate for what
// a result gives away, with the reasons, which are published here.
func (m *Maker) decisions(ctx context.Context, el *election.Election) (list []string) {
	for _, d := range []struct {
		weighed *election.SecrecyWeighed
		what    string
	}{
		{el.WeighedOpening, "The poll was opened"},
		{el.WeighedCount, "The totals were decrypted"},
	} {
		if d.weighed == nil || d.weighed.Passes {
			continue
		}
		s := d.what + " although what the totals can give away was not within the limit that the rules set."
		if reason := m.Desk.WhyOn(ctx, el, d.weighed.Stage); reason != "" {
			list = append(list, s+" The reason: “"+reason+"”")
		} else {
			list = append(list, s+" The reason has been destroyed.")
		}
	}
	return list
}
