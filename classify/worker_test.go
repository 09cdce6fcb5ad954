package classify

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/text"
)

// fields makes a segment out of a text whose fields are marked «thus», with what is known of each.
func fields(marked string, known ...text.Field) *text.Segment {
	var spans []text.Span
	var b strings.Builder
	for i, part := range strings.Split(strings.ReplaceAll(marked, "»", "«"), "«") {
		if i%2 == 1 {
			spans = append(spans, text.Span{Start: int32(b.Len()), End: int32(b.Len() + len(part))})
		}
		b.WriteString(part)
	}
	s := plain(b.String())
	s.Fields, s.Layout = spans, layout(known)
	return s
}

func TestMatch(t *testing.T) {
	mail, odd, id := &text.Name{Text: "mail"}, &text.Name{Text: "of ann@example.com"}, &text.Name{Text: "id"}
	path := func(names ...*text.Name) (p *text.Path) {
		for _, n := range names {
			p = &text.Path{Parent: p, Name: n}
		}
		return p
	}
	tests := []struct {
		name string
		seg  *text.Segment
		want Match // without detector, confidence, mask
	}{
		{"plain", plain("one\ntwo ann@b.io"),
			Match{Start: 8, End: 16, Line: 2, EndLine: 2, Column: 5, Record: -1}},
		{"cell", fields("a,b\n«1»,«ann@b.io»", text.Field{Row: 2, Column: 1}, text.Field{Row: 2, Column: 2, Name: mail}),
			Match{Start: 6, End: 14, Line: 2, EndLine: 2, Column: 3, Row: 2, TableColumn: 2, ColumnName: "mail", Record: -1}},
		{"odd column", fields("a,b\n«1»,«ann@b.io»", text.Field{Row: 2, Column: 1}, text.Field{Row: 2, Column: 2, Name: odd}),
			Match{Start: 6, End: 14, Line: 2, EndLine: 2, Column: 3, Row: 2, TableColumn: 2, ColumnName: "col_2", Record: -1}},
		{"header", fields("a,«ann@b.io»", text.Field{Row: 1, Column: 2, IsName: true}),
			Match{Start: 2, End: 10, Line: 1, EndLine: 1, Column: 3, Row: 1, TableColumn: 2, Record: -1, inName: true}},
		{"sheet", fields("«ann@b.io»", text.Field{Row: 5, Column: 28, Sheet: "of ann@example.com"}),
			Match{Start: 0, End: 8, Line: 1, EndLine: 1, Column: 1, Row: 5, TableColumn: 28, CellReference: "of a***@***.com!AB5", Record: -1}},
		{"page", fields("«ann@b.io»", text.Field{Page: 3}),
			Match{Start: 0, End: 8, Line: 1, EndLine: 1, Column: 1, Page: 3, Record: -1}},
		{"record", fields(`{"id":{"mail":"«ann@b.io»"}}`, text.Field{Nested: true, Record: 7, Name: mail, Path: path(id, mail)}),
			Match{Start: 15, End: 23, Line: 1, EndLine: 1, Column: 16, Record: 7, JSONPath: "$.id.mail"}},
		{"record's root", fields(`"«ann@b.io»"`, text.Field{Nested: true}),
			Match{Start: 1, End: 9, Line: 1, EndLine: 1, Column: 2, JSONPath: "$"}},
		{"odd key", fields(`{"of":{"mail":"«ann@b.io»"}}`, text.Field{Nested: true, Path: path(odd, mail)}),
			Match{Start: 15, End: 23, Line: 1, EndLine: 1, Column: 16, JSONPath: "$['of a***@***.com'].mail", pathHidden: true}},
	}
	for _, test := range tests {
		s := test.seg
		s.OnRelease(func(s *text.Segment) { clear(s.Text); s.Fields, s.Layout = nil, nil })
		c := classifier(Settings{Reveal: false, Key: []byte("key")}, shapes(mailRow))
		h := c.Worker().Scan(s)
		s.Release() // nothing of the segment is needed from here on
		tally := c.Tally(nil)
		if err := tally.Add("", h); err != nil {
			t.Fatal(err)
		}
		f, err := tally.Found()
		if err != nil || f.Count != 1 {
			t.Fatalf("%s: found %+v, %v", test.name, f, err)
		}
		want := test.want
		want.Detector, want.Confidence, want.Masked = mailRow, 0.95, "a***@***.io"
		want.Fingerprint = tally.print.of(mailRow, []byte("ann@b.io"))
		if got := f.Detections[0].Matches[0]; !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\ngot  %+v\nwant %+v", test.name, got, want)
		}
	}
}

