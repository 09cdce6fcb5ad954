package codepage

import (
	"testing"

	"golang.org/x/text/encoding"
)

func TestGet(t *testing.T) {
	for _, test := range []struct {
		number     int
		text, want string // want is empty where the number is not known
	}{
		{1251, "\xff", "я"},
		{10000, "\x8a", "ä"},
		{28591, "\xe4\x93", "ä“"},
		{932, "\x93\x8c", "東"},
		{54936, "\xb6\xab", "东"},
		{0, "a", ""},
		{1200, "a", ""},
		{65001, "a", ""},
	} {
		if got := decoded(Get(test.number), test.text); got != test.want {
			t.Errorf("page %d: %q, want %q", test.number, got, test.want)
		}
	}
}

func decoded(page encoding.Encoding, text string) string {
	if page == nil {
		return ""
	}
	s, _ := page.NewDecoder().String(text)
	return s
}
