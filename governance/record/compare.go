package record

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"iter"

	"github.com/onenorwich/guildhall/audit"
)

// errDiffers stops a projection at the first difference.
var errDiffers = errors.New("it differs")

// comparer is a writer that compares what is written with what r holds.
type comparer struct {
	r       io.Reader
	at      int64
	differs bool
}

func (c *comparer) Write(p []byte) (int, error) {
	have := make([]byte, len(p))
	n, err := io.ReadFull(c.r, have)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return 0, err
	}
	if !bytes.Equal(have[:n], p) {
		c.differs = true
		return 0, errDiffers
	}
	c.at += int64(len(p))
	return len(p), nil
}

// end requires that r is at its end.
func (c *comparer) end() error {
	if _, err := bufio.NewReaderSize(c.r, 16).ReadByte(); err != io.EOF {
		c.differs = true
		return errDiffers
	}
	return nil
}

// source reads a bundle's blobs; its log has been walked already.
type source struct{ *audit.Bundle }

func (source) Sealed(context.Context, int64) ([]audit.SealedRecord, error) { return nil, nil }
func (s source) Lines(ctx context.Context, from int64) iter.Seq2[[]byte, error] {
	return s.Bundle.Lines(ctx, from)
}