// With Reveal the value is there and names are whole; the mask stays one.
func TestReveal(t *testing.T) {
	name := &text.Name{Text: "of ann@example.com"}
	for reveal, want := range map[bool][3]string{
		false: {"", "col_1", "$['of a***@***.com']"},
		true:  {"bob@b.io", "of ann@example.com", "$['of ann@example.com']"},
	} {
		c := classifier(Settings{Reveal: reveal}, shapes(mailRow))
		_, cells, err := all(c, fields("«bob@b.io»", text.Field{Row: 2, Column: 1, Name: name}))
		if err != nil {
			t.Fatal(err)
		}
		_, records, err := all(c, fields("«bob@b.io»", text.Field{Nested: true, Path: &text.Path{Name: name}}))
		if err != nil {
			t.Fatal(err)
		}
		got := [3]string{cells[0].Text, cells[0].ColumnName, records[0].JSONPath}
		if got != want || cells[0].Masked != "b***@***.io" || records[0].Text != want[0] {
			t.Errorf("reveal %v: got %q and %q, want %q", reveal, got, cells[0].Masked, want)
		}
	}
}

// A match in a decoded copy stands where it was copied from, and in one order with what stands there itself.
func TestCopies(t *testing.T) {
	raw := `"a ""x"" ann@b.io",123-45-6789` + "\n"
	s := &text.Segment{
		Text:   []byte(raw + `a "x" ann@b.io` + "\n"),
		Fields: []text.Span{{Start: int32(len(raw)), End: int32(len(raw) + 14)}, {Start: 19, End: 30}},
		Own:    text.Span{End: int32(len(raw))}, Raw: int32(len(raw)), Order: 1000, Line: 1,
		Copies: []text.Copy{{At: text.Span{Start: int32(len(raw)), End: int32(len(raw) + 14)}, Raw: 1,
			Steps: []text.Step{{Decoded: 3, Raw: 4}, {Decoded: 5, Raw: 7}}}},
		Layout: layout{{Row: 1, Column: 1}, {Row: 1, Column: 2}},
	}
	_, ms, err := all(classifier(Settings{Reveal: true}, shapes(someRows...)), s)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range ms {
		got = append(got, fmt.Sprintf("%s %d-%d column %d", m.Text, m.Start, m.End, m.TableColumn))
	}
	want := []string{"ann@b.io 9-17 column 1", "123-45-6789 19-30 column 2"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// The real engine in place of the tests' own.
func TestEngine(t *testing.T) {
	e, err := detectors.New([]detectors.Detector{
		{ID: "EMAIL_ADDRESS", Title: "E-mail address", Category: detectors.Personal, Pattern: `[a-z]{1,64}@[a-z]{1,64}\.[a-z]{2,5}`, Tier: detectors.A},
		{ID: "BADGE", Title: "Badge", Category: detectors.Personal, Pattern: `\d{6}`, Tier: detectors.C, Keywords: []string{"badge"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	c := New(Settings{Engine: e})
	w := c.Worker()
	tally := c.Tally(nil)
	if err := tally.Add("", w.Scan(plain("badge 123456, ann@example.com\n\n"+strings.Repeat("- ", 40)+"654321\n"))); err != nil {
		t.Fatal(err)
	}
	f, err := tally.Found()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range f.Detections {
		for _, m := range d.Matches {
			got = append(got, fmt.Sprint(d.Detector.ID, " ", m.Masked, " ", m.Line, ":", m.Column))
		}
	}
	want := []string{"BADGE ****** 1:7", "EMAIL_ADDRESS a***@***.com 1:15"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := w.Name("of/ann@example.com"); got != "of/a***@***.com" {
		t.Errorf("name %q", got)
	}
}
