package detectors

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pii-scan/pii-scan/text"
)

// testRows are rows of every anchor, with and without groups and keywords.
var testRows = []Detector{
	{ID: "SSN", Category: Personal, Pattern: `\d{3}[- ]?\d{2}[- ]?\d{4}`, Tier: C, Keywords: []string{"ssn", "social security"}},
	{ID: "NEEDY", Category: Personal, Pattern: `\d{6,9}`, Tier: E, Keywords: []string{"member no"}, KeywordRequired: true},
	{ID: "EMAIL", Category: Personal, Pattern: `[A-Za-z0-9._%+-]{1,64}@(?:[a-z0-9-]+\.)+[a-z]{2,24}`, Tier: A},
	{ID: "KEY", Category: Credentials, Pattern: `[A-Za-z0-9/+]{20}`, Tier: B, Keywords: []string{"secret"}, KeywordRequired: true},
	{ID: "GROUP", Category: Credentials, Pattern: `pw=([a-z]{4,8})`, Tier: A},
	{ID: "EVEN", Category: Personal, Pattern: `[A-Z]{2}\d{2,8}`, Tier: A, Valid: func(b []byte) bool { return len(b)%2 == 0 }},
	{ID: "SLASHED", Category: Credentials, Pattern: `[a-z0-9/.]{18}==`, Tier: A},
	{ID: "STRASSE", Category: Personal, Pattern: `\p{Lu}\p{Ll}+straße`, Tier: A},
}

// segment makes one of plain text.
func segment(s string) *text.Segment {
	n := int32(len(s))
	return &text.Segment{Text: []byte(s), Fields: []text.Span{{End: n}}, Own: text.Span{End: n}, Raw: n, Line: 1}
}

