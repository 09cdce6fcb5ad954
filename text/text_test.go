package text

import (
	"strings"
	"testing"
)

func TestPlaces(t *testing.T) {
	// A margin of one line, the part owned from "x" on, and lines with characters of several bytes.
	s := &Segment{Text: []byte("früh\nxé 12\nß34\n\n56"), Base: 100, Line: 7, Chars: 2}
	s.Raw = int32(len(s.Text))
	s.Own = Span{6, s.Raw}
	s.Fields = []Span{{0, s.Raw}}
	l := s.Locate()
	for _, tt := range []struct {
		find         string
		line, column int64
		end          int64
	}{{"xé", 7, 3, 7}, {"é", 7, 4, 7}, {"12", 7, 6, 7}, {"34", 8, 2, 8}, {"34\n\n5", 8, 2, 10}, {"56", 10, 1, 10}} {
		at := int32(strings.Index(string(s.Text), tt.find))
		got := l.Place(0, Span{at, at + int32(len(tt.find))})
		if got.Line != tt.line || got.StartColumn != tt.column || got.EndLine != tt.end || got.Start != 100+int64(at) || got.End != got.Start+int64(len(tt.find)) {
			t.Errorf("%q: %+v, want line %d to %d, column %d, start %d", tt.find, got, tt.line, tt.end, tt.column, 100+at)
		}
	}
	if got := l.Place(0, Span{6, 8}); got.Line != 7 || got.StartColumn != 3 {
		t.Errorf("asked for an earlier place: %+v", got)
	}
	s.Base, s.Line = -1, 0
	if got := s.Locate().Place(0, Span{6, 8}); got.Start != -1 || got.End != -1 || got.Line != 0 {
		t.Errorf("places where there are none: %+v", got)
	}
}

func TestCopies(t *testing.T) {
	// `a\u0041b` at 1 was copied to the end as aAb, `c\nd` at 12 as c, line feed, d.
	s := &Segment{Text: []byte(`"a\u0041b","c\nd"` + "aAb\nc\nd"), Raw: 17}
	s.Copies = []Copy{
		{At: Span{17, 20}, Raw: 1, Steps: []Step{{Decoded: 2, Raw: 7}}},
		{At: Span{21, 24}, Raw: 12, Steps: []Step{{Decoded: 2, Raw: 3}}},
	}
	for pos, want := range map[int32]int32{0: 0, 5: 5, 17: 1, 18: 2, 19: 8, 20: 9, 21: 12, 22: 13, 23: 15, 24: 16} {
		if got := s.RawPos(pos); got != want {
			t.Errorf("RawPos(%d) = %d, want %d", pos, got, want)
		}
	}
}

func TestAdvance(t *testing.T) {
	text := "ab\ncé\xff\n\nΩ"
	for cut := range len(text) + 1 {
		line, chars := Advance([]byte(text[:cut]), 1, 0)
		line, chars = Advance([]byte(text[cut:]), line, chars)
		if line != 4 || chars != 1 {
			t.Errorf("cut at %d: line %d, %d characters", cut, line, chars)
		}
	}
}

func TestJSONPath(t *testing.T) {
	root := &Path{Name: &Name{Text: "users"}}
	second := &Path{Parent: root, Index: 1}
	long := strings.Repeat("k", 300)
	for want, p := range map[string]*Path{
		"$":                          nil,
		"$.users":                    root,
		"$.users[1]":                 second,
		"$.users[1].e-mail":          {Parent: second, Name: &Name{Text: "e-mail"}},
		`$.users[1]['a b']`:          {Parent: second, Name: &Name{Text: "a b"}},
		`$.users[1]['it\'s\\x']`:     {Parent: second, Name: &Name{Text: `it's\x`}},
		"$['']":                      {Name: &Name{}},
		"$['1st']":                   {Name: &Name{Text: "1st"}},
		"$['..." + long[:240] + "']": {Name: &Name{Text: long}},
	} {
		if got := p.JSONPath(nil); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	deep := &Path{Name: &Name{Text: "first"}}
	for range 100 {
		deep = &Path{Parent: deep, Name: &Name{Text: "deeper"}}
	}
	if got := deep.JSONPath(nil); len(got) > 260 || !strings.HasPrefix(got, "$[...]") || !strings.HasSuffix(got, ".deeper") {
		t.Errorf("a long path is %s", got)
	}
	if got := root.JSONPath(func(string) string { return "hidden" }); got != "$.hidden" {
		t.Errorf("renamed: %s", got)
	}
}

func TestCellReference(t *testing.T) {
	for want, c := range map[string]struct {
		sheet string
		row   int64
		col   int
	}{"A1": {"", 1, 1}, "Sheet2!C5": {"Sheet2", 5, 3}, "S!Z9": {"S", 9, 26}, "S!AA10": {"S", 10, 27}, "S!XFD1048576": {"S", 1048576, 16384}} {
		if got := CellReference(c.sheet, c.row, c.col); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
