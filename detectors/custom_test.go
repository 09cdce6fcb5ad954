package detectors

import (
	"errors"
	"strings"
	"testing"

	"github.com/pii-scan/pii-scan/text"
)

func ptr[T any](v T) *T { return &v }

// own makes the row of an identifier and an engine of it alone.
func own(t *testing.T, id Identifier) *Engine {
	t.Helper()
	if id.ID == "" {
		id.ID = "OWN"
	}
	d, err := id.Detector()
	if err != nil {
		t.Fatalf("%+v: %v", id, err)
	}
	return engine(t, []Detector{d})
}

// found gives what an engine reports in a text, in a field of that name (a path with dots; empty: none).
func found(e *Engine, s, name string) string {
	seg := plainSegment(s)
	if name != "" {
		var n *text.Name
		for part := range strings.SplitSeq(name, ".") {
			n = &text.Name{Text: part, Parent: n}
		}
		seg.Layout = oneName{n}
	}
	var out []string
	for _, c := range e.Matcher().Scan(seg, nil) {
		if c.Score >= Reported {
			out = append(out, s[c.Start:c.End])
		}
	}
	return strings.Join(out, "|")
}

func TestIdentifierFinds(t *testing.T) {
	keyword := Identifier{Regex: `[A-Z]{2}\d{4}`, Keywords: []string{"staff number", "Personalnummer"}}
	near := keyword
	near.Distance = ptr(10)
	after := near
	after.After = 5
	for _, tt := range []struct {
		name     string
		id       Identifier
		in, want string
		field    string
	}{
		{name: "plain", id: Identifier{Regex: `EMP-\d{6}`}, in: "EMP-123456 and xEMP-123456, EMP-1234567", want: "EMP-123456"},
		{name: "boundaries", id: Identifier{Regex: `\bEMP-\d{6}\b`}, in: "(EMP-123456)", want: "EMP-123456"},
		{name: "boundaries of each alternative", id: Identifier{Regex: `\bA\d{3}\b|\bB\d{4}\b`}, in: "A123 B1234 B12345", want: "A123|B1234"},
		{name: "boundaries in a group", id: Identifier{Regex: `(?i)(?:\bab\d{3}\b)`}, in: "AB123 ab1234", want: "AB123"},
		{name: "group", id: Identifier{Regex: `order no (\d{5})`}, in: "order no 12345", want: "12345"},
		{name: "part of a word", id: Identifier{Regex: `EMP-\d{6}`, WholeWord: ptr(false)}, in: "EMP-1234567", want: "EMP-123456"},
		{name: "part of a number", id: Identifier{Regex: `\d{4}`}, in: "1234-5678 2345", want: "2345"},
		{name: "part of a number, allowed", id: Identifier{Regex: `\d{4}`, WholeWord: ptr(false)}, in: "1234-5678 2345", want: "1234|5678|2345"},
		{name: "validator", id: Identifier{Regex: `\d{4}-\d{4}`, Validator: "luhn"}, in: "1234-5674, 1234-5675, 0000-0000", want: "1234-5674"},
		{name: "ignore word", id: Identifier{Regex: `[A-Za-z]+-\d{3}`, IgnoreWords: []string{"TEST"}}, in: "AB-123 TEST-123 ATEST-124 Test-125", want: "AB-123|Test-125"},
		{name: "low confidence", id: Identifier{Regex: `EMP\d{3}`, Confidence: ptr(0.3)}, in: "EMP123"},

		{name: "no keyword", id: keyword, in: "AB1234"},
		{name: "keyword before", id: keyword, in: "Staff-Number: AB1234", want: "AB1234"},
		{name: "keyword in a word", id: keyword, in: "staff numbers: AB1234"},
		{name: "keyword behind", id: keyword, in: "AB1234 is a staff number"},
		{name: "keyword on the line above", id: keyword, in: "Personalnummer\n\nAB1234", want: "AB1234"},
		{name: "50 characters to the end", id: keyword, in: "staff number " + strings.Repeat("ü", 42) + " AB1234", want: "AB1234"},
		{name: "51 characters to the end", id: keyword, in: "staff number" + strings.Repeat(" ", 45) + "AB1234"},
		{name: "10 characters to the end", id: near, in: "staff number    AB1234", want: "AB1234"},
		{name: "11 characters to the end", id: near, in: "staff number     AB1234"},
		{name: "5 characters behind", id: after, in: "AB1234 ist die Personalnummer AB1235 Personalnummer", want: "AB1235"},
		{name: "column", id: keyword, in: "AB1234", field: "StaffNumber", want: "AB1234"},
		{name: "column that contains it", id: keyword, in: "AB1234", field: "the_staff_number_2", want: "AB1234"},
		{name: "key above", id: keyword, in: "AB1234", field: "staff number.value", want: "AB1234"},
		{name: "other column", id: keyword, in: "AB1234", field: "number"},
	} {
		if got := found(own(t, tt.id), tt.in, tt.field); got != tt.want {
			t.Errorf("%s: finds %q in %q, want %q", tt.name, got, tt.in, tt.want)
		}
	}
}

