package trust

import (
	"fmt"
	"strings"
)

// Markdown prints a matrix for the README: a table of the answers, and under it
// a sentence for each with the tests that show it.
func (m Matrix) Markdown() string {
	var b strings.Builder
	b.WriteString("| |")
	for _, q := range Questions {
		fmt.Fprintf(&b, " %s |", strings.ToLower(string(q)))
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(Questions)) + "\n")
	for _, p := range m.Parties {
		fmt.Fprintf(&b, "| %s |", p.Name)
		for _, c := range p.Cells {
			fmt.Fprintf(&b, " %s |", c.Can)
		}
		b.WriteString("\n")
	}
	b.WriteString("\n")
	for _, p := range m.Parties {
		fmt.Fprintf(&b, "<details><summary>%s</summary>\n\n", p.Name)
		for i, c := range p.Cells {
			fmt.Fprintf(&b, "- %s: **%s**. %s%s\n", Questions[i], c.Can, c.Says, shown(c.Tests))
		}
		b.WriteString("\n</details>\n\n")
	}
	b.WriteString("Two together:\n\n")
	for _, p := range m.Pairs {
		fmt.Fprintf(&b, "- **%s** %s%s\n", p.Who, p.What, shown(p.Tests))
	}
	fmt.Fprintf(&b, "\n%s\n", m.Rest)
	return b.String()
}

func shown(tests []string) string {
	if len(tests) == 0 {
		return ""
	}
	return " (`" + strings.Join(tests, "`, `") + "`)"
}
