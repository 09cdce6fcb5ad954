package format

import (
	"bytes"

	"github.com/pii-scan/pii-scan/text"
)

// paragraphMark stands between the paragraphs of a cell: each is a field of its own.
const paragraphMark = "\u2029"

// tableRow is a row of a table: its filled cells, by rising column.
type tableRow struct {
	number int64 // 1-based
	header bool  // the document says that it is one
	cells  []tableCell
	text   []byte // of all cells
}

type tableCell struct {
	column     int32 // 1-based
	start, end int32 // in text
}

// reset begins another row in the memory of the last one.
func (r *tableRow) reset(number int64) {
	r.number, r.header, r.cells, r.text = number, false, r.cells[:0], r.text[:0]
}

// cell adds the text that was appended since start as a cell, if there is any, and a column for it.
func (r *tableRow) cell(column, start int) {
	if len(r.text) > start && column > 0 {
		r.cells = append(r.cells, tableCell{int32(column), int32(start), int32(len(r.text))})
	}
}

// tableRows finds the header of a table and hands its cells over. The header is the row that the document calls so, else the first row that
// is as wide as the table, if its cells look like names. What stands above it is a title.
type tableRows struct {
	out   *packer
	sheet string       // what the table is called
	names []*text.Name // of the columns
	held  []tableRow   // while the width is not known
	bytes int          // of what is held
	ready bool
}

// add takes a row, whose memory stays the caller's.
func (t *tableRows) add(r *tableRow) error {
	if len(r.cells) == 0 {
		return nil
	}
	if t.ready {
		return t.hand(r, false)
	}
	t.held = append(t.held, tableRow{r.number, r.header, append([]tableCell(nil), r.cells...), append([]byte(nil), r.text...)})
	t.bytes += len(r.text) + len(r.cells)*16
	if len(t.held) <= headerRecords && t.bytes <= maxHeldRows {
		return nil
	}
	return t.end()
}

// end hands over the rows that were held back.
func (t *tableRows) end() error {
	if t.ready {
		return nil
	}
	t.ready = true
	header := t.header()
	for i := range t.held {
		if err := t.hand(&t.held[i], i == header); err != nil {
			return err
		}
	}
	t.held = nil
	return nil
}

// header is which of the rows that are held is the header; negative where none is.
func (t *tableRows) header() int {
	width := 0
	for i := range t.held {
		if t.held[i].header {
			return i
		}
		width = max(width, len(t.held[i].cells))
	}
	for i := range t.held[:min(headerSearch, len(t.held))] {
		r := &t.held[i]
		if len(r.cells) < min(width, max(2, (width+1)/2)) {
			continue
		}
		var below [][][]byte
		for j := i + 1; j < min(i+1+headerRecords, len(t.held)); j++ {
			below = append(below, t.held[j].wide())
		}
		if isHeader(r.wide(), below) {
			return i
		}
		break
	}
	return -1
}

// wide is the row as the readers of other tables have it: with its empty cells.
func (r *tableRow) wide() [][]byte {
	width := int32(0)
	for _, c := range r.cells { // a broken sheet may have them in any order
		width = max(width, c.column)
	}
	wide := make([][]byte, min(width, MaxColumns))
	for _, c := range r.cells {
		if int(c.column) <= len(wide) {
			wide[c.column-1] = r.text[c.start:c.end]
		}
	}
	return wide
}

// hand hands the cells of a row over. Those of the header name the columns from then on.
func (t *tableRows) hand(r *tableRow, header bool) error {
	if err := t.out.turn(t.sheet, t.out.page); err != nil {
		return err
	}
	if header {
		wide := r.wide()
		t.names = make([]*text.Name, len(wide))
		for i, v := range wide {
			v = bytes.ReplaceAll(bytes.TrimSpace(v), []byte(paragraphMark), []byte(" "))
			if name := cutName(v); name != "" {
				t.names[i] = &text.Name{Text: name}
			}
		}
	}
	var label *text.Name
	for _, c := range r.cells {
		value := r.text[c.start:c.end]
		p := place{row: r.number, column: c.column, isName: header}
		switch {
		case header:
		case t.names == nil:
			p.name = label
			if isLabel(value) {
				label = &text.Name{Text: string(value)}
			}
		case int(c.column) <= len(t.names):
			p.name = t.names[c.column-1]
		}
		if err := t.out.paragraphs(value, p); err != nil {
			return err
		}
	}
	return nil
}

// maxLabel is the longest label in bytes.
const maxLabel = 60

// isLabel says whether a cell or a paragraph names what follows it, as in a form.
func isLabel(b []byte) bool {
	return len(b) > 1 && len(b) <= maxLabel && b[len(b)-1] == ':' && !bytes.ContainsAny(b, "@0123456789\n")
}

// paragraphs adds the paragraphs of a cell.
func (c *packer) paragraphs(value []byte, p place) error {
	for len(value) > 0 {
		one, rest, _ := bytes.Cut(value, []byte(paragraphMark))
		if err := c.add(one, p); err != nil {
			return err
		}
		value = rest
	}
	return nil
}
