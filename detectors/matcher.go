package detectors

import (
	"bytes"
	"cmp"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pii-scan/pii-scan/detectors/internal/automaton"
	"github.com/pii-scan/pii-scan/text"
)

// piece is how much of a field is tried at once, in bytes: keyword rows are tried piece by piece, behind the others.
const piece = 4 << 10

// Matcher scans segments for one goroutine. Its tables grow with what it meets, up to a bound.
type Matcher struct {
	e                     *Engine
	edge, inner, at, long *automaton.Walker
	weak                  []*automaton.Walker // by row, made when first needed
	ctx                   *context
	ends                  []automaton.End
	done                  automaton.Bits
	weakAt                []int32     // where in the piece at hand a row of the weak lane may begin
	runs                  []text.Span // long runs of token characters in it

	seg      *text.Segment
	field    int
	named    bool           // whether names holds what the field's name admits
	names    automaton.Bits // rows that have a keyword in the field's name
	asked    [2]int         // the value that admitted belongs to
	admitted automaton.Bits // rows that have a keyword near that value
}

// Matcher makes a matcher.
func (e *Engine) Matcher() *Matcher {
	n := len(e.rows)
	return &Matcher{
		e: e, edge: e.edge.set.Walker(), inner: e.inner.set.Walker(), at: e.at.set.Walker(), long: e.long.set.Walker(),
		weak: make([]*automaton.Walker, n),
		ctx:  newContext(e.words), done: automaton.NewBits(n), admitted: automaton.NewBits(n),
	}
}

// Scan appends to out the candidates that begin in the segment's own part, field by field, in each by position; candidates of one
// and of several rows may overlap. What is found does not depend on where the segment was cut.
func (m *Matcher) Scan(seg *text.Segment, out []Candidate) []Candidate {
	m.seg = seg
	signs := [2]cursor{{end: int(seg.Raw)}, {at: int(seg.Raw), end: len(seg.Text)}} // the '@' of the text and of its copies
	for i, f := range seg.Fields {
		from, to := int(f.Start), int(f.End)
		own, stop := ownPart(seg, from, to)
		if to-from < 2 || own >= stop {
			continue
		}
		m.field, m.named = i, false
		m.ctx.field(seg.Text, from, to)
		m.asked = [2]int{-1, -1}
		n := len(out)
		for p := own; p < stop; {
			end := min(p+piece, stop)
			for end < stop && !utf8.RuneStart(seg.Text[end]) {
				end++
			}
			out = m.edges(from, p, end, to, out)
			if len(m.weakAt) > 0 {
				out = m.weaks(from, to, out)
			}
			if len(m.runs) > 0 {
				out = m.longRuns(from, to, out)
			}
			p = end
		}
		c := &signs[0]
		if from >= int(seg.Raw) {
			c = &signs[1]
		}
		for at := c.seek(seg.Text, from); at < to; at = c.seek(seg.Text, at+1) {
			out = m.around(from, own, stop, to, at, out)
		}
		if found := out[n:]; len(found) > 1 {
			slices.SortStableFunc(found, func(a, b Candidate) int { return cmp.Compare(a.From, b.From) })
		}
	}
	return out
}

// ownPart is where in the field the matches may begin that are this segment's.
func ownPart(seg *text.Segment, from, to int) (int, int) {
	if from < int(seg.Raw) {
		return max(from, int(seg.Own.Start)), min(to, int(seg.Own.End))
	}
	for from < to && seg.RawPos(int32(from)) < seg.Own.Start {
		from++
	}
	for to > from && seg.RawPos(int32(to-1)) >= seg.Own.End {
		to--
	}
	return from, to
}

// cursor looks for '@' in a part of a text that is asked about from left to right.
type cursor struct{ at, end int }

// seek is the position of the first '@' at or after from; the part's end where there is none.
func (c *cursor) seek(t []byte, from int) int {
	if c.at < from {
		c.at = from
	}
	if c.at < c.end && t[c.at] != '@' {
		if i := bytes.IndexByte(t[c.at:c.end], '@'); i >= 0 {
			c.at += i
		} else {
			c.at = c.end
		}
	}
	return c.at
}

