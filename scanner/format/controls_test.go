package format

import (
	"strings"
	"testing"
)

// TestCountControls puts every byte at every place of a text that is looked at eight bytes at a time.
func TestCountControls(t *testing.T) {
	for c := range 256 {
		one, _ := countControls([]byte{byte(c)})
		if want := c < ' ' && !strings.ContainsRune("\t\n\r\f\v\b\x1b", rune(c)) || c == 0x7f; (one == 1) != want {
			t.Errorf("%#x is a control character: %v, want %v", c, one == 1, want)
		}
		for at := range 20 {
			text := []byte(strings.Repeat("~ ", 10))
			text[at] = byte(c)
			if controls, all := countControls(text); controls != one || all != len(text) {
				t.Errorf("%#x at %d: %d control characters of %d, want %d of %d", c, at, controls, all, one, len(text))
			}
		}
	}
}
