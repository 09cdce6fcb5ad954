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
	for i := range e.table {
		if d := &e.table[i]; d.KeywordRequired && d.Valid != nil && d.Category != Credentials {
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
	for i, l := range m.e.gate.of {
		if l.first[seg.Text[span.Start]] {
			out = m.walkSpan(l, m.gated[i], span, true, out)
		}
	}
	if m.e.at.first[seg.Text[span.Start]] {
		out = m.walkSpan(m.e.at, m.at, span, true, out)
	}
	for word, set := range m.e.weak.members {
		admitted := names[word]
		if weak.bits != nil {
			admitted |= weak.bits[word]
		}
		for set &= admitted; set != 0; set &= set - 1 {
			out = m.one(word*64+bits.TrailingZeros64(set), span, out)
		}
	}
	if f := seg.Fields[i]; f.Len() <= maxWhole {
		out = m.wholes(n, int(f.Start), int(f.Start), int(f.End), int(f.End), out)
	}
	return out
}

// CellOf is Cell with no other rows than those given; they need no keyword.
func (m *Matcher) CellOf(seg *text.Segment, i int, span text.Span, rows RowSet, out []Candidate) []Candidate {
	if _, ok := m.turn(seg, i, span); !ok {
		return out
	}
	rows.bits.Each(func(row int) { out = m.one(row, span, out) })
	return out
}

// turn turns to a field for Cell. It gives the rows that its name admits; not ok where span cannot be a value.
func (m *Matcher) turn(seg *text.Segment, i int, span text.Span) (names automaton.Bits, ok bool) {
	if span.Len() == 0 || span.Len() > MaxMatch {
		return nil, false
	}
	m.seg, m.field, m.names = seg, i, m.ctx.named(seg.NameAt(i))
	m.apart = true
	return m.names.rows, true
}

// one tries one row on the whole of span.
func (m *Matcher) one(row int, span text.Span, out []Candidate) []Candidate {
	r := &m.e.weak.rows[row]
	if n := span.Len(); n < r.shortest || n > r.longest || !r.first[m.seg.Text[span.Start]] {
		return out
	}
	l, w := m.single(row)
	return m.walkSpan(l, w, span, false, out)
}

// walkSpan walks a lane's automaton over span and appends a candidate for each row that matches all of it; strict holds back those
// whose keyword the name does not have.
func (m *Matcher) walkSpan(l *lane, w *automaton.Walker, span text.Span, strict bool, out []Candidate) []Candidate {
	start, end := int(span.Start), int(span.End)
	w.Forget()
	m.ends = w.Walk(m.seg.Text, start, end, m.ends[:0])
	if len(m.ends) == 0 || m.ends[len(m.ends)-1].Pos != end {
		return out
	}
	field := m.seg.Fields[m.field]
	m.ends[len(m.ends)-1].Which.Each(func(n int) {
		row := l.rows[n]
		if strict && l.needs.Has(n) && !m.names.rows.Has(row) {
			return
		}
		if c, ok := m.weigh(row, int(field.Start), start, end, int(field.End)); ok && c.Score > 0 {
			out = append(out, c)
		}
	})
	return out
}

// Admissions say in which fields, by the pointer of their name, rows count as having a keyword, and which rows settle them.
type Admissions struct{ rows, settle map[*text.Name]RowSet }

// Settle has the fields of a name not searched for anything else where one of the rows, which are as certain as can be there, matches all of it.
// It must not be called once a matcher has the admissions.
func (a *Admissions) Settle(name *text.Name, rows RowSet) {
	if a.settle == nil {
		a.settle = map[*text.Name]RowSet{}
	}
	a.settle[name] = rows
}

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
	c.forget()
	c.admissions = a
}
