package automaton

import (
	"math/bits"
	"unicode"
	"unicode/utf8"
)

// byteSet is a set of bytes.
type byteSet [4]uint64

func (s *byteSet) has(b byte) bool { return s[b>>6]>>(b&63)&1 != 0 }

func (s *byteSet) add(lo, hi byte) {
	for b := int(lo); b <= int(hi); b++ {
		s[b>>6] |= 1 << (b & 63)
	}
}

func (s *byteSet) or(o *byteSet) {
	for i, w := range o {
		s[i] |= w
	}
}

func (s *byteSet) and(o *byteSet) (both byteSet) {
	for i, w := range o {
		both[i] = s[i] & w
	}
	return both
}

// all yields each byte in rising order.
func (s *byteSet) all(yield func(b byte) bool) {
	for i, w := range s {
		for ; w != 0; w &= w - 1 {
			if !yield(byte(i*64 + bits.TrailingZeros64(w))) {
				return
			}
		}
	}
}

// spelling is the UTF-8 of a range of runes of one length: for each byte the first and the last that it may be.
type spelling struct {
	n      int
	lo, hi [utf8.UTFMax]byte
}

// spell calls f with the spellings of the runes from lo to hi that lie beyond ASCII, in rising order.
func spell(lo, hi rune, f func(spelling)) {
	lo, hi = max(lo, utf8.RuneSelf), min(hi, unicode.MaxRune)
	if lo > hi {
		return
	}
	split := func(last rune) {
		spell(lo, last, f)
		spell(last+1, hi, f)
	}
	if lo <= 0xDFFF && hi >= 0xD800 { // surrogates have no UTF-8
		spell(lo, 0xD7FF, f)
		spell(0xE000, hi, f)
		return
	}
	for _, last := range []rune{0x7FF, 0xFFFF} {
		if lo <= last && last < hi {
			split(last)
			return
		}
	}
	// A byte is a range by itself only where all behind it may be anything.
	for i := 1; i < utf8.UTFMax; i++ {
		if m := rune(1)<<(6*i) - 1; lo&^m != hi&^m {
			if lo&m != 0 {
				split(lo | m)
				return
			}
			if hi&m != m {
				split(hi&^m - 1)
				return
			}
		}
	}
	var s spelling
	s.n = utf8.EncodeRune(s.lo[:], lo)
	utf8.EncodeRune(s.hi[:], hi)
	f(s)
}
