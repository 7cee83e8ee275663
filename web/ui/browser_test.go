package ui_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/onenorwich/guildhall/web/ui"
	"github.com/onenorwich/guildhall/web/ui/uitest"
)

func TestMain(m *testing.M) { os.Exit(uitest.Main(m)) }

// TestGallery holds every part, in the layout, against axe-core at both widths.
// GUILDHALL_PICTURES names a folder for pictures, to look at.
func TestGallery(t *testing.T) {
	if ui.Assets() != nil {
		uitest.Missing(t, "the built assets (run make assets)")
	}
	server := serve(t, site())
	tab := uitest.Open(t)
	for name, path := range map[string]string{"gallery": "/gallery", "wide": "/gallery?wide=1", "done": "/done"} {
		tab.Go(server.URL + path)
		tab.Axe()
		if folder := os.Getenv("GUILDHALL_PICTURES"); folder != "" {
			for width, label := range map[int]string{1280: "1280", 320: "320"} {
				tab.Size(width, 900)
				tab.Screenshot(filepath.Join(folder, name+"-"+label+".png"))
			}
		}
	}
}
