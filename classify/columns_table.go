package classify

import (
	"slices"

	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/text"
)

// maxReported bounds how many columns of one object are reported.
const maxReported = 1000

// Table is what the columns of a table were found to hold. It is immutable and shared; nil is a table of which nothing is known.
type Table struct {
	sheet      string
	columns    []tableColumn // those whose ruling says something
	byNumber   []int32       // their numbers in columns, from 1, by the column's number
	byName     map[*text.Name]int32
	admissions *detectors.Admissions
	// called are names for columns without one for which there are admissions, by the column's number; nil where there are none.
	called []*text.Name
	// among are the names of columns in which cells may stand for values that no row finds.
	among []*text.Name
}

// tableColumn is a column and its ruling.
type tableColumn struct {
	name                    *text.Name
	number                  int
	filled, empty, distinct int64
	ruling
}

// decide fixes the verdicts of all columns.
func (s *Survey) decide(w *Worker) *Table {
	t := &Table{sheet: s.sheet}
	if s.records {
		t.byName = map[*text.Name]int32{}
	} else {
		t.byNumber = make([]int32, len(s.columns)+1)
	}
	for _, c := range s.columns {
		if c == nil {
			continue
		}
		v := c.decide(w)
		if !v.judges() {
			continue
		}
		col := tableColumn{c.name, c.number, c.filled, c.empty, min(c.distinct.estimate(), c.filled), v}
		if !s.records { // what has no field is empty
			col.empty = max(s.rows-c.filled, 0)
		}
		t.columns = append(t.columns, col)
		if s.records {
			t.byName[c.name] = int32(len(t.columns))
		} else {
			t.byNumber[c.number] = int32(len(t.columns))
		}
		if v.among && !slices.Contains(t.among, c.name) {
			t.among = append(t.among, c.name)
		}
		if v.admitted || v.opened {
			t.admit(&col, w.c.rowSet([]*detectors.Detector{v.detector}), len(s.columns))
		}
		if c.name != nil && v.score >= maxScore && w.c.settles {
			t.admitted().Settle(c.name, w.c.rowSet([]*detectors.Detector{v.detector}))
		}
	}
	return t
}

func (t *Table) admit(c *tableColumn, rows detectors.RowSet, columns int) {
	name := c.name
	if name == nil {
		if t.called == nil {
			t.called = make([]*text.Name, columns+1)
		}
		name = &text.Name{}
		t.called[c.number] = name
	}
	t.admitted().Add(name, rows)
}

func (t *Table) admitted() *detectors.Admissions {
	if t.admissions == nil {
		t.admissions = &detectors.Admissions{}
	}
	return t.admissions
}

// scan has a segment of the table matched and judges the candidates.
func (t *Table) scan(m matcher, seg *text.Segment, cands []detectors.Candidate) []detectors.Candidate {
	if t == nil || len(t.columns) == 0 {
		m.Admit(nil)
		return m.Scan(seg, cands)
	}
	m.Admit(t.admissions)
	if t.called != nil {
		layout := seg.Layout
		seg.Layout = callingLayout{layout, t.called}
		defer func() { seg.Layout = layout }()
	}
	cands = m.Scan(seg, cands)
	var v *ruling
	var cell text.Span
	field := int32(-1)
	for i := range cands {
		c := &cands[i]
		if c.Field != field {
			field = c.Field
			if v = t.ruling(seg, int(field)); v != nil {
				cell = trimmed(seg, int(field))
			}
		}
		if v != nil {
			c.Score = v.of(c, c.From == cell.Start && c.End == cell.End)
		}
	}
	if len(t.among) > 0 {
		cands = t.addAmong(seg, cands)
	}
	return cands
}

// ruling is what judges field i; nil where nothing does.
func (t *Table) ruling(seg *text.Segment, i int) *ruling {
	k := int32(0)
	if t.byName != nil {
		k = t.byName[seg.NameAt(i)]
	} else {
		f := seg.FieldAt(i)
		k = t.number(&f)
	}
	if k == 0 {
		return nil
	}
	return &t.columns[k-1].ruling
}

// number is which of columns a field belongs to, from 1; 0 where to none.
func (t *Table) number(f *text.Field) int32 {
	switch {
	case f.IsName:
	case t.byName != nil:
		return t.byName[f.Name]
	case f.Column > 0 && f.Column < len(t.byNumber):
		return t.byNumber[f.Column]
	}
	return 0
}

// typed is which of columns, from 1, a match in a field belongs to, if it is of the column's type; else 0.
func (t *Table) typed(f *text.Field, d *detectors.Detector) int32 {
	if t == nil || len(t.columns) == 0 {
		return 0
	}
	if k := t.number(f); k > 0 && t.columns[k-1].detector == d {
		return k
	}
	return 0
}

// callingLayout gives columns without a name one that stands for them.
type callingLayout struct {
	text.Layout
	called []*text.Name
}

func (l callingLayout) Name(i int) *text.Name {
	if n := l.Layout.Name(i); n != nil {
		return n
	}
	if f := l.Layout.Field(i); !f.IsName && f.Column > 0 && f.Column < len(l.called) {
		return l.called[f.Column]
	}
	return nil
}

// tableTally counts the matches in the columns of a table.
type tableTally struct {
	entry   string
	table   *Table
	matches []int64
}

// begin turns to the table of the next segment.
func (t *Tally) begin(table *Table) {
	if table == nil || len(table.columns) == 0 || len(t.tables) == maxReported || t.tallyOf(table) != nil {
		return
	}
	t.tables = append(t.tables, tableTally{t.entry, table, make([]int64, len(table.columns))})
}

// count counts a hit for its column.
func (t *Tally) count(c *claim) {
	if c.hit.column == 0 {
		return
	}
	// The hits of a cluster may be of the segment before, and that of the table before.
	if tt := t.tallyOf(c.hits.table); tt != nil {
		tt.matches[c.hit.column-1]++
	}
}

// tallyOf is that of a table; nil where there is none. It is mostly the last one.
func (t *Tally) tallyOf(table *Table) *tableTally {
	for i := len(t.tables) - 1; i >= 0; i-- {
		if t.tables[i].table == table {
			return &t.tables[i]
		}
	}
	return nil
}

// columns are the typed columns in which something was found.
func (t *Tally) columns() []Column {
	var out []Column
	for _, tt := range t.tables {
		for i := range tt.table.columns {
			c := &tt.table.columns[i]
			if c.detector == nil || tt.matches[i] == 0 || t.sums[c.detector].Severity == 0 || len(out) == maxReported {
				continue
			}
			if t.names == nil {
				t.names = t.c.namers.Get().(*namer)
			}
			col := Column{
				Entry: tt.entry, Number: c.number, Detector: c.detector, Confidence: c.score, Share: c.share,
				Filled: c.filled, Empty: c.empty, Distinct: c.distinct, Matches: tt.matches[i],
			}
			if tt.table.sheet != "" {
				col.Sheet = t.names.path(tt.table.sheet)
			}
			switch {
			case tt.table.byName != nil:
				col.Name, _ = t.names.key(c.name.Text)
				col.Path = c.name.Path().JSONPath(func(name string) string {
					shown, _ := t.names.key(name)
					return shown
				})
			case c.name != nil:
				col.Name = t.names.column(c.name.Text, c.number)
			}
			out = append(out, col)
		}
	}
	return out
}
