package format

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"github.com/pii-scan/pii-scan/text"
)

// Tables stand in plain text too: with tabs or bars between the cells (https://github.github.com/gfm/#tables-extension-), or with
// spaces that put them beneath one another. One whose first line has names is read as such: its cells are fields that are called by them.

// Limits of tables in text.
const (
	// tableReach is how much text behind its first line says whether a table begins there, in bytes: some rows of long ones.
	tableReach = 16 << 10
	// maxTableLine is how long a line of a table may be, in bytes.
	maxTableLine = 4 << 10
	// maxTableWidth is how many characters of a line are looked at for columns that stand beneath one another: more than any screen has.
	maxTableWidth = 512
	// tableSearch is with which of the lines behind an empty one a table begins at the latest: titles may stand above it.
	tableSearch = 10
	// surePad is how many lines make a single space that all of them have at one place the border of two columns.
	surePad = 8
	// rowsCut is in how many lines one may not keep to the columns, and headCut in how many where the header has a wide gap.
	rowsCut = 20
	headCut = 4
)

// tableSign is what stands between the cells of a table.
type tableSign uint8

const (
	noTable    tableSign = iota
	tableTabs            // one tab
	tableWide            // as many tabs as it takes
	tableBars            // |
	tablePlace           // spaces: each column has its place
)

// textTable is a table in a text.
type textTable struct {
	sign  tableSign
	gaps  []text.Span // between the columns, in characters; of tablePlace
	names []*text.Name
	width int // columns
}

// tableScan looks for tables in a text, line by line.
type tableScan struct {
	off    bool // there are none
	at     int  // the next line
	inLine bool // it is the rest of a line
	lines  int  // since the last empty one
	found  *textTable
	table  *textTable // that is being read
	loose  bool       // its last line did not keep to the columns
	spans  []text.Span
	row    [][]byte
	below  [][][]byte
	// name makes a name of a header cell.
	name func(header []byte) *text.Name
}

// find goes on to the next table, which then begins at s.at with its header, or to the line that begins at limit or behind it. t goes on
// for tableReach bytes behind limit, or to the end of the text.
func (s *tableScan) find(t []byte, limit int) {
	s.found = nil
	if s.off {
		s.at = max(s.at, limit)
	}
	for s.at < limit {
		rest := t[s.at:]
		n := bytes.IndexByte(rest[:min(len(rest), maxTableLine)], '\n')
		if n < 0 {
			if len(rest) < maxTableLine { // the last line heads no table
				s.at = len(t)
				return
			}
			s.at += maxTableLine
			s.inLine = true
			continue
		}
		line := bytes.TrimRight(rest[:n], "\r")
		switch {
		case s.inLine:
		case len(bytes.TrimSpace(line)) == 0:
			s.lines = 0
			s.at += n + 1
			continue
		case s.lines < tableSearch:
			if sign := headSign(line, rest[n+1:]); sign != noTable && (sign != tablePlace || mayBePlaced(line, rest[n+1:])) {
				if s.found = s.begin(sign, line, linesWithin(rest[n+1:], tableReach-n-1)); s.found != nil {
					return
				}
			}
		}
		s.inLine = false
		s.lines++
		s.at += n + 1
	}
}

// open begins to read the table that was found: it adds the names of its columns.
func (s *tableScan) open(t []byte, add func(from, to int, name *text.Name, header bool)) {
	s.table, s.loose = s.found, false
	line, next := s.line(t)
	s.table.each(line, func(from, to int) { add(s.at+from, s.at+to, nil, true) })
	s.at = next
}

// take adds the cells of a row, or ends the table.
func (s *tableScan) take(t []byte, add func(from, to int, name *text.Name, header bool)) {
	line, next := s.line(t)
	switch {
	case isTableRule(line):
	case len(line) > maxTableLine, s.table.sign.missing(line):
		s.table, s.lines = nil, 0
		return
	default:
		s.spans = s.spans[:0]
		ok := s.table.each(line, func(from, to int) { s.spans = append(s.spans, text.Span{Start: int32(from), End: int32(to)}) })
		if !ok {
			add(s.at, s.at+len(line), nil, false)
		} else {
			for i, c := range s.spans {
				var name *text.Name
				if i < len(s.table.names) {
					name = s.table.names[i]
				}
				add(s.at+int(c.Start), s.at+int(c.End), name, false)
			}
		}
		if !ok && s.loose {
			s.table, s.lines = nil, 0
		}
		s.loose = !ok
	}
	s.at = next
}

// line is the line at hand, and where the one behind it begins. A line without an end is longer than any in a table, or the last.
func (s *tableScan) line(t []byte) (line []byte, next int) {
	rest := t[s.at:]
	n := bytes.IndexByte(rest, '\n')
	if n < 0 {
		return rest, len(t)
	}
	return bytes.TrimRight(rest[:n], "\r"), s.at + n + 1
}

// textPart is a part of a text that is a field.
type textPart struct {
	text.Span
	place place
}

// parts cuts a text into its tables' cells and what stands between tables; nil where there is no table.
func (s *tableScan) parts(t []byte) (parts []textPart) {
	add := func(from, to int, p place) {
		if from, to = trimSpan(t, from, to); from < to {
			parts = append(parts, textPart{text.Span{Start: int32(from), End: int32(to)}, p})
		}
	}
	from := 0
	s.at, s.lines, s.inLine = 0, 0, false
	for s.at < len(t) {
		if s.find(t, len(t)); s.found == nil {
			break
		}
		add(from, s.at, place{})
		cell := func(from, to int, name *text.Name, header bool) { add(from, to, place{name: name, isName: header}) }
		for s.open(t, cell); s.table != nil && s.at < len(t); {
			s.take(t, cell)
		}
		s.table, from = nil, s.at
	}
	if parts != nil {
		add(from, len(t), place{})
	}
	return parts
}