// TestIdentifierCut makes sure that what an identifier finds does not depend on where a text was cut, as long as the segments
// have their margins.
func TestIdentifierCut(t *testing.T) {
	e := own(t, Identifier{Regex: `[A-Z]{2}\d{4}`, Keywords: []string{"staff number"}, Distance: ptr(300), After: 300})
	filler := strings.Repeat("größer ", 35)
	s := "staff number " + filler + " AB1234 AB1235 " + filler + filler + "CD1234 " + filler + "staff number"
	want := found(e, s, "")
	if want != "AB1234|AB1235|CD1234" {
		t.Fatalf("finds %q", want)
	}
	m := e.Matcher()
	const margin = 1 << 10
	for cut := 1; cut < len(s); cut++ {
		left, right := plainSegment(s[:min(len(s), cut+margin)]), plainSegment(s[max(0, cut-margin):])
		left.Own.End = int32(cut)
		right.Own.Start = int32(min(cut, margin))
		var got []string
		for _, seg := range []*text.Segment{left, right} {
			for _, c := range m.Scan(seg, nil) {
				got = append(got, string(seg.Text[c.Start:c.End]))
			}
		}
		if strings.Join(got, "|") != want {
			t.Fatalf("cut at byte %d: %q, want %q", cut, got, want)
		}
	}
}

