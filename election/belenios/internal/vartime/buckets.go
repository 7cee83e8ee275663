package vartime

// width is that of the signed digits of a number (NAF): they are odd, below
// 2^(width−1), and any width consecutive places hold at most one.
const width = 5

// places is the number of digits of a number below 2^253.
const places = 254

// digits writes x, little-endian and below 2^253, in signed digits.
type digits struct {
	d   [places]int8
	top int // the highest place that is not 0, −1 for the number 0
}

func (n *digits) set(x *[32]byte) {
	n.top = -1
	carry := 0
	for pos := 0; pos < places; {
		bit := int(x[pos>>3]>>(pos&7)) & 1
		if bit+carry&1 != 1 {
			// 0 + 0, or 1 + 1, which carries on
			n.d[pos] = 0
			pos++
			continue
		}
		window := carry
		for k := 0; k < width && pos+k < 256; k++ {
			window += int(x[(pos+k)>>3]>>((pos+k)&7)) & 1 << k
		}
		if window < 1<<(width-1) {
			carry = 0
		} else {
			window -= 1 << width
			carry = 1
		}
		n.d[pos] = int8(window)
		n.top = pos
		for k := 1; k < width && pos+k < places; k++ {
			n.d[pos+k] = 0
		}
		pos += width
	}
}

// buckets gathers, for one number, what its digits take of the doubled base:
// for each odd digit the sum of the places where it stands.
type buckets struct {
	sum  [1 << (width - 2)]extended
	used [1 << (width - 2)]bool
}

// take adds the base, doubled as often as the place says, for a digit ≠ 0.
func (b *buckets) take(digit int8, p *extended, c *cached) {
	minus := digit < 0
	if minus {
		digit = -digit
	}
	i := digit >> 1
	switch {
	case b.used[i]:
		b.sum[i].add(c, minus)
	default:
		b.used[i] = true
		b.sum[i] = *p
		if minus {
			b.sum[i].x.Negate(&p.x)
			b.sum[i].t.Negate(&p.t)
		}
	}
}

// total is Σ (2i+1)·sum_i, as twice the sum of the running sums from the top,
// and the last running sum.
func (b *buckets) total() (total extended) {
	var running, c = extended{}, cached{}
	started, any := false, false
	total.identity()
	running.identity()
	for i := len(b.sum) - 1; i >= 0; i-- {
		if b.used[i] {
			if started {
				c.from(&b.sum[i])
				running.add(&c, false)
			} else {
				running, started = b.sum[i], true
			}
		}
		if i == 0 || !started {
			continue
		}
		if any {
			total.plus(&running)
		} else {
			total, any = running, true
		}
	}
	if any {
		total.double(true)
		total.plus(&running)
		return total
	}
	return running
}

// multiples computes x·p for each of the numbers, whose doublings of p are
// shared: from the lowest place to the highest, p is doubled once a place and
// given to the buckets of those numbers that have a digit there.
func multiples(p extended, xs []digits, out []extended) {
	sets := make([]buckets, len(xs))
	top := -1
	for i := range xs {
		top = max(top, xs[i].top)
	}
	var c cached
	for place := 0; place <= top; place++ {
		prepared := false
		for i := range xs {
			if d := xs[i].d[place]; d != 0 {
				if !prepared {
					c.from(&p)
					prepared = true
				}
				sets[i].take(d, &p, &c)
			}
		}
		if place < top {
			wanted := false
			for i := range xs {
				wanted = wanted || xs[i].d[place+1] != 0
			}
			p.double(wanted)
		}
	}
	for i := range sets {
		out[i] = sets[i].total()
	}
}
