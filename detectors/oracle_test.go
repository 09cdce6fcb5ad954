package detectors

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/wasilibs/go-re2"

	"github.com/pii-scan/pii-scan/detectors/internal/automaton"
	"github.com/pii-scan/pii-scan/text"
)

// oracle finds candidates the slow way: each row alone, at each place, with RE2.
type oracle struct {
	rows    []Detector
	words   *keywords
	search  []*re2.Regexp // anywhere
	longest []*re2.Regexp // anchored at the start
	exact   []*regexp.Regexp
	at      []bool
}

func newOracle(t testing.TB, rows []Detector) *oracle {
	rows, _ = withLoose(rows)
	o := &oracle{rows: rows}
	var err error
	if o.words, err = newKeywords(rows); err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		re := re2.MustCompile(`\A(?:` + rows[i].Pattern + `)`)
		re.Longest()
		o.longest = append(o.longest, re)
		o.search = append(o.search, re2.MustCompile(rows[i].Pattern))
		o.exact = append(o.exact, regexp.MustCompile(`\A(?:`+rows[i].Pattern+`)\z`))
		a, err := rows[i].Anchor()
		if err != nil {
			t.Fatal(err)
		}
		o.at = append(o.at, a == AnchorAt)
	}
	return o
}

// scan gives the candidates in a whole text that is one field, as place, row, value and whether a keyword counts.
func (o *oracle) scan(t []byte) []string {
	var out []string
	ctx := newContext(o.words)
	in := ctx.oracleField(t, nil)
	for i := range o.rows {
		for _, f := range o.row(i, in) {
			out = append(out, f.String())
		}
	}
	slices.Sort(out)
	return out
}

// oracleField is a whole text as the oracle sees it: one field.
type oracleField struct {
	t     []byte
	name  *text.Name
	named automaton.Bits // rows that the name admits
	ctx   *context
}

func (c *context) oracleField(t []byte, name *text.Name) *oracleField {
	c.alone(t)
	return &oracleField{t, name, c.named(name).rows, c}
}

// hasKeyword says whether a keyword of the row stands anywhere in the field or its name.
func (f *oracleField) hasKeyword(row int) bool {
	return f.named.Has(row) || slices.ContainsFunc(f.ctx.hits, func(h hit) bool { return f.ctx.k.rows[h.word].Has(row) })
}

// oracleFind is a candidate: t[from:end] matches, t[start:stop] is the value.
type oracleFind struct {
	id                     string
	from, end, start, stop int
	value                  []byte
	near                   bool
}

func (f oracleFind) String() string {
	return fmt.Sprintf("%07d %s:%s:%v", f.from, f.id, f.value, f.near)
}

// row gives the candidates of one row. Where a match may begin is what RE2 says, too, so that few places are tried in vain.
func (o *oracle) row(i int, in *oracleField) (out []oracleFind) {
	if o.rows[i].KeywordRequired && !in.hasKeyword(i) {
		return nil
	}
	t := in.t
	for p := 0; p < len(t); p++ {
		next := o.search[i].FindIndex(t[p:])
		if next == nil {
			break
		}
		p += next[0]
		if !utf8.RuneStart(t[p]) || wordBefore(t, 0, p) && wordAt(t, p, len(t)) {
			continue
		}
		f, ok := o.match(i, in, p)
		if !ok {
			continue
		}
		out = append(out, f)
		if o.at[i] { // of the places before one '@' the leftmost is the one
			p += slices.Index(t[p:], '@')
		}
	}
	return out
}

// match is the longest match of a row at p that the edges, the check and the keywords accept.
func (o *oracle) match(row int, in *oracleField, p int) (f oracleFind, ok bool) {
	d, t := &o.rows[row], in.t
	end := 0
	for limit := min(len(t), p+d.most()); limit > p; limit = end - 1 {
		loc := o.longest[row].FindIndex(t[p:limit])
		if loc == nil {
			break
		}
		end = p + loc[1]
		if d.Edges&OpenEnd == 0 && wordBefore(t, p, end) && wordAt(t, end, len(t)) || d.Edges&OpenNumber == 0 && numberGoesOn(t, 0, p, end, len(t)) {
			continue
		}
		start, stop, ok := o.value(row, t[p:end])
		if !ok {
			continue
		}
		start, stop = p+start, p+stop
		near := len(d.Keywords) > 0 && (in.named.Has(row) || in.ctx.near(row, p, end))
		if d.KeywordRequired && !near {
			continue
		}
		score := d.Tier.Alone
		if near {
			score = d.Tier.Keyword
		}
		if d.Weigh != nil && score+d.Weigh(Value{Text: t, Start: start, End: stop, Name: in.name}) <= 0 {
			break
		}
		return oracleFind{d.ID, p, end, start, stop, t[start:stop], near}, true
	}
	return oracleFind{}, false
}

