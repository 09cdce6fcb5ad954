package format

import (
	"bytes"
	"context"
	"encoding/binary"
	"slices"
)

// rpmFormat reads RPM packages (https://rpm.org/docs/latest/manual/format_v4.html): the texts of the header as one member, the
// packed cpio archive as another.
var rpmFormat = Format{
	Name:       "rpm",
	Title:      "RPM package",
	MIME:       "application/x-rpm",
	Extensions: []string{".rpm"},
	Places:     "member",
	Match:      func(h *Head) bool { return bytes.HasPrefix(h.Bytes, rpmMagic) },
	Read:       deeper(readRPM),
}

var (
	rpmMagic       = []byte{0xed, 0xab, 0xee, 0xdb}
	rpmHeaderMagic = []byte{0x8e, 0xad, 0xe8, 1}
)

const (
	rpmLeadLen  = 96
	rpmIntroLen = 16
	rpmIndexLen = 16
	// rpmMaxHeader is how large the data of a header may be, which is held: files and changes of the largest packages take less.
	rpmMaxHeader = 32 << 20
	// rpmMaxIndex is how many tags a header may have, as in RPM itself.
	rpmMaxIndex = 64 << 10
)

func readRPM(ctx context.Context, in *Input, sink Sink) error {
	return readMembers(ctx, in, sink, func(s *memberStream) error {
		if _, err := s.take(rpmLeadLen); err != nil {
			return errMembers(err)
		}
		index, size, err := s.rpmHeader()
		if err != nil {
			return err
		}
		// The signatures.
		if err := s.skip(int64(index)*rpmIndexLen + size + -size&7); err != nil {
			return err
		}
		if index, size, err = s.rpmHeader(); err != nil {
			return err
		}
		header, err := s.take(index*rpmIndexLen + int(size))
		if err != nil {
			return errMembers(err)
		}
		texts := rpmTexts(header[:index*rpmIndexLen], header[index*rpmIndexLen:])
		if err := s.whole(Member{Path: "header", Size: int64(len(texts)), Body: bytes.NewReader(texts)}); err != nil {
			return err
		}
		return s.whole(Member{Path: "payload", Size: -1, Body: s.in})
	})
}

// whole hands over a member whose body knows its own end.
func (s *memberStream) whole(m Member) error {
	if over := s.budget.Entry(); over != nil {
		return over
	}
	if err := s.sink.Member(s.ctx, m); err != nil {
		return sinkError{err}
	}
	if over := s.budget.Spent(); over != nil {
		return over
	}
	return s.src.err
}

// rpmHeader reads the beginning of a header: how many tags it has, and how many bytes of data.
func (s *memberStream) rpmHeader() (index int, size int64, err error) {
	b, err := s.take(rpmIntroLen)
	if err != nil || !bytes.HasPrefix(b, rpmHeaderMagic) {
		return 0, 0, errMembers(err)
	}
	n := binary.BigEndian.Uint32(b[8:])
	size = int64(binary.BigEndian.Uint32(b[12:]))
	if n > rpmMaxIndex || size > rpmMaxHeader {
		return 0, 0, errMembers(nil)
	}
	return int(n), size, nil
}

// rpmTexts gives the texts among the data of a header, a line each. The data of a tag ends where that of the next begins.
func rpmTexts(tags, data []byte) []byte {
	const text, texts, translated = 6, 8, 9
	isText := map[int]bool{}
	var starts []int
	for ; len(tags) >= rpmIndexLen; tags = tags[rpmIndexLen:] {
		kind, at := binary.BigEndian.Uint32(tags[4:]), binary.BigEndian.Uint32(tags[8:])
		if int64(at) < int64(len(data)) {
			starts = append(starts, int(at))
			isText[int(at)] = kind == text || kind == texts || kind == translated
		}
	}
	slices.Sort(starts)
	starts = append(slices.Compact(starts), len(data))
	var out []byte
	for i, at := range starts[:len(starts)-1] {
		if isText[at] {
			out = append(out, bytes.ReplaceAll(data[at:starts[i+1]], []byte{0}, newline)...)
		}
	}
	return out
}
