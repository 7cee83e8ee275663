package paper_test

import (
	"embed"
	"encoding/json"
	"html/template"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/web/paper"
	"github.com/onenorwich/guildhall/web/ui"
	"github.com/onenorwich/guildhall/web/ui/uitest"
)

func TestMain(m *testing.M) { os.Exit(uitest.Main(m)) }

//go:embed testdata
var files embed.FS

type content struct{ Paper template.HTML }

var paperPage = ui.Define[content](files, "testdata/page.html")

func read[T any](t *testing.T, name string) T {
	t.Helper()
	b, err := files.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var v T
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// TestPapersInABrowser holds each paper, in the site's layout and under its
// policy, against axe-core at both widths. GUILDHALL_PICTURES names a folder
// for pictures, to look at.
func TestPapersInABrowser(t *testing.T) {
	if ui.Assets() != nil {
		uitest.Missing(t, "the built assets (run make assets)")
	}
	documents := map[string]paper.Document{
		"declaration": paper.Declaration(read[paper.Result](t, "result.json")),
		"notice":      paper.NoticeOfPoll(read[paper.Poll](t, "poll.json")),
		"candidates":  paper.StatementOfCandidates(read[paper.Stand](t, "stand.json")),
	}
	e := echo.New()
	e.Renderer = &ui.Renderer{Site: ui.Site{Name: "Guildhall", Body: "OneNorwich"}}
	ui.ServeAssets(e)
	e.GET("/paper/:name", func(c echo.Context) error {
		c.Response().Header().Set("Content-Security-Policy", ui.PagePolicy)
		d := documents[c.Param("name")]
		h, err := paper.HTML(d)
		if err != nil {
			return err
		}
		return paperPage.Render(c, http.StatusOK, ui.Page{Title: d.Title}, content{h})
	})
	server := httptest.NewServer(e)
	defer server.Close()
	tab := uitest.Open(t)
	for name := range documents {
		tab.Go(server.URL + "/paper/" + name)
		tab.See("Election of the committee, December 2026")
		tab.Axe()
		if folder := os.Getenv("GUILDHALL_PICTURES"); folder != "" {
			for width, label := range map[int]string{1280: "1280", 320: "320"} {
				tab.Size(width, 900)
				tab.Screenshot(filepath.Join(folder, name+"-"+label+".png"))
			}
		}
	}
}
