package detectors

import (
	"bytes"
	"cmp"
	"math/bits"
	"slices"
	"strings"

	"github.com/pii-scan/pii-scan/detectors/internal/automaton"
	"github.com/pii-scan/pii-scan/detectors/internal/kernel"
	"github.com/pii-scan/pii-scan/text"
)

// maxWhole is how long a field can be that is taken as a whole, in bytes.
const maxWhole = 256

// Matcher scans segments for one goroutine. Its tables grow with what it meets, up to a bound.
type Matcher struct {
	e         *Engine
	gate      *gatekeeper
	gated     []*automaton.Walker // by gated lane
	inner, at *automaton.Walker
	weak      []*automaton.Walker // by row, made when first needed
	made      []*automaton.Walker // those of weak that were
	ctx       *context
	ends      []automaton.End
	done      automaton.Bits
	bits      bitmap
	cells     *cells

	seg     *text.Segment
	field   int
	serial  uint32   // counts fields
	triedIn []uint32 // by weak row: the field in which it was tried last
	triedTo []int32  // and up to where
	names   *naming  // what follows from the field's name
	apart   bool     // what stands around a value does not count
}

// Matcher makes a matcher.
func (e *Engine) Matcher() *Matcher {
	n := len(e.rows)
	m := &Matcher{
		e: e, inner: e.inner.set.Walker(), at: e.at.set.Walker(),
		weak: make([]*automaton.Walker, n), triedIn: make([]uint32, n), triedTo: make([]int32, n),
		ctx: newContext(e.words), cells: &cells{}, done: automaton.NewBits(n),
	}
	for _, l := range e.gate.of {
		m.gated = append(m.gated, l.set.Walker())
	}
	o := &memo{of: e.gate.of, lanes: m.gated, words: e.words, walker: m.ctx.w, pairs: &e.gate.pairs, phrases: e.gate.phrases}
	m.gate = e.gate.keeper(o)
	return m
}

// Scan appends to out the candidates that begin in the segment's own part, field by field, in each by position; candidates of one
// and of several rows may overlap. What is found does not depend on where the segment was cut.
func (m *Matcher) Scan(seg *text.Segment, out []Candidate) []Candidate {
	m.seg, m.apart = seg, false
	m.forget()
	m.bits.make(seg.Text, seg.Fields, m.e.signs, m.e.foreign)
	m.ctx.segment(seg.Text, &m.bits, m.gate.look(seg.Text, &m.bits))
	for i, f := range seg.Fields {
		from, to := int(f.Start), int(f.End)
		own, stop := ownPart(seg, from, to)
		if own >= stop {
			continue
		}
		m.field = i
		m.names = m.ctx.named(seg.NameAt(i))
		if to-from < 2 && len(m.names.weak) == 0 { // one character is a value only where the name says so
			continue
		}
		n := len(out)
		var cell *cell
		if to-from <= cellBytes && own == from && stop == to && m.busy(from, to) && m.names.worth() {
			var known bool
			if cell, known = m.cells.of(m.names, seg.Text[from:to]); known {
				out = cell.recall(i, from, out)
				continue
			}
		}
		if len(m.names.settle) > 0 && to-from <= maxWhole && own == from && stop == to {
			out = m.settled(from, to, out)
		}
		if len(out) == n {
			out = m.search(from, own, stop, to, out)
		}
		if cell != nil {
			cell.keep(m.names, seg.Text[from:to], from, out[n:])
		}
	}
	return out
}

// search tries all rows in the field at hand.
func (m *Matcher) search(from, own, stop, to int, out []Candidate) []Candidate {
	m.serial++
	m.ctx.field(from, to)
	n := len(out)
	out = m.edges(from, own, stop, to, out)
	out = m.weaks(from, own, stop, to, out)
	if len(m.e.at.rows) > 0 {
		out = m.signs(from, own, stop, to, out)
	}
	if len(m.names.whole) > 0 && to-from <= maxWhole {
		out = m.wholes(n, from, own, stop, to, out)
	}
	if found := out[n:]; len(found) > 1 {
		slices.SortFunc(found, func(a, b Candidate) int {
			return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Start, b.Start), strings.Compare(a.Detector.ID, b.Detector.ID))
		})
	}
	return out
}

// busy says whether there is something to try in a short field.
func (m *Matcher) busy(from, to int) bool {
	if len(m.names.weak) > 0 || len(m.names.whole) > 0 {
		return true
	}
	for i := from / kernel.Block; i*kernel.Block < to; i++ {
		if within(m.gate.open[i]|m.bits.planes[i].At, i, from, to) != 0 {
			return true
		}
	}
	return false
}

// forget tells the walkers that another text begins.
func (m *Matcher) forget() {
	for _, w := range m.gated {
		w.Forget()
	}
	for _, w := range m.made {
		w.Forget()
	}
	m.inner.Forget()
	m.at.Forget()
}

