package format

import "testing"

// Every pair of bytes, at each place of eight, is told from what is printed.
func TestNotPrinted(t *testing.T) {
	is := func(b byte) bool { return b >= ' ' && b <= '~' || b == '\n' }
	for i := range 8 {
		for pair := range 1 << 16 {
			b := []byte("aaaaaaaa")
			b[i], b[(i+1)%8] = byte(pair), byte(pair>>8)
			if want := is(byte(pair)) && is(byte(pair>>8)); (notPrinted(b) == 0) != want {
				t.Fatalf("%q: want %v", b, want)
			}
		}
	}
}
