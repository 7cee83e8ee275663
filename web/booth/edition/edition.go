package edition

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/web/ui"
)

// Addresses of a service at which its booth can be compared.
const (
	PagePath   = "/booth/page.html" // the page that /booth/ELECTION is, for every election
	WorkerPath = "/booth/worker.js"
	ListPath   = "/booth.sha256"
	JSONPath   = "/booth.json"
)

// Policy is the booth's own: it may run our scripts and its worker, show our
// style and images, and speak with this service; nothing else, and no form is
// ever sent by the browser itself.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"worker-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"

// File is one file of the booth.
type File struct {
	Path   string // below the service's address
	Type   string // its Content-Type
	Policy string // its Content-Security-Policy; empty where any will do
	Body   []byte
}

// Sum is the file's SHA-256.
func (f *File) Sum() audit.Digest { return audit.Hash(f.Body) }

// Edition is the whole booth. Its files are in the order of their paths.
type Edition struct{ Files []File }

// Built is the edition that this program embeds. It is an error to have none:
// the sentence says how to build it.
func Built() (*Edition, error) {
	page, err := Page()
	if err != nil {
		return nil, err
	}
	worker, err := Worker()
	if err != nil {
		return nil, err
	}
	e := &Edition{Files: []File{{PagePath, HTML, Policy, page}, {WorkerPath, JavaScript, ui.WorkerPolicy, worker}}}
	if err := e.follow(page, ui.AssetPath); err != nil {
		return nil, err
	}
	if err := e.follow(worker, ui.AssetPath); err != nil {
		return nil, err
	}
	slices.SortFunc(e.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return e, nil
}

// follow adds every asset that a text names, and those that these name in turn.
// In a style sheet addresses are relative, so the text before a name is none.
func (e *Edition) follow(text []byte, before string) error {
	assets, err := ui.AllAssets()
	if err != nil {
		return err
	}
	for _, a := range assets {
		path := ui.AssetPath + a.File
		if !bytes.Contains(text, []byte(before+a.File)) || e.File(path) != nil {
			continue
		}
		body, err := a.Content()
		if err != nil {
			return err
		}
		if sum := sha256.Sum256(body); !strings.Contains(a.File, fmt.Sprintf("%x", sum[:8])) {
			return fmt.Errorf("the asset %s is not what its name says; run \"make build\" again", a.File)
		}
		e.Files = append(e.Files, File{Path: path, Type: a.Type, Body: body})
		if strings.HasSuffix(a.Name, ".css") {
			if err := e.follow(body, "url("); err != nil {
				return err
			}
		}
	}
	return nil
}

// File is the file at a path; nil if the booth has none there.
func (e *Edition) File(path string) *File {
	for i := range e.Files {
		if e.Files[i].Path == path {
			return &e.Files[i]
		}
	}
	return nil
}

// List has a line for each file, as sha256sum writes it: the SHA-256, two
// spaces, the path. It is what a service gives at ListPath.
func (e *Edition) List() []byte {
	var b bytes.Buffer
	for i := range e.Files {
		fmt.Fprintf(&b, "%s  %s\n", e.Files[i].Sum(), e.Files[i].Path)
	}
	return b.Bytes()
}

// Hash is the booth's hash: the SHA-256 of its list.
func (e *Edition) Hash() audit.Digest { return audit.Hash(e.List()) }
