package election

// Fold brings what people type in either case (an address for mail, an ODS code)
// into the form in which it is compared: A to Z become small, every other byte
// stays. Unicode's folding would make one of two different addresses: there “ſ”
// is an s, and the sign of the kelvin a k.
func Fold(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}
