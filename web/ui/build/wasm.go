package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
)

// programs are the WebAssembly programs by the asset they become. They are three,
// so that a change of the key ceremony or of the letters never changes the booth's
// hash, nor one of the letters that of the key holders.
var programs = []struct{ name, pkg string }{
	{"booth.wasm", "./web/booth/wasm"},
	{"keys.wasm", "./web/keys/wasm"},
	{"codes.wasm", "./web/codes/wasm"},
}

// flags make the bytes depend on the sources and the toolchain alone.
var flags = []string{"-trimpath", "-buildvcs=false", "-ldflags=-s -w -buildid="}

// programs compiles what is there and adds the loader that Go ships.
func (b *builder) programs() error {
	env, err := environment()
	if err != nil {
		return err
	}
	any := false
	for _, p := range programs {
		if sources, err := filepath.Glob(filepath.Join(p.pkg, "*.go")); err != nil || len(sources) == 0 {
			continue
		}
		any = true
		content, err := compile(p.name, p.pkg, env)
		if err != nil {
			return err
		}
		if err := b.add(p.name, content); err != nil {
			return err
		}
	}
	if !any {
		return nil
	}
	root, err := goTool(env, "env", "GOROOT")
	if err != nil {
		return err
	}
	loader, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "lib/wasm/wasm_exec.js"))
	if err != nil {
		return err
	}
	if err := b.add("wasm_exec.js", loader); err != nil {
		return err
	}
	// Whoever compares the programs must know what compiled them.
	name, err := toolchain()
	if err != nil {
		return err
	}
	return b.add("toolchain.txt", []byte(name+"\n"))
}

// environment pins the toolchain to the one that go.mod names, exactly: a newer
// one on the builder's machine would give other bytes.
func environment() ([]string, error) {
	name, err := toolchain()
	if err != nil {
		return nil, err
	}
	return append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOWASM=", "GOFLAGS=", "GOEXPERIMENT=",
		"CGO_ENABLED=0", "GOTOOLCHAIN="+name), nil
}

// toolchain is the one that go.mod names, as "go1.26.8".
func toolchain() (string, error) {
	text, err := os.ReadFile("go.mod")
	if err != nil {
		return "", err
	}
	for line := range strings.Lines(string(text)) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), "toolchain "); ok {
			return name, nil
		}
	}
	return "", errors.New("go.mod names no toolchain, so the WebAssembly programs would not be reproducible")
}

// compile builds a program, unless what it is made from is what it was made
// from the last time: the linker would run again for the same bytes.
func compile(name, pkg string, env []string) ([]byte, error) {
	inputs, err := fingerprint(pkg, env)
	if err != nil {
		return nil, err
	}
	cache := filepath.Join("bin", "wasm", inputs+"-"+name)
	if content, err := os.ReadFile(cache); err == nil {
		return content, nil
	}
	if err := os.MkdirAll(filepath.Dir(cache), 0o755); err != nil {
		return nil, err
	}
	if old, err := filepath.Glob(filepath.Join(filepath.Dir(cache), "*-"+name)); err == nil {
		for _, file := range old {
			if err := os.Remove(file); err != nil {
				return nil, err
			}
		}
	}
	args := append(append([]string{"build"}, flags...), "-o", cache+".part", pkg)
	if _, err := goTool(env, args...); err != nil {
		return nil, fmt.Errorf("compiling %s: %w", pkg, err)
	}
	if err := os.Rename(cache+".part", cache); err != nil {
		return nil, err
	}
	return os.ReadFile(cache)
}

// fingerprint hashes the toolchain, the flags and every source file of the
// program, its libraries' versions included in their folders' names.
func fingerprint(pkg string, env []string) (string, error) {
	listing, err := goTool(env, "list", "-deps", "-json=Dir,ImportPath,Standard,GoFiles,SFiles,EmbedFiles", pkg)
	if err != nil {
		return "", fmt.Errorf("listing what %s is made of: %w", pkg, err)
	}
	version, err := goTool(env, "version")
	if err != nil {
		return "", err
	}
	h := sha256.New()
	fmt.Fprintf(h, "%s %q\n", version, flags)
	d := json.NewDecoder(bytes.NewReader(listing))
	for {
		var p struct {
			Dir, ImportPath             string
			Standard                    bool
			GoFiles, SFiles, EmbedFiles []string
		}
		if err := d.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			return "", err
		}
		if p.Standard {
			continue // the toolchain's version says it
		}
		files := append(append(p.GoFiles, p.SFiles...), p.EmbedFiles...)
		sort.Strings(files)
		for _, file := range files {
			content, err := os.ReadFile(filepath.Join(p.Dir, file))
			if err != nil {
				return "", err
			}
			fmt.Fprintf(h, "%s/%s %x\n", p.ImportPath, file, sha256.Sum256(content))
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}

// goTool runs the go command and gives its output; its complaints go to ours.
func goTool(env []string, args ...string) ([]byte, error) {
	cmd := exec.Command("go", args...)
	cmd.Env = env
	cmd.Stderr = os.Stderr
	return cmd.Output()
}
