package election

import "fmt"

// Error is a refusal that a person is meant to read: a stable code for
// programs, and one sentence that says what is wrong and what to do.
type Error struct {
	Code     string
	Sentence string
}

func (e *Error) Error() string { return e.Sentence }

// Refuse makes an Error.
func Refuse(code, format string, args ...any) error {
	return &Error{Code: code, Sentence: fmt.Sprintf(format, args...)}
}
