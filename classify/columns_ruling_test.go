package classify

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/text"
)

// vouchedRows are a row that requires its keyword and one of the same form that knows some of its values without, and others.
var vouchedRows = []detectors.Detector{
	{ID: "WORDED", Category: detectors.Financial, Pattern: `\d{16}`, Tier: detectors.B, Keywords: []string{"card"}, KeywordRequired: true,
		Valid: func(b []byte) bool { return luhn(b) == 0 && b[0] != '9' }},
	{ID: "ALONE", Category: detectors.Financial, Pattern: `\d{16}`, Tier: detectors.B,
		Valid: func(b []byte) bool { return luhn(b) == 0 && b[0] == '4' }},
	{ID: "WIDE", Category: detectors.Personal, Pattern: `\d{15,16}`, Tier: detectors.B, Keywords: []string{"wide"}, KeywordRequired: true,
		Valid: func(b []byte) bool { return luhn(b) == 0 }},
	{ID: "LAX", Category: detectors.Personal, Pattern: `\d{16}`, Tier: detectors.B, Keywords: []string{"lax"}, KeywordRequired: true,
		Valid: func(b []byte) bool { return b[0] != '9' }},
	{ID: "FORMS", Category: detectors.Personal, Pattern: `[a-z]{3}-\d{3}`, Tier: detectors.B, Keywords: []string{"forms"},
		Loose: &detectors.Detector{Pattern: `[a-z]{3}\d{3}`}},
}

// A column counts as a keyword: for the row that requires one, where another of the same form vouches for it, and for looser forms.
func TestColumnsAsKeyword(t *testing.T) {
	e, err := detectors.New(vouchedRows)
	if err != nil {
		t.Fatal(err)
	}
	starting := func(digits string, n int) func(*rand.Rand) string {
		return func(r *rand.Rand) string {
			return number(r, n, func(b []byte) bool { return strings.IndexByte(digits, b[0]) >= 0 && luhn(b) == 0 })
		}
	}
	random := func(r *rand.Rand) string { return number(r, 16, nil) }
	prefixed := func(r *rand.Rand) string { return "4" + number(r, 15, nil) }
	form := func(r *rand.Rand) string { return "abc-" + number(r, 3, nil) }
	loose := func(r *rand.Rand) string { return "abc" + number(r, 3, nil) }
	// mix gives the first in so many cells of ten, in others the second.
	mix := func(tenths int, a, b func(*rand.Rand) string) func(*rand.Rand) string {
		return func(r *rand.Rand) string {
			if r.IntN(10) < tenths {
				return a(r)
			}
			return b(r)
		}
	}
	tests := []struct {
		name, column string
		cells        int
		cell         func(*rand.Rand) string
		want         string // share of the cells that are reported, in tenths, by row
	}{
		{"most are known", "", 200, mix(7, starting("4", 16), starting("678", 16)), "WORDED 10"},
		{"under a name that says nothing", "_col7", 200, mix(7, starting("4", 16), starting("678", 16)), "WORDED 10"},
		{"under its name", "card", 200, starting("678", 16), "WORDED 10"},
		{"none is known", "", 200, starting("678", 16), ""},
		{"few are known", "", 200, mix(1, starting("4", 16), starting("678", 16)), "ALONE 1"},
		{"the rest fails", "", 200, mix(5, starting("4", 16), random), "ALONE 5"},
		{"random numbers", "", 400, random, ""},
		{"random numbers with the prefix", "order_id", 400, prefixed, ""},
		{"too few cells", "", 19, mix(7, starting("4", 16), starting("678", 16)), "ALONE 6"},
		{"another form", "", 200, mix(5, starting("4", 16), starting("4", 15)), "ALONE 5"},
		{"looser forms", "", 200, mix(9, form, loose), "FORMS 10"},
		{"looser forms under a name that says nothing", "x", 200, mix(9, form, loose), "FORMS 10"},
		{"many looser forms", "", 200, mix(5, form, loose), "FORMS 5"},
		{"many looser forms under its name", "forms", 200, mix(5, form, loose), "FORMS 10"},
		{"looser forms alone", "", 200, loose, ""},
	}
	for _, test := range tests {
		r := rand.New(rand.NewPCG(7, 7))
		names := []*text.Name{nil, nil}
		if test.column != "" {
			names = []*text.Name{{Text: "k"}, {Text: test.column}}
		}
		var rows [][]string
		for range test.cells {
			rows = append(rows, []string{"v", test.cell(r)})
		}
		f, _ := scanWith(t, e, (*Classifier).Cells, table(names, rows))
		var got []string
		for _, d := range f.Detections {
			got = append(got, fmt.Sprintf("%s %.0f", d.Detector.ID, 10*float64(d.Count)/float64(test.cells)))
		}
		if strings.Join(got, ", ") != test.want {
			t.Errorf("%s: found %q, want %q", test.name, got, test.want)
		}
	}
}

// The cells of a certain column are searched for nothing else, but where a user's own rows may say more of them.
func TestSettledColumns(t *testing.T) {
	calls := 0
	counted := func(b []byte) bool { calls++; return true }
	sure := detectors.Detector{ID: "MEMBER", Category: detectors.Personal, Pattern: `[a-z]{3}-\d{7}`, Tier: detectors.A, Keywords: []string{"member"}}
	number := detectors.Detector{ID: "NUMBER", Category: detectors.Personal, Pattern: `\d{7}`, Tier: detectors.D, Edges: detectors.OpenNumber, Valid: counted}
	own := detectors.Detector{ID: "OURS", Category: detectors.Custom, Pattern: `our-\d{7}`, Tier: detectors.A, Edges: detectors.OpenNumber}
	var rows [][]string
	for i := range 3000 {
		cell := fmt.Sprintf("%s-%07d", []string{"abc", "our"}[i%2], 1_000_000+2999*i)
		if i == 2500 {
			cell = "1234567"
		}
		rows = append(rows, []string{"v", cell})
	}
	names := []*text.Name{{Text: "k"}, {Text: "member"}}
	for _, test := range []struct {
		rows []detectors.Detector
		want string
		most int // calls of the check
	}{
		{[]detectors.Detector{sure, number}, "MEMBER 2999", 2 * sampleCells},
		{[]detectors.Detector{sure, number, own}, "MEMBER 2999", 10_000},
	} {
		e, err := detectors.New(test.rows)
		if err != nil {
			t.Fatal(err)
		}
		calls = 0
		f, _ := scanWith(t, e, (*Classifier).Cells, table(names, rows))
		var got []string
		for _, d := range f.Detections {
			got = append(got, fmt.Sprintf("%s %d", d.Detector.ID, d.Count))
		}
		if strings.Join(got, ", ") != test.want || calls > test.most || len(test.rows) > 2 && calls < 2999 {
			t.Errorf("%d rows: found %q with %d checks of another row, want %q", len(test.rows), got, calls, test.want)
		}
	}
}
