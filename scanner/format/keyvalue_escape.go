package format

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// unescape decodes what b begins with: an escape as in strings of C, or a character that stands for itself. What is no escape stands as
// it is, so that no path of Windows is lost.
func unescape(dst, b []byte) ([]byte, int) {
	if b[0] != '\\' || len(b) == 1 {
		return append(dst, b[0]), 1
	}
	switch c := b[1]; c {
	case 'n':
		return append(dst, '\n'), 2
	case 't':
		return append(dst, '\t'), 2
	case 'r':
		return append(dst, '\r'), 2
	case '"', '\\', '/', '\'', ' ', ':', '=', '#', '!':
		return append(dst, c), 2
	case '\n', '\r':
		n := 2 // the line goes on behind the indentation of the next
		for n < len(b) && isGap(b[n]) {
			n++
		}
		return dst, n
	case 'x':
		return unescapeRune(dst, b, 2)
	case 'u':
		return unescapeRune(dst, b, 4)
	case 'U':
		return unescapeRune(dst, b, 8)
	}
	return append(dst, '\\'), 1
}

// unescapeRune decodes \u and so many hexadecimal digits, and a surrogate that follows.
func unescapeRune(dst, b []byte, digits int) ([]byte, int) {
	r, ok := hexRune(b, digits)
	if !ok {
		return append(dst, '\\'), 1
	}
	n := 2 + digits
	if utf16.IsSurrogate(r) && len(b) > n+1 && b[n] == '\\' && b[n+1] == b[1] {
		if low, ok := hexRune(b[n:], digits); ok {
			if whole := utf16.DecodeRune(r, low); whole != utf8.RuneError {
				return utf8.AppendRune(dst, whole), 2 * n
			}
		}
	}
	return utf8.AppendRune(dst, r), n
}

func hexRune(b []byte, digits int) (rune, bool) {
	if len(b) < 2+digits {
		return 0, false
	}
	n, err := strconv.ParseUint(string(b[2:2+digits]), 16, 32)
	if err != nil || n > utf8.MaxRune {
		return 0, false
	}
	return rune(n), true
}
