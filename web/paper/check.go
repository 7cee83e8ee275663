package paper

import "strings"

// blocks is the part of a declaration that lets a reader trust nobody.
func (c Check) blocks() []Block {
	out := []Block{Heading{2, "How to check this result"}}
	if c.Address != "" {
		out = append(out, QR{Address: c.Address, Caption: Plain("Anybody can check this result with the open archive and a program of their own choice. Follow this address:")})
	}
	if len(c.Commands) > 0 {
		out = append(out, Listing{Caption: "With Guildhall's own program", Lines: c.Commands})
	}
	facts := []Fact{}
	if c.Entries > 0 {
		facts = append(facts, Fact{"Entries in the log", Plain(Number(c.Entries))})
	}
	for _, f := range []struct{ name, value string }{
		{"Root hash of the log", c.Root},
		{"Root hash at the set-up", c.Setup},
		{"Key of the log", c.Key},
	} {
		if f.value != "" {
			facts = append(facts, Fact{f.name, Code(f.value)})
		}
	}
	if len(facts) > 0 {
		out = append(out, Heading{3, "The log"},
			Para("Everything that happened is one entry in one log. Compare these with what you kept or what others saw: a log that was changed afterwards has another root hash."),
			Facts{facts})
	}
	if c.Checkpoint != "" {
		out = append(out, Listing{Caption: "Checkpoint, signed with the key", Lines: strings.Split(strings.TrimRight(c.Checkpoint, "\n"), "\n")})
	}
	if len(c.Files) > 0 {
		t := Table{Caption: "Files and their SHA-256", RowHeads: true, Columns: []Column{{Title: "File", Width: 46}, {Title: "SHA-256", Width: 108}}}
		for _, f := range c.Files {
			name := Plain(f.Name)
			if f.What != "" {
				name = Plain(f.Name + " – " + f.What)
			}
			t.Rows = append(t.Rows, Row{Cells: []Text{name, Code(f.SHA256)}})
		}
		out = append(out, t)
	}
	if len(out) == 1 {
		return nil
	}
	return out
}
