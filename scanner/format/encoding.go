package format

import (
	"bytes"
	"encoding/binary"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/transform"
)

// charset is how text is encoded.
type charset struct {
	mark string            // the byte order mark
	bom  int               // how many bytes of it are there
	enc  encoding.Encoding // nil: UTF-8, to be taken as it stands
}

var (
	utf8Text = charset{}
	utf16LE  = charset{enc: unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)}
	utf16BE  = charset{enc: unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)}
	utf32LE  = charset{enc: utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)}
	utf32BE  = charset{enc: utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)}
	latin    = charset{enc: charmap.Windows1252} // has Latin-1 in it but for control characters

	// marks begins with the longer marks, of which a shorter one may be the beginning.
	marks = []charset{
		{mark: "\xff\xfe\x00\x00", enc: utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)},
		{mark: "\x00\x00\xfe\xff", enc: utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)},
		{mark: "\xef\xbb\xbf"},
		{mark: "\xff\xfe", enc: utf16LE.enc},
		{mark: "\xfe\xff", enc: utf16BE.enc},
	}
)

// charsetOf tells the encoding from the first bytes: by its mark, by where the NULs of UTF-16 stand, by whether it is UTF-8; all
// else is taken for Windows-1252. Text in UTF-8 with some invalid bytes is UTF-8.
func charsetOf(head []byte) charset {
	for _, s := range marks {
		if bytes.HasPrefix(head, []byte(s.mark)) && !(len(s.mark) == 2 && isASCIIPairs(head[2:min(len(head), utf16Sample)])) {
			s.bom = len(s.mark)
			return s
		}
	}
	if bytes.IndexByte(head, 0) >= 0 {
		start := head[:min(len(head), utf16Sample)]
		switch {
		case isUTF32(start, binary.LittleEndian):
			return utf32LE
		case isUTF32(start, binary.BigEndian):
			return utf32BE
		case isUTF16(start, binary.LittleEndian, 1):
			return utf16LE
		case isUTF16(start, binary.BigEndian, 0):
			return utf16BE
		}
	}
	if valid, invalid := countUTF8(head); invalid > valid {
		return latin
	}
	return utf8Text
}

// textCharset is charsetOf, and tells also which of the older encodings it is. It takes longer.
func textCharset(head []byte) charset {
	set := charsetOf(head)
	if set == latin {
		return guessCharset(head)
	}
	return set
}

// utf16Sample is how many bytes are looked at to know UTF-16.
const utf16Sample = 8 << 10

// isUTF16 says whether head is UTF-16 without a mark. high is where the high byte of a unit stands: it is often NUL, in any
// language that has spaces and line feeds, and the low byte hardly ever is.
func isUTF16(head []byte, order binary.ByteOrder, high int) bool {
	var units, highNULs, lowNULs, pairs, bad int
	var last uint16
	for i := 0; i+1 < len(head); i += 2 {
		units++
		u := order.Uint16(head[i:])
		switch a, b := head[i+high], head[i+1-high]; {
		case a == 0:
			highNULs++
		case b == 0:
			lowNULs++
		case a >= ' ' && a < 0x7f && b >= ' ' && b < 0x7f:
			pairs++ // of ASCII characters, it seems
		}
		low := u >= 0xdc00 && u < 0xe000
		behindHigh := last >= 0xd800 && last < 0xdc00
		switch {
		case low != behindHigh,
			u < ' ' && u != '\t' && u != '\n' && u != '\r' && u != '\f',
			u >= 0x7f && u < 0xa0,
			u >= 0xe000 && u < 0xf900, // private use
			u >= 0xfffe:
			bad++
		}
		last = u
	}
	return units >= 2 && highNULs*10 >= units && lowNULs*8 <= highNULs && pairs*2 <= units && bad*50 <= units
}

// isASCIIPairs says whether what should be UTF-16 is text in ASCII behind two odd bytes.
func isASCIIPairs(head []byte) bool {
	units, pairs := 0, 0
	for i := 0; i+1 < len(head); i += 2 {
		units++
		if a, b := head[i], head[i+1]; a >= ' ' && a < 0x7f && b >= ' ' && b < 0x7f {
			pairs++
		}
	}
	return units > 8 && pairs*4 > units*3
}

// isUTF32 says whether head is UTF-32 without a mark: each unit is a character that text has.
func isUTF32(head []byte, order binary.ByteOrder) bool {
	units := len(head) / 4
	for i := 0; i+4 <= len(head); i += 4 {
		u := order.Uint32(head[i:])
		if u > utf8.MaxRune || u < ' ' && u != '\t' && u != '\n' && u != '\r' && u != '\f' || u >= 0xd800 && u < 0xe000 {
			return false
		}
	}
	return units >= 2
}

// countUTF8 counts characters of several bytes, and bytes that are no part of a character. A character that the end cuts
// counts as neither.
func countUTF8(b []byte) (valid, invalid int) {
	for len(b) > 0 {
		if len(b) >= 8 && binary.LittleEndian.Uint64(b)&highBits == 0 {
			b = b[8:]
			continue
		}
		if b[0] < utf8.RuneSelf {
			b = b[1:]
			continue
		}
		r, n := utf8.DecodeRune(b)
		switch {
		case r != utf8.RuneError || n > 1:
			valid++
		case !utf8.FullRune(b):
			return valid, invalid
		default:
			invalid++
		}
		b = b[n:]
	}
	return valid, invalid
}

// decode gives the head in UTF-8, without its mark.
func (s charset) decode(head []byte) []byte {
	head = head[s.bom:]
	if s.enc == nil {
		return head
	}
	out, err := s.enc.NewDecoder().Bytes(head)
	if err != nil {
		return nil
	}
	return out
}

// reader gives the whole text in UTF-8, without its mark.
func (s charset) reader(body io.Reader) io.Reader {
	if s.bom > 0 {
		body = &skipReader{in: body, skip: s.bom}
	}
	if s.enc == nil {
		return body
	}
	return transform.NewReader(body, s.enc.NewDecoder())
}

// skipReader leaves out the first bytes.
type skipReader struct {
	in   io.Reader
	skip int
}

func (r *skipReader) Read(p []byte) (int, error) {
	for r.skip > 0 {
		var mark [4]byte
		n, err := r.in.Read(mark[:r.skip])
		r.skip -= n
		if err != nil {
			return 0, err
		}
	}
	return r.in.Read(p)
}
