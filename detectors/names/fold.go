package names

import (
	_ "embed"
	"unicode"
	"unicode/utf8"
)

// maxFolded is the most bytes of a word that count: longer words are no names.
const maxFolded = 48

// plain is what the letters from firstFolded on become, two bytes each, padded with zeros; zeros alone for a letter that stays.
//
//go:embed fold.bin
var plain string

const firstFolded = 0xC0

// fold writes a word without accents, in lower case and without spaces, hyphens, apostrophes and dots into buf, and gives its length; 0
// where it is too long or holds something else than letters.
func fold(buf *[maxFolded]byte, word []byte) int {
	n := 0
	for i := 0; i < len(word); {
		b := word[i]
		if n+utf8.UTFMax > maxFolded {
			return 0
		}
		if b < utf8.RuneSelf {
			i++
			switch {
			case b >= 'a' && b <= 'z':
				buf[n] = b
				n++
			case b >= 'A' && b <= 'Z':
				buf[n] = b | 0x20
				n++
			case b == ' ' || b == '-' || b == '\'' || b == '.':
			default:
				return 0
			}
			continue
		}
		r, size := utf8.DecodeRune(word[i:])
		i += size
		if at := 2 * (int(r) - firstFolded); at >= 0 && at < len(plain) && plain[at] != 0 {
			buf[n] = plain[at]
			n++
			if second := plain[at+1]; second != 0 {
				buf[n] = second
				n++
			}
			continue
		}
		switch {
		case r == '’' || r == '‘' || r == 'ʼ' || unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r):
			n += utf8.EncodeRune(buf[n:], unicode.ToLower(r))
		default:
			return 0
		}
	}
	return n
}

// AppendFold appends a word without accents and in lower case, as the tables hold it; nothing where it is no word.
func AppendFold(b []byte, word string) []byte {
	var from, to [maxFolded]byte
	if len(word) > maxFolded {
		return b
	}
	return append(b, to[:fold(&to, from[:copy(from[:], word)])]...)
}
