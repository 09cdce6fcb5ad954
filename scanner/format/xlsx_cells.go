package format

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/pii-scan/pii-scan/text"
)

// Built-in number formats (ECMA-376-1 18.8.30).
const (
	formatGeneral = 0
	formatPercent = 9
	percentCode   = "0%"
)

// simplifyStyles leaves of the number formats those that say more than the raw number does: numbers with leading zeros such as
// 000-00-0000, and dates, which it turns into percentages: nothing else is one then, and to write dates costs excelize twenty times
// as much. It says whether there are any.
func simplifyStyles(f *excelize.File) (special bool) {
	if f.Styles == nil || f.Styles.CellXfs == nil {
		return false
	}
	codes := map[int]string{}
	if f.Styles.NumFmts != nil {
		for _, n := range f.Styles.NumFmts.NumFmt {
			codes[n.NumFmtID] = n.FormatCode
		}
	}
	for i, xf := range f.Styles.CellXfs.Xf {
		if xf.NumFmtID == nil {
			continue
		}
		id := *xf.NumFmtID
		code, custom := codes[id]
		code = bareFormat(code)
		var simple int
		switch {
		case custom && strings.ContainsAny(code, "yd"), !custom && builtInDate(id):
			simple = formatPercent
		case custom && strings.Contains(strings.SplitN(code, ".", 2)[0], "00") && !strings.ContainsAny(code, ",%e?/"):
			simple = id
		default:
			simple = formatGeneral
		}
		special = special || simple != formatGeneral
		f.Styles.CellXfs.Xf[i].NumFmtID = &simple
	}
	if f.Styles.NumFmts != nil {
		for _, n := range f.Styles.NumFmts.NumFmt {
			if n.NumFmtID == formatPercent { // a workbook may give a built-in number a meaning of its own
				n.FormatCode, n.FormatCode16 = percentCode, ""
			}
		}
	}
	return special
}

// builtInDate says whether a built-in number format shows a date (ECMA-376-1 18.8.30); 27 to 36 and 50 to 58 do in East Asia.
func builtInDate(id int) bool {
	return id >= 14 && id <= 17 || id == 22 || id >= 27 && id <= 36 || id >= 50 && id <= 58
}

// bareFormat is a number format in lower case without what is not part of the number: quoted text, brackets, escaped characters.
func bareFormat(code string) string {
	var b strings.Builder
	var until rune
	skip := false
	for _, r := range strings.ToLower(code) {
		switch {
		case skip:
			skip = false
		case until != 0:
			if r == until {
				until = 0
			}
		case r == '"':
			until = '"'
		case r == '[':
			until = ']'
		case r == '\\' || r == '_' || r == '*':
			skip = true
		default:
			b.WriteRune(r)
		}
	}
	if code := b.String(); code != "general" {
		return code
	}
	return ""
}

// lastDate is the day 9999-12-31, where Excel's dates end.
const lastDate = 2958465

