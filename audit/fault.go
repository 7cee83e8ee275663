package audit

import "fmt"

// Fault says that something in a log or a bundle is false: it was read, and it
// is not what it must be. Other errors mean that it could not be read.
type Fault struct {
	File   string // name in the bundle; empty when the fault is in an entry alone
	Seq    int64  // number of the entry, when there is one; otherwise NoEntry
	Reason string // a sentence's end: it follows the place
}

// NoEntry is the Seq of a Fault that is not about one entry.
const NoEntry = -1

// Error names the place and gives the reason.
func (f *Fault) Error() string {
	switch {
	case f.File == "" && f.Seq >= 0:
		return fmt.Sprintf("entry %d: %s", f.Seq, f.Reason)
	case f.File == "":
		return f.Reason
	case f.Seq >= 0:
		return fmt.Sprintf("%s, entry %d: %s", f.File, f.Seq, f.Reason)
	}
	return fmt.Sprintf("%s: %s", f.File, f.Reason)
}

func fault(file string, seq int64, format string, args ...any) error {
	return &Fault{File: file, Seq: seq, Reason: fmt.Sprintf(format, args...)}
}
