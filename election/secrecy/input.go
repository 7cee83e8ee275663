package secrecy

import (
	"fmt"
	"strconv"
	"strings"
)

// ParseNumbers reads whole numbers with commas between them, as in 3,3,4. what
// names them in a refusal: weights, totals.
func ParseNumbers(what, text string) ([]int64, error) {
	var out []int64
	for _, field := range strings.Split(text, ",") {
		n, err := strconv.ParseInt(strings.TrimSpace(field), 10, 64)
		if err != nil {
			return nil, fmt.Errorf("The %s %q are not whole numbers with commas between them; write them as 3,3,4.", what, text)
		}
		out = append(out, n)
	}
	return out, nil
}

// ParseKnown reads known votes, as in 1=0,4=2: practices count from 1 in the
// order of their weights; answers count from 0 in the order of their totals, and
// 0 is the blank one, as in a Belenios archive.
func ParseKnown(text string) ([]Known, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	var out []Known
	for _, field := range strings.Split(text, ",") {
		left, right, ok := strings.Cut(field, "=")
		voter, err := strconv.Atoi(strings.TrimSpace(left))
		answer, err2 := strconv.Atoi(strings.TrimSpace(right))
		if !ok || err != nil || err2 != nil {
			return nil, fmt.Errorf("The known vote %q is not practice=answer; write 4=2 where the fourth practice gave answer 2 (answers count from 0, the blank one).", field)
		}
		if voter < 1 {
			return nil, fmt.Errorf("There is no practice %d: practices count from 1, in the order of the weights.", voter)
		}
		out = append(out, Known{voter - 1, answer})
	}
	return out, nil
}
