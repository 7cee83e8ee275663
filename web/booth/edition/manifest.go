package edition

import (
	"encoding/json"
	"runtime/debug"
	"strings"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/web/ui"
)

// Manifest is what a service says of its booth at JSONPath, for programs. Hash
// and list are what a rebuild must give; version and toolchain say what to
// rebuild, and are the service's claim.
type Manifest struct {
	Booth     audit.Digest `json:"booth"`     // SHA-256 of the list at ListPath
	Source    string       `json:"source"`    // the module
	Version   string       `json:"version"`   // of the source; empty where the build did not know
	Toolchain string       `json:"toolchain"` // that compiled the programs
	Files     []Listed     `json:"files"`
}

// Listed is one file of the booth.
type Listed struct {
	Path   string       `json:"path"`
	Type   string       `json:"type"`
	Policy string       `json:"policy,omitempty"`
	Size   int          `json:"size"` // in bytes, not compressed
	SHA256 audit.Digest `json:"sha256"`
}

// Manifest describes the edition as this program has it.
func (e *Edition) Manifest() Manifest {
	m := Manifest{Booth: e.Hash(), Toolchain: ui.Toolchain(), Files: []Listed{}}
	m.Source, m.Version = source()
	for i := range e.Files {
		f := &e.Files[i]
		m.Files = append(m.Files, Listed{f.Path, f.Type, f.Policy, len(f.Body), f.Sum()})
	}
	return m
}

// JSON is the manifest as it is served.
func (m Manifest) JSON() ([]byte, error) {
	raw, err := json.MarshalIndent(m, "", "  ")
	return append(raw, '\n'), err
}

// source says what the program was built from: the module, and its version or
// else the commit.
func source() (module, version string) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "", ""
	}
	if module, version = info.Main.Path, strings.Trim(info.Main.Version, "()"); version != "devel" {
		return module, version
	}
	version = ""
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			version = s.Value
		}
	}
	return module, version
}
