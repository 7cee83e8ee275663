package audit

import (
	"bufio"
	"fmt"
	"io"
	"slices"
)

// lineReader reads lines that each end with exactly one newline, in bounded
// memory.
type lineReader struct {
	name  string
	r     *bufio.Reader
	limit int
	n     int64  // lines read
	long  []byte // of a line that is longer than r's buffer
}

func newLineReader(name string, r io.Reader, limit int) *lineReader {
	return &lineReader{name: name, r: bufio.NewReaderSize(r, min(limit, MaxLine)+1), limit: limit}
}

// next gives a line without its newline, valid until the next call, or io.EOF
// where the file ends after a newline.
func (l *lineReader) next() ([]byte, error) {
	line, err := l.r.ReadSlice('\n')
	if err == bufio.ErrBufferFull {
		l.long = l.long[:0]
		for err == bufio.ErrBufferFull && len(l.long)+len(line) <= l.limit {
			l.long = append(l.long, line...)
			line, err = l.r.ReadSlice('\n')
		}
		line = append(l.long, line...)
		l.long = line
	}
	switch {
	case err == bufio.ErrBufferFull || len(line) > l.limit+1:
		return nil, l.fault("it is longer than %d bytes", l.limit)
	case err == io.EOF && len(line) > 0:
		return nil, l.fault("it does not end with a newline")
	case err == io.EOF:
		return nil, io.EOF
	case err != nil:
		return nil, fmt.Errorf("%s cannot be read: %w", l.name, err)
	case len(line) == 1:
		return nil, l.fault("it is empty")
	}
	l.n++
	return line[:len(line)-1], nil
}

func (l *lineReader) fault(format string, args ...any) error {
	return fault(l.name, NoEntry, "line %d: %s", l.n+1, fmt.Sprintf(format, args...))
}

// sealedReader reads sealed.jsonl beside the log. Its records stand in the
// order in which entries list their MACs, so neither file is held in memory,
// and there is one way to write it.
type sealedReader struct {
	lines *lineReader
	next  *SealedRecord // read ahead
}

// peek gives the next record, or nil at the end.
func (s *sealedReader) peek() (*SealedRecord, error) {
	if s.next != nil {
		return s.next, nil
	}
	line, err := s.lines.next()
	if err == io.EOF {
		if s.lines.n == 0 {
			return nil, fault(sealedFile, NoEntry, "it is empty; a bundle without sealed payloads has no such file")
		}
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	r, err := ParseSealed(line)
	if err != nil {
		return nil, fault(sealedFile, NoEntry, "line %d: %v", s.lines.n, err)
	}
	s.next = &r
	return s.next, nil
}

// of gives the MACs of the records of e, each checked.
func (s *sealedReader) of(e Entry, origin string) ([]Digest, error) {
	if s == nil {
		return nil, nil
	}
	var macs []Digest
	var fields []string
	from := 0
	for {
		r, err := s.peek()
		if err != nil || r == nil || r.Seq > e.Seq {
			return macs, err
		}
		if err := r.Check(origin); err != nil {
			return nil, fault(sealedFile, r.Seq, "line %d: %v", s.lines.n, err)
		}
		i := -1
		if r.Seq == e.Seq {
			i = slices.Index(e.Sealed[from:], r.MAC)
		}
		if i < 0 {
			return nil, fault(sealedFile, r.Seq, "line %d: the field %s is not one that this entry lists, or not at its place", s.lines.n, r.Field)
		}
		if slices.Contains(fields, r.Field) {
			return nil, fault(sealedFile, r.Seq, "line %d: the field %s appears twice", s.lines.n, r.Field)
		}
		from += i + 1
		macs, fields, s.next = append(macs, r.MAC), append(fields, r.Field), nil
	}
}

// end refuses what follows the last record of the last entry.
func (s *sealedReader) end() error {
	r, err := s.peek()
	if err != nil || r == nil {
		return err
	}
	return fault(sealedFile, r.Seq, "line %d: there is no such entry", s.lines.n)
}
