package phone

import (
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	for _, test := range []struct {
		text, digits string // digits by group; "" where Read fails
		plus, zeros  bool
	}{
		{text: "+44 (0)20 7946-0958", digits: "44 0 20 7946 0958", plus: true},
		{text: "(+44) 20 79460958", digits: "44 20 79460958", plus: true},
		{text: "+ 44 20", digits: "44 20", plus: true},
		{text: "0044 20 7946 0958", digits: "44 20 7946 0958", zeros: true},
		{text: "00 44 20", digits: "44 20", zeros: true},
		{text: "(415) 555-0132 ext. 12", digits: "415 555 0132"},
		{text: "415.555.0132x12", digits: "415 555 0132"},
		{text: "4155550132,,12", digits: "4155550132"},
		{text: "030 / 901820", digits: "030 901820"},
		{text: "06\u00a012\u202f34\u201156", digits: "06 12 34 56"},
		{text: "415  555"},
		{text: "415--555"},
		{text: "415. 555"},
		{text: "415- 555"},
		{text: "415 .555"},
		{text: "(415 555"},
		{text: "415) 555"},
		{text: "((415)) 555"},
		{text: "(415 )555"},
		{text: "1+415"},
		{text: "-415 555"},
		{text: "415\u2014555"},
		{text: "1"},
		{text: ""},
		{text: strings.Repeat("1", maxDigits+1)},
		{text: strings.Repeat("1 ", maxGroups+1)},
	} {
		w, ok := Read([]byte(test.text))
		if got := show(&w); ok != (test.digits != "") || ok && (got != test.digits || w.Plus != test.plus || w.Zeros != test.zeros) {
			t.Errorf("Read(%q) = %q, %v (plus %v, zeros %v), want %q", test.text, got, ok, w.Plus, w.Zeros, test.digits)
		}
	}
}

// show writes the groups of digits with spaces between.
func show(w *Written) string {
	var groups []string
	d := w.Digits()
	for _, n := range w.groups[:w.count] {
		groups = append(groups, string(d[:n]))
		d = d[n:]
	}
	return strings.Join(groups, " ")
}

func TestSeparators(t *testing.T) {
	for _, test := range []struct {
		text          string
		first         int
		dots, slashes bool
		spaced        bool
	}{
		{"22718593", 8, false, false, false},
		{"22 71 85 93", 2, false, false, false},
		{"(26) 312-418", 2, false, false, false},
		{"532.123.45.67", 3, true, false, false},
		{"0664/123 4567", 4, false, true, false},
		{"030 - 23125", 3, false, false, true},
	} {
		w, ok := Read([]byte(test.text))
		if !ok || w.Group(0) != test.first || w.Holds('.') != test.dots || w.Holds('/') != test.slashes || w.Spaced() != test.spaced {
			t.Errorf("%s: %v, first group %d, dots %v, slashes %v, spaced %v", test.text, ok, w.Group(0), w.Holds('.'), w.Holds('/'), w.Spaced())
		}
	}
}

func TestDropCode(t *testing.T) {
	for _, test := range []struct {
		text string
		n    int
		want string
	}{
		{"+44 20 7946 0958", 2, "20 7946 0958"},
		{"+4420 7946 0958", 2, "20 7946 0958"},
		{"+44 (0)20 7946 0958", 2, "20 7946 0958"},
		{"+44 (20) 7946 0958", 2, "20 7946 0958"},
		{"+442079460958", 2, "2079460958"},
		{"+44", 3, ""},
	} {
		w, _ := Read([]byte(test.text))
		if w.DropCode(test.n); show(&w) != test.want {
			t.Errorf("%q without code is %q, want %q", test.text, show(&w), test.want)
		}
	}
}

func TestTidy(t *testing.T) {
	for text, want := range map[string]bool{
		"020 7946 0958":         true,
		"415 555-0132":          true,
		"(415) 555-0132":        true,
		"415-555-0132":          true,
		"06 12 34 56 78":        true,
		"06/12/34/56/78":        true,
		"030/901820":            true,
		"030/90 18 20":          true,
		"0151 - 23456789":       true,
		"069 90009-0":           true,
		"8 912 345-67-89":       true,
		"1 2 3 4 5 6 7":         false, // single digits
		"3-16-148410-0":         false, // a book
		"06-12 34-56 78":        false, // separators to and fro
		"030/901/820":           false,
		"112-118 - 47301":       false,
		"12 34 56 78 90 12 34":  false, // too many groups
		"2026-11-22 10":         false,
		"22.11.2026 10":         false,
		"11-22-2026 10":         false,
		"193.168.10.25":         false,
		"3333333333":            false,
		"0123456789":            false,
		"9876543210":            false,
		"0123456798":            true,
		"+22 11 2026 10":        true, // with a country code it cannot be a date
		"2026 13 22 10":         true,
		"1990-1995":             true, // the numbering plan's business
		"001 415 - 555 - 01 32": false,
	} {
		w, ok := Read([]byte(text))
		if got := ok && w.Tidy(); got != want {
			t.Errorf("%q tidy: %v, want %v", text, got, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, text := range []string{"+44 (0)20 7946-0958 ext 1", "0044 20", "(415) 555-0132", "06\u00a012\u202f34", "((", "1,2", "00", "+"} {
		f.Add([]byte(text), 2)
	}
	f.Fuzz(func(t *testing.T, text []byte, n int) {
		w, ok := Read(text)
		if !ok {
			return
		}
		check := func() {
			if got := len(strings.ReplaceAll(show(&w), " ", "")); got != len(w.Digits()) {
				t.Fatalf("%q: groups hold %d of %d digits", text, got, len(w.Digits()))
			}
			w.Tidy()
		}
		check()
		w.DropCode(n & 3)
		check()
	})
}
