package audit

import "context"

// Blobs gives public files by their SHA-256. An error that is ErrAbsent says
// that the file is not held; a file that is given has been checked.
type Blobs interface {
	Blob(ctx context.Context, d Digest) ([]byte, error)
}
