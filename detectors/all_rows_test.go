package detectors

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/pii-scan/pii-scan/text"
)

// cellOf is a segment of one cell.
func cellOf(s string, name *text.Name) (*text.Segment, text.Span) {
	seg := plainSegment(s)
	seg.Layout = oneName{name}
	return seg, seg.Fields[0]
}

// written lists the candidates that are the whole of a text of n bytes.
func written(cands []Candidate, n int) string {
	var lines []string
	for _, c := range cands {
		if c.From == 0 && int(c.End) == n && c.Score > 0 {
			lines = append(lines, fmt.Sprintf("%s %.3f %v", c.Detector.ID, c.Score, c.Keyword))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// TestCellEqualsScan takes what the examples of all rows find for cells, under a name without keywords and under one with a keyword
// of their own: on a whole cell Scan and Cell find the same, and CellOf what is asked for.
func TestCellEqualsScan(t *testing.T) {
	e, err := New(All)
	if err != nil {
		t.Fatal(err)
	}
	scan, cell := e.Matcher(), e.Matcher()
	cells := 0
	for i := range e.rows {
		d := &e.rows[i]
		for _, example := range d.Finds {
			_, rest, _ := strings.Cut(Expand(example), "«")
			value, _, _ := strings.Cut(rest, "»")
			if value == "" || strings.TrimSpace(value) != value {
				continue
			}
			for _, name := range []*text.Name{nil, {Text: strings.Join(d.Keywords, " / ")}} {
				cells++
				seg, span := cellOf(value, name)
				want := written(scan.Scan(seg, nil), len(value))
				got := written(cell.Cell(seg, 0, span, RowSet{}, nil), len(value))
				if got != want {
					t.Errorf("row %s, name %v: Cell finds\n%s\nScan\n%s", d.ID, name != nil, got, want)
				}
				one := written(cell.CellOf(seg, 0, span, e.RowSet(d), nil), len(value))
				for _, line := range strings.Split(want, "\n") {
					if d.Whole == nil && strings.HasPrefix(line, d.ID+" ") && one != line {
						t.Errorf("row %s, name %v: CellOf finds %q, want %q", d.ID, name != nil, one, line)
					}
				}
			}
		}
	}
	if cells < 1000 {
		t.Errorf("only %d cells", cells)
	}
}

// TestAdmit asks the same matcher again and again: an admission holds in the fields of its name, for its rows, until there are others.
func TestAdmit(t *testing.T) {
	e, err := New([]Detector{
		{ID: "SIX", Category: Personal, Pattern: `\d{6}`, Tier: C, Keywords: []string{"six"}, KeywordRequired: true},
		{ID: "FIVE", Category: Personal, Pattern: `\d{5}`, Tier: C, Keywords: []string{"five"}, KeywordRequired: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	parent := &text.Name{Text: "five"}
	a, b, child := &text.Name{Text: "a"}, &text.Name{Text: "a"}, &text.Name{Text: "a", Parent: parent}
	six, five := e.RowSet(&e.rows[0]), e.RowSet(&e.rows[1])
	var ofA, ofB, ofBoth, ofChild Admissions
	ofA.Add(a, six)
	ofB.Add(b, five)
	ofBoth.Add(a, five)
	ofBoth.Add(b, six)
	ofChild.Add(child, six)
	m := e.Matcher()
	for _, test := range []struct {
		name    string
		admit   *Admissions
		field   *text.Name
		value   string
		want    string
		keyword bool
	}{
		{"none", nil, a, "123456", "", false},
		{"admitted", &ofA, a, "123456", "SIX", true},
		{"another row", &ofA, a, "12345", "", false},
		{"another name of the same text", &ofA, b, "123456", "", false},
		{"no name", &ofA, nil, "123456", "", false},
		{"others instead", &ofB, a, "123456", "", false},
		{"others", &ofB, b, "12345", "FIVE", true},
		{"both", &ofBoth, a, "12345", "FIVE", true},
		{"the other of both", &ofBoth, b, "123456", "SIX", true},
		{"beside a keyword", &ofChild, child, "12345", "FIVE", true},
		{"with a keyword", &ofChild, child, "123456", "SIX", true},
		{"no more", nil, b, "123456", "", false},
		{"keyword alone", nil, child, "123456", "", false},
	} {
		m.Admit(test.admit)
		seg, span := cellOf(test.value, test.field)
		got, keyword := "", false
		for _, c := range m.Scan(seg, nil) {
			got, keyword = c.Detector.ID, c.Keyword
		}
		if got != test.want || keyword != test.keyword {
			t.Errorf("%s: Scan finds %q, keyword %v; want %q, %v", test.name, got, keyword, test.want, test.keyword)
		}
		if whole := m.Cell(seg, 0, span, RowSet{}, nil); len(whole) > 0 != (test.want != "") {
			t.Errorf("%s: Cell finds %v, want %q", test.name, whole, test.want)
		}
		if whole := m.Cell(seg, 0, span, e.RowSet(&e.rows[0], &e.rows[1]), nil); len(whole) != 1 {
			t.Errorf("%s: Cell with all rows finds %v", test.name, whole)
		}
	}
}

// A field is searched for nothing else where a row that settles it matches all of it, and for everything where it does not.
func TestSettle(t *testing.T) {
	e, err := New([]Detector{
		{ID: "CODE", Category: Personal, Pattern: `[a-z]{2}-\d{6}`, Tier: A},
		{ID: "SIX", Category: Personal, Pattern: `\d{6}`, Tier: B, Edges: OpenNumber},
		{ID: "PLACE", Category: Personal, Pattern: `\d{2} [A-Z]\w+`, Tier: B, Keywords: []string{"place"}, Whole: func(b []byte) bool { return b[0] == 'X' }},
	})
	if err != nil {
		t.Fatal(err)
	}
	code, place, other := &text.Name{Text: "code"}, &text.Name{Text: "place"}, &text.Name{Text: "code"}
	var settled Admissions
	settled.Settle(code, e.RowSet(&e.rows[0]))
	settled.Settle(place, e.RowSet(&e.rows[2]))
	m := e.Matcher()
	for _, test := range []struct {
		admit *Admissions
		field *text.Name
		value string
		want  string
	}{
		{nil, code, "ab-123456", "CODE SIX"},
		{&settled, code, "ab-123456", "CODE"},
		{&settled, code, " ab-123456 ", "CODE"},
		{&settled, code, "ab-123456", "CODE"}, // again
		{&settled, code, "ab-123456, 123457", "CODE SIX SIX"},
		{&settled, code, "123456", "SIX"},
		{&settled, code, "   ", ""},
		{&settled, other, "ab-123456", "CODE SIX"},
		{&settled, nil, "ab-123456", "CODE SIX"},
		{&settled, place, "XYZ 123456", "PLACE"},
		{&settled, place, "12 Elm", "PLACE"},
		{&settled, place, "12 Elm 123456", "PLACE SIX"},
		{nil, place, "XYZ 123456", "PLACE SIX"},
		{nil, code, "ab-123456", "CODE SIX"},
	} {
		m.Admit(test.admit)
		seg, _ := cellOf(test.value, test.field)
		var got []string
		for _, c := range m.Scan(seg, nil) {
			got = append(got, c.Detector.ID)
		}
		slices.Sort(got)
		if s := strings.Join(got, " "); s != test.want {
			t.Errorf("%q, settled %v: found %q, want %q", test.value, test.admit != nil, s, test.want)
		}
	}
}

// TestAnyLetter scans every letter as a part of words that may be names, places or labels.
func TestAnyLetter(t *testing.T) {
	var b strings.Builder
	for r := rune(0xA0); r < 0x3000; r++ {
		if unicode.IsLetter(r) || unicode.IsMark(r) {
			fmt.Fprintf(&b, "Dr. A%cn%c %cun, 12 Main%c Street, email: %can@x%c.org; password = %c7dG%c\n", r, r, r, r, r, r, r, r)
		}
	}
	if found := engine(t, All).Matcher().Scan(plainSegment(b.String()), nil); len(found) == 0 {
		t.Error("nothing is found")
	}
}
