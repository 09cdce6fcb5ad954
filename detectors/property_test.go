package detectors

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"regexp/syntax"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/pii-scan/pii-scan/detectors/internal/kernel"
	"github.com/pii-scan/pii-scan/text"
)

// surroundings are what matches are put into: {m} and {n} are matches, {k} is a keyword of the row, {gap} about as many characters as a
// keyword may be away, {example} an example of the row. name is what the field is called; a '/' stands between the names around it.
var surroundings = []struct{ text, name string }{
	{text: "{m}"},
	{text: " {m} "},
	{text: `"{m}"`},
	{text: "x={m}&y"},
	{text: "({m})"},
	{text: "[{m}]"},
	{text: "2026-{m}"},
	{text: "77/{m}"},
	{text: "1,{m}"},
	{text: "5 {m} 5"},
	{text: "{m}-1"},
	{text: "{m}.1"},
	{text: "{m}."},
	{text: "the word {m}"},
	{text: "{m}, and\n"},
	{text: "号{m}号"},
	{text: "é{m}"},
	{text: "{m}é"},
	{text: "_{m}"},
	{text: "{m}_"},
	{text: "\t{m}\x00"},
	{text: "\xff{m}\xc3"},
	{text: "{m} {n}"},
	{text: "{m},{n}"},
	{text: "{m}{n}"},
	{text: "{k}: {m}"},
	{text: "{k}={m};"},
	{text: "{k}{gap}{m}"},
	{text: "{m}{gap}{k}"},
	{text: "{m} ({k})"},
	{text: "{k} {m} {n}"},
	{text: "{k}\n\n{m}"},
	{text: `"{k}":"{m}","{n}"`},
	{text: "<{k}>{m}</{k}>"},
	{text: "{example}"},
	{text: "{example}"},
	{text: "{example}"},
	{text: "{example}"},
	{text: "{m}", name: "{k}"},
	{text: " {m}. ", name: "my_{k}"},
	{text: "5-{m}; {n}", name: "{k}"},
	{text: "{m}", name: "{k}/value"},
	{text: "{m}", name: "value"},
}

// prober holds the engine against the oracle on texts made from the patterns of rows.
type prober struct {
	generator
	o     *oracle
	e     *Engine
	fresh *Matcher // made to forget before each text
	used  *Matcher // remembers all
	rows  [][]int  // by row: the rows whose matches have the same ID
	words *context // of the oracle
	trees []*syntax.Regexp
	shift int
	met   int    // candidates of the row
	shown string // the last text, the field in «»
}

