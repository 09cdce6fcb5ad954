package detectors

import (
	"regexp/syntax"
	"strings"
	"testing"
)

// TestSpellings looks for numbers in other spellings than their row's.
func TestSpellings(t *testing.T) {
	e := engine(t, All)
	m := e.Matcher()
	for _, tt := range []struct {
		id, text string // what is to be found is marked; nothing, where nothing is
	}{
		{"POLAND_PESEL_NUMBER", "PESEL «840317-95850»"},
		{"POLAND_PESEL_NUMBER", "PESEL «84031 795850», i dalej"},
		{"POLAND_PESEL_NUMBER", "PESEL «8 4 0 3 1 7 9 5 8 5 0»"},
		{"POLAND_PESEL_NUMBER", "PESEL «8.4.0.3.1.7.9.5.8.5.0»."},
		{"POLAND_PESEL_NUMBER", "PESEL «84O3l79585O»"},
		{"POLAND_PESEL_NUMBER", "PESEL «8403\n1795850»\n"},
		{"POLAND_PESEL_NUMBER", "PESEL «8403\r\n1795850»\r\n"},
		{"POLAND_PESEL_NUMBER", "PESEL «840317\u00a095850»"},
		{"POLAND_PESEL_NUMBER", "PESEL «840317\u202f95850»"},
		{"POLAND_PESEL_NUMBER", "PESEL «840317\u201395850»"},
		{"POLAND_PESEL_NUMBER", "PESEL «840317\u201195850»"},
		{"POLAND_PESEL_NUMBER", "the bolts 840317-95850 are in stock"}, // without a keyword
		{"POLAND_PESEL_NUMBER", "PESEL 840317-95851"},                  // wrong check digit
		{"POLAND_PESEL_NUMBER", "PESEL 8403 17-95850"},                 // two separators
		{"POLAND_PESEL_NUMBER", "PESEL 8 4 0 3 1 7 9 5 8 5 0 2"},       // goes on
		{"POLAND_PESEL_NUMBER", "PESEL 84\n0317\n95850"},               // three lines
		{"POLAND_PESEL_NUMBER", "PESEL 8403\t1795850"},                 // two columns
		{"POLAND_PESEL_NUMBER", "PESEL OOlOlOlOOlO"},                   // mostly letters
		{"POLAND_PESEL_NUMBER", "PESEL 84/0317/95850"},                 // a path
		{"POLAND_NIP", "NIP «520 40 87 123»"},
		{"POLAND_REGON", "REGON «921-226-470»"},
		{"POLAND_NATIONAL_ID_NUMBER", "dowód osobisty «HTR5 6 0 4 5 7»"},
		{"POLAND_NATIONAL_ID_NUMBER", "dowód osobisty «HTR 560 457»"},
		{"PORTUGAL_NIF", "NIF «5O1442600»"},
		{"SWITZERLAND_SOCIAL_SECURITY_NUMBER", "the bolts 756-9217-0769-85 are in stock"},
		{"IBAN_CODE", "«DE8.8.1.2.3.4.2.9.8.8.5.5.7.8.2.9.9.6.3.9»"},
		{"IBAN_CODE", "«DE88\u00a01234\u00a02988\u00a05578\u00a02996\u00a039»"},
		{"IBAN_CODE", "«DE88 12342988 5578299639»"},
		{"IBAN_CODE", "DE8 8 1 2 3 4 2 9 8 8 5 5 7 8 2 9 9 6 3 9 4"},
		{"IBAN_CODE", "DE88l23429885578299638"},
	} {
		plain, want := marks(tt.text)
		seg := plainSegment(plain)
		found := 0
		for _, c := range m.Scan(seg, nil) {
			if c.Detector.ID == tt.id && c.Score >= Reported {
				found++
			}
		}
		if found != len(want) {
			t.Errorf("%s in %q: %d found, want %d", tt.id, tt.text, found, len(want))
			continue
		}
		for _, w := range want {
			for i := range e.Rows() {
				if d := &e.Rows()[i]; d.ID == tt.id && !finds(m, seg, d, w.Start, w.End) {
					t.Errorf("%s in %q: found at another place", tt.id, tt.text)
				}
			}
		}
	}
}

func TestShapes(t *testing.T) {
	for _, tt := range []struct {
		pattern string
		want    shape
	}{
		{`\d{11}`, shape{0, 11, 11, true}},
		{`\d{3}[ -]?\d{3}[ -]?\d{2}`, shape{0, 8, 8, true}},
		{`[A-Z]{3} ?\d{6}`, shape{3, 6, 6, true}},
		{`\d{9}(?:\d{5})?`, shape{0, 9, 14, true}},
		{`\d{8}|\d{3}[ .]\d{6}`, shape{0, 8, 9, true}},
		{`756[.]?\d{4}`, shape{0, 7, 7, true}},
		{`\d{4}[A-Z]`, shape{}},
		{`[A-Z]?\d{9}`, shape{}},
		{`[A-Z0-9]{9}`, shape{}},
		{`\d+`, shape{}},
		{`(?i:ab)\d{9}`, shape{}},
	} {
		re, err := syntax.Parse(tt.pattern, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		if got := shapeOf(re); got != tt.want {
			t.Errorf("shape of %s: %+v, want %+v", tt.pattern, got, tt.want)
		}
	}
}

// FuzzRespell makes sure that a number is respelled with what stands there, in its order.
func FuzzRespell(f *testing.F) {
	for _, s := range []string{"840317-95850", "8 4 0 3", "8403\n17", "84O3l7", "ABK 1.2.3", "", "\xff1-2"} {
		f.Add(s)
	}
	figures := strings.NewReplacer("O", "0", "l", "1", "I", "1")
	f.Fuzz(func(t *testing.T, s string) {
		var buf [maxNumber]byte
		rest := figures.Replace(s)
		for _, c := range []byte(figures.Replace(string(respell(&buf, []byte(s))))) {
			i := strings.IndexByte(rest, c)
			if i < 0 {
				t.Fatalf("%q stands for %q", buf, s)
			}
			rest = rest[i+1:]
		}
	})
}

// FuzzSpelledChecks makes sure that the checks stand what the wider patterns let through.
func FuzzSpelledChecks(f *testing.F) {
	for _, s := range []string{"840317-95850", "8 4 0 3 1 7 9 5", "8403\n1795850", "84O3l79585O", "lOI", "ABK 1.2.3", "\u00a0\u2013"} {
		f.Add([]byte(s))
	}
	rows := spelled(personalRows)
	f.Fuzz(func(t *testing.T, b []byte) {
		for i := range rows {
			if d := &rows[i]; d.Pattern != personalRows[i].Pattern && d.Valid(b) && len(b) < minSpelled {
				t.Errorf("%s accepts %q", d.ID, b)
			}
		}
	})
}
