package ole

import (
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/unicode"

	"github.com/pii-scan/pii-scan/scanner/format/internal/codepage"
)

// morePages are those that compound files name besides, and Latin-1 as it is.
var morePages = map[int]encoding.Encoding{
	1200: unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), 28591: charmap.ISO8859_1, 28599: charmap.ISO8859_9,
	50220: japanese.ISO2022JP, 51932: japanese.EUCJP, 51949: korean.EUCKR, 65001: unicode.UTF8,
}

// CodePage is the encoding of that number; Windows-1252 where it is not known.
func CodePage(n int) encoding.Encoding {
	if e := morePages[n]; e != nil {
		return e
	}
	if e := codepage.Get(n); e != nil {
		return e
	}
	return charmap.Windows1252
}

// Decode gives text of an encoding in UTF-8. What is no text of it becomes U+FFFD.
func Decode(e encoding.Encoding, b []byte) []byte {
	out, err := e.NewDecoder().Bytes(b)
	if err != nil {
		return nil
	}
	return out
}

// AppendUTF16 appends UTF-16, little-endian, in UTF-8. The last byte of an odd number is left out.
func AppendUTF16(dst, b []byte) []byte {
	units := make([]uint16, 0, 512)
	for len(b) >= 2 {
		units = units[:0]
		for len(b) >= 2 && len(units) < cap(units) {
			u := le.Uint16(b)
			// Both halves of a pair stay together.
			if len(units) == cap(units)-1 && u >= 0xd800 && u < 0xdc00 {
				break
			}
			units = append(units, u)
			b = b[2:]
		}
		for _, r := range utf16.Decode(units) {
			dst = append(dst, string(r)...)
		}
	}
	return dst
}

// UTF16 is UTF-16, little-endian, in UTF-8, without the NULs at its end.
func UTF16(b []byte) string { return strings.TrimRight(string(AppendUTF16(nil, b)), "\x00") }
