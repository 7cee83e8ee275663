package secrecy

import (
	"encoding/binary"
	"math/bits"
	"math/rand/v2"
)

// Scenario is one of the published ways in which an election may go. Before the
// totals are known nothing is certain, so elections are drawn under each.
type Scenario struct {
	Name string // for programs
	Says string // for people
	// chances of each of K answers, as whole numbers in their proportion.
	chances func(k int) []uint64
}

// Scenarios are published with the rules, and never chosen afterwards: the gate
// says nothing about elections more one-sided than these. (Sixty in a hundred is
// where political science begins to speak of a landslide. At eighty, none of the
// rules in Compared but equal weights would pass.) Answer 0 is the blank one;
// which candidate leads makes no difference to any finding.
var Scenarios = []Scenario{
	{"uniform", "every answer, blank included, is as likely as any other", func(k int) []uint64 {
		return spread(k, 0, 0, 1)
	}},
	{"two-horse", "two candidates get 45% each, all other answers share 10%", func(k int) []uint64 {
		if k <= 2 {
			return spread(k, 0, 0, 1)
		}
		return spread(k, 2, 9*uint64(k-2), 2)
	}},
	{"landslide", "one candidate gets 60%, all other answers share 40%", func(k int) []uint64 {
		if k == 1 {
			return []uint64{1}
		}
		return spread(k, 1, 3*uint64(k-1), 2)
	}},
}

// spread gives the answers from 1 that lead one chance, and the others another.
func spread(k, lead int, chance, other uint64) []uint64 {
	out := make([]uint64, k)
	for a := range out {
		if out[a] = other; a >= 1 && a <= lead {
			out[a] = chance
		}
	}
	return out
}

// lots draws elections. The same seed draws the same ones for every weight rule,
// on every machine: only the generator's words are used, whose algorithm is
// published (ChaCha8, C2SP), and nothing that a library may change.
type lots struct{ source *rand.ChaCha8 }

// newLots starts the draws of one scenario with one number of practices voting.
func newLots(seed uint64, scenario, voting int) lots {
	var key [32]byte
	copy(key[24:], "secrecy1")
	binary.LittleEndian.PutUint64(key[0:], seed)
	binary.LittleEndian.PutUint64(key[8:], uint64(scenario))
	binary.LittleEndian.PutUint64(key[16:], uint64(voting))
	return lots{rand.NewChaCha8(key)}
}

// below draws a number from 0 to n−1, each as likely: what would be one too many
// of some of them is drawn again.
func (l lots) below(n uint64) uint64 {
	for {
		high, low := bits.Mul64(l.source.Uint64(), n)
		if low >= -n%n {
			return high
		}
	}
}

// answer draws an answer.
func (l lots) answer(chances []uint64, sum uint64) int {
	x := l.below(sum)
	for a, q := range chances {
		if x < q {
			return a
		}
		x -= q
	}
	panic("secrecy: the chances do not add up")
}

// shuffle puts a random choice of n practices at the front.
func (l lots) shuffle(order []int, n int) {
	for i := range n {
		j := i + int(l.below(uint64(len(order)-i)))
		order[i], order[j] = order[j], order[i]
	}
}
