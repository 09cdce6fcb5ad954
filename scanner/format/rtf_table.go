package format

import (
	"bytes"
	"slices"

	"github.com/pii-scan/pii-scan/text"
)

// rtfHeld is text that is held back until it is known whether it belongs to a table whose columns have names: the cells of its first rows, and
// what stands before them.
type rtfHeld struct {
	pieces []rtfPiece
	rows   int        // that have ended
	column int        // of the next cell, from 0
	header bool       // the row says that it is a header
	names  []keyLevel // of the columns, once they are known
	tabs   bool       // the cells are what stands between tabs
	inRow  bool       // what follows stands in a cell
	inside bool       // the paragraph is in a table
	from   int        // where the first piece stands
}

// rtfPiece is a passage in the making.
type rtfPiece struct {
	text        []byte
	steps       []text.Step
	start, next int
	row, column int // of a cell, from 1 and from 0; row is 0 for what is none
	header      bool
	begins      bool // it begins a line
}

// maxRTFHeld is after how many bytes of the file a table's header is known: its first rows, with all that is said of their looks.
const maxRTFHeld = 256 << 10

// tableWord takes control words that tell of tables.
func (r *rtfReader) tableWord(word string) {
	h := &r.held
	switch word {
	case "pard":
		h.inside = false
	case "intbl", "trowd":
		h.inside = h.inside || word == "intbl"
		if !h.inRow {
			if h.tabs {
				r.endTable()
			}
			r.hold(false)
			h.inRow = true
		}
	case "trhdr":
		h.header = true
	case "cell":
		if h.tabs {
			r.endTable()
		}
		r.holdLine(true)
	case "row":
		h.inRow = false
		r.endRow()
	case "par", "sect", "page":
		switch {
		case h.inside || h.inRow:
		case h.tabs && h.column > 0:
			r.holdLine(true)
			r.endRow()
		default:
			r.endTable()
		}
	}
}

// tab ends what stands before a tab, outside of tables.
func (r *rtfReader) tab() (taken bool) {
	h := &r.held
	if h.inside || h.inRow {
		return false
	}
	if !h.tabs {
		r.endTable()
		h.tabs = true
	}
	r.holdLine(true)
	return true
}

// holdLine holds the line at hand as a cell, and what stands before it as text.
func (r *rtfReader) holdLine(cell bool) {
	p := &r.h
	if i := bytes.LastIndex(p.passage, []byte(passageBreak)); r.held.inRow {
	} else if p.broken { // the line is empty
		r.hold(false)
	} else if i >= 0 {
		line := i + len(passageBreak)
		raw := p.rawAt(line)
		k, _ := slices.BinarySearchFunc(p.steps, line, func(s text.Step, at int) int { return int(s.Decoded) - at })
		rest := rtfPiece{text: slices.Clone(p.passage[line:]), start: raw, next: p.next}
		for _, s := range p.steps[k:] {
			rest.steps = append(rest.steps, text.Step{Decoded: s.Decoded - int32(line), Raw: s.Raw - int32(raw-p.start)})
		}
		p.passage, p.steps, p.next = p.passage[:i], p.steps[:k], nowhere
		r.hold(false)
		p.passage, p.steps, p.start, p.next = append(p.passage, rest.text...), append(p.steps, rest.steps...), rest.start, rest.next
	}
	r.hold(cell)
}

// rawAt is where the byte at that place of the passage stands.
func (h *htmlReader) rawAt(at int) int {
	k, exact := slices.BinarySearchFunc(h.steps, at, func(s text.Step, at int) int { return int(s.Decoded) - at })
	if !exact {
		if k == 0 {
			return h.start + at
		}
		k--
	}
	return h.start + int(h.steps[k].Raw) + at - int(h.steps[k].Decoded)
}

// hold holds the passage at hand.
func (r *rtfReader) hold(cell bool) {
	p, h := &r.h, &r.held
	if len(p.passage) > 0 {
		piece := rtfPiece{text: slices.Clone(p.passage), steps: slices.Clone(p.steps), start: p.start, next: p.next, begins: !h.tabs || h.column == 0}
		if cell {
			piece.row, piece.column, piece.header = h.rows+1, h.column, h.header
		}
		if len(h.pieces) == 0 {
			h.from = p.start
		}
		h.pieces = append(h.pieces, piece)
		p.passage, p.steps = p.passage[:0], p.steps[:0]
	}
	p.space, p.broken, p.inLine = -1, false, false
	if cell {
		h.column++
	}
	if len(h.pieces) > 0 && p.start-h.from > maxRTFHeld {
		r.settle()
	}
}

