package detectors

import (
	"math/bits"

	"github.com/pii-scan/pii-scan/detectors/internal/automaton"
	"github.com/pii-scan/pii-scan/text"
)

// RowSet is a set of an engine's rows; the zero value is empty.
type RowSet struct{ bits automaton.Bits }

// RowSet makes a set of rows, which are the engine's own.
func (e *Engine) RowSet(rows ...*Detector) RowSet {
	s := RowSet{automaton.NewBits(len(e.rows))}
	for i := range e.rows {
		for _, d := range rows {
			if d.ID == e.rows[i].ID {
				s.bits.Add(i)
			}
		}
	}
	return s
}

// Checked is the set of the rows that require a keyword and have a check that could do without one, if it holds for a whole column.
func (e *Engine) Checked() RowSet {
	s := RowSet{automaton.NewBits(len(e.rows))}
	for i := range e.rows {
		if d := &e.rows[i]; d.KeywordRequired && d.Valid != nil && d.Category != Credentials {
			s.bits.Add(i)
		}
	}
	return s
}

// Cell appends to out a candidate for each row that matches the whole of span, which lies in field i of the segment. Only the
// field's name is context: the text is not searched for keywords. Rows that require one are tried where the name has it and where
// they are among weak.
func (m *Matcher) Cell(seg *text.Segment, i int, span text.Span, weak RowSet, out []Candidate) []Candidate {
	n := len(out)
	names, ok := m.turn(seg, i, span)
	if !ok {
		return out
	}
	for _, l := range []struct {
		lane *lane
		w    *automaton.Walker
	}{{m.e.edge, m.edge}, {m.e.word, m.word}, {m.e.at, m.at}, {m.e.long, m.long}} {
		if len(l.lane.rows) > 0 && l.lane.filter.Pass(seg.Text, int(span.Start), int(span.End)) {
			out = m.walkSpan(l.lane, l.w, span, true, out)
		}
	}
	for word, set := range m.e.weak.members {
		admitted := names[word]
		if weak.bits != nil {
			admitted |= weak.bits[word]
		}
		for set &= admitted; set != 0; set &= set - 1 {
			out = m.single(word*64+bits.TrailingZeros64(set), span, out)
		}
	}
	if f := seg.Fields[i]; f.Len() <= maxWhole {
		out = m.wholes(n, int(f.Start), int(f.End), out)
	}
	return out
}

// CellOf is Cell with no other rows than those given; they need no keyword.
func (m *Matcher) CellOf(seg *text.Segment, i int, span text.Span, rows RowSet, out []Candidate) []Candidate {
	if _, ok := m.turn(seg, i, span); !ok {
		return out
	}
	rows.bits.Each(func(row int) { out = m.single(row, span, out) })
	return out
}

// turn turns to a field for Cell. It gives the rows that its name admits; not ok where span cannot be a value.
func (m *Matcher) turn(seg *text.Segment, i int, span text.Span) (names automaton.Bits, ok bool) {
	if span.Len() < 2 || span.Len() > MaxMatch {
		return nil, false
	}
	m.seg, m.field, m.named = seg, i, false
	m.asked = [2]int{int(span.Start), int(span.End)}
	names = m.fieldNames()
	copy(m.admitted, names)
	return names, true
}

// single tries one row on the whole of span.
func (m *Matcher) single(row int, span text.Span, out []Candidate) []Candidate {
	r := &m.e.weak.rows[row]
	if n := span.Len(); n < r.shortest || n > r.longest || !r.first[m.seg.Text[span.Start]] {
		return out
	}
	l := r.lane()
	if m.weak[row] == nil {
		m.weak[row] = l.set.Walker()
	}
	return m.walkSpan(l, m.weak[row], span, false, out)
}

// walkSpan walks a lane's automaton over span and appends a candidate for each row that matches all of it; strict holds back those
// whose keyword the name does not have.
func (m *Matcher) walkSpan(l *lane, w *automaton.Walker, span text.Span, strict bool, out []Candidate) []Candidate {
	start, end := int(span.Start), int(span.End)
	m.ends = w.Walk(m.seg.Text, start, end, m.ends[:0])
	if len(m.ends) == 0 || m.ends[len(m.ends)-1].Pos != end {
		return out
	}
	field := m.seg.Fields[m.field]
	m.ends[len(m.ends)-1].Which.Each(func(n int) {
		row := l.rows[n]
		if strict && l.needs.Has(n) && !m.admitted.Has(row) {
			return
		}
		if c, ok := m.weigh(row, int(field.Start), start, end, int(field.End)); ok && c.Score > 0 {
			out = append(out, c)
		}
	})
	return out
}

// Admissions say in which fields, by the pointer of their name, rows count as having a keyword.
type Admissions struct{ rows map[*text.Name]RowSet }

// Add admits a row in the fields of a name. It must not be called once a matcher has the admissions.
func (a *Admissions) Add(name *text.Name, rows RowSet) {
	if a.rows == nil {
		a.rows = map[*text.Name]RowSet{}
	}
	a.rows[name] = rows
}

// Admit makes the admissions hold in place of those before; nil: none.
func (m *Matcher) Admit(a *Admissions) {
	c := m.ctx
	if c.admissions == a {
		return
	}
	for _, changed := range []*Admissions{c.admissions, a} {
		if changed != nil {
			for n := range changed.rows {
				delete(c.names, n)
			}
		}
	}
	c.admissions = a
}
