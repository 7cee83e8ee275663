package pdf

import (
	"bytes"
	"os"
	"os/exec"
	"testing"
)

// poppler runs one of poppler's programs on a PDF. Where the program is
// missing the test is left out aloud, and under CI it fails.
func poppler(t *testing.T, pdf []byte, program string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is missing: apt-get install poppler-utils", program)
		}
		t.Skipf("LEFT OUT: %s is missing: apt-get install poppler-utils", program)
	}
	var out, problem bytes.Buffer
	c := exec.Command(path, args...)
	c.Stdin, c.Stdout, c.Stderr = bytes.NewReader(pdf), &out, &problem
	if err := c.Run(); err != nil {
		t.Fatalf("%s: %v: %s", program, err, problem.String())
	}
	if problem.Len() > 0 {
		t.Errorf("%s finds fault with the file: %s", program, problem.String())
	}
	return out.String()
}

// text is what a reader may copy from the PDF.
func text(t *testing.T, pdf []byte) string {
	return poppler(t, pdf, "pdftotext", "-raw", "-", "-")
}