// settle hands over what is held; the table goes on.
func (r *rtfReader) settle() {
	if r.held.names == nil {
		r.held.names = r.headers()
	}
	r.release()
}

// endRow ends a row. Once it is known what the columns are called, rows are handed over.
func (r *rtfReader) endRow() {
	h := &r.held
	h.rows++
	h.column, h.header = 0, false
	if h.names != nil || h.rows > headerRecords {
		r.settle()
	}
}

// endTable hands over what is held.
func (r *rtfReader) endTable() {
	if h := &r.held; len(h.pieces) > 0 || h.rows > 0 || h.tabs {
		r.settle()
		*h = rtfHeld{pieces: h.pieces[:0], inside: h.inside, inRow: h.inRow}
	}
}

// flush hands over all there is.
func (r *rtfReader) flush() {
	r.endTable()
	r.h.flush()
}

// closed says that nothing of the block is needed any more.
func (r *rtfReader) closed() bool { return r.h.closed() && len(r.held.pieces) == 0 }

// headers are the names of the columns; none where no row has them.
func (r *rtfReader) headers() []keyLevel {
	h := &r.held
	rows := make([][][]byte, h.rows)
	width, head := 0, -1
	for i := range h.pieces {
		if c := &h.pieces[i]; c.row > 0 && c.row <= h.rows && c.column < maxHeaders {
			row := &rows[c.row-1]
			*row = append(*row, make([][]byte, max(0, c.column+1-len(*row)))...)
			(*row)[c.column] = c.text
			width = max(width, len(*row))
			if c.header && head < 0 {
				head = c.row - 1
			}
		}
	}
	for i := 0; head < 0 && i < min(len(rows), headerSearch); i++ {
		if len(rows[i]) < max(2, (width+1)/2) {
			continue
		}
		below := rows[i+1:]
		if len(below) < 2 || !isHeader(rows[i], below) || width == 2 && !allKnown(rows[i]) {
			break
		}
		head = i
	}
	if head < 0 || width < 2 {
		return []keyLevel{}
	}
	names := make([]keyLevel, len(rows[head]))
	for i, cell := range rows[head] {
		if cell = bytes.TrimSpace(bytes.ReplaceAll(cell, []byte(passageBreak), []byte(" "))); len(cell) > 0 && len(cell) <= maxHeader {
			names[i] = r.named(keyLevel{}, nil, cell)
		}
	}
	for i := range h.pieces {
		if c := &h.pieces[i]; c.row == head+1 {
			c.header = true
		} else if c.header = false; c.row <= head {
			c.row = 0 // a title
		}
	}
	return names
}

// release hands the pieces over: cells by themselves where their columns have names, else as they would be if nothing had been held.
func (r *rtfReader) release() {
	p, h := &r.h, &r.held
	if len(h.pieces) == 0 {
		return
	}
	rest := rtfPiece{text: p.passage, steps: p.steps, start: p.start, next: p.next, begins: !h.tabs || h.column == 0}
	space, broken, inLine := p.space, p.broken, p.inLine
	p.passage, p.steps = nil, nil
	for i := range h.pieces {
		c := &h.pieces[i]
		if c.row == 0 || len(h.names) == 0 {
			r.rejoin(c)
			continue
		}
		p.flush()
		p.passage, p.steps, p.start = c.text, c.steps, c.start
		if !c.header && c.column < len(h.names) {
			p.place = h.names[c.column].place()
		}
		p.flush()
		p.place = keyPlace{}
	}
	h.pieces = h.pieces[:0]
	if len(rest.text) > 0 {
		r.rejoin(&rest)
	}
	p.space, p.broken, p.inLine = space, broken || len(rest.text) == 0 && len(p.passage) > 0, inLine
}

// rejoin adds a piece to the passage at hand.
func (r *rtfReader) rejoin(c *rtfPiece) {
	p := &r.h
	if len(p.passage) > 0 && c.start-p.start >= passageBytes {
		p.flush()
	}
	if len(p.passage) == 0 {
		p.passage, p.steps, p.start, p.next = append(p.passage, c.text...), append(p.steps, c.steps...), c.start, c.next
		return
	}
	if c.begins {
		p.append(p.next, []byte(passageBreak))
	} else {
		p.append(p.next, []byte{' '})
	}
	base, raw := len(p.passage), c.start-p.start
	p.append(c.start, nil)
	for _, s := range c.steps {
		p.steps = append(p.steps, text.Step{Decoded: s.Decoded + int32(base), Raw: s.Raw + int32(raw)})
	}
	p.passage, p.next = append(p.passage, c.text...), c.next
}
