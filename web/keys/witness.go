package keys

import (
	"html/template"
	"strings"

	"github.com/onenorwich/guildhall/election"
)

// WitnessScripts are what a page with the panel of a witness lists among its own.
var WitnessScripts = []string{"keys-panel.js", "keys-program.js", "witness-parts.js", "witness.js"}

// WitnessPanel is what the panel of a witness has to know.
type WitnessPanel struct {
	Person  election.ID
	Named   string // the key that the log names for the person, 64 hexadecimal digits; empty for none
	Contact string // whom to tell when something is wrong
	Back    string // where "Continue" leads once it is done
}

// Witness is the panel on which a trustee's or scrutineer's browser checks the
// whole log and cosigns its checkpoint. It reads /key, /checkpoint and
// /log.jsonl, and sends to /witness/key and /witness/note.
func Witness(p WitnessPanel) template.HTML {
	var b strings.Builder
	// The template is fixed and its data are strings: it cannot fail.
	_ = witnessPanel.Execute(&b, p)
	return template.HTML(b.String())
}

var witnessPanel = template.Must(template.New("witness").Parse(`<div class="gh-keys" data-witness="{{.Person}}" data-named="{{.Named}}" data-contact="{{.Contact}}" data-back="{{.Back}}">
<noscript><p>The log is checked and signed in this browser, which needs JavaScript. Switch it on, or use another browser.</p></noscript>
</div>`))
