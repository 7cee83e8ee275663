package public

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

type receiptModel struct {
	Answer  receiptAnswer
	Tracker ui.Input
	Find    ui.Button
	File    ui.File
	Text    ui.Textarea
	Check   ui.Button
}

var receiptPage = ui.Define[receiptModel](files, "receipt.html")

// receiptBody bounds what is sent, in bytes: a file and a pasted text.
const receiptBody = 4 * record.MaxReceipt

func receiptForms(form url.Values) receiptModel {
	return receiptModel{
		Tracker: ui.Input{Name: "tracker", Label: "Tracker", Hint: "43 letters, digits and signs, as your receipt or the page after voting shows it", Code: true, Value: strings.TrimSpace(form.Get("tracker"))},
		Find:    ui.Button{Text: "Find it", Secondary: true},
		File:    ui.File{Name: "file", Label: "The file that you saved", Accept: ".txt,text/plain", Hint: "Its name begins with guildhall-receipt"},
		Text:    ui.Textarea{Name: "text", Label: "Or paste all of its text", Hint: "From “Receipt of a vote” to the last line"},
		Check:   ui.Button{Text: "Check the receipt"},
	}
}

// receiptForm asks for a receipt, and looks a tracker up. A tracker is public
// and short, so it may stand in an address; whoever sends a receipt posts it.
func (p *pages) receiptForm(c echo.Context) error {
	m := receiptForms(c.QueryParams())
	if m.Tracker.Value == "" {
		return renderReceipt(c, http.StatusOK, m)
	}
	digest, err := parseTracker(m.Tracker.Value)
	if err != nil {
		m.Tracker.Error = "This is not a whole tracker. It has 43 letters, digits and signs (+ and /); copy it from your receipt"
		return renderReceipt(c, http.StatusOK, m)
	}
	m.Answer = p.answerer(c).tracker(digest)
	return renderReceipt(c, http.StatusOK, m)
}

// receiptCheck checks a receipt that was uploaded or pasted. Nothing is kept.
func (p *pages) receiptCheck(c echo.Context) error {
	form, err := site.Form(c)
	if err != nil {
		return err
	}
	m := receiptForms(form)
	raw, uploaded, err := sentReceipt(c, form)
	if err != nil {
		return err
	}
	wrong := func(sentence string) error {
		if uploaded {
			m.File.Error = sentence
		} else {
			m.Text.Error, m.Text.Value = sentence, form.Get("text")
		}
		return renderReceipt(c, http.StatusUnprocessableEntity, m)
	}
	if len(raw) == 0 {
		return wrong("Choose the file that you saved, or paste its text")
	}
	r, err := record.ParseReceipt(raw)
	if err != nil {
		sentence := ui.Sentence(upper(err.Error()))
		if fault := (*audit.Fault)(nil); errors.As(err, &fault) {
			sentence += ". Send the file as it was saved after voting; if this is that file, ring the returning officer"
		}
		return wrong(sentence)
	}
	if m.Answer, err = p.answerer(c).receipt(r); err != nil {
		return err
	}
	return renderReceipt(c, http.StatusOK, m)
}

// sentReceipt is the file, if one was chosen, or else the pasted text.
func sentReceipt(c echo.Context, form url.Values) (raw []byte, uploaded bool, err error) {
	header, err := c.FormFile("file")
	if err != nil || header.Size == 0 {
		return record.Pasted([]byte(form.Get("text"))), false, nil
	}
	file, err := header.Open()
	if err != nil {
		return nil, true, err
	}
	defer file.Close()
	raw, err = io.ReadAll(file)
	return record.Pasted(raw), true, err
}

// upper begins a sentence.
func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func renderReceipt(c echo.Context, status int, m receiptModel) error {
	title := "Check your receipt"
	if m.Answer.Word != "" {
		title = m.Answer.Word + ": " + title
	}
	return receiptPage.Render(c, status, ui.Page{Title: title, Current: "/verify", Problems: ui.Problematic(m.Tracker, m.File, m.Text)}, m)
}
