package ui

import (
	"io/fs"
	"testing"

	"github.com/onenorwich/guildhall/web/ui/uitest"
)

// TestTheBoothIsSmall: a voter on a slow telephone downloads all of it.
func TestTheBoothIsSmall(t *testing.T) {
	if Assets() != nil {
		uitest.Missing(t, "the built assets (run make assets)")
	}
	booth, err := FindAsset("booth.wasm")
	if err != nil {
		t.Fatal(err)
	}
	sent, err := fs.Stat(assetFiles, "assets/"+booth.File+".br")
	if err != nil {
		t.Fatal(err)
	}
	if sent.Size() > 800_000 {
		t.Errorf("the booth is sent as %d bytes; at most 800,000", sent.Size())
	}
}
