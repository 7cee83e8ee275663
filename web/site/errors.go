package site

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/web/ui"
)

// Failure is a refusal with its HTTP status. Its sentence says what is wrong
// and what to do.
type Failure struct {
	Status   int
	Code     string
	Sentence string
}

func (f *Failure) Error() string { return f.Sentence }

// Refuse makes a Failure.
func Refuse(status int, code, format string, args ...any) error {
	return &Failure{status, code, fmt.Sprintf(format, args...)}
}

// failure is the one place where an error becomes a status, a code and a
// sentence. internal errors are for the log alone.
func failure(err error) (f *Failure, internal bool) {
	var refusal *election.Error
	var large *http.MaxBytesError
	var unknown *clerk.Unknown
	var he *echo.HTTPError
	switch {
	case errors.As(err, &f):
		return f, false
	case errors.As(err, &refusal):
		return &Failure{http.StatusConflict, refusal.Code, ui.Sentence(refusal.Sentence)}, false
	case errors.As(err, &large):
		return &Failure{http.StatusRequestEntityTooLarge, "too-large", fmt.Sprintf("What you sent is too long: at most %d kB are taken here. Go back, shorten it and send it again.", large.Limit>>10)}, false
	case errors.As(err, &unknown):
		return &Failure{http.StatusServiceUnavailable, "unknown", "We do not know whether this was recorded, because the database did not answer. Look at the page again in a minute before you repeat it."}, true
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return &Failure{http.StatusServiceUnavailable, "busy", "This took too long, and we do not know whether it was recorded. Look at the page again before you repeat it."}, true
	case errors.As(err, &he):
		return fromEcho(he), he.Code >= 500
	}
	return &Failure{http.StatusInternalServerError, "internal", "Something went wrong here. It has been noted, and nothing was changed as far as we know. Try again in a minute; if it happens again, ring the returning officer."}, true
}

func fromEcho(he *echo.HTTPError) *Failure {
	switch he.Code {
	case http.StatusNotFound:
		return &Failure{404, "no-page", "There is no page at this address. If you typed it, check it; if you followed a link, start from the front page."}
	case http.StatusMethodNotAllowed:
		return &Failure{405, "method", "This address cannot be opened in this way. Start from the front page, or from the link in your email."}
	}
	if text, ok := he.Message.(string); ok && he.Code < 500 {
		return &Failure{he.Code, "refused", text}
	}
	return &Failure{he.Code, "internal", "Something went wrong here. It has been noted; try again in a minute."}
}
