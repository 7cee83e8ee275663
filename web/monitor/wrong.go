package monitor

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Wrong is something that a service must not do, with what shows it.
type Wrong struct {
	Name     string // what is wrong, in a word, for the folder of the evidence
	Sentence string
	// Fatal says that there is nothing after it to follow: the log contradicts
	// what was kept.
	Fatal bool
	// Files are the evidence, by name.
	Files map[string][]byte
	// Folder is where the evidence was saved.
	Folder string

	says string   // the sentence, with who where the visitors go
	who  []string // the visitors that met it
}

// who stands in a sentence for the visitors.
const who = "{who}"

func (w *Wrong) Error() string { return w.Sentence }

func wrong(name string, v visitor, files map[string][]byte, format string, args ...any) *Wrong {
	w := &Wrong{Name: name, Files: files, says: fmt.Sprintf(format, args...), who: []string{v.name}}
	w.Sentence = w.sentence(0)
	return w
}

func fatal(name string, v visitor, files map[string][]byte, format string, args ...any) *Wrong {
	w := wrong(name, v, files, format, args...)
	w.Fatal = true
	return w
}

// sentence names the visitors, of whom so many were there.
func (w *Wrong) sentence(asked int) string {
	text := strings.Join(w.who, ", ")
	switch n := len(w.who); {
	case n == asked && n > 1:
		text = "every visitor"
	case n > 1:
		text = strings.Join(w.who[:n-1], ", ") + " and " + w.who[n-1]
	}
	if strings.HasPrefix(w.says, who) {
		text = strings.ToUpper(text[:1]) + text[1:]
	}
	return strings.ReplaceAll(w.says, who, text)
}

// merge makes one finding of what several visitors met alike.
func merge(list []*Wrong, asked int) (merged []*Wrong) {
	byID := make(map[string]*Wrong)
	for _, w := range list {
		first := byID[w.id()]
		switch {
		case first == nil:
			byID[w.id()] = w
			merged = append(merged, w)
		case !slices.Contains(first.who, w.who[0]):
			first.who = append(first.who, w.who[0])
		}
	}
	for _, w := range merged {
		w.Sentence = w.sentence(asked)
	}
	return merged
}

// headFile is the evidence of an answer's status and headers.
const headFile = "answer"

// id tells one finding from another, also over a restart.
func (w *Wrong) id() string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n", w.Name, w.says)
	for _, name := range slices.Sorted(maps.Keys(w.Files)) {
		if name != headFile { // a proxy's headers may change from one answer to the next
			fmt.Fprintf(h, "%s %x\n", name, sha256.Sum256(w.Files[name]))
		}
	}
	return w.Name + "-" + hex.EncodeToString(h.Sum(nil)[:6])
}

// Trouble says that the service could not be asked: the network, or the service
// itself, does not work. It shows nothing false.
type Trouble struct{ Err error }

func (t *Trouble) Error() string { return t.Err.Error() }
func (t *Trouble) Unwrap() error { return t.Err }

func trouble(format string, args ...any) error { return &Trouble{fmt.Errorf(format, args...)} }
