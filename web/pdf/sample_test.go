package pdf

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/onenorwich/guildhall/web/paper"
)

// sample reads one of web/paper's inputs, so that both printers are tested
// with the same papers.
func sample[T any](t testing.TB, name string) T {
	t.Helper()
	b, err := os.ReadFile("../paper/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var v T
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// declaration is a whole paper.
func declaration(t testing.TB) paper.Document {
	return paper.Declaration(sample[paper.Result](t, "result.json"))
}

// printed fails the test unless the document prints.
func printed(t testing.TB, d paper.Document) []byte {
	t.Helper()
	b, err := Print(d)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
