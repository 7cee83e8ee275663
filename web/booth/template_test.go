package booth_test

import (
	"testing"

	"github.com/onenorwich/guildhall/web/ui"
)

func TestTemplates(t *testing.T) {
	if err := ui.Check(); err != nil {
		t.Error(err)
	}
}
