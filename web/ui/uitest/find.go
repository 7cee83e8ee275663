package uitest

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// finder is the script that finds elements by what they say. The exact text
// wins over a text that holds it; among the latter there must be one alone.
const finder = `
const norm = s => (s || "").replace(/\s+/g, " ").trim();
const shown = e => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== "hidden";
const pick = (all, say, text) => {
	const exact = all.filter(e => say(e) === text);
	const found = exact.length ? exact : all.filter(e => say(e).includes(text));
	if (found.length === 0) return {};
	if (found.length > 1 && !exact.length) return {wrong: found.length + " elements hold the text " + JSON.stringify(text) + ": " + found.slice(0, 4).map(say).join(" | ")};
	return {element: found[0]};
};
const clickable = text => pick([...document.querySelectorAll("a[href],button,label,summary,[role=button]")].filter(shown), e => norm(e.textContent), text);
const field = text => {
	const labels = [...document.querySelectorAll("label")].filter(l => l.control);
	const found = pick(labels, l => norm(l.textContent), text);
	return found.element ? {element: found.element.control} : found;
};
const spot = e => {
	e.scrollIntoView({block: "center", inline: "center", behavior: "instant"});
	const r = e.getClientRects()[0];
	return {x: r.x + r.width / 2, y: r.y + r.height / 2};
};
`

// found is what a search in the page answers.
type found struct {
	OK    bool
	Wrong string
	X, Y  float64
	Text  string
}

// until repeats a script, the body of a function that returns a found, until it
// answers OK. Between tries the page goes on working.
func (p *Tab) until(what, body string) found {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, Patience)
	defer cancel()
	tick := time.NewTicker(40 * time.Millisecond)
	defer tick.Stop()
	for {
		f, err := chromedp.Run(ctx, chromedp.Evaluate[found]("(() => {"+finder+body+"})()"))
		switch {
		case err == nil && f.Wrong != "":
			p.t.Fatalf("%s: %s", what, f.Wrong)
		case err == nil && f.OK:
			return f
		}
		// An error here is most often a page that is just being replaced.
		select {
		case <-ctx.Done():
			p.t.Fatalf("%s: waited %s in vain (%v); the page says:\n%s", what, Patience, err, p.safeText())
		case <-tick.C:
		}
	}
}

// Click clicks the link, button, label or summary that says the text, with the
// mouse, once it is shown and enabled. For what stays in the page.
func (p *Tab) Click(text string) {
	p.t.Helper()
	what := fmt.Sprintf("click %q", text)
	f := p.until(what, `const f = clickable(`+quote(text)+`);
		if (!f.element) return {OK: false, Wrong: f.wrong || ""};
		if (f.element.disabled) return {OK: false};
		return {OK: true, ...spot(f.element)};`)
	p.press(what, f.X, f.Y)
}

// Follow clicks what leads to another document, and waits for that.
func (p *Tab) Follow(text string) {
	p.t.Helper()
	p.Eval(`window.guildhallBefore = true`, nil)
	p.Click(text)
	p.until(fmt.Sprintf("follow %q", text), `return {OK: !window.guildhallBefore && document.readyState === "complete"}`)
}

func (p *Tab) press(what string, x, y float64) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, Patience)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.MouseClickXY(x, y)); err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
}

// Fill replaces the text of the field with that label, by typing.
func (p *Tab) Fill(label, value string) {
	p.t.Helper()
	what := fmt.Sprintf("fill %q", label)
	p.until(what, `const f = field(`+quote(label)+`);
		if (!f.element) return {OK: false, Wrong: f.wrong || ""};
		f.element.scrollIntoView({block: "center", behavior: "instant"});
		f.element.focus();
		if (f.element.select) f.element.select();
		return {OK: document.activeElement === f.element};`)
	ctx, cancel := context.WithTimeout(p.ctx, Patience)
	defer cancel()
	if value == "" {
		p.Press("\b")
		return
	}
	if _, err := chromedp.Call(ctx, input.InsertText, input.InsertTextParams{Text: value}); err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
}

// Select chooses the option that says the text in the list with that label.
func (p *Tab) Select(label, option string) {
	p.t.Helper()
	p.until(fmt.Sprintf("select %q in %q", option, label), `const f = field(`+quote(label)+`);
		if (!f.element) return {OK: false, Wrong: f.wrong || ""};
		const o = pick([...f.element.options], o => norm(o.textContent), `+quote(option)+`);
		if (!o.element) return {OK: false, Wrong: o.wrong || ""};
		f.element.value = o.element.value;
		f.element.dispatchEvent(new Event("change", {bubbles: true}));
		return {OK: true};`)
}

// Upload puts files into the field with that label.
func (p *Tab) Upload(label string, paths ...string) {
	p.t.Helper()
	f := p.until(fmt.Sprintf("upload into %q", label), `const f = field(`+quote(label)+`);
		if (!f.element) return {OK: false, Wrong: f.wrong || ""};
		return {OK: true, Text: f.element.id};`)
	p.do("upload", chromedp.SetUploadFiles(chromedp.CSS("#"+f.Text), paths))
}

// See waits until the page shows each text.
func (p *Tab) See(texts ...string) {
	p.t.Helper()
	for _, text := range texts {
		p.until(fmt.Sprintf("see %q", text), `return {OK: norm(document.body.innerText).includes(`+quote(text)+`)}`)
	}
}

// Sees reports whether the page shows the text now.
func (p *Tab) Sees(text string) bool {
	p.t.Helper()
	return strings.Contains(strings.Join(strings.Fields(p.Text()), " "), text)
}

// Text is what the page shows.
func (p *Tab) Text() string {
	p.t.Helper()
	var text string
	p.Eval(`document.body.innerText`, &text)
	return text
}

func (p *Tab) safeText() string {
	ctx, cancel := context.WithTimeout(p.ctx, 2*time.Second)
	defer cancel()
	text, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`location.href + "\n" + document.body.innerText`))
	return text
}

// Title is the text in the browser's tab.
func (p *Tab) Title() string {
	p.t.Helper()
	var text string
	p.Eval(`document.title`, &text)
	return text
}

// Address is the one in the address bar.
func (p *Tab) Address() string {
	p.t.Helper()
	var text string
	p.Eval(`location.href`, &text)
	return text
}

// Eval runs a script in the page, waits for its promise, and decodes the result
// into the pointer, unless that is nil.
func (p *Tab) Eval(script string, into any) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, Patience)
	defer cancel()
	raw, err := chromedp.Run(ctx, chromedp.Evaluate[[]byte](script, chromedp.EvalAwaitPromise, chromedp.EvalAsValue))
	if err == nil && into != nil {
		err = json.Unmarshal(raw, into)
	}
	if err != nil {
		p.t.Fatalf("run %.80q: %v", script, err)
	}
}

func quote(s string) string {
	b, _ := json.Marshal(s) // a string always has a JSON form
	return string(b)
}
