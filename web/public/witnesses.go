package public

import (
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/ui"
)

// witness is a key with which somebody cosigned checkpoints.
type witness struct {
	Key  string // as people compare it
	Said string
}

// witnesses lists who signed the log beside the service, by key.
func witnesses(point *record.Point) (list []witness) {
	type signed struct {
		times, size int
		last        election.Moment
	}
	var keys []string
	all := map[string]signed{}
	for _, c := range point.State.Cosignings {
		key := string(record.CosignerKey(point.Head.Origin, c.Person, c.Key))
		if _, known := all[key]; !known {
			keys = append(keys, key)
		}
		all[key] = signed{all[key].times + 1, int(c.Size), c.At}
	}
	for _, key := range keys {
		s := all[key]
		list = append(list, witness{key, "Signed " + ui.Count(s.times, "time", "times") + ", the last time on " + ui.When(s.last.Time()) + " when the log had " + ui.Count(s.size, "entry", "entries") + "."})
	}
	return list
}
