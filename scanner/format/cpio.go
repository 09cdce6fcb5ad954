package format

import (
	"bytes"
	"context"
	"io"
	"strconv"
	"time"
)

// cpioFormat reads cpio archives in their portable, new and binary forms (https://man.freebsd.org/cgi/man.cgi?query=cpio&sektion=5),
// also several one behind the other, as kernels have them.
var cpioFormat = Format{
	Name:       "cpio",
	Title:      "cpio archive",
	MIME:       "application/x-cpio",
	Extensions: []string{".cpio"},
	Places:     "member",
	Match: func(h *Head) bool {
		form := cpioFormOf(h.Bytes)
		if form == nil || len(h.Bytes) < form.length {
			return false
		}
		// Magics of two bytes are too little to tell by: a name must follow, with one zero, at its end.
		header, ok := form.parse(h.Bytes)
		return ok && header.nameLen > 1 && int64(bytes.IndexByte(h.Bytes[form.length:], 0)) == header.nameLen-1
	},
	Read: deeper(readCPIO),
}

// cpioForm is how headers are written.
type cpioForm struct {
	magic  string
	length int
	align  int64 // names with their header, and contents, are filled up to a multiple of it
	parse  func([]byte) (cpioHeader, bool)
}

type cpioHeader struct{ mode, modified, nameLen, size int64 }

var cpioForms = []cpioForm{
	{"070701", 110, 4, cpioNew},
	{"070702", 110, 4, cpioNew},
	{"070707", 76, 1, func(h []byte) (cpioHeader, bool) {
		return cpioNumbers(h, 8, [2]int{18, 24}, [2]int{48, 59}, [2]int{59, 65}, [2]int{65, 76})
	}},
	{"\xc7\x71", 26, 2, func(h []byte) (cpioHeader, bool) { return cpioBinary(h, 0, 1) }},
	{"\x71\xc7", 26, 2, func(h []byte) (cpioHeader, bool) { return cpioBinary(h, 1, 0) }},
}

func cpioFormOf(head []byte) *cpioForm {
	for i := range cpioForms {
		if bytes.HasPrefix(head, []byte(cpioForms[i].magic)) {
			return &cpioForms[i]
		}
	}
	return nil
}

func cpioNew(h []byte) (cpioHeader, bool) {
	return cpioNumbers(h, 16, [2]int{14, 22}, [2]int{46, 54}, [2]int{94, 102}, [2]int{54, 62})
}

// cpioNumbers reads mode, time, length of the name and of the content from where they stand.
func cpioNumbers(h []byte, base int, at ...[2]int) (cpioHeader, bool) {
	var v [4]int64
	for i, span := range at {
		n, err := strconv.ParseUint(string(h[span[0]:span[1]]), base, 63)
		if err != nil {
			return cpioHeader{}, false
		}
		v[i] = int64(n)
	}
	return cpioHeader{v[0], v[1], v[2], v[3]}, true
}

// cpioBinary reads words of two bytes; numbers of two words have the upper one first.
func cpioBinary(h []byte, low, high int) (cpioHeader, bool) {
	word := func(i int) int64 { return int64(h[2*i+low]) | int64(h[2*i+high])<<8 }
	return cpioHeader{word(3), word(8)<<16 | word(9), word(10), word(11)<<16 | word(12)}, true
}

func readCPIO(ctx context.Context, in *Input, sink Sink) error {
	return readMembers(ctx, in, sink, func(s *memberStream) error {
		ended := false
		for {
			if ended {
				if err := s.skipZeros(); err == io.EOF {
					return nil
				} else if err != nil {
					return err
				}
				s.n = 0
			}
			start, err := s.in.Peek(6)
			form := cpioFormOf(start)
			if form == nil {
				return errMembers(err)
			}
			b, err := s.take(form.length)
			if err != nil {
				return errMembers(err)
			}
			h, ok := form.parse(b)
			if !ok || h.nameLen < 1 || h.nameLen > maxPathName {
				return errMembers(nil)
			}
			b, err = s.take(int(h.nameLen + -(s.n+h.nameLen)&(form.align-1)))
			if err != nil {
				return errMembers(err)
			}
			name, _, _ := bytes.Cut(b, []byte{0})
			if ended = string(name) == "TRAILER!!!"; ended {
				continue
			}
			pad := -(s.n + h.size) & (form.align - 1)
			const typeMask, regular = 0o170000, 0o100000
			if h.mode&typeMask != regular {
				if over := s.budget.Entry(); over != nil {
					return over
				}
				if err := s.skip(h.size + pad); err != nil {
					return err
				}
				continue
			}
			m := Member{Path: string(name), Size: h.size, Modified: time.Unix(h.modified, 0).UTC()}
			if err := s.member(m, pad); err != nil {
				return err
			}
		}
	})
}

// skipZeros goes to the next byte that is none; io.EOF where there is not one.
func (s *memberStream) skipZeros() error {
	for {
		b, err := s.in.ReadByte()
		if err != nil {
			return err
		}
		if b != 0 {
			return s.in.UnreadByte()
		}
	}
}