// headSign is what stands between the cells of a line that may hold the names of columns of what is below.
func headSign(line, below []byte) tableSign {
	inside := bytes.TrimLeft(line, " \t|")
	if len(inside) < 3 || !isHeadStart(inside) {
		return noTable
	}
	switch {
	case bytes.IndexByte(line, '|') >= 0:
		return tableBars
	case bytes.IndexByte(inside, '\t') >= 0:
		return tableTabs
	case bytes.Contains(inside, []byte("  ")), len(below) > 0 && (below[0] == '-' || below[0] == '=') && bytes.IndexByte(inside, ' ') > 0:
		return tablePlace
	}
	return noTable
}

// isHeadStart says whether a name can begin so: with a letter, or one of a few signs.
func isHeadStart(b []byte) bool {
	c := b[0]
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= utf8.RuneSelf || c == '#' || c == '*' || c == '_' || c == '`' || c == '"' || c == '^'
}

// linesWithin are the lines with which b begins, up to an empty one, and whole where b goes on behind reach.
func linesWithin(b []byte, reach int) (lines [][]byte) {
	cut := len(b) >= reach
	b = b[:min(len(b), reach)]
	for len(b) > 0 && len(lines) < 2*headerRecords {
		line, rest, whole := bytes.Cut(b, newline)
		if line = bytes.TrimRight(line, "\r"); cut && !whole || len(bytes.TrimSpace(line)) == 0 {
			break
		}
		lines, b = append(lines, line), rest
	}
	return lines
}

// begin says whether a table begins with that line, which lines follow; nil where none does.
func (s *tableScan) begin(sign tableSign, head []byte, lines [][]byte) *textTable {
	var rule []byte
	if len(lines) > 0 && isTableRule(lines[0]) {
		rule = lines[0]
	}
	lines = slices.DeleteFunc(lines, isTableRule)
	lines = lines[:min(len(lines), headerRecords)]
	if sign == tablePlace {
		return s.placed(head, rule, lines)
	}
	t := &textTable{sign: sign}
	if sign == tableTabs && bytes.Contains(bytes.TrimSpace(head), []byte("\t\t")) {
		t.sign = tableWide
	}
	s.row = t.cells(s.row[:0], head)
	if t.width = len(s.row); t.width < 2 {
		return nil
	}
	ruled := rule != nil && sign == tableBars
	least := 2
	switch {
	case ruled:
		least = 1
	case t.width == 2:
		least = 3
	}
	s.below = s.below[:0]
	for _, line := range lines {
		if t.sign.missing(line) {
			break
		}
		row := t.cells(nil, line)
		if len(row) != t.width && !ruled {
			break
		}
		s.below = append(s.below, row)
	}
	if len(s.below) >= least && (ruled && isHeadRow(s.row) || isHeader(s.row, s.below)) {
		return s.named(t)
	}
	return nil
}

// named gives the columns the names of the header.
func (s *tableScan) named(t *textTable) *textTable {
	for _, cell := range s.row {
		var name *text.Name
		if cell = bytes.Trim(cell, " \t*_`"); len(cell) > 0 {
			name = s.name(cell)
		}
		t.names = append(t.names, name)
	}
	return t
}

// isHeadRow says whether the cells of a row that a line sets off from what follows are names.
func isHeadRow(row [][]byte) bool {
	filled := 0
	for _, cell := range row {
		if len(cell) > 0 && looksLikeData(cell) {
			return false
		}
		if len(cell) > 0 {
			filled++
		}
	}
	return filled*2 >= len(row)
}

// isTableRule says whether a line is drawn between the rows of a table: |---|:--:|, +====+====+, ----- -----.
func isTableRule(line []byte) bool {
	drawn := 0
	for _, c := range line {
		switch c {
		case '-', '=':
			drawn++
		case '|', '+', ':', ' ', '\t':
		default:
			return false
		}
	}
	return drawn > 2
}

// missing says whether a line cannot be a row of a table with that sign.
func (s tableSign) missing(line []byte) bool {
	switch line = bytes.TrimSpace(line); {
	case len(line) == 0:
		return true
	case s == tableBars:
		return bytes.IndexByte(line, '|') < 0
	case s == tablePlace:
		return false
	}
	return bytes.IndexByte(line, '\t') < 0
}

// cells cuts a line at the table's signs.
func (t *textTable) cells(row [][]byte, line []byte) [][]byte {
	t.each(line, func(from, to int) { row = append(row, line[from:to]) })
	return row
}

// each gives the bounds of a line's cells, without the spaces around them; false where it does not keep to the columns.
func (t *textTable) each(line []byte, cell func(from, to int)) bool {
	if t.sign == tablePlace {
		return t.eachPlace(line, cell)
	}
	from, to := 0, len(line)
	sign := byte('\t')
	switch t.sign {
	case tableBars:
		sign = '|'
		from, to = trimSpan(line, from, to)
		if from < to && line[from] == '|' {
			from++
		}
		if to > from && line[to-1] == '|' && (to-2 < from || line[to-2] != '\\') {
			to--
		}
	case tableWide:
		from, to = trimSpan(line, from, to)
	}
	for from <= to {
		n := from
		for n < to && (line[n] != sign || sign == '|' && n > 0 && line[n-1] == '\\') {
			n++
		}
		cell(trimSpan(line, from, n))
		for n++; t.sign == tableWide && n < to && line[n] == '\t'; n++ {
		}
		from = n
	}
	return true
}
