package demo

import "strings"

// line is one line of an email, as a mail program shows it: addresses of this
// service are links.
type line struct {
	Before, Address, After string
}

// lines finds the addresses of the service in an email's text.
func lines(text, base string) (list []line) {
	for _, s := range strings.Split(strings.TrimRight(text, "\r\n"), "\n") {
		s = strings.TrimSuffix(s, "\r")
		at := strings.Index(s, base+"/")
		if at < 0 {
			list = append(list, line{Before: s})
			continue
		}
		end := strings.IndexAny(s[at:], " \t<>")
		if end < 0 {
			end = len(s) - at
		}
		list = append(list, line{s[:at], s[at : at+end], s[at+end:]})
	}
	return list
}
