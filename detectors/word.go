package detectors

import (
	"unicode"
	"unicode/utf8"
)

// What a byte is to the edges of words. Bytes of 0x80 and over are looked at as runes.
const (
	other uint8 = iota
	lower
	upper
	digit
	underscore
	multi // part of a character of several bytes
)

var byteKind = func() (k [256]uint8) {
	for b := range 256 {
		switch {
		case b >= 'a' && b <= 'z':
			k[b] = lower
		case b >= 'A' && b <= 'Z':
			k[b] = upper
		case b >= '0' && b <= '9':
			k[b] = digit
		case b == '_':
			k[b] = underscore
		case b >= utf8.RuneSelf:
			k[b] = multi
		}
	}
	return k
}()

// wordRune says whether a character holds a word together: letters and marks of alphabets do, the characters of scripts that
// are written without spaces do not, so that a number between Chinese characters has edges.
func wordRune(r rune) bool {
	if r == utf8.RuneError || !unicode.IsLetter(r) && !unicode.IsMark(r) {
		return false
	}
	return !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// shortLetters has a bit for each character of two bytes that belongs to words.
var shortLetters = func() (set [1 << 11 / 64]uint64) {
	for r := rune(0x80); r < 1<<11; r++ {
		if wordRune(r) {
			set[r/64] |= 1 << (r % 64)
		}
	}
	return set
}()

// wordBefore says whether the character that ends at pos belongs to a word. Text before from is out of reach.
func wordBefore(text []byte, from, pos int) bool {
	if pos <= from {
		return false
	}
	switch byteKind[text[pos-1]] {
	case other:
		return false
	case multi:
		r, _ := utf8.DecodeLastRune(text[from:pos])
		return wordRune(r)
	}
	return true
}

// wordAt says whether the character that begins at pos belongs to a word. Text from to on is out of reach.
func wordAt(text []byte, pos, to int) bool {
	if pos >= to {
		return false
	}
	switch byteKind[text[pos]] {
	case other:
		return false
	case multi:
		r, _ := utf8.DecodeRune(text[pos:to])
		return wordRune(r)
	}
	return true
}

// numberGoesOn says whether a value of digits and separators, text[start:end], is a part of a longer number: a neighbouring
// separator has a digit behind it. A comma counts only beside a value without separators of its own.
func numberGoesOn(text []byte, from, start, end, to int) bool {
	if !numeric(text[start:end]) {
		return false
	}
	plain := byteKind[text[start]] == digit && allDigits(text[start:end])
	if start-1 > from && joins(text[start-1], plain) && byteKind[text[start-2]] == digit {
		return true
	}
	return end+1 < to && joins(text[end], plain) && byteKind[text[end+1]] == digit
}

func joins(b byte, plain bool) bool {
	switch b {
	case '-', '.', '/', ':', '+':
		return true
	case ',':
		return plain
	}
	return false
}

// numeric says whether v holds no letter.
func numeric(v []byte) bool {
	for _, b := range v {
		if k := byteKind[b]; k == lower || k == upper {
			return false
		}
	}
	return true
}

func allDigits(v []byte) bool {
	for _, b := range v {
		if byteKind[b] != digit {
			return false
		}
	}
	return true
}

// isLetter says whether a byte is a letter of ASCII.
func isLetter(b byte) bool { return byteKind[b] == lower || byteKind[b] == upper }
