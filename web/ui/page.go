package ui

import (
	"html/template"
	"slices"
)

// Page is what the layout needs to know of one page beside its content.
type Page struct {
	// Title stands in the browser's tab and history: what the page is, without
	// the service's name, which is added. The content prints its own h1.
	Title string
	// Back is the address that "Back" leads to; empty for none.
	Back string
	// Problems are shown above the content, and the title begins with "Error:".
	Problems Problems
	// Notice is shown above the content: what has just been done.
	Notice Notice
	added  []Notice // those that stand on every page at present
	// Wide gives the content the full width, for the tables of an officer.
	Wide bool
	// Shared marks a page whose bytes must be the same for everybody (the
	// booth): neither the visitor nor the menu's current entry is shown.
	Shared bool
	// Current is the address of the menu entry that the page belongs to.
	Current string
	// Scripts are assets of ours that the page runs, in order, after parsing.
	Scripts []string
	// Preload are assets that the next page will need (the booth's program).
	Preload []string
}

// Link is an address with its text.
type Link struct{ Text, Href string }

// Notice tells what has just been done, or something that matters now.
type Notice struct {
	Success bool // green, titled "Success"; otherwise titled "Important"
	Title   string
	Text    string
	Link    Link

	further bool // not the page's first one: no landmark of its own
}

// Further says that another notice stands above.
func (n Notice) Further() bool { return n.further }

// Added are the notices that stand below the page's own.
func (p Page) Added() []Notice { return p.added }

func (Notice) part() string { return "notice" }

// Heading is the banner's own title.
func (n Notice) Heading() string {
	switch {
	case n.Title != "":
		return n.Title
	case n.Success:
		return "Success"
	}
	return "Important"
}

// Done is the notice after a success.
func Done(text string) Notice { return Notice{Success: true, Text: text} }

// frame is the dot of the layout.
type frame struct {
	Page
	Site    Site
	Visitor Visitor
	Content template.HTML
}

// Menu is the site's, with what the visitor alone has after it.
func (f frame) Menu() []Link { return slices.Concat(f.Site.Menu, f.Visitor.Menu) }

// Full is the text of the <title> element.
func (f frame) Full() string {
	title := f.Title
	if len(f.Problems) > 0 {
		title = "Error: " + title
	}
	if f.Site.Demo != nil {
		return title + " – " + f.Site.Name + " demonstration"
	}
	if f.Site.Body == "" {
		return title + " – " + f.Site.Name
	}
	return title + " – " + f.Site.Name + ", " + f.Site.Body
}
