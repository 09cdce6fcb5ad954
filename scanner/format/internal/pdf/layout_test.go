package pdf

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// sheet writes characters of 6 by 10 points, as a writer would.
type sheet struct{ chars []Char }

// write writes a line, every part of it as a text object of its own, and says where it ends. A space is a character of the page.
func (s *sheet) write(x, y float64, line string) {
	for i, r := range []rune(line) {
		c := Char{Rune: r, X0: x + 6*float64(i), X1: x + 6*float64(i+1), Y0: y, Y1: y + 10}
		c.Gap = i == 0 && len(s.chars) > 0
		c.Begins = c.Gap
		s.chars = append(s.chars, c)
	}
}

// text is what stands on the sheet; cells of named columns are written as name=text.
func (s *sheet) text(l *Layout) string {
	var parts []string
	for _, c := range l.Page(&Page{Chars: s.chars}) {
		switch {
		case c.Header:
			parts = append(parts, "#"+string(c.Text))
		case len(c.Name) > 0:
			parts = append(parts, string(c.Name)+"="+string(c.Text))
		default:
			parts = append(parts, string(c.Text))
		}
	}
	return strings.Join(parts, "|")
}

// upper takes a row in capital letters for a header.
func upper(row [][]byte, _ [][][]byte) bool {
	for _, cell := range row {
		if len(cell) == 0 || strings.ContainsFunc(string(cell), func(r rune) bool { return !unicode.IsUpper(r) }) {
			return false
		}
	}
	return true
}

// at is a line and its place.
type at struct {
	x, y float64
	line string
}