// settled appends the candidate of a row that settles a field by being all of it, if there is one.
func (m *Matcher) settled(from, to int, out []Candidate) []Candidate {
	b := bytes.TrimRight(m.seg.Text[from:to], blanks)
	span := text.Span{Start: int32(from + len(b) - len(bytes.TrimLeft(b, blanks))), End: int32(from + len(b))}
	if span.Len() <= 0 {
		return out
	}
	n := len(out)
	m.apart = true
	for _, row := range m.names.settle {
		if slices.Contains(m.names.whole, row) {
			if c, ok := m.whole(row, from, to); ok {
				if c.Score > 0 && c.Start == span.Start && c.End == span.End {
					out = append(out, c)
				}
				break
			}
		}
		if out = m.one(row, span, out); len(out) > n {
			break
		}
	}
	m.apart = false
	return out
}

const blanks = " \t\r\n"

// wholes makes candidates of a field as a whole, if they begin in its own part, in place of the row's others in out[n:].
func (m *Matcher) wholes(n, from, own, stop, to int, out []Candidate) []Candidate {
	for _, row := range m.names.whole {
		c, ok := m.whole(row, from, to)
		if !ok {
			continue
		}
		out = out[:n+len(slices.DeleteFunc(out[n:], func(o Candidate) bool { return o.Detector == c.Detector }))]
		if c.Score > 0 && int(c.Start) >= own && int(c.Start) < stop {
			out = append(out, c)
		}
	}
	return out
}

