package secrecy

import "math"

// Estimate is a share found by drawing, with its interval.
type Estimate struct {
	Value float64 `json:"value"`
	// Low and High are the ends of Wilson's score interval at 95%. For the mean of shares
	// that are not only zero or one it is wider than it need be, never narrower:
	// among all such with this mean, zero and one vary most.
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// z of a normal distribution has 95% within ±z.
const z = 1.959963984540054

// wilson estimates a share from the sum over n draws of a value from 0 to 1.
func wilson(sum float64, n int) Estimate {
	if n == 0 {
		return Estimate{0, 0, 1}
	}
	m := float64(n)
	p := sum / m
	mid := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return Estimate{p, min(p, max(0, mid-half)), max(p, min(1, mid+half))}
}
