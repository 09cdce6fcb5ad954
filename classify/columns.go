package classify

import (
	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/text"
)

// In a table the column decides what its cells are. A Survey looks at the first records of each table, tries every row on every
// cell and fixes from that, once, what each column holds: a Table. Matches are judged by it when the segments are matched, the first
// ones too: they are held back until then. So a verdict depends on the table alone, and each segment is matched once.

// How much of a table is looked at, and how much is kept of it.
const (
	// sampleRecords and sampleBytes are how many records, or how much of their text, decide; whichever ends first. Values of
	// nested records are counted in bytes and sampleCells only.
	sampleRecords = 2000
	sampleBytes   = 4 << 20
	// sampleCells is how many filled cells of a column are tried: the share that matches is then known to a few percent.
	sampleCells = 300
	// firstCells and probeCells are after how many of them the rows that require a keyword are given up, where the column's name does
	// not have it: those that match none, and those that match less than half.
	firstCells = 4
	probeCells = 32
	// settledCells is after how many of them a column has no type where no row matches one part in settledPart.
	settledCells = 64
	settledPart  = 32
	// nullCells is how many cells of a column are kept to make random ones of, and nullLength their longest, in bytes.
	nullCells  = 200
	nullLength = 64
	// maxColumns is how many columns of a table have a verdict, as many as any database has; the cells of others stand alone.
	maxColumns = 4096
	// heldBytes is how much text is held back at most of columns that come one by one, while each waits for more of its cells.
	heldBytes = 16 << 20
	// maxCell is the longest cell, in bytes, that can be a value as a whole.
	maxCell = 256
)

// Surveyed is a segment that may be matched now, and the table that it belongs to: nil where nothing is known of one.
type Surveyed struct {
	Segment *text.Segment
	Table   *Table
}

// Survey watches the segments of one object, or of one member, whose fields are cells of tables (with Row and Column) or values of
// records (with names). It belongs to one goroutine.
type Survey struct {
	records bool // the fields are values of records
	held    []*text.Segment
	next    *text.Segment // the one at hand, until it is held or given back
	table   *Table        // its verdict; nil while segments are held back
	begun   bool
	sheet   string
	row     int64 // the first record's
	start   int64 // where its first field begins
	seen    int64 // the last row
	gaps    bool  // rows may be missing
	rows    int64 // records seen
	columns []*column
	byName  map[*text.Name]*column
	cands   []detectors.Candidate

	// Where each column comes by itself, there is a Survey for each, by the column's number, and they hold so many bytes back.
	apart []*Survey
	bytes int
}

// Cells makes a Survey of tables.
func (c *Classifier) Cells() *Survey { return &Survey{} }

// Columns makes a Survey of tables whose columns come one by one: each segment holds cells of one column, or names. A column's verdict
// comes from its own first cells.
func (c *Classifier) Columns() *Survey { return &Survey{apart: []*Survey{}} }

// Records makes a Survey of nested records; a column is what has the same names above it.
func (c *Classifier) Records() *Survey {
	return &Survey{records: true, byName: map[*text.Name]*column{}}
}

// Add takes the next segment and gives back those that may be matched now, in order. w belongs to the caller during the call.
func (s *Survey) Add(w *Worker, seg *text.Segment) []Surveyed {
	if s.apart != nil {
		return s.addApart(w, seg)
	}
	s.next = seg
	ready := s.add(w, seg)
	s.next = nil
	return ready
}

// addApart gives the segment to the Survey of its column. What is held back of a column is given back behind what came since of others.
func (s *Survey) addApart(w *Worker, seg *text.Segment) []Surveyed {
	var f text.Field
	if n := len(seg.Fields); n > 0 {
		f = seg.FieldAt(n - 1)
	}
	if f.Column == 0 || f.Column > maxColumns || f.IsName {
		return []Surveyed{{seg, nil}}
	}
	for len(s.apart) < f.Column {
		s.apart = append(s.apart, nil)
	}
	one := s.apart[f.Column-1]
	if one == nil {
		one = &Survey{gaps: true}
		s.apart[f.Column-1] = one
	}
	s.bytes += len(seg.Text)
	ready := one.Add(w, seg)
	for _, r := range ready {
		s.bytes -= len(r.Segment.Text)
	}
	if s.bytes > heldBytes {
		ready = append(ready, s.End(w)...)
	}
	return ready
}

