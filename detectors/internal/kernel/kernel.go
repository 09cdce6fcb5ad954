// Package kernel turns text into bitmaps: one bit a byte for each class of bytes, 64 bytes at a time. On amd64 with AVX2 it runs in
// assembly; everywhere else, and with PII_SCAN_KERNEL=generic in the environment, a twin in Go gives the same bits. It knows
// bytes and no detector.
package kernel

// Block is how many bytes a Planes describes.
const Block = 64

// Planes are the bitmaps of 64 bytes; bit i of each stands for byte i. The assembly knows the order of the fields.
type Planes struct {
	Digit  uint64 // 0-9
	Letter uint64 // A-Z a-z
	Under  uint64 // _
	At     uint64 // @
	Sign   uint64 // + - . / = ~ > }: what holds a token together, and two signs that look alike to the tables
	Case   uint64 // bit 5 of the byte: of a letter, that it is a small one
	High   uint64 // 0x80 and over
	Mark   uint64 // the bytes of the caller's set
}

// Set is a set of ASCII bytes in the forms that the kernels take.
type Set struct {
	// low has by the low half of a byte a bit for each high half with which it is in the set; high has that bit.
	low, high [16]byte
	// spread has by the byte a bit for each plane: plane k is bit 8k.
	spread [256]uint64
}

// NewSet makes a set; bytes of 0x80 and over are left out.
func NewSet(has func(b byte) bool) *Set {
	s := &Set{}
	for b := range byte(0x80) {
		if has(b) {
			s.low[b&15] |= 1 << (b >> 4)
		}
	}
	for h := range 8 {
		s.high[h] = 1 << h
	}
	for b := range 256 {
		c := byte(b)
		for k, in := range [8]bool{
			c >= '0' && c <= '9', c|0x20 >= 'a' && c|0x20 <= 'z', c == '_', c == '@',
			c == '+' || c == '-' || c == '.' || c == '/' || c == '=' || c == '~' || c == '>' || c == '}',
			c&0x20 != 0, c >= 0x80, s.low[c&15]&s.high[c>>4] != 0,
		} {
			if in {
				s.spread[b] |= 1 << (8 * k)
			}
		}
	}
	return s
}

// Groups tells signs apart as Planes do: bit 0 is that of Sign, bit 1 that of Mark. Letters and digits are in none.
func (s *Set) Groups() *[256]uint8 {
	var g [256]uint8
	for b, spread := range s.spread {
		if spread&(1|1<<8) == 0 { // neither Digit nor Letter
			g[b] = uint8(spread>>32&1 | spread>>56&1<<1)
		}
	}
	return &g
}

// Blocks is how many Planes n bytes take.
func Blocks(n int) int { return (n + Block - 1) / Block }

// Classify describes src in dst, which must have Blocks(len(src)) elements or more. Bits behind the end of src are zero.
func Classify(dst []Planes, src []byte, mark *Set) {
	whole := len(src) / Block
	if whole > 0 {
		classify(dst[:whole], src[:whole*Block], mark)
	}
	if rest := src[whole*Block:]; len(rest) > 0 {
		var last [Block]byte
		copy(last[:], rest)
		classify(dst[whole:whole+1], last[:], mark)
		dst[whole].Mark &= 1<<len(rest) - 1 // a zero byte has no other class
	}
}

// classifyGeneric is the twin in Go: eight bytes give eight bits of every plane at once.
func classifyGeneric(dst []Planes, src []byte, mark *Set) {
	for i := range dst {
		block := src[i*Block : i*Block+Block]
		var p Planes
		for j := 0; j < Block; j += 8 {
			var bits uint64
			for k, b := range block[j : j+8] {
				bits |= mark.spread[b] << k
			}
			p.Digit |= bits & 0xFF << j
			p.Letter |= bits >> 8 & 0xFF << j
			p.Under |= bits >> 16 & 0xFF << j
			p.At |= bits >> 24 & 0xFF << j
			p.Sign |= bits >> 32 & 0xFF << j
			p.Case |= bits >> 40 & 0xFF << j
			p.High |= bits >> 48 & 0xFF << j
			p.Mark |= bits >> 56 << j
		}
		dst[i] = p
	}
}
