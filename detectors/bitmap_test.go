package detectors

import (
	"bytes"
	"math/rand/v2"
	"testing"
	"unicode/utf8"

	"github.com/pii-scan/pii-scan/detectors/internal/kernel"
	"github.com/pii-scan/pii-scan/text"
)

// Characters of every length, and bytes that are none, belong to words where wordRune says so, wherever they stand in a block.
func TestForeignLetters(t *testing.T) {
	var all []byte
	for r := rune(0x80); r < 0x3100; r++ {
		all = utf8.AppendRune(append(all, 'a'), r)
	}
	noise := rand.New(rand.NewPCG(5, 6))
	for range 1 << 12 {
		all = append(all, byte(noise.Uint32()))
	}
	for _, lead := range []string{"\xC0\x80", "\xC1\xBF", "\xC2", "\xDF", "\xE0\x80", "\xC3a", "\xF5"} {
		all = append(append(all, lead...), ' ')
	}
	none := kernel.NewSet(func(byte) bool { return false })
	var m bitmap
	for shift := range 3 {
		s := append(bytes.Repeat([]byte{' '}, shift), all...)
		m.make(s, []text.Span{{End: int32(len(s))}}, none, true)
		for pos := 0; pos < len(s); {
			r, size := utf8.DecodeRune(s[pos:])
			i, k := pos/kernel.Block, pos%kernel.Block
			if r >= utf8.RuneSelf {
				if got := m.word[i]>>k&1 != 0; got != wordRune(r) {
					t.Fatalf("%U at %d belongs to a word: %v", r, pos, got)
				}
				if got := m.sign[i]>>k&1 != 0; got == wordRune(r) {
					t.Fatalf("%U at %d is a sign: %v", r, pos, got)
				}
			}
			pos += size
		}
	}
}
