package secrecy

import (
	"cmp"
	"slices"
)

// part is a vector over one half of the classes, with its votes.
type part struct {
	votes  int64
	number uint64
}

// finder finds the vectors of given votes by meeting in the middle: each half of
// the classes gives a list of parts sorted by votes, and the two lists are walked
// against each other. Where every weight is distinct that takes about the square
// root of the number of all vectors.
type finder struct {
	*space
	*budget
	lists [2][]part
	spare []part
}

// find calls yield with the number of what remains of r after each vector of
// exactly the given votes has been taken from it.
func (f *finder) find(r []uint16, votes int64, yield func(rest uint64) error) error {
	// What is taken and what remains determine each other: find the smaller.
	whole, rest := f.number(r), f.space.votes(r)-votes
	target, taken := votes, true
	if rest < votes {
		target, taken = rest, false
	}
	for half := range f.lists {
		if err := f.list(half, r, target); err != nil {
			return err
		}
	}
	left, right := f.lists[0], f.lists[1]
	if err := f.step(len(left) + len(right)); err != nil {
		return err
	}
	for i, j := 0, len(right)-1; i < len(left) && j >= 0; {
		switch sum := left[i].votes + right[j].votes; {
		case sum < target:
			i++
		case sum > target:
			j--
		default: // a run of equal votes on each side: every pair fits
			iEnd, jEnd := i, j
			for iEnd < len(left) && left[iEnd].votes == left[i].votes {
				iEnd++
			}
			for jEnd >= 0 && right[jEnd].votes == right[j].votes {
				jEnd--
			}
			for _, a := range left[i:iEnd] {
				if err := f.step(j - jEnd); err != nil {
					return err
				}
				for _, b := range right[jEnd+1 : j+1] {
					n := a.number + b.number
					if taken {
						n = whole - n
					}
					if err := yield(n); err != nil {
						return err
					}
				}
			}
			i, j = iEnd, jEnd
		}
	}
	return nil
}

// few is up to how many copies of a list are merged by looking at each head;
// more are sorted.
const few = 8

// list makes the parts of one half that are within r and have at most limit
// votes, sorted by votes.
func (f *finder) list(half int, r []uint16, limit int64) error {
	list := append(f.lists[half][:0], part{})
	for _, i := range f.halves[half] {
		c := part{f.classes[i].weight, f.stride[i]}
		times := int(min(int64(r[i]), limit/c.votes))
		if times == 0 {
			continue
		}
		if err := f.step(len(list) * (times + 1)); err != nil {
			return err
		}
		longer := f.spare[:0]
		if times <= few {
			longer = merge(longer, list, c, times, limit)
		} else {
			longer = addAll(longer, list, c, times, limit)
		}
		list, f.spare = longer, list
		if len(list) > f.limit.Kept {
			return &NotComputed{"kept", f.limit.Kept}
		}
	}
	f.lists[half] = list
	return nil
}

// merge appends to dst, sorted, every part of list with 0 to times times c added.
func merge(dst, list []part, c part, times int, limit int64) []part {
	var heads [few + 1]int
	for {
		best, votes := -1, limit+1
		for x := 0; x <= times; x++ {
			if heads[x] == len(list) {
				continue
			}
			if v := list[heads[x]].votes + int64(x)*c.votes; v < votes {
				best, votes = x, v
			}
		}
		if best < 0 {
			return dst
		}
		dst = append(dst, part{votes, list[heads[best]].number + uint64(best)*c.number})
		heads[best]++
	}
}

// addAll does the same for many times.
func addAll(dst, list []part, c part, times int, limit int64) []part {
	for x := 0; x <= times; x++ {
		for _, p := range list {
			v := p.votes + int64(x)*c.votes
			if v > limit {
				break
			}
			dst = append(dst, part{v, p.number + uint64(x)*c.number})
		}
	}
	if len(list) > 1 { // otherwise it is sorted already
		slices.SortFunc(dst, func(a, b part) int { return cmp.Compare(a.votes, b.votes) })
	}
	return dst
}