// edges tries the rows of the edge lane wherever a word begins, and notes where the weak ones may and the long runs.
func (m *Matcher) edges(from, own, stop, to int, out []Candidate) []Candidate {
	t := m.seg.Text
	l, weak := m.e.edge, &m.e.weak.first
	long := len(m.e.long.rows) > 0
	m.runs, m.weakAt = m.runs[:0], m.weakAt[:0]
	run := own // where the run of token characters at hand begins
	for run > from && own-run < longRun && tokenByte[t[run-1]] {
		run--
	}
	inWord := wordBefore(t, from, own)
	for p := own; p < stop; {
		b := t[p]
		size, word := 1, true
		switch byteKind[b] {
		case other:
			word = false
		case multi:
			var r rune
			r, size = utf8.DecodeRune(t[p:to])
			word = wordRune(r)
		}
		if !(inWord && word) {
			if l.first[b] && (p+1 >= to || l.pairs[int(b)<<8|int(t[p+1])]) {
				if p-1 > from && joins(t[p-1], false) && byteKind[t[p-2]] == digit {
					out = m.try(m.e.inner, m.inner, from, p, to, out)
				} else {
					out = m.try(l, m.edge, from, p, to, out)
				}
			}
			if weak[b] {
				m.weakAt = append(m.weakAt, int32(p))
			}
		}
		if long && !tokenByte[b] {
			m.endRun(run, p, own)
			run = p + size
		}
		p += size
		inWord = word
		if word {
			for p < stop && plainWord[t[p]] {
				p++
			}
		}
	}
	if long && run < stop {
		// A run that crosses the end of the own part belongs to it as far as matches may begin there.
		q := stop
		for q < to && q-run < longRun && tokenByte[t[q]] {
			q++
		}
		if q-run >= longRun {
			m.runs = append(m.runs, text.Span{Start: int32(max(run, own)), End: int32(stop)})
		}
	}
	return out
}

// weaks tries the rows that require a keyword at the places noted, where one is near.
func (m *Matcher) weaks(from, to int, out []Candidate) []Candidate {
	w := &m.e.weak
	names := m.fieldNames()
	for _, p := range m.weakAt {
		admitted := m.ctx.near(int(p), int(p)+w.longest)
		for word, set := range w.members {
			for set &= admitted[word] | names[word]; set != 0; set &= set - 1 {
				row := word*64 + bits.TrailingZeros64(set)
				l := w.lanes[row]()
				b := m.seg.Text[p]
				if !l.first[b] || int(p)+1 < to && !l.pairs[int(b)<<8|int(m.seg.Text[p+1])] {
					continue
				}
				if m.weak[row] == nil {
					m.weak[row] = l.set.Walker()
				}
				out = m.try(l, m.weak[row], from, int(p), to, out)
			}
		}
	}
	return out
}

// fieldNames gives the rows that have a keyword in the name of the field at hand.
func (m *Matcher) fieldNames() automaton.Bits {
	if !m.named {
		m.named, m.names = true, m.ctx.named(m.seg.NameAt(m.field))
	}
	return m.names
}

// endRun notes the run of token characters that ends at p if it is long.
func (m *Matcher) endRun(run, p, own int) {
	if p-run >= longRun && p > own {
		m.runs = append(m.runs, text.Span{Start: int32(max(run, own)), End: int32(p)})
	}
}

// plainWord tells the bytes of ASCII words, tokenByte those and the signs that hold a token together.
var plainWord, tokenByte = func() (w, t [256]bool) {
	for b := range 256 {
		k := byteKind[b]
		w[b] = k != other && k != multi
		t[b] = w[b] || strings.IndexByte("+/=-.~", byte(b)) >= 0
	}
	return w, t
}()