// whole makes a candidate of a field as a whole, if the row takes it so.
func (m *Matcher) whole(row, from, to int) (c Candidate, ok bool) {
	d := m.e.given[row]
	v := Value{Text: m.seg.Text[from:to:to], Name: m.seg.NameAt(m.field)}
	in := bytes.TrimLeft(v.Text, " \t")
	v.Start = len(v.Text) - len(in)
	v.End = v.Start + len(bytes.TrimRight(in, " \t"))
	if v.Start == v.End || !d.Whole(v.Bytes()) {
		return c, false
	}
	start := int32(from + v.Start)
	c = Candidate{Detector: d, Field: int32(m.field), From: start, Start: start, End: int32(from + v.End), Score: d.Tier.Keyword, Keyword: true}
	if d.Weigh != nil {
		c.Score = min(max(c.Score+d.Weigh(v), 0), 0.99)
	}
	return c, true
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

// edges tries the rows of the gated lanes from p to stop.
func (m *Matcher) edges(from, p, stop, to int, out []Candidate) []Candidate {
	g := m.gate
	for i := p / kernel.Block; i*kernel.Block < stop; i++ {
		for set := within(g.open[i], i, p, stop); set != 0; set &= set - 1 {
			at := i*kernel.Block + bits.TrailingZeros64(set)
			out = m.open(g.at[at], from, at, to, out)
		}
	}
	return out
}

// open tries some of the gated lanes at a place.
func (m *Matcher) open(in lanes, from, at, to int, out []Candidate) []Candidate {
	t := m.seg.Text
	digits := 0
	if byteKind[t[at]] == digit {
		digits = m.bits.digits(at)
	}
	for ; in != 0; in &= in - 1 {
		which := bits.TrailingZeros16(uint16(in))
		l, w := m.e.gate.of[which], m.gated[which]
		if which == edgeLane && at-1 > from && joins(t[at-1], false) && byteKind[t[at-2]] == digit {
			l, w = m.e.inner, m.inner
		}
		switch {
		case !l.first[t[at]]:
		case l.starts != nil && !l.starts(t[at:to]):
		case l.digits != nil && digits > 0 && !l.digits.Pass(t, at, digits, to):
		default:
			out = m.try(l, w, from, at, to, out)
		}
	}
	return out
}

// weaks tries the rows that require a keyword: those that the field's name admits at all edges from p to stop, the others at
// the edges so near a keyword of theirs that a match there may have it near.
func (m *Matcher) weaks(from, p, stop, to int, out []Candidate) []Candidate {
	w := &m.e.weak
	for _, row := range m.names.weak {
		out = m.weakSpan(row, from, p, stop, to, out)
	}
	for _, h := range m.ctx.hits {
		near := m.e.words.near[h.word]
		if len(near) == 0 || int(h.end) > to {
			continue
		}
		lo, hi := int(h.start)-m.bits.reach(int(h.start)-keywordReach, int(h.start)), int(h.end)+m.bits.reach(int(h.end), int(h.end)+keywordReach)+1
		for _, row := range near {
			if !m.names.rows.Has(int(row)) {
				out = m.weakSpan(int(row), from, max(p, lo-w.rows[row].longest), min(stop, hi), to, out)
			}
		}
	}
	return out
}

// weakSpan tries a weak row at the edges from p to stop, as far as it was not tried there before.
func (m *Matcher) weakSpan(row, from, p, stop, to int, out []Candidate) []Candidate {
	t := m.seg.Text
	if p = max(p, m.tried(row)); p >= stop {
		return out
	}
	m.triedTo[row] = int32(stop)
	r := &m.e.weak.rows[row]
	if r.signs { // a match may begin with any sign: the bitmap does not have them all
		l, w := m.single(row)
		for ; p < stop; p++ {
			if r.first[t[p]] && (byteKind[t[p]] == other || !wordBefore(t, from, p) || !wordAt(t, p, to)) {
				out = m.try(l, w, from, p, to, out)
			}
		}
		return out
	}
	for i := p / kernel.Block; i*kernel.Block < stop; i++ {
		set := within(m.bits.start[i]&m.bits.kinds(i, &r.kinds), i, p, stop)
		if set == 0 {
			continue
		}
		if r.run != noRun {
			set &= m.bits.runs(i, r.run)
		}
		for ; set != 0; set &= set - 1 {
			if at := i*kernel.Block + bits.TrailingZeros64(set); r.first[t[at]] && to-at >= r.shortest {
				l, w := m.single(row)
				out = m.try(l, w, from, at, to, out)
			}
		}
	}
	return out
}

// single gives the lane of a row by itself.
func (m *Matcher) single(row int) (*lane, *automaton.Walker) {
	l := m.e.weak.rows[row].lane()
	if m.weak[row] == nil {
		m.weak[row] = l.set.Walker()
		m.made = append(m.made, m.weak[row])
	}
	return l, m.weak[row]
}

// tried says up to where in the field at hand a weak row was tried.
func (m *Matcher) tried(row int) int {
	if m.triedIn[row] != m.serial {
		m.triedIn[row], m.triedTo[row] = m.serial, 0
	}
	return int(m.triedTo[row])
}

// signs tries the rows of the at lane at each '@'.
func (m *Matcher) signs(from, own, stop, to int, out []Candidate) []Candidate {
	last := min(to, stop+m.e.localMax)
	for i := own / kernel.Block; i*kernel.Block < last; i++ {
		for set := within(m.bits.planes[i].At, i, own, last); set != 0; set &= set - 1 {
			out = m.around(from, own, stop, to, i*kernel.Block+bits.TrailingZeros64(set), out)
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
	m.ends = w.Walk(t, p, min(to, p+l.most), m.ends[:0])
	if len(m.ends) == 0 {
		return out
	}
	if last := len(m.ends) - 1; last > 0 && l.reach != nil {
		for most := p + l.reach(t[p:m.ends[last].Pos]); last >= 0 && m.ends[last].Pos > most; last-- {
			m.ends = m.ends[:last]
		}
		if last < 0 {
			return out
		}
	}
	done := m.done[:len(m.ends[0].Which)]
	clear(done)
	for i := len(m.ends) - 1; i >= 0; i-- {
		end := m.ends[i]
		if n := int(end.One); n >= 0 {
			if !done.Has(n) {
				out = m.end(l, n, from, p, end.Pos, to, out)
			}
			continue
		}
		for word, set := range end.Which {
			for set &^= done[word]; set != 0; set &= set - 1 {
				out = m.end(l, word*64+bits.TrailingZeros64(set), from, p, end.Pos, to, out)
			}
		}
	}
	return out
}

// end appends a candidate for the lane's row n, which matches t[p:end], if it is acceptable; then the row is done.
func (m *Matcher) end(l *lane, n, from, p, end, to int, out []Candidate) []Candidate {
	row := l.rows[n]
	if l.needs.Has(n) && !m.admits(row, p, end) {
		return out
	}
	if c, ok := m.weigh(row, from, p, end, to); ok {
		m.done.Add(n)
		if c.Score > 0 {
			out = append(out, c)
		}
	}
	return out
}

// admits says whether the surroundings of t[p:end] hold a keyword of the row.
func (m *Matcher) admits(row, p, end int) bool {
	return m.names.rows.Has(row) || !m.apart && m.ctx.near(row, p, end)
}

// weigh checks a match of the row and scores it; a score of 0 means that its surroundings speak against it altogether.
func (m *Matcher) weigh(row, from, p, end, to int) (Candidate, bool) {
	d := &m.e.rows[row]
	t := m.seg.Text
	if end-p > d.most() || d.Edges&OpenEnd == 0 && wordBefore(t, p, end) && wordAt(t, end, to) {
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
	} else if d.Cut != nil {
		a, b := d.Cut(t[p:end:end])
		if a >= b {
			return Candidate{}, false
		}
		start, stop = p+a, p+b
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
		score += d.Weigh(Value{Text: t[from:to:to], Start: start - from, End: stop - from, Name: m.seg.NameAt(m.field)})
	}
	return Candidate{
		Detector: m.e.given[row], Field: int32(m.field), From: int32(p), Start: int32(start), End: int32(stop),
		Score: min(max(score, 0), 0.99), Keyword: near,
	}, true
}
