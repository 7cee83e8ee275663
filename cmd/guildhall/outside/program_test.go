package outside

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// program is the path of the guildhall that is tested. GUILDHALL_PROGRAM names
// one that has been built before, as to see a test fail on older code.
var program string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		if program = os.Getenv("GUILDHALL_PROGRAM"); program != "" {
			return m.Run()
		}
		dir, err := os.MkdirTemp("", "guildhall-outside-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		program = filepath.Join(dir, "guildhall")
		if out, err := exec.Command("go", "build", "-o", program, "..").CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "the program cannot be built: %v\n%s", err, out)
			return 1
		}
		return m.Run()
	}())
}

// Outcome is what a command printed, and how it ended.
type Outcome struct {
	Code        int
	Out, Err    string
	description string
}

// Guildhall runs a command to its end.
func Guildhall(t testing.TB, args ...string) Outcome { return GuildhallWith(t, nil, "", args...) }

// GuildhallWith is Guildhall with more in its environment, and an input.
func GuildhallWith(t testing.TB, env []string, in string, args ...string) Outcome {
	t.Helper()
	cmd := exec.Command(program, args...)
	var out, err bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(in), &out, &err
	cmd.Env = append(os.Environ(), env...)
	failed := cmd.Run()
	if cmd.ProcessState == nil {
		t.Fatalf("guildhall %s: %v", args[0], failed)
	}
	return Outcome{cmd.ProcessState.ExitCode(), out.String(), err.String(), "guildhall " + strings.Join(args, " ")}
}

// Want checks how the command ended, and that it said each text.
func (o Outcome) Want(t testing.TB, code int, texts ...string) Outcome {
	t.Helper()
	if o.Code != code {
		t.Fatalf("%s ended with %d, not %d:\n%s%s", o.description, o.Code, code, o.Out, o.Err)
	}
	for _, text := range texts {
		if !strings.Contains(o.Out+o.Err, text) {
			t.Fatalf("%s does not say %q:\n%s%s", o.description, text, o.Out, o.Err)
		}
	}
	return o
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
