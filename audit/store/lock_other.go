//go:build !unix

package store

import (
	"errors"
	"os"
)

// lockFile refuses: without a lock that ends with its process, two services
// could write to one log.
func lockFile(string) (*os.File, error) {
	return nil, errors.New("a data folder can be written on Unix systems only; use Linux or macOS")
}
