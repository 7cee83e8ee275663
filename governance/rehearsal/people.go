package rehearsal

import (
	"fmt"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/record"
)

// The people are invented; any likeness to real ones is chance.
var (
	first = []string{"Amara", "Bryn", "Celia", "Dougal", "Esme", "Farid", "Greta", "Hamish", "Ines", "Jorah", "Keziah", "Lorcan",
		"Mina", "Ned", "Orla", "Piers", "Quilla", "Rafe", "Sunniva", "Tobias", "Una", "Viggo", "Wren", "Yusuf"}
	last = []string{"Applegarth", "Brackenbury", "Cawston", "Dereham", "Eaton-Lodge", "Felthorpe", "Garboldisham", "Hingham", "Ickburgh", "Kettering",
		"Langmere", "Mundham", "Neatishead", "Ormesby", "Postwick", "Quidenham", "Rackheath", "Salhouse", "Tasburgh", "Upton-Broad",
		"Walsham", "Yaxham", "Ashwell", "Blofield"}
)

// invented is the n-th invented person. Given names repeat after 24, with
// another surname.
func invented(n int) (name, address string) {
	f, l := first[n%len(first)], last[(n+n/len(first)*7)%len(last)]
	return f + " " + l, fmt.Sprintf("person%d@example.org", n+1)
}

func person(n int) record.PersonText {
	name, address := invented(n)
	return record.PersonText{Name: name, Email: address, Telephone: fmt.Sprintf("01603 555%03d", n%1000)}
}

// standing is one nomination of the script.
type standing struct {
	post    election.ID
	who     int    // invented person
	role    string // "GP partner"
	number  string
	invalid bool // the returning officer will find it invalid
	leaves  bool // the nominee will withdraw
}

// nominations: three candidates for the chair, one of whom also stands for
// vice-chair; one lead nurse; two lead practice managers after a withdrawal;
// and one nomination that is found invalid.
var nominations = []standing{
	{post: "chair", who: 101, role: "GP partner", number: "7011101"},
	{post: "chair", who: 102, role: "GP partner", number: "7011102"},
	{post: "chair", who: 103, role: "Salaried GP", number: "7011103"},
	{post: "vice-chair", who: 101, role: "GP partner", number: "7011101"},
	{post: "vice-chair", who: 104, role: "GP partner", number: "7011104"},
	{post: "vice-chair", who: 105, role: "GP partner", number: "7011105"},
	{post: "vice-chair", who: 106, role: "Locum GP", number: "7011106", invalid: true},
	{post: "lead-nurse", who: 107, role: "Advanced nurse practitioner", number: "12A3407B"},
	{post: "lead-practice-manager", who: 108, role: "Practice manager"},
	{post: "lead-practice-manager", who: 109, role: "Business manager"},
	{post: "lead-practice-manager", who: 110, role: "Practice manager", leaves: true},
}

var statements = []string{
	"I have worked in Norwich for eleven years. I want patients to be seen sooner and colleagues to go home on time. I would start with one shared plan for home visits and a single point of access.",
	"Our practices know their patients. Together we can speak with one voice to the hospital and the board, and we can make repeat prescriptions a matter of one click. I will publish what I do every month.",
	"Attracting new GPs to the city is the task that decides all others. I have trained fourteen registrars, and nine of them have stayed. I would like to do that for every practice.",
}