func (s *Survey) add(w *Worker, seg *text.Segment) []Surveyed {
	var ready []Surveyed
	if sheet, ok := s.sheetOf(seg); ok && (!s.begun || sheet != s.sheet) {
		ready = s.End(w)
		s.table, s.begun, s.sheet = nil, true, sheet
		s.start, s.row, s.seen, s.rows = -1, 0, 0, 0
	}
	if s.table != nil || !s.begun {
		return append(ready, Surveyed{seg, s.table})
	}
	s.held, s.next = append(s.held, seg), nil
	if s.sample(w, seg) {
		return ready
	}
	return append(ready, s.End(w)...)
}

// sheetOf names the sheet whose cells the segment holds; not ok where it holds none.
func (s *Survey) sheetOf(seg *text.Segment) (string, bool) {
	if s.records || len(seg.Fields) == 0 {
		return "", s.records
	}
	f := seg.FieldAt(len(seg.Fields) - 1)
	return f.Sheet, f.Column > 0
}

// End fixes the verdict of the table at hand and gives back what was held back. The next segment begins another table unless it has
// the same sheet.
func (s *Survey) End(w *Worker) []Surveyed {
	if s.apart != nil {
		return s.eachApart(func(one *Survey) []Surveyed { return one.End(w) })
	}
	if s.table == nil && s.begun {
		s.table = s.decide(w)
	}
	return s.release()
}

// Abandon gives back what was held back, without a verdict, where Add or End panicked.
func (s *Survey) Abandon() []Surveyed {
	if s.apart != nil {
		return s.eachApart((*Survey).Abandon)
	}
	s.table = &Table{}
	if s.next != nil {
		s.held, s.next = append(s.held, s.next), nil
	}
	return s.release()
}

// eachApart takes what f gives back of each column, in order.
func (s *Survey) eachApart(f func(*Survey) []Surveyed) (ready []Surveyed) {
	for _, one := range s.apart {
		if one != nil {
			ready = append(ready, f(one)...)
		}
	}
	s.bytes = 0
	return ready
}

func (s *Survey) release() []Surveyed {
	var ready []Surveyed
	for _, seg := range s.held {
		ready = append(ready, Surveyed{seg, s.table})
	}
	s.held, s.columns = nil, nil
	clear(s.byName)
	return ready
}

// sample counts the cells that begin in the segment's own part. It says whether more of the table is needed.
func (s *Survey) sample(w *Worker, seg *text.Segment) (more bool) {
	w.m.Admit(nil)
	for i, span := range seg.Fields {
		raw := seg.RawPos(span.Start)
		if raw < seg.Own.Start || raw >= seg.Own.End {
			continue // a piece of a longer cell
		}
		at := seg.Order + int64(raw)
		if s.start < 0 {
			s.start = at
		}
		if at-s.start >= sampleBytes {
			return false
		}
		c, more := s.columnOf(seg, i)
		if !more {
			return false
		}
		if c != nil {
			s.cands = c.add(w, seg, i, s.cands)
		}
	}
	return true
}

// columnOf is the column of field i; nil where it has none. more is false where the field lies beyond the sample.
func (s *Survey) columnOf(seg *text.Segment, i int) (c *column, more bool) {
	if s.records {
		n := seg.NameAt(i)
		c := s.byName[n]
		if c == nil && n != nil && len(s.columns) < maxColumns {
			c = &column{name: n}
			s.columns = append(s.columns, c)
			s.byName[n] = c
		}
		return c, true
	}
	f := seg.FieldAt(i)
	if f.Column == 0 || f.IsName {
		return nil, true
	}
	if s.rows == 0 {
		s.row = f.Row
	}
	if f.Row-s.row >= sampleRecords {
		return nil, false
	}
	switch {
	case s.gaps: // rows without a cell are not seen
		s.rows = f.Row - s.row + 1
	case s.rows == 0 || f.Row != s.seen:
		s.rows++
		s.seen = f.Row
	}
	if f.Column > maxColumns {
		return nil, true
	}
	for len(s.columns) < f.Column {
		s.columns = append(s.columns, nil)
	}
	if s.columns[f.Column-1] == nil {
		s.columns[f.Column-1] = &column{name: f.Name, number: f.Column}
	}
	return s.columns[f.Column-1], true
}
