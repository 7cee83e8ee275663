// Command guildhall runs elections, rehearses them, and verifies them.
//
// It ends with 0 when all is well, with 1 when something is false (a bundle
// that does not hold, a step that the rules refuse), and with 2 when something
// cannot be read or done. Whatever goes wrong is one sentence on the standard
// error, with a hint where there is something to do.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // London, also where the machine has no time zones

	"github.com/alecthomas/kong"
)

type commands struct {
	Serve    serveCommand        `cmd:"" help:"Run the service on a data folder."`
	Demo     demoCommand         `cmd:"" help:"Run a demonstration with invented people and a clock that visitors can move."`
	Rehearse rehearseCommand     `cmd:"" help:"Play a whole mock election and write it as a bundle."`
	Export   exportCommand       `cmd:"" help:"Write the log of a data folder as a bundle."`
	Backup   backupCommand       `cmd:"" help:"Write a data folder into one encrypted file, while the service runs."`
	Restore  restoreCommand      `cmd:"" help:"Put such a file into an empty data folder."`
	Verify   verifyCommand       `cmd:"" help:"Verify a bundle (a folder or a zip) or a Belenios archive (.bel)."`
	Receipt  receiptCommand      `cmd:"" help:"Check the receipt of a vote, by itself or against a bundle."`
	Ballot   verifyBallotCommand `cmd:"" name:"verify-ballot" help:"Look into a vote that was opened to check the voting page."`
	Trustee  trusteeCommand      `cmd:"" help:"Take a trustee's part in a key ceremony and at the count."`
	Register registrarCommand    `cmd:"" name:"registrar" help:"Take the registrar's part: make voting codes, print letters, find a lost code."`
	Witness  witnessCommand      `cmd:"" help:"Check a log as a trustee or a scrutineer does, and cosign it."`
	Monitor  monitorCommand      `cmd:"" help:"Watch a service: compare its voting page with the source, follow its log, keep what it showed."`
	Booth    boothCommand        `cmd:"" help:"Print the hash of the voting page that is built into this program."`
	Secrecy  secrecyCommand      `cmd:"" help:"Tell what totals give away, or, before a poll, what they would."`
}

// terminal is where a command reads and writes, so that tests can run it.
type terminal struct {
	in       io.Reader
	out, err io.Writer
	live     io.Writer // a terminal on which a line may be rewritten; nil if err is none
	asks     bool      // somebody sits there who can be asked
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	t := &terminal{in: os.Stdin, out: printed{os.Stdout}, err: printed{os.Stderr}, asks: isTerminal(os.Stdin) && isTerminal(os.Stdout)}
	if isTerminal(os.Stderr) {
		t.live = os.Stderr
	}
	os.Exit(run(ctx, os.Args[1:], t))
}

// Exit codes.
const (
	exitOK         = 0
	exitFalse      = 1
	exitUnreadable = 2
)

// failure is an error with the exit code and the hint that go with it.
type failure struct {
	code int
	err  error
	hint string
	mute bool // it has been told already, in another form
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

// run runs one command and gives its exit code.
func run(ctx context.Context, args []string, t *terminal) (code int) {
	var c commands
	ended := -1
	parser, err := kong.New(&c, kong.Name("guildhall"),
		kong.Description("Guildhall runs elections with secret, weighted ballots that anybody can check."),
		kong.UsageOnError(), kong.Writers(t.out, t.err),
		kong.Exit(func(code int) { ended = code }),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(t))
	if err != nil {
		return t.report(err)
	}
	parsed, err := parser.Parse(args)
	if ended >= 0 {
		return ended // --help
	}
	if err != nil {
		return t.report(&failure{code: exitUnreadable, err: err, hint: "run “guildhall --help” for the commands, “guildhall COMMAND --help” for one"})
	}
	return t.report(parsed.Run())
}

// report prints an error as a sentence and gives its exit code.
func (t *terminal) report(err error) int {
	if err == nil {
		return exitOK
	}
	f := &failure{code: exitUnreadable, err: err}
	errors.As(err, &f)
	if !f.mute {
		fmt.Fprintf(t.err, "guildhall: error: %v\n", err)
		if f.hint != "" {
			fmt.Fprintf(t.err, "guildhall: hint: %s\n", f.hint)
		}
	}
	return f.code
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
