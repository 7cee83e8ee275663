package count

import (
	"reflect"
	"testing"
)

func TestFill(t *testing.T) {
	c := func(names ...string) []string { return names }
	for _, tt := range []struct {
		name  string
		posts []Post
		both  bool // may somebody hold two posts
		want  []Outcome
	}{
		{"leader", []Post{{c("a", "b"), []int64{3, 5}}}, false, []Outcome{{How: Elected, Winner: "b"}}},
		{"tie at the top", []Post{{c("a", "b", "d"), []int64{5, 5, 1}}}, false, []Outcome{{How: Tie, Tied: c("a", "b")}}},
		{"tie below is nothing", []Post{{c("a", "b", "d"), []int64{5, 1, 1}}}, false, []Outcome{{How: Elected, Winner: "a"}}},
		{"nobody voted", []Post{{c("a", "b"), []int64{0, 0}}}, false, []Outcome{{How: Tie, Tied: c("a", "b")}}},
		{"no poll", []Post{{c("a"), nil}, {nil, nil}}, false, []Outcome{{How: Unopposed, Winner: "a"}, {How: None}}},
		{"passed over", []Post{{c("a", "b"), []int64{9, 1}}, {c("a", "d"), []int64{8, 2}}}, false,
			[]Outcome{{How: Elected, Winner: "a"}, {How: Elected, Winner: "d", PassedOver: c("a")}}},
		{"two posts allowed", []Post{{c("a", "b"), []int64{9, 1}}, {c("a", "d"), []int64{8, 2}}}, true,
			[]Outcome{{How: Elected, Winner: "a"}, {How: Elected, Winner: "a"}}},
		{"passed over, unopposed", []Post{{c("a", "b"), []int64{9, 1}}, {c("a"), nil}}, false,
			[]Outcome{{How: Elected, Winner: "a"}, {How: None, PassedOver: c("a")}}},
		{"leader is tied for an earlier post", []Post{{c("a", "b"), []int64{4, 4}}, {c("a", "d"), []int64{5, 1}}}, false,
			[]Outcome{{How: Tie, Tied: c("a", "b")}, {How: Waits}}},
		{"clear leader in spite of an earlier tie", []Post{{c("a", "b"), []int64{4, 4}}, {c("a", "d"), []int64{1, 5}}}, false,
			[]Outcome{{How: Tie, Tied: c("a", "b")}, {How: Elected, Winner: "d"}}},
		{"waiting spreads", []Post{{c("a", "b"), []int64{4, 4}}, {c("a", "d"), []int64{5, 1}}, {c("d", "e"), []int64{7, 2}}}, false,
			[]Outcome{{How: Tie, Tied: c("a", "b")}, {How: Waits}, {How: Waits}}},
	} {
		if got := Fill(tt.posts, !tt.both); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: got %+v, want %+v", tt.name, got, tt.want)
		}
	}
}
