package witness

import (
	"testing"

	"github.com/onenorwich/guildhall/web/ui"
)

func TestEveryTemplateFitsItsModel(t *testing.T) {
	if err := ui.Check(); err != nil {
		t.Fatal(err)
	}
}
