package ui

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// WorkerPolicy is the policy of a worker's own response: the only place where
// WebAssembly may be compiled. Pages keep script-src 'self'.
const WorkerPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"

// Worker is a worker's script, with the line in front that tells it where the
// WebAssembly program of that name is and what the program must hash to.
func Worker(script []byte, program string) ([]byte, error) {
	loader, err := FindAsset("wasm_exec.js")
	if err != nil {
		return nil, err
	}
	wasm, err := FindAsset(program)
	if err != nil {
		return nil, err
	}
	head := fmt.Sprintf("const program = {loader: %q, wasm: %q, integrity: %q};\n", AssetPath+loader.File, AssetPath+wasm.File, wasm.Integrity)
	return append([]byte(head), script...), nil
}

// ServeWorker answers with such a script: the same for everybody.
func ServeWorker(c echo.Context, script []byte, program string) error {
	body, err := Worker(script, program)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Content-Security-Policy", WorkerPolicy)
	return ServeSame(c, "text/javascript; charset=utf-8", body)
}

// ServeSame answers with bytes that are the same for everybody: named by their
// hash, kept by whoever likes, asked for again each time. Nothing varies by
// cookie.
func ServeSame(c echo.Context, kind string, body []byte) error {
	sum := sha256.Sum256(body)
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:]) + `"`
	h := c.Response().Header()
	h.Set("Cache-Control", "public, no-cache")
	h.Set("ETag", tag)
	for _, known := range strings.Split(c.Request().Header.Get("If-None-Match"), ",") {
		if strings.TrimPrefix(strings.TrimSpace(known), "W/") == tag {
			return c.NoContent(http.StatusNotModified)
		}
	}
	return c.Blob(http.StatusOK, kind, body)
}
