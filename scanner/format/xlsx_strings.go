package format

import (
	"github.com/pii-scan/pii-scan/scanner/format/internal/xmltext"
)

const (
	// maxStringBytes is how much of a workbook's shared strings is held, in bytes with what it takes to find them. The largest workbooks have
	// half of it.
	maxStringBytes = 192 << 20
	// stringChunk and stringRefs are how many bytes, and how many strings, are held in one piece.
	stringChunk = 1 << 20
	stringRefs  = 1 << 14
)

// sharedStrings is the table of strings that cells share (ECMA-376-1 18.4.9). Those that are too many are handed over as they come, and
// the cells that say them are empty.
type sharedStrings struct {
	chunks [][]byte
	refs   [][]stringRef
	n      int
	size   int
	over   func([]byte) error
}

type stringRef struct{ chunk, start, end uint32 }

// add adds the next string.
func (t *sharedStrings) add(b []byte) error {
	const refSize = 12
	if t.size+len(b)+refSize > maxStringBytes {
		t.size = maxStringBytes // the strings behind it have other numbers
		return t.over(b)
	}
	t.size += len(b) + refSize
	last := len(t.chunks) - 1
	if last < 0 || cap(t.chunks[last])-len(t.chunks[last]) < len(b) {
		t.chunks = append(t.chunks, make([]byte, 0, max(len(b), min(stringChunk, max(4<<10, t.size)))))
		last++
	}
	if t.n%stringRefs == 0 {
		t.refs = append(t.refs, nil)
	}
	start := len(t.chunks[last])
	t.chunks[last] = append(t.chunks[last], b...)
	refs := &t.refs[t.n/stringRefs]
	*refs = append(*refs, stringRef{uint32(last), uint32(start), uint32(start + len(b))})
	t.n++
	return nil
}

// append appends string i to dst, if it is there.
func (t *sharedStrings) append(dst []byte, i int) []byte {
	if i < 0 || i >= t.n {
		return dst
	}
	ref := t.refs[i/stringRefs][i%stringRefs]
	return append(dst, t.chunks[ref.chunk][ref.start:ref.end]...)
}

// read reads the part with the table.
func (t *sharedStrings) read(s *xmltext.Scanner) error {
	var value, raw []byte
	text := false
	phonetic := 0
	for {
		token, err := s.Next()
		if err != nil {
			return notEOF(err)
		}
		switch token {
		case xmltext.Start:
			switch string(s.Name()) {
			case "si":
				value = value[:0]
			case "t":
				text = phonetic == 0
			case "rPh":
				phonetic = s.Depth()
			}
		case xmltext.Text:
			if !text {
				continue
			}
			if value = append(value, s.Text()...); len(value) > maxParagraph {
				if err := t.over(value); err != nil {
					return err
				}
				value = value[:0]
			}
		case xmltext.End:
			switch string(s.Name()) {
			case "t":
				text = false
			case "rPh":
				phonetic = 0
			case "si":
				raw = appendEscaped(raw[:0], value)
				if err := t.add(raw); err != nil {
					return err
				}
			}
		}
	}
}
