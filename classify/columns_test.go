package classify

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/text"
)

// luhn is the sum of Luhn's check (https://en.wikipedia.org/wiki/Luhn_algorithm); 0 for a number that passes.
func luhn(b []byte) (sum int) {
	for i := range b {
		d := int(b[len(b)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum % 10
}

func mod97(b []byte) (rest int) {
	for _, c := range b {
		rest = (rest*10 + int(c-'0')) % 97
	}
	return rest
}

func repeatedDigits(b []byte) bool { return strings.Count(string(b), string(b[:1])) == len(b) }

// columnRows stand for the kinds of rows that there are.
var columnRows = []detectors.Detector{
	{ID: "CARD", Category: detectors.Financial, Pattern: `\d{16}`, Tier: detectors.B, Keywords: []string{"card"},
		Valid: func(b []byte) bool { return luhn(b) == 0 && !repeatedDigits(b) }},
	{ID: "NINE", Category: detectors.Personal, Pattern: `\d{9}`, Tier: detectors.C, Keywords: []string{"nine"},
		Valid: func(b []byte) bool { return b[0] != '9' && string(b[:3]) != "000" }},
	{ID: "DOUBLE", Category: detectors.Personal, Pattern: `\d{11}`, Tier: detectors.C, Keywords: []string{"double"}, KeywordRequired: true,
		Valid: func(b []byte) bool { return mod97(b) == 0 }},
	{ID: "SINGLE", Category: detectors.Personal, Pattern: `\d{10}`, Tier: detectors.C, Keywords: []string{"single"}, KeywordRequired: true,
		Valid: func(b []byte) bool { return luhn(b) == 0 }},
	{ID: "SHAPE", Category: detectors.Personal, Pattern: `[A-Z]\d{7}`, Tier: detectors.C, Keywords: []string{"shape"}, KeywordRequired: true,
		Valid: func([]byte) bool { return true }},
	{ID: "PHONE", Category: detectors.Personal, Pattern: `\(\d{3}\) \d{3}-\d{4}`, Tier: detectors.C, Keywords: []string{"phone"}},
	{ID: "MAIL", Category: detectors.Personal, Pattern: `[a-z0-9.]{1,40}@[a-z]{1,40}\.[a-z]{2,5}`, Tier: detectors.A, Keywords: []string{"mail"}},
	{ID: "PAIR", Category: detectors.Personal, Pattern: `[A-Z][a-z]{1,20} [A-Z][a-z]{1,20}`, Tier: detectors.Tier{Alone: 0.6, Keyword: 0.7},
		Weigh: func(v detectors.Value) float64 {
			if v.Bytes()[0] < 'M' {
				return -0.2
			}
			return 0
		}},
	{ID: "PLACE", Category: detectors.Personal, Pattern: `\d{5}`, Tier: detectors.E, Keywords: []string{"zip"}, KeywordRequired: true},
}

var columnEngine = func() *detectors.Engine {
	e, err := detectors.New(columnRows)
	if err != nil {
		panic(err)
	}
	return e
}()

// number is a random number of n digits that passes the check: its end is tried until it does.
func number(r *rand.Rand, n int, valid func([]byte) bool) string {
	b := make([]byte, n)
	for {
		for i := range b {
			b[i] = byte('0' + r.IntN(10))
		}
		if valid == nil || valid(b) {
			return string(b)
		}
	}
}

// table is a segment of a table: the names of its columns, nil for one without, and its rows.
func table(names []*text.Name, rows [][]string) *text.Segment {
	var b strings.Builder
	var spans []text.Span
	var known layout
	for i, row := range rows {
		for j, cell := range row {
			if cell != "" {
				spans = append(spans, text.Span{Start: int32(b.Len()), End: int32(b.Len() + len(cell))})
				known = append(known, text.Field{Row: int64(i + 2), Column: j + 1, Name: names[j]})
			}
			b.WriteString(cell)
			b.WriteByte(',')
		}
		b.WriteByte('\n')
	}
	s := plain(b.String())
	s.Fields, s.Layout = spans, known
	return s
}

// scanTable runs segments of tables through a survey, a worker and a tally.
func scanTable(t *testing.T, segs ...*text.Segment) (*Found, []Match) {
	t.Helper()
	return scanWith(t, columnEngine, (*Classifier).Cells, segs...)
}

// scanWith is scanTable with an engine and a survey of one's own.
func scanWith(t *testing.T, e *detectors.Engine, surveyOf func(*Classifier) *Survey, segs ...*text.Segment) (*Found, []Match) {
	t.Helper()
	c := New(Settings{Engine: e, Reveal: true})
	var ms []Match
	tally, w, survey := c.Tally(func(m *Match) error { ms = append(ms, *m); return nil }), c.Worker(), surveyOf(c)
	add := func(ready []Surveyed) {
		for _, s := range ready {
			if err := tally.Add("", w.Match(s)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, s := range segs {
		add(survey.Add(w, s))
	}
	add(survey.End(w))
	f, err := tally.Found()
	if err != nil {
		t.Fatal(err)
	}
	return f, ms
}

func TestColumns(t *testing.T) {
	card := func(r *rand.Rand, _ int) string { return number(r, 16, columnRows[0].Valid) }
	nine := func(r *rand.Rand, _ int) string { return number(r, 9, columnRows[1].Valid) }
	double := func(r *rand.Rand, _ int) string { return number(r, 11, columnRows[2].Valid) }
	single := func(r *rand.Rand, _ int) string { return number(r, 10, columnRows[3].Valid) }
	anything := func(n int) func(*rand.Rand, int) string {
		return func(r *rand.Rand, _ int) string { return number(r, n, nil) }
	}
	// mostly gives other in one cell of n.
	mostly := func(one, other func(*rand.Rand, int) string, n int) func(*rand.Rand, int) string {
		return func(r *rand.Rand, i int) string {
			if i%n == 0 {
				return other(r, i)
			}
			return one(r, i)
		}
	}
	is := func(s string) func(*rand.Rand, int) string { return func(*rand.Rand, int) string { return s } }
	tests := []struct {
		name   string
		column string // empty: the table has no names
		cells  int
		cell   func(*rand.Rand, int) string
		want   string // the type and its score; empty: none
		found  string // of every cell, how many are reported as what
	}{
		{"bare numbers that most numbers are", "", 200, nine, "", ""},
		{"the same under another name", "value", 200, nine, "", ""},
		{"under its own name", "nine", 200, mostly(nine, is("000123456"), 5), "NINE 0.99", "NINE 160"},
		{"cards without a name", "", 200, card, "CARD 0.99", "CARD 200"},
		{"cards under another name", "reference", 200, card, "CARD 0.99", "CARD 200"},
		{"order numbers, a tenth of which pass", "order_id", 400, anything(16), "", ""},
		{"order numbers with a prefix", "order_id", 400, func(r *rand.Rand, _ int) string { return "4539" + number(r, 12, nil) }, "", ""},
		{"a check of two digits needs no keyword", "", 200, double, "DOUBLE 0.99", "DOUBLE 200"},
		{"nor under a name", "ref", 200, double, "DOUBLE 0.99", "DOUBLE 200"},
		{"unless few pass", "", 200, mostly(double, anything(11), 2), "", ""},
		{"or few are there", "", 19, double, "", ""},
		{"a check of one digit does", "", 200, single, "", ""},
		{"a shape does", "", 200, func(r *rand.Rand, _ int) string { return "K" + number(r, 7, nil) }, "", ""},
		{"a shape under its name", "shape", 200, func(r *rand.Rand, _ int) string { return "K" + number(r, 7, nil) }, "SHAPE 0.99", "SHAPE 200"},
		{"phones without a keyword", "", 50, func(r *rand.Rand, _ int) string { return "(" + number(r, 3, nil) + ") 555-" + number(r, 4, nil) }, "PHONE 0.65", "PHONE 50"},
		{"some phones without a keyword", "", 50, mostly(is("unknown"), is("(212) 555-0123"), 2), "", ""},
		{"too few cells", "", 7, func(r *rand.Rand, _ int) string { return "(" + number(r, 3, nil) + ") 555-" + number(r, 4, nil) }, "", ""},
		{"cells that say that they are empty do not count", "", 60, mostly(is("N/A"), func(r *rand.Rand, _ int) string { return "(" + number(r, 3, nil) + ") 555-0199" }, 3), "PHONE 0.65", "PHONE 20"},
		{"the same few cards", "", 200, mostly(is("4111111111111111"), is("4012888888881881"), 2), "CARD 0.70", "CARD 200"},
		{"the same few phones", "", 200, mostly(is("(212) 555-0123"), is("(212) 555-0199"), 2), "", ""},
		{"numbers that count up", "", 200, func(_ *rand.Rand, i int) string { return fmt.Sprint(100_000_000 + i) }, "", ""},
		{"mail", "contact", 50, func(_ *rand.Rand, i int) string { return fmt.Sprintf("p%d@example.org", i) }, "MAIL 0.99", "MAIL 50"},
		{"the others in a column of mail are doubtful", "contact", 50, mostly(func(_ *rand.Rand, i int) string { return fmt.Sprintf("p%d@example.org", i) }, is("Nora Jones"), 5), "MAIL 0.99", "MAIL 40"},
		{"free text", "note", 50, mostly(is("nothing to say"), is("Nora Jones"), 20), "", "PAIR 3"},
		{"inside longer cells", "note", 50, is("card of Nora Jones: 4111111111111111 x"), "", "CARD 50 PAIR 50"},
		{"weak ones of a column of names", "who", 50, mostly(is("Nora Jones"), is("Ada Jones"), 5), "PAIR 0.56", "PAIR 50"},
		{"a type that is nothing without its keyword", "zip", 50, anything(5), "PLACE 0.85", "PLACE 50"},
		{"the same where few cells are like it", "zip", 50, mostly(is("none given"), anything(5), 4), "", "PLACE 13"},
		{"spaces around", "card", 20, func(r *rand.Rand, i int) string { return " " + card(r, i) + "  " }, "CARD 0.99", "CARD 20"},
	}
	for _, test := range tests {
		r := rand.New(rand.NewPCG(7, 7))
		names := []*text.Name{nil, nil}
		if test.column != "" {
			names = []*text.Name{{Text: "k"}, {Text: test.column}}
		}
		var rows [][]string
		for i := range test.cells {
			rows = append(rows, []string{"v", test.cell(r, i)})
		}
		f, ms := scanTable(t, table(names, rows))
		got := ""
		for _, c := range f.Columns {
			got += fmt.Sprintf("%s %.2f", c.Detector.ID, c.Confidence)
			if c.Number != 2 || c.Name != test.column || c.Matches == 0 || c.Filled+c.Empty != int64(test.cells) {
				t.Errorf("%s: %+v", test.name, c)
			}
		}
		var found []string
		for _, d := range f.Detections {
			found = append(found, fmt.Sprint(d.Detector.ID, " ", d.Count))
		}
		if got != test.want || strings.Join(found, " ") != test.found {
			t.Errorf("%s: column %q, found %q; want %q, %q", test.name, got, strings.Join(found, " "), test.want, test.found)
		}
		for _, m := range ms {
			if test.want != "" && strings.HasPrefix(test.want, m.Detector.ID) && m.Confidence < f.Columns[0].Confidence {
				t.Errorf("%s: a match of %.2f in a column of %.2f", test.name, m.Confidence, f.Columns[0].Confidence)
			}
		}
	}
}