func engine(t testing.TB, rows []Detector) *Engine {
	t.Helper()
	e, err := New(rows)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// show writes candidates as ID:text@score, in their order.
func show(seg *text.Segment, cs []Candidate) string {
	var b strings.Builder
	for _, c := range cs {
		fmt.Fprintf(&b, "%s:%s@%.2f ", c.Detector.ID, seg.Text[c.Start:c.End], c.Score)
	}
	return strings.TrimSpace(b.String())
}

func TestScan(t *testing.T) {
	m := engine(t, testRows).Matcher()
	for _, tt := range []struct{ in, want string }{
		{"", ""},
		{"536-22-8726", "SSN:536-22-8726@0.40"},
		{"ssn: 536-22-8726", "SSN:536-22-8726@0.85"},
		{"of /bcdefghij0123456/==", "SLASHED:/bcdefghij0123456/==@0.95"},
		{"(536-22-8726)", "SSN:536-22-8726@0.40"},
		{"é536-22-8726", ""},
		{"号536-22-8726号", "SSN:536-22-8726@0.40"},
		{"x536-22-8726", ""},
		{"536-22-87261", ""},
		{"1-536-22-8726", ""},
		{"1,536228726", ""},
		{"1,536-22-8726", "SSN:536-22-8726@0.40"},
		{"social_security 536228726", "SSN:536228726@0.85"},
		{"ssnx 536228726", "SSN:536228726@0.40"},
		{"ssn " + strings.Repeat(".", 28) + " 536228726", "SSN:536228726@0.85"},
		{"ssn " + strings.Repeat(".", 29) + " 536228726", "SSN:536228726@0.40"},
		{"536228726 " + strings.Repeat("é", 28) + " ssn", "SSN:536228726@0.85"},
		{"ssn\n\n536228726", "SSN:536228726@0.40"},
		{"1234567", ""},
		{"memberNo=1234567", "NEEDY:1234567@0.60"},
		{"member-no 1234567", "NEEDY:1234567@0.60"},
		{"mail jo.doe@mail.example.org.", "EMAIL:jo.doe@mail.example.org@0.95"},
		{"a@b@mail.example.org", "EMAIL:b@mail.example.org@0.95"},
		{"secret abcdefghij0123456789", "KEY:abcdefghij0123456789@0.95"},
		{"secret abcdefghij0123456789x", ""},
		{"abcdefghij0123456789", ""},
		{"pw=hello", "GROUP:hello@0.95"},
		{"pw=hellohello", ""},
		{"AB1234 CD123 EF12345678", "EVEN:AB1234@0.95 EVEN:EF12345678@0.95"},
		{"Lindenstraße", "STRASSE:Lindenstraße@0.95"},
	} {
		seg := segment(tt.in)
		if got := show(seg, m.Scan(seg, nil)); got != tt.want {
			t.Errorf("Scan(%q)\n got %s\nwant %s", tt.in, got, tt.want)
		}
	}
}

// TestScanNames checks that the name of a field, and the names around it, count as keywords.
func TestScanNames(t *testing.T) {
	m := engine(t, testRows).Matcher()
	for name, want := range map[string]string{"member_no": "NEEDY", "MemberNo": "NEEDY", "memberNo2": "NEEDY", "remember_not": "", "no": ""} {
		for _, n := range []*text.Name{{Text: name}, {Text: "x", Parent: &text.Name{Text: name}}} {
			seg := segment("1234567")
			seg.Layout = named{n}
			var got string
			for _, c := range m.Scan(seg, nil) {
				got = c.Detector.ID
			}
			if got != want {
				t.Errorf("field %q: found %q, want %q", name, got, want)
			}
		}
	}
}

type named struct{ n *text.Name }

func (n named) Field(int) text.Field { return text.Field{Name: n.n} }
func (n named) Name(int) *text.Name  { return n.n }

// corpus makes text that is dense in what testRows look for, whole and broken.
func corpus(r *rand.Rand, n int) string {
	parts := []string{"536-22-8726", "536228726", "ssn ", "member no ", "1234567", "jo.doe@mail.example.org", "@", ".", "-", " ", "\n", "\n\n", ",", "secret ",
		"abcdefghij0123456789", "pw=hello", "AB1234", "CD123", "é", "号", "Lindenstraße", "_", "/", "+", ":", "x", "1", "\xff", "memberNo", "the quick brown fox "}
	var b strings.Builder
	for b.Len() < n {
		b.WriteString(parts[r.IntN(len(parts))])
	}
	return b.String()
}

// TestScanCutAnywhere checks that a text gives the same candidates whole and cut into segments with margins.
func TestScanCutAnywhere(t *testing.T) {
	m := engine(t, testRows).Matcher()
	r := rand.New(rand.NewPCG(3, 4))
	const before, after = 1 << 10, MaxMatch + 1<<10
	for range rounds(60) {
		s := corpus(r, 3000)
		whole := segment(s)
		want := show(whole, m.Scan(whole, nil))
		for _, size := range []int{1, 7, 64, 500} {
			var got []string
			for at := 0; at < len(s); {
				end := min(at+size, len(s))
				for end < len(s) && s[end]&0xC0 == 0x80 {
					end++
				}
				lo, hi := max(0, at-before), min(len(s), end+after)
				seg := segment(s[lo:hi])
				seg.Own = text.Span{Start: int32(at - lo), End: int32(end - lo)}
				if g := show(seg, m.Scan(seg, nil)); g != "" {
					got = append(got, g)
				}
				at = end
			}
			if g := strings.Join(got, " "); g != want {
				t.Fatalf("cut into %d bytes\n got %s\nwant %s", size, g, want)
			}
		}
	}
}

func TestNewRefuses(t *testing.T) {
	ok := Detector{ID: "X", Category: Personal, Pattern: `\d{4}`, Tier: A}
	for name, change := range map[string]func(*Detector){
		"no ID":       func(d *Detector) { d.ID = "" },
		"no tier":     func(d *Detector) { d.Tier = Tier{} },
		"no category": func(d *Detector) { d.Category = "PERSON" },
		"empty match": func(d *Detector) { d.Pattern = `\d*` },
		"assertion":   func(d *Detector) { d.Pattern = `\b\d{4}` },
		"syntax":      func(d *Detector) { d.Pattern = `(` },
		"no keyword":  func(d *Detector) { d.KeywordRequired = true },
	} {
		d := ok
		change(&d)
		if _, err := New([]Detector{d}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := New([]Detector{ok, ok}); err == nil {
		t.Error("a row twice: no error")
	}
	if _, err := New(nil); err != nil {
		t.Errorf("no rows: %v", err)
	}
}