func newProber(t testing.TB, e *Engine, o *oracle) *prober {
	p := &prober{o: o, e: e, fresh: e.Matcher(), used: e.Matcher(), words: newContext(o.words)}
	ids := map[string][]int{}
	for i := range o.rows {
		ids[o.rows[i].ID] = append(ids[o.rows[i].ID], i)
		re, err := syntax.Parse(o.rows[i].Pattern, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		p.trees = append(p.trees, re)
	}
	for i := range o.rows {
		p.rows = append(p.rows, ids[o.rows[i].ID])
	}
	return p
}

// row tries one row in all surroundings, or in one of so many, and says how many of its candidates were met, and how many valid matches could be
// made from the pattern.
func (p *prober) row(t *testing.T, row int, seed uint64, oneOf int) (met, made int) {
	p.Rand = rand.New(rand.NewPCG(uint64(row), seed))
	p.met = 0
	matches, made := p.matches(row)
	next := 0
	match := func() string {
		next++
		return string(matches[next%len(matches)])
	}
	for _, s := range surroundings {
		if p.IntN(oneOf) > 0 {
			continue
		}
		fill := strings.NewReplacer("{m}", match(), "{n}", match(), "{k}", p.keyword(row), "{gap}", p.gap())
		var name *text.Name
		if s.name != "" {
			for part := range strings.SplitSeq(s.name, "/") {
				name = &text.Name{Text: fill.Replace(part), Parent: name}
			}
		}
		in := s.text
		if in == "{example}" {
			in = p.example(row)
		}
		if !p.compare(t, row, fill.Replace(in), name) {
			break
		}
	}
	return p.met, made
}

// keyword writes a keyword of the row in one of the ways that count.
func (p *prober) keyword(row int) string {
	words := p.o.rows[row].Keywords
	if len(words) == 0 {
		return "word"
	}
	w := strings.ReplaceAll(words[p.IntN(len(words))], " ", []string{" ", " ", "_", "-", ".", ""}[p.IntN(6)])
	switch p.IntN(4) {
	case 0:
		return strings.ToUpper(w)
	case 1:
		return strings.ToLower(w)
	}
	return w
}

// gap is nearly as many characters as may stand between a keyword and a value, as many, or one more.
func (p *prober) gap() string {
	n := keywordReach - 1 + p.IntN(3)
	fill := []string{".", " ", "é", "号", ", ", "-1"}[p.IntN(6)]
	return " " + string([]rune(strings.Repeat(fill, n))[:n-2]) + " "
}

// compare holds the matchers against the oracle on a text that is one field, wherever in blocks it begins, with words that were not met before,
// once, and twice, and cut somewhere.
func (p *prober) compare(t *testing.T, row int, s string, name *text.Name) bool {
	t.Helper()
	want := p.wanted(row, s, name)
	state, got := p.differs(row, s, name, want)
	if state == "" {
		return true
	}
	first := p.shown
	short := p.shrink(row, s, name)
	wantShort := p.wanted(row, short, name)
	if again, g := p.differs(row, short, name, wantShort); again != "" {
		state, got, want = again, g, wantShort
	} else {
		p.shown = first
	}
	called := ""
	for n := name; n != nil; n = n.Parent {
		called += fmt.Sprintf(" in a field called %q", n.Text)
	}
	a, _ := p.o.rows[row].Anchor()
	t.Errorf("row %s (%s), %s%s:\n%q\nthe oracle finds %q\nthe engine finds %q", p.o.rows[row].ID, a, state, called, p.shown, want, got)
	return false
}

// wanted are the oracle's candidates, in order.
func (p *prober) wanted(row int, s string, name *text.Name) (want []string) {
	in := p.words.oracleField([]byte(s), name)
	var found []oracleFind
	named := false
	for _, i := range p.rows[row] {
		of := p.o.row(i, in)
		if found = append(found, of...); i == row {
			p.met += len(of)
		}
		named = named || in.named.Has(i)
	}
	if d := &p.o.rows[p.rows[row][0]]; named && d.Whole != nil && len(s) <= maxWhole {
		found = wholeOf(d, in, found)
	}
	for _, f := range found {
		want = append(want, f.String())
	}
	slices.Sort(want)
	return want
}

// wholeOf takes the field itself for the row's candidate, in place of those found, where the row says that it is one.
func wholeOf(d *Detector, in *oracleField, found []oracleFind) []oracleFind {
	v := Value{Text: in.t, Name: in.name, Start: len(in.t) - len(bytes.TrimLeft(in.t, " \t")), End: len(bytes.TrimRight(in.t, " \t"))}
	if v.Start >= v.End || !d.Whole(v.Bytes()) {
		return found
	}
	if d.Weigh != nil && d.Tier.Keyword+d.Weigh(v) <= 0 {
		return nil
	}
	return []oracleFind{{d.ID, v.Start, v.End, v.Start, v.End, v.Bytes(), true}}
}

// differs names the first state of a matcher in which it does not find what is wanted.
func (p *prober) differs(row int, s string, name *text.Name, want []string) (state string, got []string) {
	p.fresh.forgetWords()
	for _, state := range []string{"with new words", "with words met once", "with words met twice"} {
		p.shift++
		if got = p.found(p.fresh, row, p.segment(row, s, name)); !slices.Equal(got, want) {
			return state, got
		}
	}
	seg := p.segment(row, s, name)
	p.shift++
	if got = p.found(p.used, row, seg); !slices.Equal(got, want) {
		return "with a matcher in use", got
	}
	if p.o.rows[row].Whole != nil && name != nil { // a field that is taken as a whole is not cut
		return "", nil
	}
	field := seg.Fields[1]
	cut := field.Start + int32(p.IntN(len(s)+1))
	for !utf8.RuneStart(seg.Text[cut]) {
		cut++
	}
	seg.Own.End = cut
	got = p.found(p.used, row, seg)
	seg.Own = text.Span{Start: cut, End: seg.Raw}
	got = append(got, p.found(p.used, row, seg)...)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		return fmt.Sprintf("cut at %d", cut-field.Start), got
	}
	return "", nil
}

