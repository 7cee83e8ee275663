package uitest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

var axeSource = sync.OnceValues(func() (string, error) {
	root, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			break
		}
		if root == filepath.Dir(root) {
			return "", fmt.Errorf("no go.mod above the test")
		}
		root = filepath.Dir(root)
	}
	b, err := os.ReadFile(filepath.Join(root, "web/ui/node_modules/axe-core/axe.min.js"))
	return string(b), err
})

// Axe holds the page against axe-core's rules (WCAG 2.2 AA and good practice)
// at each width, 1280 and 320 pixels unless told, and against our own: nothing
// is wider than the window. It leaves the tab at 1280.
func (p *Tab) Axe(widths ...int) {
	p.t.Helper()
	source, err := axeSource()
	if err != nil {
		Missing(p.t, "axe-core (run make assets)")
	}
	if len(widths) == 0 {
		widths = []int{1280, 320}
	}
	for _, width := range widths {
		p.Size(width, 900)
		var there bool
		if p.Eval(`!!window.axe`, &there); !there {
			// Evaluated, not loaded: a strict policy does not stop that.
			p.Eval(source+`; 0`, nil)
		}
		var report struct {
			Violations []struct {
				ID, Help string
				Nodes    []struct{ HTML, FailureSummary string }
			}
			Wide []string
		}
		p.Eval(`axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"]}).then(r => ({
			violations: r.violations.map(v => ({id: v.id, help: v.help, nodes: v.nodes.slice(0, 3).map(n => ({html: n.html.slice(0, 300), failureSummary: n.failureSummary}))})),
			wide: document.documentElement.scrollWidth <= innerWidth ? [] :
				[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 4).map(e => e.outerHTML.slice(0, 200)),
		}))`, &report)
		for _, v := range report.Violations {
			for _, n := range v.Nodes {
				p.t.Errorf("axe at %d pixels on %s: %s (%s)\n\t%s\n\t%s", width, p.Address(), v.Help, v.ID, n.HTML, strings.ReplaceAll(n.FailureSummary, "\n", "\n\t"))
			}
		}
		for _, html := range report.Wide {
			p.t.Errorf("wider than %d pixels on %s: %s", width, p.Address(), html)
		}
	}
	p.Size(1280, 900)
}
