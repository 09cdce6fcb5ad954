package format

import (
	"bytes"
	"path/filepath"
	"strings"

	"github.com/pii-scan/pii-scan/text"
)

// csvDialect is how a table is written.
type csvDialect struct {
	delimiter byte
	end       byte         // of a record: '\n', or '\r' in files of the old Macintosh
	header    int64        // the record with the names, from 1; 0 where there is none
	names     []*text.Name // of the columns; nil for those without

	records int     // how many were looked at
	columns int     // how many cells most records have
	share   float64 // of the records that have so many
	literal float64 // of the cells that do not end with their closing quote
	padded  float64 // of the cells behind a delimiter that begin with a space
	prose   float64 // of the cells that are longer than a value would be
}

// How much of the head is looked at.
const (
	dialectBytes   = 16 << 10 // if that is enough records, else all of it
	dialectRecords = 200
	headerRecords  = 60 // records that are compared with the header
	headerSearch   = 10 // the header is one of the first records
)

// delimiters in the order of trust: where two fit equally well, the one that is rarer in plain text is meant.
var delimiters = []byte{'\t', '|', ';', ','}

// detectDialect tells a table's dialect from its first bytes. whole says that they are all of it. It never fails: what is no
// table has one column.
func detectDialect(head []byte, name string, whole bool) *csvDialect {
	end := byte('\n')
	if bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0 {
		end = '\r'
	}
	skip := 0
	only := delimiters
	switch line, _, _ := bytes.Cut(head, []byte{end}); {
	case isDelimiterLine(bytes.TrimRight(line, "\r")):
		only, skip = []byte{line[4]}, 1
	case hasExtension(name, ".tsv", ".tab") && bytes.IndexByte(line, '\t') >= 0:
		only = []byte{'\t'}
	}
	if len(head) > dialectBytes {
		if start := head[:dialectBytes]; bytes.Count(start, []byte{end}) >= headerRecords {
			head, whole = start, false
		}
	}
	best := &csvDialect{delimiter: ',', end: end}
	var table [][][]byte
	for _, c := range only {
		d := &csvDialect{delimiter: c, end: end}
		rows := d.sample(head, whole)
		d.measure(rows[min(skip, len(rows)):])
		if table == nil || d.better(best) {
			best, table = d, rows
		}
	}
	if len(only) > 1 && best.columns < 2 {
		best.delimiter = ','
		if hasExtension(name, ".tsv", ".tab") {
			best.delimiter = '\t'
		}
		table = best.sample(head, whole)
	}
	best.findHeader(table, skip)
	return best
}

// isDelimiterLine knows Excel's way to name the delimiter in the first line.
func isDelimiterLine(line []byte) bool {
	return len(line) == 5 && strings.EqualFold(string(line[:4]), "sep=") && line[4] != '"'
}

func hasExtension(name string, extensions ...string) bool {
	got := strings.ToLower(filepath.Ext(name))
	for _, e := range extensions {
		if got == e {
			return true
		}
	}
	return false
}

// better says whether d fits the sample better than e.
func (d *csvDialect) better(e *csvDialect) bool {
	if (d.columns > 1) != (e.columns > 1) {
		return d.columns > 1
	}
	a, b := d.share-d.literal, e.share-e.literal
	if a > b+0.02 || b > a+0.02 {
		return a > b
	}
	// One record says little: more cells are the better guess.
	return d.records < 2 && d.columns > e.columns
}

// sample cuts the head into records with the reader itself. The last is left out where the head may have cut it.
func (d *csvDialect) sample(head []byte, whole bool) [][][]byte {
	b := newBlock()
	defer b.recycle()
	b.seg.Text = append(b.seg.Text, head...)
	r := &csvReader{cutter: &cutter{b: b, eof: true}, dialect: d, row: 1, widths: make([]int32, 0, dialectRecords)}
	r.records(0)
	b.finish(len(head))

	l := &b.table
	var rows [][][]byte
	for k, width := range r.widths[:min(len(r.widths), dialectRecords)] {
		first, last := int(l.rows[k]), len(b.seg.Fields)
		if k+1 < len(l.rows) {
			last = int(l.rows[k+1])
		}
		if k > 0 && k+1 == len(r.widths) && !whole {
			break
		}
		if first == last && width == 1 {
			rows = append(rows, nil) // an empty line
			continue
		}
		row := make([][]byte, min(width, MaxColumns))
		for i := first; i < last; i++ {
			if c := int(l.columns[i]); c < len(row) {
				s := b.seg.Fields[i]
				row[c] = bytes.Clone(b.seg.Text[s.Start:s.End])
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// measure counts cells; empty lines do not count.
func (d *csvDialect) measure(rows [][][]byte) {
	counts := map[int]int{}
	var cells, behind int
	var literal, padded, prose int
	for _, row := range rows {
		if len(row) == 0 {
			continue
		}
		d.records++
		counts[len(row)]++
		for i, cell := range row {
			if len(cell) == 0 {
				continue
			}
			cells++
			// A quote on one side: the delimiter cut a quoted cell.
			if cell[0] == '"' || cell[len(cell)-1] == '"' && bytes.Count(cell, []byte{'"'}) == 1 {
				literal++
			}
			if len(cell) > 100 {
				prose++
			}
			if i > 0 {
				behind++
				if cell[0] == ' ' {
					padded++
				}
			}
		}
	}
	most := 0
	for n, k := range counts {
		if k > most || k == most && n > d.columns {
			d.columns, most = n, k
		}
	}
	if d.records > 0 {
		d.share = float64(most) / float64(d.records)
		d.literal = float64(literal) / float64(max(cells, 1))
		d.padded = float64(padded) / float64(max(behind, 1))
		d.prose = float64(prose) / float64(max(cells, 1))
	}
}

// matchCSV takes what is called a table, and text that can be nothing else.
func matchCSV(h *Head) bool {
	if len(h.Bytes) == 0 || h.binary() {
		return false
	}
	if h.named(csvExtensions...) {
		return true
	}
	if h.otherText() {
		return false
	}
	d := detectDialect(h.text(), h.Name, h.whole())
	return d.isTable()
}

// isTable says whether the sample is a table without a doubt: prose has commas too, and logs have columns.
func (d *csvDialect) isTable() bool {
	if d.columns < 2 || d.share < 0.9 || d.literal > 0.05 || d.prose > 0.2 {
		return false
	}
	named := d.header > 0
	spaced := d.delimiter == ',' && d.padded > 0.5
	switch {
	case d.columns == 2:
		return named && d.records >= 3 && !spaced
	case spaced:
		return named && d.records >= 3 || d.records >= 10
	}
	return named && d.records >= 2 || d.records >= 5
}
