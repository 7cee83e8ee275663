package site

import (
	"slices"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/web/ui"
)

// Part is a part that somebody has in an election, beside a practice's and the
// returning officer's.
type Part struct {
	Role string // "trustee"; empty where another part's role says it
	Menu string // what the menu says; empty where there is no page
	Home string // address of the first page
}

// Parts are what a person is in any election, in the order in which a person of
// several parts is led to their pages.
func Parts(s *governance.State, person election.ID) []Part {
	return parts(s, person, func(election.ID) bool { return true })
}

// parts are Parts in some elections.
func parts(s *governance.State, person election.ID, in func(election.ID) bool) (list []Part) {
	if person == "" {
		return nil
	}
	var trustee, registrar, operator, scrutineer bool
	for el := range s.Election.Elections {
		if el.Team == nil || !in(el.ID()) {
			continue
		}
		trustee = trustee || el.Team.Seat(person) > 0
		registrar = registrar || el.Team.Registrar == person
		operator = operator || el.Team.Operator == person
		scrutineer = scrutineer || slices.Contains(el.Team.Scrutineers, person)
	}
	if trustee {
		list = append(list, Part{"trustee", "Trustee", "/trustee"})
	}
	if registrar {
		list = append(list, Part{"registrar", "Registrar", "/registrar"})
	}
	if scrutineer {
		list = append(list, Part{"scrutineer", "Sign the log", "/witness"})
	} else if trustee {
		list = append(list, Part{"", "Sign the log", "/witness"})
	}
	if operator {
		list = append(list, Part{Role: "operator"})
	}
	return list
}

// menu are the menu's entries that only people with such a part have, as far as
// the session reaches.
func (v *Visit) menu() (list []ui.Link) {
	for _, p := range parts(&v.Point.State, v.grant.Person, v.grant.helps) {
		if p.Menu != "" {
			list = append(list, ui.Link{Text: p.Menu, Href: p.Home})
		}
	}
	return list
}

// first is where somebody with these parts is led; empty where they have no page.
func first(parts []Part) string {
	for _, p := range parts {
		if p.Home != "" {
			return p.Home
		}
	}
	return ""
}

// PartHome is the page of whoever has a part of a team; empty if there is none.
func PartHome(s *governance.State, person election.ID) string { return first(Parts(s, person)) }
