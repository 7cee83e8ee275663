package mail

import (
	"bytes"
	"errors"
	"fmt"
	"net/textproto"
)

// outcome is what became of one message.
type outcome struct {
	state State  // Accepted, Bounced, Failed, Uncertain, Kept; Waiting to try again
	text  string // in words, with what the server said
	said  string // the same without the server's own words, which may hold a time
	lost  bool   // the line is not to be used any more
}

// send tells the server one message and reads from its answers what became of
// it. Only an answer that says "not taken" lets a message be tried again.
func (l *line) send(m Message) outcome {
	msg, err := l.server.message(m)
	if err != nil {
		return outcome{state: Failed, text: "The message could not be written: " + err.Error()}
	}
	var raw bytes.Buffer
	if _, err := msg.WriteTo(&raw); err != nil {
		return outcome{state: Failed, text: "The message could not be written: " + err.Error()}
	}
	from, err := msg.GetSender(false)
	if err != nil {
		return outcome{state: Failed, text: "The message could not be written: " + err.Error()}
	}
	l.limit(l.limits.Command)
	if err := l.smtp.Mail(from); err != nil {
		return l.refused(err, "refused the sender", Failed)
	}
	l.limit(l.limits.Command)
	if err := l.smtp.Rcpt("<" + m.To + ">"); err != nil {
		return l.refused(err, "refused the address", Bounced)
	}
	l.limit(l.limits.Data)
	text, err := l.smtp.Data()
	if err != nil {
		return l.refused(err, "refused the message", Failed)
	}
	l.limit(l.limits.Block)
	if _, err = text.Write(raw.Bytes()); err == nil {
		l.limit(l.limits.End)
		err = text.Close()
	}
	var answer *textproto.Error
	switch {
	case err == nil:
		return outcome{state: Accepted}
	case errors.As(err, &answer):
		return l.refused(err, "refused the message", Failed)
	}
	// The text was on its way, and the line broke before the answer.
	return outcome{state: Uncertain, text: "Nobody knows whether the mail server took it. " + broken(err), lost: true}
}

// refused is the outcome of an answer that says "not taken", or of a line that
// broke before the server had the message.
func (l *line) refused(err error, what string, final State) outcome {
	var answer *textproto.Error
	if !errors.As(err, &answer) {
		return outcome{state: Waiting, text: broken(err), lost: true}
	}
	out := outcome{state: final, said: fmt.Sprintf("The mail server %s (answer %d).", what, answer.Code),
		text: clip(fmt.Sprintf("The mail server %s. It said: %d %s", what, answer.Code, answer.Msg))}
	if answer.Code < 500 {
		out.state = Waiting
		out.said = fmt.Sprintf("The mail server did not take it now (answer %d).", answer.Code)
		out.text = clip(fmt.Sprintf("The mail server did not take it now. It said: %d %s", answer.Code, answer.Msg))
	}
	if answer.Code == 421 { // RFC 5321, 3.8: it closes the line
		out.lost = true
		return out
	}
	l.limit(l.limits.Command)
	out.lost = l.smtp.Reset() != nil
	return out
}
