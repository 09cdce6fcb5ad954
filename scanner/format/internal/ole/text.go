package ole

import (
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// codePages are Windows' numbers of encodings (https://learn.microsoft.com/windows/win32/intl/code-page-identifiers).
var codePages = map[int]encoding.Encoding{
	437: charmap.CodePage437, 850: charmap.CodePage850, 852: charmap.CodePage852, 855: charmap.CodePage855, 858: charmap.CodePage858,
	860: charmap.CodePage860, 862: charmap.CodePage862, 863: charmap.CodePage863, 865: charmap.CodePage865, 866: charmap.CodePage866,
	874: charmap.Windows874, 932: japanese.ShiftJIS, 936: simplifiedchinese.GBK, 949: korean.EUCKR, 950: traditionalchinese.Big5,
	1200: unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), 1250: charmap.Windows1250, 1251: charmap.Windows1251, 1252: charmap.Windows1252,
	1253: charmap.Windows1253, 1254: charmap.Windows1254, 1255: charmap.Windows1255, 1256: charmap.Windows1256, 1257: charmap.Windows1257,
	1258: charmap.Windows1258, 10000: charmap.Macintosh, 10007: charmap.MacintoshCyrillic, 20866: charmap.KOI8R, 21866: charmap.KOI8U,
	28591: charmap.ISO8859_1, 28592: charmap.ISO8859_2, 28595: charmap.ISO8859_5, 28597: charmap.ISO8859_7, 28599: charmap.ISO8859_9,
	28605: charmap.ISO8859_15, 50220: japanese.ISO2022JP, 51932: japanese.EUCJP, 51949: korean.EUCKR, 54936: simplifiedchinese.GB18030,
	65001: unicode.UTF8,
}

// CodePage is the encoding of that number; Windows-1252 where it is not known.
func CodePage(n int) encoding.Encoding {
	if e := codePages[n]; e != nil {
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