// longRuns tries the rows of the long lane at the edges inside the long runs.
func (m *Matcher) longRuns(from, to int, out []Candidate) []Candidate {
	t := m.seg.Text
	l := m.e.long
	everywhere := l.strong || l.members.Meets(m.fieldNames())
	for _, r := range m.runs {
		if !everywhere && !l.members.Meets(m.ctx.near(int(r.Start), int(r.End)+l.longest)) {
			continue
		}
		for p := int(r.Start); p < int(r.End); p++ {
			if b := t[p]; l.first[b] && (byteKind[b] == other || !wordBefore(t, from, p)) {
				out = m.try(l, m.long, from, p, to, out)
			}
		}
	}
	return out
}

// around tries the rows of the at lane at the edges before the '@' at pos; the leftmost match is the one.
func (m *Matcher) around(from, own, stop, to, pos int, out []Candidate) []Candidate {
	t := m.seg.Text
	p := pos
	for p > from && pos-p < m.e.localMax && m.e.local[t[p-1]] {
		p--
	}
	n := len(out)
	for ; p < pos && len(out) == n; p++ {
		if !m.e.at.first[t[p]] || byteKind[t[p]] != other && wordBefore(t, from, p) {
			continue
		}
		out = m.try(m.e.at, m.at, from, p, to, out)
	}
	if len(out) > n && (int(out[n].From) < own || int(out[n].From) >= stop) {
		return out[:n] // it is another segment's
	}
	return out
}

// try walks a lane's automaton from p and appends a candidate for each row whose longest acceptable match begins there.
func (m *Matcher) try(l *lane, w *automaton.Walker, from, p, to int, out []Candidate) []Candidate {
	t := m.seg.Text
	m.ends = w.Walk(t, p, min(to, p+MaxMatch), m.ends[:0])
	if len(m.ends) == 0 {
		return out
	}
	done := m.done[:len(m.ends[0].Which)]
	clear(done)
	for i := len(m.ends) - 1; i >= 0; i-- {
		end := m.ends[i]
		for word, set := range end.Which {
			set &^= done[word]
			for ; set != 0; set &= set - 1 {
				n := word*64 + bits.TrailingZeros64(set)
				row := l.rows[n]
				if l.needs.Has(n) && !m.admits(row, p, end.Pos) {
					continue
				}
				if c, ok := m.weigh(row, from, p, end.Pos, to); ok {
					done.Add(n)
					if c.Score > 0 {
						out = append(out, c)
					}
				}
			}
		}
	}
	return out
}

// admits says whether the surroundings of t[p:end] hold a keyword of the row.
func (m *Matcher) admits(row, p, end int) bool {
	if m.asked != [2]int{p, end} {
		m.asked = [2]int{p, end}
		copy(m.admitted, m.ctx.around(p, end))
		m.admitted.Or(m.fieldNames())
	}
	return m.admitted.Has(row)
}

// weigh checks a match of the row and scores it; a score of 0 means that its surroundings speak against it altogether.
func (m *Matcher) weigh(row, from, p, end, to int) (Candidate, bool) {
	d := &m.e.rows[row]
	t := m.seg.Text
	if d.Edges&OpenEnd == 0 && wordBefore(t, p, end) && wordAt(t, end, to) {
		return Candidate{}, false
	}
	if d.Edges&OpenNumber == 0 && numberGoesOn(t, from, p, end, to) {
		return Candidate{}, false
	}
	start, stop := p, end
	if find := m.e.groups[row]; find != nil {
		g := find().FindSubmatchIndex(t[p:end])
		if g == nil || g[2] < 0 {
			return Candidate{}, false
		}
		start, stop = p+g[2], p+g[3]
	}
	if d.Valid != nil && !d.Valid(t[start:stop:stop]) {
		return Candidate{}, false
	}
	near := len(d.Keywords) > 0 && m.admits(row, p, end)
	score := d.Tier.Alone
	if near {
		score = d.Tier.Keyword
	}
	if d.Weigh != nil {
		score += d.Weigh(Value{Text: t[from:to:to], Start: start - from, End: stop - from})
	}
	return Candidate{
		Detector: d, Field: int32(m.field), From: int32(p), Start: int32(start), End: int32(stop),
		Score: min(max(score, 0), 0.99), Keyword: near,
	}, true
}
