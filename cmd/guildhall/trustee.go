package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/onenorwich/guildhall/audit/whole"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/keys/trustee"
)

// trusteeCommand is what a trustee's page does in the browser, for those who keep
// their phrase out of it.
type trusteeCommand struct {
	Answer trusteeAnswerCommand `cmd:"" default:"withargs" help:"Answer a task that was downloaded from a trustee's page."`
	Phrase trusteePhraseCommand `cmd:"" help:"Draw a recovery phrase, for a new key ceremony."`
}

type trusteePhraseCommand struct {
	Out string `placeholder:"FILE" help:"A new file for the phrase, which only you can read (default: the standard output)."`
}

func (c *trusteePhraseCommand) Run(_ context.Context, t *terminal) error {
	phrase, err := trustee.NewPhrase(rand.Reader)
	if err != nil {
		return err
	}
	if c.Out != "" {
		return newFile(c.Out, 0o600, whole.Bytes([]byte(phrase+"\n")))
	}
	fmt.Fprintln(t.out, phrase)
	return nil
}

type trusteeAnswerCommand struct {
	Task         string   `arg:"" help:"The task, as downloaded."`
	PhraseFile   string   `required:"" placeholder:"F" help:"The file with your recovery phrase."`
	Out          string   `placeholder:"FILE" help:"Where to write the answer, which holds no secret (default: the standard output)."`
	Words        string   `placeholder:"W" help:"The words of the whole list, once the trustees have compared them and they are the same."`
	Bundle       string   `placeholder:"B" help:"At the count: the public bundle of the log (bundle.zip)."`
	Checkpoint   []string `placeholder:"FILE" help:"At the count: a checkpoint that you kept; may be given several times."`
	NoCheckpoint bool     `help:"At the count: go on with no checkpoint, although what was recorded before the poll could then have been changed."`
	Key          string   `placeholder:"K" help:"At the count: the log's public key, as printed on voting letters."`
	Yes          bool     `help:"At the count: decrypt without asking."`
}

func (c *trusteeAnswerCommand) Run(ctx context.Context, t *terminal) error {
	raw, err := os.ReadFile(c.Task)
	if err != nil {
		return unreadable(err)
	}
	task, err := trustee.ParseTask(raw)
	if err != nil {
		return unreadable(err)
	}
	text, err := readSecret(t, c.PhraseFile)
	if err != nil {
		return err
	}
	phrase, err := task.Typed(string(text))
	if err != nil {
		return err
	}
	if phrase.Mended {
		fmt.Fprintf(t.err, "guildhall: there was a slip in the phrase, which has been put right. It reads: %s\n", phrase.Seed.Reveal())
	}
	answer, err := c.answer(ctx, t, task, phrase)
	if err != nil {
		return refusedAnswer(err)
	}
	if c.Out == "" {
		fmt.Fprintf(t.out, "%s\n", answer.Encode())
		return nil
	}
	return whole.Replace(c.Out, 0o644, whole.Bytes(append(answer.Encode(), '\n')))
}

// refusedAnswer is something false, or not to be done now, unless it could not be
// read.
func refusedAnswer(err error) error {
	var done *failure
	var refusal *election.Error
	if errors.As(err, &done) || !errors.As(err, &refusal) || refusal.Code == "unreadable" {
		return err
	}
	return &failure{code: exitFalse, err: err}
}

func (c *trusteeAnswerCommand) answer(ctx context.Context, t *terminal, task *trustee.Task, phrase trustee.Phrase) (*trustee.Answer, error) {
	switch task.Round {
	case trustee.RoundCertificate:
		return task.Certificate(rand.Reader, phrase.Seed)
	case trustee.RoundPolynomial:
		if c.Words == "" {
			return nil, c.compare(t, task, phrase)
		}
		return task.Polynomial(rand.Reader, phrase.Seed, c.Words)
	case trustee.RoundOutput:
		return task.Output(rand.Reader, phrase.Seed)
	case trustee.RoundProof:
		ballots, err := task.Ballots()
		if err != nil {
			return nil, err
		}
		for _, b := range ballots {
			fmt.Fprintf(t.err, "%s: %s\n", b.Name, strings.Join(b.Answers, ", "))
		}
		return task.Proof(rand.Reader, phrase.Seed)
	case trustee.RoundDecrypt:
		return c.decrypt(ctx, t, task, phrase)
	}
	return nil, &failure{code: exitFalse, err: errors.New("nothing is asked of you now"), hint: task.Why}
}

// compare prints the words, and asks to come again with them.
func (c *trusteeAnswerCommand) compare(t *terminal, task *trustee.Task, phrase trustee.Phrase) error {
	words, err := task.Compare(phrase.Seed)
	if err != nil {
		return err
	}
	for i, w := range words.Each {
		fmt.Fprintf(t.out, "%s: %s\n", task.Trustees[i].Name, w)
	}
	fmt.Fprintf(t.out, "The whole list: %s\n", words.All)
	return &failure{code: exitFalse, err: errors.New("the words have not been compared yet"),
		hint: "each trustee reads out their own by telephone; if all are the same, repeat this with --words '" + words.All + "'"}
}
