package monitor_test

import (
	"testing"

	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/webtest"
)

// TestHonestStrictService: with trustees and a registrar.
func TestHonestStrictService(t *testing.T) {
	s := watched(t, webtest.Strict(t, rehearsal.Called, untired))
	for _, stage := range []rehearsal.Stage{rehearsal.Settled, rehearsal.Prepared, rehearsal.Opened, rehearsal.Voted, rehearsal.Tallied, rehearsal.Declared} {
		webtest.Must(t, s.R.Until(s.Ctx, stage))
		s.holds()
	}
}
