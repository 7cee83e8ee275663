package officer

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/site"
)

// sentence is what a refusal says to people; ok is false for an internal error.
func sentence(err error) (s string, ok bool) {
	var refusal *election.Error
	var failure *site.Failure
	switch {
	case errors.As(err, &refusal):
		return refusal.Sentence, true
	case errors.As(err, &failure) && failure.Status < 500:
		return failure.Sentence, true
	}
	return "", false
}

// entryTime is when a line of the log was entered.
func entryTime(line []byte) (time.Time, bool) {
	var e struct {
		Time time.Time `json:"time"`
	}
	err := json.Unmarshal(line, &e)
	return e.Time, err == nil
}
