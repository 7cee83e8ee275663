package ui

// Button sends the form that it stands in, or leads on when it has an address.
type Button struct {
	Text      string
	Href      string // a link that looks like a button: to start something, never to change anything
	Name      string // with Value, tells the service which button was pressed
	Value     string
	Secondary bool
	Warning   bool // for what cannot be undone
	ID        string
	Disabled  string // why it cannot be pressed now; printed below it
}

func (Button) part() string { return "button" }

// Class is the look.
func (b Button) Class() string {
	switch {
	case b.Warning:
		return "nhsuk-button nhsuk-button--warning"
	case b.Secondary:
		return "nhsuk-button nhsuk-button--secondary"
	}
	return "nhsuk-button"
}