func TestLayout(t *testing.T) {
	for _, test := range []struct {
		name  string
		lines []at
		want  string
	}{
		{"prose", []at{{50, 700, "one line of it"}, {50, 688, "and another one"}}, "one line of it\nand another one"},
		{"another paragraph", []at{{50, 700, "one line"}, {50, 660, "another one"}}, "one line\t\nanother one"},
		{"side by side", []at{{50, 700, "12"}, {90, 700, "34"}}, "12\t34"},
		{"a word space", []at{{50, 700, "ab"}, {65, 700, "cd"}}, "ab cd"},
		{"near columns", []at{{50, 700, "12"}, {66, 700, "34"}, {50, 688, "56"}, {66, 688, "78"}}, "12\t34\t\n56\t78"},
		{"two columns", []at{{50, 700, "left one"}, {50, 688, "left two"}, {300, 700, "right one"}, {300, 688, "right two"}},
			"left one\nleft two\tright one\nright two"},
		{"hyphen", []at{{50, 700, "the ferry-"}, {50, 688, "man came"}}, "the ferryman came"},
		{"hyphen of a name", []at{{50, 700, "for Anne-"}, {50, 688, "Marie now"}}, "for Anne-Marie now"},
		{"hyphen of a number", []at{{50, 700, "no. 123-"}, {50, 688, "45 too"}}, "no. 123-45 too"},
		{"dash", []at{{50, 700, "this -"}, {50, 688, "that"}}, "this -\nthat"},
		{"broken address", []at{{50, 700, "Mail"}, {150, 700, "ines.duarte@quill"}, {150, 688, "harbour.net"}}, "Mail\tines.duarte@quillharbour.net"},
		{"broken at the sign", []at{{50, 700, "ines.duarte@"}, {50, 688, "quillharbour.net and more"}}, "ines.duarte@quillharbour.net and more"},
		{"two addresses", []at{{50, 700, "a@quill.net"}, {50, 688, "b@quill.net"}}, "a@quill.net\nb@quill.net"},
		{"broken number", []at{{50, 700, "Account"}, {150, 700, "DE893704004405"}, {150, 688, "32013000"}}, "Account\tDE89370400440532013000"},
		{"broken group", []at{{50, 700, "Account"}, {150, 700, "DE89 3704 0044"}, {150, 688, "0532 0130 00"}}, "Account\tDE89 3704 0044 0532 0130 00"},
		{"list of numbers", []at{{50, 700, "1234567890"}, {50, 685, "9876543210"}}, "1234567890\t\n9876543210"},
		{"wrapped words", []at{{50, 700, "Customer"}, {150, 700, "x"}, {50, 688, "number"}}, "Customer\tx\t\nnumber"},
		{"table", []at{{50, 700, "NAME"}, {120, 700, "CITY"}, {50, 680, "Ines"}, {120, 680, "Porto"}, {50, 660, "Tomas"}, {120, 660, "Oslo"}},
			"#NAME|#CITY|NAME=Ines|CITY=Porto|NAME=Tomas|CITY=Oslo"},
		{"table with a title", []at{{50, 740, "people"}, {50, 700, "NAME"}, {120, 700, "CITY"}, {50, 680, "Ines"}, {120, 680, "Porto"}, {50, 660, "Tomas"}, {120, 660, "Oslo"}},
			"people|#NAME|#CITY|NAME=Ines|CITY=Porto|NAME=Tomas|CITY=Oslo"},
		{"wrapped cell", []at{{50, 700, "NAME"}, {120, 700, "CITY"}, {50, 680, "Ines"}, {50, 670, "Duarte"}, {120, 680, "Porto"}, {50, 650, "Tomas"}, {120, 650, "Oslo"}},
			"#NAME|#CITY|NAME=Ines Duarte|CITY=Porto|NAME=Tomas|CITY=Oslo"},
		{"numbers to the right", []at{{50, 700, "ID"}, {120, 700, "CITY"}, {64, 680, "1"}, {120, 680, "Porto"}, {64, 660, "2"}, {120, 660, "Oslo"}},
			"#ID|#CITY|ID=1|CITY=Porto|ID=2|CITY=Oslo"},
		{"no table of one column", []at{{50, 700, "TITLE"}, {50, 675, "one"}, {50, 650, "two"}, {50, 625, "three"}}, "TITLE\t\none\t\ntwo\t\nthree"},
		{"sparse table", []at{{50, 700, "NAME"}, {120, 700, "CITY"}, {190, 700, "POST"}, {50, 650, "Ines"}, {120, 650, "Porto"}, {190, 650, "cook"}, {50, 600, "Tomas"}, {120, 600, "Oslo"}, {190, 600, "clerk"}},
			"#NAME|#CITY|#POST|NAME=Ines|CITY=Porto|POST=cook|NAME=Tomas|CITY=Oslo|POST=clerk"},
		{"sparse near columns", []at{{50, 700, "12"}, {66, 700, "345"}, {200, 700, "a"}, {50, 640, "5"}, {66, 640, "78"}, {200, 640, "b"}, {50, 580, "55"}, {66, 580, "7"}, {200, 580, "c"}},
			"12\t345\ta\t\n5\t78\tb\t\n55\t7\tc"},
		{"broken words", []at{{50, 700, "NAME"}, {120, 700, "ADDR"}, {50, 680, "Ines"}, {120, 680, "10.20.3"}, {120, 670, "0.141"}, {50, 650, "Tomas"}, {120, 650, "10.20.3"}, {120, 640, "0.142"}},
			"#NAME|#ADDR|NAME=Ines|ADDR=10.20.30.141|NAME=Tomas|ADDR=10.20.30.142"},
		{"list in a cell", []at{{50, 700, "NAME"}, {120, 700, "ADDR"}, {50, 680, "Ines"}, {120, 680, "10.20.3.1"}, {120, 670, "10.20.3.2"}, {50, 650, "Tomas"}, {120, 650, "10.20.3.4"}, {120, 640, "10.20.3.5"}},
			"#NAME|#ADDR|NAME=Ines|ADDR=10.20.3.1 10.20.3.2|NAME=Tomas|ADDR=10.20.3.4 10.20.3.5"},
		{"wrapped prose", []at{{50, 700, "We heard it all from our friend Ines"}, {50, 688, "Duarte, who had been there."}}, "We heard it all from our friend Ines Duarte, who had been there."},
		{"names one beneath the other", []at{{50, 700, "Ines Duarte"}, {50, 688, "Tomas Berg"}}, "Ines Duarte\nTomas Berg"},
	} {
		var s sheet
		for _, l := range test.lines {
			s.write(l.x, l.y, l.line)
		}
		if got := s.text(&Layout{IsHeader: upper}); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// A table goes on over the page; another one does not.
func TestTableGoesOn(t *testing.T) {
	l := &Layout{IsHeader: upper}
	var first, second, third sheet
	for i, r := range []string{"NAME", "Ines", "Tomas"} {
		first.write(50, 700-20*float64(i), r)
		first.write(120, 700-20*float64(i), strings.Replace(r, "NAME", "CITY", 1))
	}
	first.text(l)
	second.write(50, 700, "Nora")
	second.write(120, 700, "Bergen")
	if got, want := second.text(l), "NAME=Nora|CITY=Bergen"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	third.write(70, 700, "Nora")
	third.write(200, 700, "Bergen")
	if got, want := third.text(l), "Nora\tBergen"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// No character is lost, whatever stands where.
func TestNothingLost(t *testing.T) {
	words := strings.Fields("Ines ines@quillharbour.net 4920 DE89 the ferry un- Porto NAME CITY 12")
	for seed := range 300 {
		var s sheet
		n := seed
		next := func(m int) int { n = (n*1103515245 + 12345) & 0x7fffffff; return n >> 8 % 1000 % m }
		var want []rune
		for range 40 {
			w := words[next(len(words))]
			s.write(float64(50+next(8)*40), float64(100+next(30)*12), w)
			want = append(want, []rune(w)...)
		}
		got := []rune(strings.Map(func(r rune) rune {
			if strings.ContainsRune(" \t\n|=#", r) {
				return -1
			}
			return r
		}, s.text(&Layout{IsHeader: func([][]byte, [][][]byte) bool { return false }})))
		want = slices.DeleteFunc(want, func(r rune) bool { return r == '-' }) // the hyphen of a broken word goes
		got = slices.DeleteFunc(got, func(r rune) bool { return r == '-' })
		slices.Sort(want)
		slices.Sort(got)
		if string(got) != string(want) {
			t.Fatalf("seed %d: %q, want %q", seed, string(got), string(want))
		}
	}
}

// Sheets that no writer makes cost no more time than others.
func TestCrowdedPage(t *testing.T) {
	var s sheet
	for i := range 20_000 {
		s.write(float64(i%100)*12, float64(i/100%7)*9, fmt.Sprint(i%10))
	}
	if got := s.text(&Layout{IsHeader: upper}); len(got) < 20_000 {
		t.Errorf("%d bytes", len(got))
	}
}

func TestDegrees(t *testing.T) {
	for _, test := range []struct {
		radians float64
		want    int
	}{{0, 0}, {-1.5708, 90}, {1.5708, 270}, {3.1416, 180}, {-0.785, 45}, {6.2832, 0}, {0.01, 0}} {
		if got := degrees(test.radians); got != test.want {
			t.Errorf("%g: %d, want %d", test.radians, got, test.want)
		}
	}
}
