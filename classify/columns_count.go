package classify

import (
	"bytes"
	"slices"

	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/text"
)

// column counts the cells of one column.
type column struct {
	name   *text.Name
	number int // from 1; 0 in records

	filled   int64
	empty    int64 // cells that say that they are
	distinct sketch
	tried    int64 // filled cells on which the rows were tried
	rows     []rowCount
	weak     detectors.RowSet // rows that are tried though they require a keyword that the name does not have

	settled bool // no row matches often enough, so that none is tried any more

	numbers   int64  // cells tried that are numbers: digits only, or with a decimal point
	last      uint64 // the whole number before; 0 where it was none
	ascending int64  // how many are one more than the one before
	kept      [][]byte

	among []amongCount // for each of the classifier's rows that have Among
}

// rowCount counts the cells of a column that a row matches from end to end.
type rowCount struct {
	detector *detectors.Detector
	matches  int64
	numbers  int64   // of them, those that are numbers
	lettered int64   // of them, those with a letter
	digited  int64   // of them, those with a digit
	score    float64 // of all together
	keyword  bool    // one is in the column's name
}

// emptyWords are what is written in cells that are empty, in lower case.
var emptyWords = map[string]bool{
	"null": true, "nil": true, "none": true, "nan": true, "n/a": true, "na": true, "#n/a": true, `\n`: true, "-": true, "--": true, "?": true, ".": true,
}

// add counts field i of the segment. cands is scratch, which it returns.
func (c *column) add(w *Worker, seg *text.Segment, i int, cands []detectors.Candidate) []detectors.Candidate {
	span := trimmed(seg, i)
	cell := seg.Text[span.Start:span.End]
	if len(cell) == 0 || len(cell) <= 4 && emptyWords[string(bytes.ToLower(cell))] {
		c.empty++
		return cands
	}
	c.filled++
	c.distinct.add(hashOf(cell))
	if c.tried == sampleCells || c.settled {
		return cands
	}
	if c.tried == 0 {
		c.weak = w.c.checked
	}
	c.tried++
	if len(cell) > maxCell {
		return cands
	}
	letters, digits := alphabet(cell)
	number := digits == len(cell) || digits+1 == len(cell) && bytes.IndexByte(cell, '.') > 0
	c.numbers += one(number)
	c.count(cell, digits == len(cell))
	if digits > 0 && len(cell) <= nullLength && len(c.kept) < nullCells {
		c.kept = append(c.kept, bytes.Clone(cell))
	}
	cands = w.m.Cell(seg, i, span, c.weak, cands[:0])
	c.countAmong(w.c.among, cell, cands)
	for _, found := range cands {
		if found.From != span.Start || found.End != span.End {
			continue // its value is a part of the cell
		}
		k := slices.IndexFunc(c.rows, func(r rowCount) bool { return r.detector == found.Detector })
		if k < 0 {
			k = len(c.rows)
			c.rows = append(c.rows, rowCount{detector: found.Detector})
		}
		r := &c.rows[k]
		r.matches++
		r.score += found.Score
		r.keyword = found.Keyword
		r.numbers += one(number)
		r.lettered += one(letters > 0)
		r.digited += one(digits > 0)
	}
	switch c.tried {
	case firstCells:
		c.probe(w, 1)
	case probeCells:
		c.probe(w, probeCells/2)
	case settledCells:
		c.settled = !slices.ContainsFunc(c.rows, func(r rowCount) bool { return r.matches*settledPart >= settledCells })
	}
	return cands
}

// probe gives up the rows that require a keyword which the column's name does not have, if they match less than so many of the cells
// tried: they could hardly win any more, and there are many.
func (c *column) probe(w *Worker, least int64) {
	var stay []*detectors.Detector
	c.rows = slices.DeleteFunc(c.rows, func(r rowCount) bool {
		if !r.detector.KeywordRequired || r.keyword {
			return false
		}
		if r.matches >= least {
			stay = append(stay, r.detector)
		}
		return r.matches < least
	})
	c.weak = detectors.RowSet{}
	if len(stay) > 0 {
		c.weak = w.c.rowSet(stay)
	}
}

// count follows sequences of whole numbers.
func (c *column) count(cell []byte, whole bool) {
	const longest = 18 // digits that fit
	n := uint64(0)
	if whole && len(cell) <= longest {
		for _, b := range cell {
			n = n*10 + uint64(b-'0')
		}
	}
	if n > 1 && n == c.last+1 {
		c.ascending++
	}
	c.last = n
}

// trimmed is field i without the spaces around it.
func trimmed(seg *text.Segment, i int) text.Span {
	f := seg.Fields[i]
	b := seg.Text[f.Start:f.End]
	b = bytes.TrimRight(b, " \t\r\n")
	f.End = f.Start + int32(len(b))
	f.Start = f.End - int32(len(bytes.TrimLeft(b, " \t\r\n")))
	return f
}

// alphabet counts the letters, everything beyond ASCII among them, and the digits of a cell.
func alphabet(cell []byte) (letters, digits int) {
	for _, b := range cell {
		switch {
		case b >= '0' && b <= '9':
			digits++
		case b|0x20 >= 'a' && b|0x20 <= 'z' || b >= 0x80:
			letters++
		}
	}
	return letters, digits
}

func one(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
