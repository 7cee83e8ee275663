package paper

import (
	"strconv"
	"strings"
)

// Number prints a count with commas: 12,806.
func Number(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if s[0] == '-' {
		sign, s = "−", s[1:]
	}
	var b strings.Builder
	for i, c := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	return sign + b.String()
}

// Count prints a count with its noun: 1 vote, 1,204 votes. The plural is the
// noun with an s.
func Count(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return Number(n) + " " + noun + "s"
}

// Percent prints part as a share of whole with one decimal, rounded half up:
// 60.9%. There is no share of nothing.
func Percent(part, whole int64) string {
	if whole <= 0 || part < 0 {
		return "not applicable"
	}
	// Thousandths, in parts that cannot overflow for any count of patients.
	tenths := (part/whole)*1000 + ((part%whole)*1000+whole/2)/whole
	return Number(tenths/10) + "." + strconv.FormatInt(tenths%10, 10) + "%"
}

// sentenceList joins words as English does: A, B and C.
func sentenceList(words []string) string {
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
