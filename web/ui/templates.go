package ui

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"strings"
	"sync"
)

//go:embed templates/*.html
var partials embed.FS

// shared holds the layout and the parts: one copy that is only ever cloned
// (html/template forbids to clone what has been executed) and one that prints.
var shared struct {
	once     sync.Once
	pristine *template.Template
	printing *template.Template
	err      error
}

func loadShared() {
	shared.once.Do(func() {
		shared.pristine, shared.err = template.New("ui").Funcs(functions()).ParseFS(partials, "templates/*.html")
		if shared.err == nil {
			shared.printing, shared.err = shared.pristine.Clone()
		}
	})
}

func pristine() (*template.Template, error) {
	loadShared()
	if shared.err != nil {
		return nil, shared.err
	}
	return shared.pristine.Clone()
}

// Part is a piece of a page: a field, a table, a panel. In a template {{ui .X}}
// prints it.
type Part interface{ part() string }

// Print gives the HTML of a part.
func Print(p Part) (template.HTML, error) {
	loadShared()
	if shared.err != nil {
		return "", shared.err
	}
	if p == nil {
		return "", nil
	}
	var b bytes.Buffer
	if err := shared.printing.ExecuteTemplate(&b, p.part()+".html", p); err != nil {
		return "", fmt.Errorf("part %s: %w", p.part(), err)
	}
	return template.HTML(strings.TrimSpace(b.String())), nil
}

// functions are what every template may call beside the built-in ones.
func functions() template.FuncMap {
	return template.FuncMap{
		"ui":        Print,
		"asset":     func(name string) (string, error) { return built().address(name) },
		"integrity": func(name string) (string, error) { return built().integrity(name) },
		"date":      Date,
		"when":      When,
		"clock":     Clock,
		"seconds":   Seconds,
		"machine":   Machine,
		"number":    Number,
		"count":     Count,
		"add":       func(a, b int) int { return a + b },
	}
}
