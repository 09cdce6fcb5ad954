package format

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"
)

// findStringEnd looks for the quote that closes a string of which t[from:] is the rest. Where there is none, end is how far
// the string goes without a cut through an escape. last says that no more text follows t.
func findStringEnd(t []byte, from int, last bool) (end int, escaped, closed bool) {
	n := len(t)
	i := from
	for i < n {
		var hits uint64
		if i+8 <= n {
			w := binary.LittleEndian.Uint64(t[i:])
			hits = ^(differ(w, repeat('"'))&differ(w, repeat('\\')) | lowBits)
			if hits == 0 {
				i += 8
				continue
			}
			i += bits.TrailingZeros64(hits) >> 3
		} else if c := t[i]; c != '"' && c != '\\' {
			i++
			continue
		}
		if t[i] == '"' {
			return i, escaped, true
		}
		size, complete := escapeSize(t[i:], last)
		if !complete {
			return i, escaped, false
		}
		escaped = true
		i += size
	}
	return n, escaped, false
}

// escapeSize is the length of the escape that t begins with: 12 for a surrogate pair, 6 for \uXXXX, else 2 (1 for a backslash at
// the very end). It is not complete where more text could make it longer.
func escapeSize(t []byte, last bool) (size int, complete bool) {
	if len(t) < 2 {
		return 1, last
	}
	if t[1] != 'u' {
		return 2, true
	}
	if len(t) < 6 && !last {
		return 2, false
	}
	r, ok := unicodeEscape(t)
	if !ok {
		return 2, true
	}
	if !utf16.IsSurrogate(r) || r >= 0xdc00 {
		return 6, true
	}
	if len(t) < 12 && !last {
		return 6, false
	}
	if low, ok := unicodeEscape(t[6:]); ok && low >= 0xdc00 && low < 0xe000 {
		return 12, true
	}
	return 6, true
}

// unicodeEscape reads \uXXXX.
func unicodeEscape(t []byte) (rune, bool) {
	if len(t) < 6 || t[0] != '\\' || t[1] != 'u' {
		return 0, false
	}
	var r rune
	for _, c := range t[2:6] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// shortEscapes are those of one letter, as https://www.rfc-editor.org/rfc/rfc8259#section-7 has them.
var shortEscapes = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// copyString adds the field t[from:to] with its escapes undone. An escape that JSON does not have stays as it is.
func (b *block) copyString(from, to int) {
	t := b.seg.Text[:to]
	b.beginCopy(from)
	for from < to {
		k := bytes.IndexByte(t[from:], '\\')
		if k < 0 {
			b.decoded = append(b.decoded, t[from:]...)
			break
		}
		b.decoded = append(b.decoded, t[from:from+k]...)
		from += k
		size, _ := escapeSize(t[from:], true)
		escape := t[from : from+size]
		from += size
		switch r, ok := unicodeEscape(escape); {
		case size == 12:
			low, _ := unicodeEscape(escape[6:])
			b.decoded = utf8.AppendRune(b.decoded, utf16.DecodeRune(r, low))
		case ok:
			b.decoded = utf8.AppendRune(b.decoded, r) // half a pair becomes U+FFFD
		case size == 2 && shortEscapes[escape[1]] != 0:
			b.decoded = append(b.decoded, shortEscapes[escape[1]])
		default:
			b.decoded = append(b.decoded, escape...)
			continue
		}
		b.step(from)
	}
	b.endCopy()
}

// numberEnd is where the number ends that begins at from; -1 where there is none, len(t) also where it may go on.
func numberEnd(t []byte, from int) int {
	i := from
	digits := func() bool {
		start := i
		for i < len(t) && t[i]-'0' < 10 {
			i++
		}
		return i > start || i == len(t)
	}
	if t[i] == '-' {
		i++
	}
	if i < len(t) && t[i] == '0' {
		i++
	} else if !digits() {
		return -1
	}
	if i < len(t) && t[i] == '.' {
		if i++; !digits() {
			return -1
		}
	}
	if i < len(t) && t[i]|0x20 == 'e' {
		i++
		if i < len(t) && (t[i] == '+' || t[i] == '-') {
			i++
		}
		if !digits() {
			return -1
		}
	}
	return i
}

// Classes of bytes that can follow a value without a space.
var endsValue = [256]bool{' ': true, '\t': true, '\n': true, '\r': true, ',': true, ']': true, '}': true, ':': true}

var isJSONSpace = [256]bool{' ': true, '\t': true, '\n': true, '\r': true}
