package ole

import (
	"bytes"
	"context"
	"errors"
	"io"

	"golang.org/x/text/encoding"
)

// Word documents (MS-DOC, https://learn.microsoft.com/openspecs/office_file_formats/ms-doc) keep their text in pieces, each of which is
// in UTF-16 or in Windows-1252. The document's body comes first, then footnotes, headers, comments, endnotes, text boxes.

var (
	// ErrEncrypted says that a document is encrypted.
	ErrEncrypted = errors.New("document is encrypted")
	// ErrOld says that a document is of a version that is not read.
	ErrOld = errors.New("document of a version that is not read")
	// ErrBroken says that a document is damaged.
	ErrBroken = errors.New("document is damaged")
)

// Signs in the text of a document that stand for its tables. Documents that do not say where their rows end have none of them.
const (
	InCell = 0x1d
	RowEnd = 0x1c
)

const (
	wordMagic97 = 0xa5ec
	wordMagic6  = 0xa5dc
	// maxPieces is how many pieces a document may have: one for each change that was saved fast.
	maxPieces = 1 << 20
	// wordBlock is how many bytes of a piece are read at a time.
	wordBlock = 64 << 10
)

// Word reads a Word document, whose storage is e: text is given its text from the start, without what stands for its structure, in UTF-8.
// In it '\n' ends a paragraph, InCell a paragraph in a cell, '\a' a cell, RowEnd a row, '\v' a line, '\f' a page; 0x13, 0x14 and 0x15 begin
// a field's instruction, its result, and end it. What text is given is good until it returns.
func (f *File) Word(ctx context.Context, e *Entry, text func([]byte) error) error {
	main, err := f.Open(e.Find("WordDocument"))
	if err != nil {
		return err
	}
	head := make([]byte, 0x1aa)
	n, err := main.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return err
	}
	if n < 0x24 {
		return ErrBroken
	}
	flags := le.Uint16(head[10:])
	switch version := le.Uint16(head[2:]); {
	case flags&0x100 != 0:
		return ErrEncrypted
	case le.Uint16(head) == wordMagic6 || version < 0xc1 && version >= 0x65:
		// Of Word 6 and 95 the text stands in one piece, unless it was saved fast.
		if flags&4 != 0 {
			return ErrOld
		}
		page := CodePage(1252)
		from, to := int64(le.Uint32(head[0x18:])), int64(le.Uint32(head[0x1c:]))
		return wordPiece(ctx, main, from, to-from, page, nil, text)
	case le.Uint16(head) != wordMagic97:
		return ErrOld
	case n < len(head):
		return ErrBroken
	}
	name := "0Table"
	if flags&0x200 != 0 {
		name = "1Table"
	}
	entry := e.Find(name)
	if entry == nil || entry.Storage {
		return ErrBroken
	}
	table, err := f.Open(entry)
	if err != nil {
		return err
	}
	pieces, err := wordPieces(table, int64(le.Uint32(head[0x1a2:])), int64(le.Uint32(head[0x1a6:])))
	if err != nil {
		return err
	}
	var data *Stream
	if entry := e.Find("Data"); entry != nil && !entry.Storage {
		if data, err = f.Open(entry); err != nil {
			return err
		}
	}
	cells, err := readParagraphs(main, table, data, int64(le.Uint32(head[0x102:])), int64(le.Uint32(head[0x106:])))
	if err != nil {
		return err
	}
	left := maxAgain * main.Size()
	for _, p := range pieces {
		page := encoding.Encoding(nil)
		size := int64(p.chars) * 2
		if p.narrow {
			page = CodePage(1252)
			size /= 2
		}
		if left -= size; left < 0 {
			return ErrBroken
		}
		if err := wordPiece(ctx, main, p.at, size, page, cells, text); err != nil {
			return err
		}
	}
	return nil
}

type piece struct {
	at     int64
	chars  uint32
	narrow bool
}

// wordPieces reads the table of pieces (2.9.38, 2.8.35).
func wordPieces(s *Stream, at, size int64) ([]piece, error) {
	if at >= s.Size() {
		return nil, ErrBroken
	}
	b := make([]byte, min(size, s.Size()-at))
	if n, err := s.ReadAt(b, at); err != nil {
		if err != io.EOF {
			return nil, err
		}
		b = b[:n]
	}
	for len(b) >= 3 && b[0] == 1 { // changes that pieces refer to
		b = b[min(len(b), 3+int(le.Uint16(b[1:]))):]
	}
	if len(b) < 5 || b[0] != 2 {
		return nil, ErrBroken
	}
	size = int64(le.Uint32(b[1:]))
	b = b[5:]
	// n+1 positions of four bytes, and n descriptions of eight.
	n := (size - 4) / 12
	if n <= 0 || n > maxPieces || n*12+4 > int64(len(b)) {
		return nil, ErrBroken
	}
	pieces := make([]piece, 0, n)
	for i := range n {
		from, to := le.Uint32(b[i*4:]), le.Uint32(b[i*4+4:])
		if to < from {
			return nil, ErrBroken
		}
		at := le.Uint32(b[(n+1)*4+i*8+2:])
		p := piece{at: int64(at & 0x3fffffff), chars: to - from, narrow: at&0x40000000 != 0}
		if p.narrow {
			p.at /= 2
		}
		pieces = append(pieces, p)
	}
	return pieces, nil
}

// wordPiece gives the text at from. page is nil for UTF-16.
func wordPiece(ctx context.Context, s *Stream, from, size int64, page encoding.Encoding, cells paragraphs, text func([]byte) error) error {
	buf := make([]byte, min(max(size, 0), wordBlock))
	var out []byte
	for size > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := s.ReadAt(buf[:min(size, int64(len(buf)))], from)
		if n == 0 {
			if err == io.EOF || err == nil {
				return ErrBroken
			}
			return err
		}
		if len(cells) > 0 {
			markCells(buf[:n], from, page == nil, cells)
		}
		if page == nil {
			out = AppendUTF16(out[:0], buf[:n])
		} else {
			out = append(out[:0], Decode(page, buf[:n])...)
		}
		if err := text(wordSigns(out)); err != nil {
			return err
		}
		from, size = from+int64(n), size-int64(n)
	}
	return nil
}

// markCells replaces the ends of paragraphs in cells, and those of rows, in text that stands at from.
func markCells(b []byte, from int64, wide bool, cells paragraphs) {
	step := 1
	if wide {
		step = 2
	}
	for i := 0; i+step <= len(b); i += step {
		if c := b[i]; c != '\r' && c != '\a' || wide && b[i+1] != 0 {
			continue
		}
		in, row := cells.at(from + int64(i))
		switch {
		case row && b[i] == '\a':
			b[i] = RowEnd
		case in && b[i] == '\r':
			b[i] = InCell
		}
	}
}

// wordSigns replaces the signs that Word has of its own: hyphens, and what stands for pictures, notes and comments.
func wordSigns(b []byte) []byte {
	return bytes.Map(func(r rune) rune {
		switch r {
		case '\r':
			return '\n'
		case 0x1e:
			return '-'
		case 0x1f, 0x01, 0x02, 0x03, 0x04, 0x05, 0x08, 0:
			return -1
		case 0xa0:
			return ' '
		}
		return r
	}, b)
}
