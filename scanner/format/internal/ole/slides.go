package ole

import (
	"bufio"
	"context"
	"io"
)

// Presentations (MS-PPT, https://learn.microsoft.com/openspecs/office_file_formats/ms-ppt) are a stream of records, some of which
// hold others.

const (
	pptDocument   = 0x03e8
	pptSlide      = 0x03ee
	pptNotes      = 0x03f0
	pptNotesOf    = 0x03f1
	pptSlideStart = 0x03f3
	pptChars      = 0x0fa0
	pptBytes      = 0x0fa8
	pptString     = 0x0fba
	pptOutline    = 0x0ff0
	pptTags       = 0x1388

	// pptEncrypted marks an encrypted presentation, in the stream that says who saved it last (2.3.2).
	pptEncrypted = 0xf3d1c4df

	// maxSlideDepth is how deep records may stand in one another: shapes in groups take two each.
	maxSlideDepth = 200
	// maxSlideText is the longest text in bytes that is read as one.
	maxSlideText = 1 << 20
	// maxSlides is how many slides are told apart by the notes to them.
	maxSlides = 1 << 16
)

// Slides reads a presentation, whose storage is e: text is given each text in UTF-8, with '\r' between its paragraphs, and the number of the
// slide that it stands on, or that it is a note to, 0 where there is none. What text is given is good until it returns.
func (f *File) Slides(ctx context.Context, e *Entry, text func(slide int, b []byte) error) error {
	if user := e.Find("Current User"); user != nil {
		b, err := f.ReadAll(user, 64)
		if err != nil {
			return err
		}
		if len(b) >= 16 && le.Uint32(b[12:]) == pptEncrypted {
			return ErrEncrypted
		}
	}
	s, err := f.Open(e.Find("PowerPoint Document"))
	if err != nil {
		return err
	}
	in := bufio.NewReaderSize(io.NewSectionReader(s, 0, s.Size()), 64<<10)
	type open struct {
		kind uint16
		end  int64
	}
	var stack []open
	var raw, out []byte
	slides, listed, noted, at := 0, 0, 0, int64(0)
	known := map[uint32]int{} // slides by their identifiers
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		for len(stack) > 0 && at >= stack[len(stack)-1].end {
			stack = stack[:len(stack)-1]
		}
		var head [8]byte
		if _, err := io.ReadFull(in, head[:]); err == io.EOF {
			if s.Cut || len(stack) > 0 {
				return ErrBroken
			}
			return nil
		} else if err != nil {
			if err == io.ErrUnexpectedEOF {
				err = ErrBroken
			}
			return err
		}
		at += 8
		version, kind, size := le.Uint16(head[:]), le.Uint16(head[2:]), int64(le.Uint32(head[4:]))
		if version&0xf == 0xf {
			switch {
			case kind == pptTags || len(stack) == maxSlideDepth: // names that programs give
			default:
				if kind == pptSlide {
					slides++
				}
				if kind == pptOutline && version>>4 != 0 { // of masters, of notes
					kind = 0
				}
				stack = append(stack, open{kind, at + size})
				continue
			}
		}
		on := 0
		for _, o := range stack {
			switch o.kind {
			case pptSlide:
				on = slides
			case pptOutline:
				on = listed
			case pptNotes:
				on = noted
			}
		}
		switch kind {
		case pptSlideStart, pptNotesOf:
			var b [16]byte
			m, err := io.ReadFull(in, b[:min(size, int64(len(b)))])
			at, size = at+int64(m), size-int64(m)
			if err != nil && m > 0 {
				return ErrBroken
			}
			if kind == pptNotesOf {
				noted = known[le.Uint32(b[:])]
			} else if len(stack) > 0 && stack[len(stack)-1].kind == pptOutline {
				listed++
				if id := le.Uint32(b[12:]); id != 0 && len(known) < maxSlides {
					known[id] = listed
				}
			}
		case pptChars, pptBytes, pptString:
			n := min(size, maxSlideText)
			if int64(cap(raw)) < n {
				raw = make([]byte, 0, n)
			}
			m, err := io.ReadFull(in, raw[:n])
			at, size = at+int64(m), size-int64(m)
			out = out[:0]
			if kind == pptBytes {
				for _, c := range raw[:m] {
					out = append(out, string(rune(c))...)
				}
			} else {
				out = AppendUTF16(out, raw[:m])
			}
			if err := text(on, out); err != nil {
				return err
			}
			if err != nil {
				if err == io.ErrUnexpectedEOF || err == io.EOF {
					err = ErrBroken
				}
				return err
			}
		}
		for size > 0 {
			n, err := in.Discard(int(min(size, 1<<30)))
			at, size = at+int64(n), size-int64(n)
			if err == io.EOF {
				return ErrBroken
			}
			if err != nil {
				return err
			}
		}
	}
}