// segment puts a field between two others, so that it begins anywhere in a block and beside anything, sometimes behind many words.
func (p *prober) segment(row int, s string, name *text.Name) *text.Segment {
	const filler = "1 Some words and 22 numbers, which are no part of the field itself: "
	beside := []string{"\n", ",", "x", "7", "é", "-5", "X_", p.keyword(row)}
	before := filler + beside[p.IntN(len(beside))]
	before = before[len(before)-p.shift%kernel.Block:]
	if p.shift%53 == 0 {
		before = strings.Repeat(filler, 100) + before
	}
	before = strings.ToValidUTF8(before, "?")
	all := before + s + beside[p.IntN(len(beside))] + " and more"
	from, to, end := int32(len(before)), int32(len(before)+len(s)), int32(len(all))
	p.shown = before[max(0, len(before)-kernel.Block):] + "«" + s + "»" + all[to:]
	return &text.Segment{
		Text: []byte(all), Fields: []text.Span{{End: from}, {Start: from, End: to}, {Start: to, End: end}}, Layout: named{name},
		Own: text.Span{End: end}, Raw: end, Line: 1,
	}
}

// found are a matcher's candidates of a row in such a field, in order.
func (p *prober) found(m *Matcher, row int, seg *text.Segment) (got []string) {
	id, from := p.o.rows[row].ID, seg.Fields[1].Start
	for _, c := range m.Scan(seg, nil) {
		if c.Field == 1 && c.Detector.ID == id {
			got = append(got, oracleFind{id: id, from: int(c.From - from), value: seg.Text[c.Start:c.End], near: c.Keyword}.String())
		}
	}
	slices.Sort(got)
	return got
}

// shrink takes parts out of a text as long as engine and oracle differ.
func (p *prober) shrink(row int, s string, name *text.Name) string {
	for size := len(s) / 2; size > 0; size /= 2 {
		for at := 0; at+size <= len(s); {
			less := s[:at] + s[at+size:]
			state := ""
			if less != "" {
				state, _ = p.differs(row, less, name, p.wanted(row, less, name))
			}
			if state == "" {
				at++
				continue
			}
			s = less
		}
	}
	return s
}

// forgetWords makes the matcher as good as new.
func (m *Matcher) forgetWords() {
	g := m.gate
	clear(g.memo.known[:])
	clear(g.forms.known[:])
	clear(g.long[:])
	clear(g.verdict[:])
	*g.stretches = stretches{}
	g.sets[0], g.known = unknownLanes, 1
}

// TestMatchesEqualOracle makes matches of every row from its pattern. A row of which no text has a candidate is not tested; where valid matches
// cannot be made from the pattern (their parts hang together: a key's encoding, several check digits) changed examples stand in.
func TestMatchesEqualOracle(t *testing.T) {
	e, o := engine(t, All), newOracle(t, All)
	const parts = 2
	step := parts
	if testing.Short() { // RE2 takes minutes under the race detector
		step *= 80
	}
	var fromExamples [parts][]string
	for part := range parts {
		t.Run(fmt.Sprint(part), func(t *testing.T) {
			t.Parallel()
			p := newProber(t, e, o)
			for row := part; row < len(o.rows); row += step {
				met, made := p.row(t, row, 1, 1)
				if met == 0 && !t.Failed() {
					t.Errorf("row %s: no text has a candidate", o.rows[row].ID)
				}
				if made == 0 {
					id := o.rows[row].ID
					if row >= len(All) {
						id += " (loose)"
					}
					fromExamples[part] = append(fromExamples[part], id)
				}
			}
		})
	}
	t.Cleanup(func() {
		all := slices.Concat(fromExamples[:]...)
		if t.Logf("valid matches of %d rows come from examples alone: %v", len(all), all); len(all) > len(o.rows)/10 {
			t.Error("too few patterns give valid matches")
		}
	})
}

// FuzzRowMatches is the same for one row and other seeds, in a few of the surroundings.
func FuzzRowMatches(f *testing.F) {
	e, o := engine(f, All), newOracle(f, All)
	p := newProber(f, e, o)
	for row := range 3 {
		f.Add(uint16(row), uint64(row))
	}
	f.Fuzz(func(t *testing.T, row uint16, seed uint64) { p.row(t, int(row)%len(o.rows), seed, 8) })
}
