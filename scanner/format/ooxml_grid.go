package format

import (
	"strconv"
	"strings"
)

// openTable is a table, or a sheet, that is being read.
type openTable struct {
	rows    tableRows
	row     tableRow
	repeat  int    // how many rows the row at hand stands for
	next    int    // the column of the cell at hand, or of the next one
	span    int    // how many columns the cell at hand covers
	start   int    // where in row.text it begins
	value   string // what the cell at hand holds
	sheet   bool   // it is one of a workbook
	inRow   bool
	inCell  bool
	headers bool // rows are headers
	plain   bool // the row has a cell that is not of a header
}

// beginTable begins a table, or a sheet.
func (f *docFlow) beginTable() error {
	f.tables++
	sheet := "Table " + strconv.Itoa(f.tables)
	if name, ok := f.s.Attr(":name"); ok && f.sheets {
		sheet = cutName(name)
		if err := f.out.turn(sheet, f.out.page); err != nil {
			return err
		}
		if err := f.out.add([]byte(sheet), place{isName: true}); err != nil {
			return err
		}
	}
	f.grids = append(f.grids, &openTable{rows: tableRows{out: f.out, sheet: sheet}, sheet: f.sheets})
	return nil
}

// cellValue is what a cell of a sheet holds as a number or a date, whatever it shows.
func (f *docFlow) cellValue() string {
	kind, _ := f.s.Attr(":value-type")
	switch string(kind) {
	case "float", "currency", "percentage":
		v, _ := f.s.Attr(":value")
		return string(v)
	case "date":
		v, _ := f.s.Attr(":date-value")
		return isoDate(string(v))
	}
	return ""
}

// maxSpan is the largest number of rows or columns that an element may stand for: as many rows as any sheet has.
const maxSpan = 1 << 20

func (t *openTable) beginRow(repeat int) {
	t.row.reset(t.row.number + 1)
	t.row.header = t.headers
	t.repeat, t.next, t.inRow, t.plain = repeat, 1, true, false
}

func (f *docFlow) endRow(t *openTable) error {
	t.row.header = t.row.header || !t.plain && len(t.row.cells) > 1
	t.inRow = false
	first := t.row.number
	for i := range t.repeat {
		if i > 0 && (!t.sheet || !f.mayRepeat(len(t.row.cells))) {
			break
		}
		t.row.number = first + int64(i)
		if err := t.rows.add(&t.row); err != nil {
			return err
		}
	}
	t.row.reset(first + int64(t.repeat) - 1)
	return nil
}

func (t *openTable) beginCell(span int) {
	t.start, t.span, t.inCell = len(t.row.text), span, true
}

func (f *docFlow) endCell(t *openTable) {
	if t.value != "" {
		t.row.text = appendValue(t.row.text, t.start, t.value)
		t.value = ""
	}
	t.row.cell(t.next, t.start)
	if t.sheet && len(t.row.text) > t.start {
		for i := 1; i < t.span && f.mayRepeat(1); i++ {
			t.row.cell(t.next+i, t.start)
		}
	}
	t.next = min(t.next+t.span, maxSpan)
	t.inCell = false
}

// mayRepeat says whether n more cells may be written out that stand for others.
func (d *docText) mayRepeat(n int) bool {
	if n == 0 || d.repeated+n > maxRepeated {
		return false
	}
	d.repeated += n
	return true
}

// appendValue puts the value of a cell in the place of what it shows, which is what follows start, unless that has all of its digits.
func appendValue(b []byte, start int, value string) []byte {
	if onlyPadded(value, string(b[start:])) {
		return b
	}
	return appendNumber(b[:start], []byte(value))
}

// onlyPadded says that shown has the digits of raw, and besides them only zeros in front and separators: anything else was rounded.
func onlyPadded(raw, shown string) bool {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, shown)
	return strings.TrimLeft(digits, "0") == raw
}
