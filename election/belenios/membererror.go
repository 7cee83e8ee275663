package belenios

import "fmt"

// MemberError is a refusal in a key ceremony that names who is to blame.
type MemberError struct {
	Member int    // 1-based; 0 is the service that carries the messages
	Reason string // what is wrong, following on from "member 2: "

	// Evidence is there when a member sent a share that does not fit its
	// polynomial: the message that it signed, which convinces everybody
	// (Dealing.Convicts). To show it gives that share away, so the ceremony
	// must then start again with new phrases, as it must anyway.
	Evidence []byte

	cause error
}

func (e *MemberError) Error() string {
	if e.Member == 0 {
		return "the service: " + e.Reason
	}
	return fmt.Sprintf("member %d: %s", e.Member, e.Reason)
}

// Unwrap is what was found, where something else found it.
func (e *MemberError) Unwrap() error { return e.cause }

func blame(member int, format string, args ...any) *MemberError {
	err := fmt.Errorf(format, args...)
	e := &MemberError{Member: member, Reason: err.Error()}
	if w, ok := err.(interface{ Unwrap() error }); ok {
		e.cause = w.Unwrap()
	}
	return e
}
