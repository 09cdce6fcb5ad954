package format

import (
	"bytes"
	"math/bits"
	"unicode/utf8"

	"github.com/pii-scan/pii-scan/text"
)

// Tables in text whose cells stand beneath one another, with spaces between them.

// eachPlace is each where spaces alone are between the cells: each gap has one at least.
func (t *textTable) eachPlace(line []byte, cell func(from, to int)) bool {
	from, gap, column := 0, 0, 0
	for i := 0; i < len(line) && gap < len(t.gaps); column++ {
		if g := t.gaps[gap]; column >= int(g.Start) {
			switch {
			case line[i] == ' ':
				cell(trimSpan(line, from, i))
				from = i
				gap++
			case column+1 >= int(g.End):
				return false
			}
		}
		_, size := utf8.DecodeRune(line[i:])
		i += size
	}
	cell(trimSpan(line, from, len(line)))
	for ; gap < len(t.gaps); gap++ { // the line is shorter
		cell(len(line), len(line))
	}
	return true
}

// placed says whether a table begins whose cells stand beneath one another. rule is what is drawn beneath its header, if anything is.
func (s *tableScan) placed(head, rule []byte, lines [][]byte) *textTable {
	var first lineInk
	least, most := 3, 2 // lines, gaps
	if rule != nil {
		least, most = 1, 1
	}
	if len(lines) < least || !first.add(head) {
		return nil
	}
	var used [maxTableWidth]uint16
	for _, line := range lines {
		var l lineInk
		if !l.add(line) {
			return nil
		}
		for i, w := range l {
			for ; w != 0; w &= w - 1 {
				used[i*64+bits.TrailingZeros64(w)]++
			}
		}
	}
	ink := first
	wide := first.gaps(2)
	for c, n := range used {
		cut := rowsCut
		if len(wide) > 0 && c >= int(wide[0].End) {
			wide = wide[1:]
		}
		if len(wide) > 0 && c >= int(wide[0].Start) {
			cut = headCut
		}
		if int(n)*cut > len(lines) {
			ink[c/64] |= 1 << (c % 64)
		}
	}
	width := 2
	if len(lines) >= surePad || rule != nil {
		width = 1
	}
	ink.add(rule)
	t := &textTable{sign: tablePlace, gaps: ink.gaps(width)}
	if !t.merge(head) || t.width <= most {
		return nil
	}
	s.row = t.cells(s.row[:0], head)
	s.below = s.below[:0]
	for _, line := range lines {
		var row [][]byte
		if t.each(line, func(from, to int) { row = append(row, line[from:to]) }) {
			s.below = append(s.below, row)
		}
	}
	if len(s.below) == 0 || !isHeader(s.row, s.below) {
		return nil
	}
	return s.named(t)
}

// mayBePlaced says whether the cells of a line and of the two that follow may stand beneath one another: a cheap look, which tells for most
// texts that they are no table.
func mayBePlaced(head, below []byte) bool {
	var ink lineInk
	ruled := false
	if !ink.add(head) {
		return false
	}
	for range 2 {
		line, rest, _ := bytes.Cut(below[:min(len(below), 2*maxTableLine)], newline)
		if line = bytes.TrimRight(line, "\r"); isTableRule(line) {
			ruled = true
		} else if !ink.add(line) {
			return false
		}
		below = rest
	}
	return ruled || len(ink.gaps(1)) > 1 && len(ink.gaps(2)) > 0
}

// merge joins the columns without a name to those on their left.
func (t *textTable) merge(head []byte) bool {
	var gaps []text.Span
	i := -1
	ok := t.each(head, func(from, to int) {
		if i >= 0 && to > from {
			gaps = append(gaps, t.gaps[i])
		}
		i++
	})
	t.gaps, t.width = gaps, len(gaps)+1
	return ok
}

// lineInk is in which columns lines have something else than a space.
type lineInk [maxTableWidth / 64]uint64

// add adds a line; false where it is too wide, or has tabs in it, whose width nobody knows.
func (l *lineInk) add(line []byte) bool {
	column := 0
	for i := 0; i < len(line); column++ {
		if column == maxTableWidth {
			return false
		}
		c, size := line[i], 1
		if c >= utf8.RuneSelf {
			_, size = utf8.DecodeRune(line[i:])
		}
		if c == '\t' {
			return false
		}
		if c != ' ' {
			l[column/64] |= 1 << (column % 64)
		}
		i += size
	}
	return true
}

// gaps are the empty columns between others, at least so many side by side.
func (l *lineInk) gaps(width int) (gaps []text.Span) {
	end := len(l)
	for end > 0 && l[end-1] == 0 {
		end--
	}
	start, seen := 0, false
	for c := range end * 64 {
		if l[c/64]>>(c%64)&1 == 0 {
			continue
		}
		if seen && c-start >= width {
			gaps = append(gaps, text.Span{Start: int32(start), End: int32(c)})
		}
		start, seen = c+1, true
	}
	return gaps
}
