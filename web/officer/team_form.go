package officer

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/ui"
)

// maxScrutineers is the most that one form takes.
const maxScrutineers = 12

// place is one part of the team with whom it is given to.
type place struct {
	Legend      string // "Trustee 1"
	Name, Email ui.Input
	must        bool // somebody has to be named
	apart       bool // whoever has it has no other part of these
}

// fieldOf is the name of a field: "trustee-1-name", "registrar-name".
func fieldOf(prefix string, n int, what string) string {
	if n == 0 {
		return prefix + "-" + what
	}
	return prefix + "-" + strconv.Itoa(n) + "-" + what
}

// newPlace is a part's two fields as they were sent, or empty.
func newPlace(prefix string, n int, legend string, form url.Values) place {
	if n > 0 {
		legend += " " + strconv.Itoa(n)
	}
	name, email := fieldOf(prefix, n, "name"), fieldOf(prefix, n, "email")
	pl := place{Legend: legend, Name: ui.Input{Name: name, Label: "Full name", Value: strings.TrimSpace(form.Get(name)), Autocomplete: "off"},
		Email: ui.Email(email, "Email address", strings.TrimSpace(form.Get(email)))}
	pl.Email.Autocomplete = "off" // somebody else's, not the officer's
	return pl
}

func (pl *place) person() record.PersonText {
	return record.PersonText{Name: pl.Name.Value, Email: pl.Email.Value}
}
func (pl *place) empty() bool { return pl.Name.Value == "" && pl.Email.Value == "" }
func (pl *place) fault() bool { return pl.Name.Error != "" || pl.Email.Error != "" }
func (pl *place) role() string {
	return "the " + strings.ToLower(strings.TrimRight(pl.Legend, " 0123456789"))
}

// teamFields is the form as it was sent, or as it begins: with three trustees,
// of whom two decrypt.
func teamFields(st *stage, form url.Values) teamModel {
	m := teamModel{Title: "Name the team", Strict: st.strict(), Action: st.path("team"),
		Record:          ui.Button{Text: "Record this team", Name: "do", Value: "name"},
		MoreScrutineers: ui.Button{Text: "Add a row for a scrutineer", Name: "do", Value: "scrutineer", Secondary: true}}
	rows := func(prefix, legend string, least, most int) (list []place) {
		for n := 1; n <= most && (n <= least || form.Has(fieldOf(prefix, n, "name"))); n++ {
			list = append(list, newPlace(prefix, n, legend, form))
		}
		return list
	}
	if m.Scrutineers = rows("scrutineer", "Scrutineer", 1, maxScrutineers); len(m.Scrutineers) == maxScrutineers {
		m.MoreScrutineers = ui.Button{}
	}
	if !m.Strict {
		m.Title, m.Record.Text = "Name scrutineers", "Record these scrutineers"
		return m
	}
	least := 3
	if form != nil {
		least = election.MinTrustees
	}
	m.Trustees = rows("trustee", "Trustee", least, election.MaxTrustees)
	if len(m.Trustees) < election.MaxTrustees {
		m.MoreTrustees = ui.Button{Text: "Add a row for a trustee", Name: "do", Value: "trustee", Secondary: true}
	}
	m.Threshold = ui.Input{Name: "threshold", Label: "How many of the trustees decrypt together?", Value: form.Get("threshold"), Numeric: true, Width: 2,
		Hint: "More than half of them. The count needs this many; the others may be absent, or may have lost their phrase."}
	if form == nil {
		m.Threshold.Value = "2"
	}
	m.Registrar, m.Operator = newPlace("registrar", 0, "Registrar", form), newPlace("operator", 0, "Operator", form)
	m.Registrar.must, m.Operator.must = true, true
	for _, pl := range m.places()[:len(m.Trustees)+2] {
		pl.apart = true
	}
	return m
}

// read takes the team out of the form, and says beside each field what is wrong.
func (m *teamModel) read(ctx context.Context, p *pages, st *stage) (t conduct.Team, problems ui.Problems) {
	var before []*place
	for _, pl := range m.places() {
		if pl.empty() && !pl.must {
			continue
		}
		pl.check(before)
		if !pl.fault() {
			pl.Email.Error = p.taken(ctx, st, pl)
		}
		before = append(before, pl)
	}
	for i := range m.Trustees {
		if pl := &m.Trustees[i]; !pl.empty() {
			t.Trustees = append(t.Trustees, pl.person())
		}
	}
	for i := range m.Scrutineers {
		if pl := &m.Scrutineers[i]; !pl.empty() {
			t.Scrutineers = append(t.Scrutineers, pl.person())
		}
	}
	if m.Strict {
		registrar, operator := m.Registrar.person(), m.Operator.person()
		t.Registrar, t.Operator = &registrar, &operator
		m.readThreshold(&t)
	}
	return t, ui.Problematic(m.fields()...)
}

// readThreshold reads how many trustees decrypt.
func (m *teamModel) readThreshold(t *conduct.Team) {
	n := len(t.Trustees)
	if n < election.MinTrustees {
		first := &m.Trustees[0]
		for i := range m.Trustees {
			if first = &m.Trustees[i]; first.empty() {
				break
			}
		}
		if !first.fault() {
			first.Name.Error = fmt.Sprintf("Name at least %d trustees.", election.MinTrustees)
		}
		return
	}
	var err error
	t.Threshold, err = strconv.Atoi(strings.TrimSpace(m.Threshold.Value))
	if err != nil || t.Threshold > n || 2*t.Threshold <= n {
		few := fmt.Sprintf("%d to %d", n/2+1, n)
		if n/2+2 > n {
			few = strconv.Itoa(n)
		} else if n/2+2 == n {
			few = fmt.Sprintf("%d or %d", n/2+1, n)
		}
		m.Threshold.Error = fmt.Sprintf("Of %d trustees, %s decrypt together: more than half, so that no two groups of them can. Write such a number.", n, few)
	}
}

// check says what is wrong with one part, beside its fields. before are those
// above it.
func (pl *place) check(before []*place) {
	which := strings.ToLower(pl.Legend)
	if !strings.ContainsAny(which, "0123456789") {
		which = "the " + which
	}
	switch err := conduct.CheckPerson(record.PersonText{Name: pl.Name.Value, Email: "name@example.org"}); {
	case pl.Name.Value == "":
		pl.Name.Error = "Give the full name of " + which + "."
	case err != nil:
		pl.Name.Error, _ = sentence(err)
	}
	if conduct.CheckEmail(pl.Email.Value) != nil {
		pl.Email.Error = "Give the email address of " + which + " in the correct format, such as name@example.org."
		return
	}
	for _, other := range before {
		if !alike(other.Email.Value, pl.Email.Value) || pl.apart != other.apart {
			continue
		}
		pl.Email.Error = "This is the address of " + strings.ToLower(other.Legend) + " too. "
		if pl.apart {
			pl.Email.Error += "The registrar, the operator and each trustee must be different people, each with a mailbox of their own."
		} else {
			pl.Email.Error += "Name each scrutineer once."
		}
		return
	}
}

func alike(a, b string) bool {
	return election.Fold(strings.TrimSpace(a)) == election.Fold(strings.TrimSpace(b))
}