// cellText is what a cell says, given its raw value and what simplifyStyles makes of it: a date as yyyy-mm-dd, whatever the workbook
// shows, for a detector cannot tell 3/4/90 from 4/3/90, or a number written out in full. mac says that days count from 1904.
func cellText(raw, shown string, mac bool) string {
	if shown == raw {
		return writeOut(raw)
	}
	if n, err := strconv.ParseFloat(raw, 64); err == nil {
		if strings.HasSuffix(shown, "%") {
			if date, err := excelize.ExcelDateToTime(n, mac); err == nil && n >= 1 && n < lastDate+1 {
				return date.Format(time.DateOnly)
			}
		} else if onlyPadded(raw, shown) {
			return shown
		}
	}
	return writeOut(raw)
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

// writeOut writes a number that a writer kept as 4.539148803436467E15 or 2025550123.0 as a person would. Other texts stay.
func writeOut(s string) string {
	const shortest = 6 // digits before ".0": what is shorter may be a version
	if n, found := strings.CutSuffix(s, ".0"); found && len(n) >= shortest && strings.Trim(n, "0123456789") == "" {
		return n
	}
	if len(s) < 5 || s[1] != '.' || !strings.ContainsAny(s, "eE") {
		return s
	}
	const exact = 1 << 53 // from there on a float is no longer every whole number
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || n != float64(int64(n)) || n < 0 || n > exact {
		return s
	}
	return strconv.FormatInt(int64(n), 10)
}

// sheetTable finds the header of a sheet's table: the first row that is as wide as the table, if its cells look like names. What
// stands above it is a title.
type sheetTable struct {
	cells *cellPacker
	held  []sheetRow // while the width is not known
	ready bool
}

type sheetRow struct {
	number int64
	values []string
	filled int
}

func (t *sheetTable) add(number int64, values []string) error {
	if t.ready {
		return t.cells.row(number, values, false)
	}
	filled := 0
	for _, v := range values {
		if v != "" {
			filled++
		}
	}
	if filled == 0 {
		return nil
	}
	t.held = append(t.held, sheetRow{number, values, filled})
	if len(t.held) <= headerRecords {
		return nil
	}
	return t.end()
}

// end hands over the rows that were held back.
func (t *sheetTable) end() error {
	if t.ready {
		return nil
	}
	t.ready = true
	width := 0
	for _, r := range t.held {
		width = max(width, r.filled)
	}
	searching := true
	for i, r := range t.held {
		header := false
		if searching && i < headerSearch && r.filled >= min(width, max(2, (width+1)/2)) {
			searching = false
			header = isHeader(t.bytes(i, 1)[0], t.bytes(i+1, headerRecords))
		}
		if err := t.cells.row(r.number, r.values, header); err != nil {
			return err
		}
	}
	t.held = nil
	return nil
}

// bytes gives up to n rows that are held, from row i on, as the readers of other tables have them.
func (t *sheetTable) bytes(i, n int) [][][]byte {
	var rows [][][]byte
	for _, r := range t.held[i:min(i+n, len(t.held))] {
		row := make([][]byte, len(r.values))
		for j, v := range r.values {
			row[j] = []byte(v)
		}
		rows = append(rows, row)
	}
	return rows
}

// cellPacker packs the texts of cells into segments, one after the other with a line feed between them.
type cellPacker struct {
	sink  Sink
	block int // bytes of a segment; BlockSize where zero

	sheet  string
	names  []*text.Name // of the columns
	b      *block
	places []cellPlace // of b's fields
	order  int64       // of b's text
}

// cellPlace is what a field's place is made of; a sheet has many, so they are small.
type cellPlace struct {
	row    int64
	column int32
	isName bool
	name   *text.Name
}

// cellLayout is the layout of a segment of one sheet.
type cellLayout struct {
	sheet  string
	places []cellPlace
}

func (l *cellLayout) Field(i int) text.Field {
	p := l.places[i]
	f := text.Field{Name: p.name, IsName: p.isName, Row: p.row, Column: int(p.column)}
	if p.row > 0 {
		f.Sheet = l.sheet
	}
	return f
}

func (l *cellLayout) Name(i int) *text.Name { return l.places[i].name }

// start begins a sheet.
func (c *cellPacker) start(sheet string) { c.sheet, c.names = sheet, nil }

// name adds the sheet's name, which is text too.
func (c *cellPacker) name(sheet string) error { return c.add(sheet, cellPlace{isName: true}) }

// row adds the cells of a row. Those of the header name the columns from then on.
func (c *cellPacker) row(number int64, values []string, header bool) error {
	if header {
		c.names = make([]*text.Name, len(values))
		for i, v := range values {
			if name := cutName(bytes.TrimSpace([]byte(v))); name != "" {
				c.names[i] = &text.Name{Text: name}
			}
		}
	}
	for i, v := range values {
		p := cellPlace{row: number, column: int32(i + 1), isName: header}
		if i < len(c.names) && !header {
			p.name = c.names[i]
		}
		if err := c.add(v, p); err != nil {
			return err
		}
	}
	return nil
}

// comment adds the text of a comment, which stands where its cell does.
func (c *cellPacker) comment(comment excelize.Comment) error {
	var b strings.Builder
	b.WriteString(comment.Text)
	for _, run := range comment.Paragraph {
		b.WriteString(run.Text)
	}
	column, row, err := excelize.CellNameToCoordinates(comment.Cell)
	if err != nil {
		row, column = 0, 0
	}
	return c.add(b.String(), cellPlace{row: int64(row), column: int32(column)})
}

func (c *cellPacker) add(value string, place cellPlace) error {
	if value == "" {
		return nil
	}
	limit := c.block
	if limit <= 0 {
		limit = BlockSize
	}
	if c.b != nil && len(c.b.seg.Text)+len(value) > limit {
		if err := c.flush(); err != nil {
			return err
		}
	}
	if len(value) > maxCellPiece {
		return c.pieces([]byte(value), place)
	}
	if c.b == nil {
		c.b = newBlock()
	}
	start := len(c.b.seg.Text)
	c.b.seg.Text = append(c.b.seg.Text, value...)
	c.b.field(start, len(c.b.seg.Text))
	c.places = append(c.places, place)
	c.b.seg.Text = append(c.b.seg.Text, '\n')
	return nil
}

// maxCellPiece is how many bytes of one cell a segment may own: Excel's cells end at 32,767 characters, but not all writers'.
const maxCellPiece = 1 << 20

// pieces hands over a cell that is too large for one segment.
func (c *cellPacker) pieces(value []byte, place cellPlace) error {
	if err := c.flush(); err != nil {
		return err
	}
	order := c.order
	for from := 0; from < len(value); {
		to := len(value)
		if to-from > maxCellPiece {
			to = runeEdge(value, from+maxCellPiece)
		}
		left, right := runeEdge(value, max(from-MarginBefore, 0)), min(to+MarginAfter, len(value))
		c.b, c.places, c.order = newBlock(), []cellPlace{place}, order+int64(left)
		c.b.seg.Text = append(c.b.seg.Text, value[left:right]...)
		c.b.field(0, right-left)
		if err := c.cut(from-left, to-left); err != nil {
			return err
		}
		from = to
	}
	c.order = order + int64(len(value)) + 1
	return nil
}

// flush hands over what was packed.
func (c *cellPacker) flush() error {
	if c.b == nil {
		return nil
	}
	n := len(c.b.seg.Text)
	err := c.cut(0, n)
	c.order += int64(n)
	return err
}

// cut hands over the block, whose segment owns the text from start to end.
func (c *cellPacker) cut(start, end int) error {
	s := &c.b.seg
	s.Layout = &cellLayout{c.sheet, c.places}
	s.Own = text.Span{Start: int32(start), End: int32(end)}
	s.Raw = int32(len(s.Text))
	s.Base, s.Order, s.Line, s.Chars = -1, c.order, 0, 0
	c.b, c.places = nil, nil
	return c.sink.Segment(s)
}