func TestIdentifierErrors(t *testing.T) {
	for _, tt := range []struct {
		field, want string
		id          Identifier
	}{
		{"id", "letters, digits", Identifier{Regex: "a"}},
		{"id", "letters, digits", Identifier{ID: "1A"}},
		{"id", "letters, digits", Identifier{ID: "Ä"}},
		{"id", "at most 128", Identifier{ID: strings.Repeat("a", 129)}},
		{"id", "ships with", Identifier{ID: "email_address"}},
		{"regex", "there is none", Identifier{ID: "X"}},
		{"regex", "missing closing", Identifier{ID: "X", Regex: "(a"}},
		{"regex", "empty text", Identifier{ID: "X", Regex: "a*"}},
		{"regex", "empty text", Identifier{ID: "X", Regex: `\b`}},
		{"regex", "edge of a word", Identifier{ID: "X", Regex: `^a`}},
		{"regex", "edge of a word", Identifier{ID: "X", Regex: `a$`}},
		{"regex", "edge of a word", Identifier{ID: "X", Regex: `a\bb`}},
		{"regex", "edge of a word", Identifier{ID: "X", Regex: `\Ba`}},
		{"regex", "(?=", Identifier{ID: "X", Regex: `a(?=b)`}},
		{"regex", `\1`, Identifier{ID: "X", Regex: `(a)\1`}},
		{"regex", "longer than", Identifier{ID: "X", Regex: strings.Repeat("a", 5000)}},
		{"maximum-match-distance", "1 to 300", Identifier{ID: "X", Regex: "a", Distance: ptr(0)}},
		{"maximum-match-distance", "1 to 300", Identifier{ID: "X", Regex: "a", Distance: ptr(301)}},
		{"keyword-after", "0 to 300", Identifier{ID: "X", Regex: "a", After: -1}},
		{"keywords", "1 to 90", Identifier{ID: "X", Regex: "a", Keywords: []string{" - "}}},
		{"keywords", "1 to 90", Identifier{ID: "X", Regex: "a", Keywords: []string{strings.Repeat("ä", 91)}}},
		{"ignore-words", "empty", Identifier{ID: "X", Regex: "a", IgnoreWords: []string{""}}},
		{"validator", "iban", Identifier{ID: "X", Regex: "a", Validator: "lun"}},
		{"confidence", "over 0", Identifier{ID: "X", Regex: "a", Confidence: ptr(0.0)}},
		{"confidence", "over 0", Identifier{ID: "X", Regex: "a", Confidence: ptr(1.0)}},
		{"severity", "low, medium or high", Identifier{ID: "X", Regex: "a", Severity: []Step{{1, "severe"}}}},
		{"severity", "1 or more", Identifier{ID: "X", Regex: "a", Severity: []Step{{0, "low"}}}},
		{"severity", "must rise", Identifier{ID: "X", Regex: "a", Severity: []Step{{1, "low"}, {1, "high"}}}},
		{"severity", "must rise", Identifier{ID: "X", Regex: "a", Severity: []Step{{1, "high"}, {5, "low"}}}},
	} {
		_, err := tt.id.Detector()
		fe, ok := errors.AsType[*FieldError](err)
		if !ok || fe.Field != tt.field || !strings.Contains(fe.Err.Error(), tt.want) {
			t.Errorf("%+v: %v, want %s: ...%s...", tt.id, err, tt.field, tt.want)
		}
	}
}

func TestSeverityOf(t *testing.T) {
	id := Identifier{ID: "X", Regex: "a", Severity: []Step{{3, "LOW"}, {10, "High"}}}
	steps, err := id.Detector()
	if err != nil {
		t.Fatal(err)
	}
	id.Severity = nil
	plain, err := id.Detector()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		n           int64
		steps, want Level
	}{{1, 0, Medium}, {2, 0, Medium}, {3, Low, Medium}, {9, Low, Medium}, {10, High, Medium}, {1000, High, Medium}} {
		if got := steps.SeverityOf(tt.n); got != tt.steps {
			t.Errorf("with steps, %d: %d, want %d", tt.n, got, tt.steps)
		}
		if got := plain.SeverityOf(tt.n); got != tt.want {
			t.Errorf("without, %d: %d, want %d", tt.n, got, tt.want)
		}
	}
}

// FuzzIdentifier gives any expression and text to an identifier: nothing panics, and what is found matches.
func FuzzIdentifier(f *testing.F) {
	for _, seed := range [][3]string{
		{`\bEMP-\d{6}\b`, "staff", "staff EMP-123456"}, {`(?i)(?:\ba\d|\bb)`, "k-1", "k1 A5 b"}, {`a(b)?`, "ü", "ü ab a"}, {`[^x]{1,9}$`, "x", "x"},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, expr, keyword, in string) {
		id := Identifier{ID: "X", Regex: expr, Keywords: []string{keyword}, Distance: ptr(300), After: 300, Validator: "luhn"}
		d, err := id.Detector()
		if err != nil {
			return
		}
		e, err := New([]Detector{d})
		if err != nil {
			t.Fatalf("%q passes alone and not in an engine: %v", expr, err)
		}
		for _, c := range e.Matcher().Scan(plainSegment(in), nil) {
			if c.Score <= 0 || c.End < c.Start {
				t.Fatalf("%q in %q: %+v", expr, in, c)
			}
		}
	})
}
