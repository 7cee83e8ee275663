package belenios

import "fmt"

// UnreadableError says that what was read is not a whole archive, so nothing
// can be said about the election.
type UnreadableError struct {
	Reason string
	Err    error // of the reader, if it failed
}

func (e *UnreadableError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %v", e.Reason, e.Err)
	}
	return e.Reason
}

func (e *UnreadableError) Unwrap() error { return e.Err }

// FalseError says that an archive was read and does not hold.
type FalseError struct {
	Event  int    // the height of the event that is wrong or was being prepared
	Member string // the name of the member in question, if one can be named
	Reason string
	Err    error
}

func (e *FalseError) Error() string {
	s := fmt.Sprintf("event %d", e.Event)
	if e.Member != "" {
		s += ", member " + e.Member
	}
	s += ": " + e.Reason
	if e.Err != nil {
		if e.Reason != "" {
			s += ": "
		}
		s += e.Err.Error()
	}
	return s
}

func (e *FalseError) Unwrap() error { return e.Err }