// value finds the value in a text that the row's pattern matches, and checks it.
func (o *oracle) value(row int, match []byte) (start, stop int, ok bool) {
	d := &o.rows[row]
	stop = len(match)
	g := o.exact[row].FindSubmatchIndex(match)
	switch {
	case g == nil:
		return 0, 0, false
	case len(g) > 2:
		if start, stop = g[2], g[3]; start < 0 {
			return 0, 0, false
		}
	case d.Cut != nil:
		if start, stop = d.Cut(match); start >= stop {
			return 0, 0, false
		}
	}
	return start, stop, d.Valid == nil || d.Valid(match[start:stop])
}

// rounds is n, or a tenth of it where tests are to be short.
func rounds(n int) int {
	if testing.Short() {
		return n / 10
	}
	return n
}

func compareWithOracle(t *testing.T, m *Matcher, o *oracle, s string) int {
	t.Helper()
	seg := segment(s)
	var got []string
	for _, c := range m.Scan(seg, nil) {
		got = append(got, fmt.Sprintf("%07d %s:%s:%v", c.From, c.Detector.ID, seg.Text[c.Start:c.End], c.Keyword))
	}
	slices.Sort(got)
	want := o.scan(seg.Text)
	if !slices.Equal(got, want) {
		for _, g := range got {
			if !slices.Contains(want, g) {
				t.Errorf("found, not by the oracle: %s", g)
			}
		}
		for _, w := range want {
			if !slices.Contains(got, w) {
				t.Errorf("not found: %s", w)
			}
		}
		t.Fatalf("in %q", s)
	}
	return len(want)
}

func TestScanEqualsOracle(t *testing.T) {
	m, o := engine(t, testRows).Matcher(), newOracle(t, testRows)
	r := rand.New(rand.NewPCG(1, 2))
	total := 0
	for range rounds(500) {
		total += compareWithOracle(t, m, o, corpus(r, 1+r.IntN(400)))
	}
	if total < rounds(1000) {
		t.Errorf("only %d candidates: the corpus tests little", total)
	}
}

// exampleText strings examples of the rows together, some of them broken, so that every row is met beside every other.
func exampleText(r *rand.Rand, rows []Detector, n int) string {
	var b strings.Builder
	for b.Len() < n {
		d := &rows[r.IntN(len(rows))]
		examples := append(slices.Clone(d.Finds), d.Ignores...)
		plain, _ := marks(Expand(examples[r.IntN(len(examples))]))
		bytes := []byte(plain)
		if len(bytes) > 1500 {
			continue // the slow way is too slow for whole keys beside each other
		}
		switch r.IntN(4) {
		case 0:
			bytes[r.IntN(len(bytes))] = "0123456789-. /:@AZaz_"[r.IntN(21)]
		case 1:
			i := r.IntN(len(bytes))
			bytes = slices.Delete(bytes, i, min(i+1+r.IntN(3), len(bytes)))
		}
		b.Write(bytes)
		b.WriteString([]string{" ", "\n", ", ", "-", "", ".", "\n\n", "é"}[r.IntN(8)])
	}
	return strings.ToValidUTF8(b.String(), "?")
}

// TestRowsEqualOracle runs all rows over text that is made of their examples.
func TestRowsEqualOracle(t *testing.T) {
	m, o := engine(t, All).Matcher(), newOracle(t, All)
	r := rand.New(rand.NewPCG(5, 6))
	total := 0
	for range rounds(60) {
		total += compareWithOracle(t, m, o, exampleText(r, All, 800))
	}
	if total < rounds(300) {
		t.Errorf("only %d candidates: the corpus tests little", total)
	}
}

// FuzzScan looks for texts on which the engine and the oracle differ, or results depend on where a text is cut.
func FuzzScan(f *testing.F) {
	rows := testRows
	m, o := engine(f, rows).Matcher(), newOracle(f, rows)
	f.Add("ssn 536-22-8726 jo@mail.example.org")
	f.Add("secret abcdefghij0123456789 pw=hello")
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 300 || !utf8.ValidString(s) {
			return
		}
		compareWithOracle(t, m, o, s)
		whole := segment(s)
		want := show(whole, m.Scan(whole, nil))
		cut := int32(len(s) / 2)
		for cut > 0 && int(cut) < len(s) && !utf8.RuneStart(s[cut]) {
			cut--
		}
		left, right := segment(s), segment(s)
		left.Own, right.Own = text.Span{End: cut}, text.Span{Start: cut, End: int32(len(s))}
		parts := strings.TrimSpace(show(left, m.Scan(left, nil)) + " " + show(right, m.Scan(right, nil)))
		if parts != want {
			t.Errorf("cut at %d\n got %s\nwant %s", cut, parts, want)
		}
	})
}
