package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/ui"
)

// cosignedOutcome is one witness's key, and what it vouches for.
type cosignedOutcome struct {
	Person  string    `json:"person"`
	Key     string    `json:"key"`
	Times   int       `json:"times"`
	Entries int64     `json:"entries"` // that the last checkpoint covers
	Time    time.Time `json:"time"`    // of that, by the witness's clock
	Asked   bool      `json:"asked"`   // --witness named it
}

// belowOutcome is a cosignature below the checkpoint that the user gave. It is
// only read, unless --witness gave its key.
type belowOutcome struct {
	Name     string    `json:"name"`
	Time     time.Time `json:"time"`
	Verified bool      `json:"verified"`
}

// witnesses lists who cosigned, and demands the keys that the user knows.
func (l *logOutcome) witnesses(v *record.Verified, asked []audit.CosignerKey) error {
	given := map[string]bool{}
	for _, key := range asked {
		if _, _, ok := v.CosignedBy(key); !ok {
			return &failure{code: exitFalse, hint: "ask that witness for the newest checkpoint that was kept, and give it with --checkpoint",
				err: fmt.Errorf("the witness with the key %s has not cosigned this log", key)}
		}
		given[string(key)] = true
	}
	for _, c := range v.Cosigned {
		l.Cosigned = append(l.Cosigned, cosignedOutcome{string(c.Person), string(c.Key), c.Times, c.Size, c.Time, given[string(c.Key)]})
	}
	for _, c := range v.Summary.Kept.Cosignatures {
		below := belowOutcome{Name: c.Name, Time: c.Time}
		for _, key := range asked {
			_, err := v.Summary.Kept.By(key)
			below.Verified = below.Verified || err == nil && key.Name() == c.Name
		}
		l.Below = append(l.Below, below)
	}
	return nil
}

// readWitnesses reads the keys given with --witness: each as it is printed, or a
// file that holds it.
func readWitnesses(given []string) (list []audit.CosignerKey, err error) {
	for _, text := range given {
		if raw, err := os.ReadFile(text); err == nil {
			text = string(raw)
		}
		key, err := audit.ParseCosignerKey(strings.TrimSpace(text))
		if err != nil {
			return nil, &failure{code: exitUnreadable, err: err}
		}
		list = append(list, key)
	}
	return list, nil
}

// printWitnesses tells who else vouches for the log.
func (l *logOutcome) printWitnesses(w io.Writer) {
	for _, b := range l.Below {
		known := "its key is not known here, give it with --witness"
		if b.Verified {
			known = "verified under the key that you gave"
		}
		fmt.Fprintf(w, "Below your checkpoint stands a cosignature of %s (%s).\n", b.Name, known)
	}
	times, people, asked := 0, map[string]bool{}, 0
	for _, c := range l.Cosigned {
		times, people[c.Person] = times+c.Times, true
		if c.Asked {
			asked++
		}
	}
	if times == 0 {
		fmt.Fprintln(w, "The log holds no cosigned checkpoint.")
		return
	}
	fmt.Fprintf(w, "It was cosigned %s by %s:\n", ui.Count(times, "time", "times"), ui.Count(len(people), "person", "people"))
	for _, c := range l.Cosigned {
		known := ""
		if c.Asked {
			known = "; you gave this key"
		}
		fmt.Fprintf(w, "  %s\n    %s, last the first %d of the %d entries, on %s%s\n", c.Key,
			ui.Count(c.Times, "time", "times"), c.Entries, l.Entries, c.Time.Format("2 January 2006 at 15:04 UTC"), known)
	}
	if asked < len(l.Cosigned) {
		fmt.Fprintln(w, "Compare each key with the one that the witness tells you, or give it with --witness.")
	}
}
