package ole

import (
	"bytes"
	"testing"
)

func TestHasFormat(t *testing.T) {
	for _, test := range []struct {
		name string
		list []byte
		want bool
	}{
		{"alone", []byte{0x17, 0x24, 1}, true},
		{"not set", []byte{0x17, 0x24, 0}, false},
		{"behind one byte", []byte{0x16, 0x24, 1, 0x17, 0x24, 1}, true},
		{"behind two bytes", []byte{0x00, 0x46, 9, 9, 0x17, 0x24, 1}, true},
		{"behind four bytes", []byte{0x00, 0x64, 9, 9, 9, 9, 0x17, 0x24, 1}, true},
		{"behind three bytes", []byte{0x00, 0xe4, 9, 9, 9, 0x17, 0x24, 1}, true},
		{"behind a list", []byte{0x00, 0xc6, 2, 9, 9, 0x17, 0x24, 1}, true},
		{"behind a table", []byte{0x08, 0xd6, 3, 0, 9, 9, 0x17, 0x24, 1}, true},
		{"inside of a list", []byte{0x00, 0xc6, 3, 0x17, 0x24, 1}, false},
		{"cut", []byte{0x16, 0x24, 1, 0x17, 0x24}, false},
		{"a list longer than all", []byte{0x00, 0xc6, 255, 0x17, 0x24, 1}, false},
	} {
		if got := hasFormat(test.list, sprmRowEnd); got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}

// A pair of UTF-16 stays together wherever the pieces end in which it is decoded.
func TestAppendUTF16(t *testing.T) {
	for n := 500; n < 520; n++ {
		raw := append(bytes.Repeat([]byte{'a', 0}, n), 0x3d, 0xd8, 0x00, 0xde, 'b', 0, 'x')
		want := string(bytes.Repeat([]byte{'a'}, n)) + "\U0001F600b"
		if got := string(AppendUTF16(nil, raw)); got != want {
			t.Errorf("behind %d characters: %q", n, got[n:])
		}
	}
}

func TestParagraphsAt(t *testing.T) {
	p := paragraphs{{10, 20, false}, {20, 22, true}, {40, 50, false}}
	for pos, want := range map[int64][2]bool{9: {false, false}, 10: {true, false}, 19: {true, false}, 20: {true, true}, 22: {false, false}, 45: {true, false}, 50: {false, false}} {
		if in, row := p.at(pos); in != want[0] || row != want[1] {
			t.Errorf("at %d: %v, %v", pos, in, row)
		}
	}
}

// Compound files name more pages than others, and mean Latin-1 by it; of others Windows-1252 is the best guess.
func TestCodePage(t *testing.T) {
	for _, test := range []struct {
		number     int
		text, want string
	}{
		{1251, "\xff", "я"},
		{1200, "\x4f\x04", "я"},
		{28591, "\xe4\x93", "ä\u0093"},
		{28599, "\xf0", "ğ"},
		{65001, "я", "я"},
		{1252, "\x93", "“"},
		{4711, "\x93", "“"},
	} {
		if got := string(Decode(CodePage(test.number), []byte(test.text))); got != test.want {
			t.Errorf("page %d: %q, want %q", test.number, got, test.want)
		}
	}
}
