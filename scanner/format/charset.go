package format

import (
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// fontPages are the code pages of the character sets that fonts have in RTF.
var fontPages = map[int]int{
	77: 10000, 128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250,
	254: 437, 255: 850,
}

// isMultibyte says whether a character may take two bytes.
func isMultibyte(enc encoding.Encoding) bool {
	switch enc {
	case japanese.ShiftJIS, simplifiedchinese.GBK, simplifiedchinese.GB18030, korean.EUCKR, traditionalchinese.Big5, japanese.EUCJP:
		return true
	}
	return false
}
