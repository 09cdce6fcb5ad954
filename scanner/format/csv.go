package format

import (
	"bytes"
	"context"
	"encoding/binary"
	"math/bits"
	"slices"
	"sort"

	"github.com/pii-scan/pii-scan/text"
)

// csvFormat is a table as text (https://www.rfc-editor.org/rfc/rfc4180), with any of the usual delimiters.
var csvFormat = Format{
	Name:       "csv",
	Title:      "Delimiter-separated values",
	MIME:       "text/csv",
	Extensions: csvExtensions,
	Places:     "cell, line",
	Tables:     ByRow,
	Match:      matchCSV,
	Read:       readCSV,
}

var csvExtensions = []string{".csv", ".tsv", ".tab", ".psv"}

// tableLayout tells of the cells of a block.
type tableLayout struct {
	dialect *csvDialect
	row     int64   // of the first entry of rows, from 1
	rows    []int32 // the first field of each record
	columns []int32 // of each field, from 0
}

func (l *tableLayout) clear() { l.dialect, l.rows, l.columns = nil, l.rows[:0], l.columns[:0] }

// Field implements text.Layout.
func (l *tableLayout) Field(i int) text.Field {
	k := sort.Search(len(l.rows), func(k int) bool { return int(l.rows[k]) > i }) - 1
	column := int(l.columns[i])
	f := text.Field{Row: l.row + int64(k), Column: column + 1}
	f.IsName = f.Row == l.dialect.header
	f.Name = l.nameOf(f.Row, column)
	return f
}

// Name implements text.Layout.
func (l *tableLayout) Name(i int) *text.Name {
	row := l.row // above the header nothing has a name, so that only there it matters which row it is
	if row <= l.dialect.header {
		row = l.Field(i).Row
	}
	return l.nameOf(row, int(l.columns[i]))
}

func (l *tableLayout) nameOf(row int64, column int) *text.Name {
	if row > l.dialect.header && column < len(l.dialect.names) {
		return l.dialect.names[column]
	}
	return nil
}

// csvReader cuts a table into blocks of whole records. A record larger than a block is cut between its cells, and a cell larger
// than a block anywhere.
type csvReader struct {
	*cutter
	dialect *csvDialect
	row     int64   // of the record at hand, from 1
	col     int     // of the cell at hand, from 0
	widths  []int32 // how many cells each record has, empty ones too; kept only where it is not nil
}

// csvStop says where and why a run over the text ended.
type csvStop struct {
	record    int // start of the record that is not complete
	fields    int // how many fields there are without those of that record
	row       int64
	col       int // column in which record starts
	cell      int // start of the cell that is not complete
	cellCol   int
	plain     int  // from here on a delimiter ends the cell
	quoteOpen bool // more must be seen to know whether the cell is quoted
}

func readCSV(ctx context.Context, in *Input, sink Sink) error {
	c, head := newCutter(ctx, in, sink)
	r := &csvReader{cutter: c, row: 1}
	r.dialect = detectDialect(head, in.Name, len(in.Head) < HeadSize)
	return c.close(r.read())
}

func (r *csvReader) read() error {
	from, need := 0, r.size
	for {
		r.fill(r.own + need)
		stop := r.records(from)
		switch {
		case r.eof:
			n := len(r.text())
			return r.cutTable(n, n, n)
		case stop.record > r.own:
			r.truncate(stop.fields)
			if err := r.cutTable(stop.record, stop.record, stop.record); err != nil {
				return err
			}
			r.row, r.col = stop.row, stop.col
		case stop.cell > r.own:
			if err := r.cutTable(stop.cell, stop.cell, stop.cell); err != nil {
				return err
			}
			r.col = stop.cellCol
		case stop.quoteOpen:
			r.truncate(0)
			r.b.table.clear()
			need *= 2
			continue
		default:
			end, err := r.longCell(stop)
			if err != nil {
				return err
			}
			from, need = end, end-r.own+r.size
			continue
		}
		from, need = 0, r.size
	}
}

func (r *csvReader) truncate(fields int) {
	b := r.b
	b.seg.Fields, b.table.columns = b.seg.Fields[:fields], b.table.columns[:fields]
	for n := len(b.copied); n > 0 && int(b.copied[n-1].field) >= fields; n-- {
		b.steps = b.steps[:b.copied[n-1].step]
		b.decoded = b.decoded[:b.copied[n-1].start-1]
		b.copied = b.copied[:n-1]
	}
}

func (r *csvReader) cutTable(end, raw, keep int) error {
	l := &r.b.table
	l.dialect = r.dialect
	return r.cut(l, end, raw, keep)
}

// records cuts the text from position from on, which is in column r.col of record r.row, into cells.
func (r *csvReader) records(from int) csvStop {
	b := r.b
	t := b.seg.Text
	n := len(t)
	fields, rows, columns := b.seg.Fields, b.table.rows, b.table.columns
	delimiter, end := r.dialect.delimiter, r.dialect.end
	special := [3]uint64{repeat(delimiter), repeat(end), repeat('"')}

	if len(rows) == 0 {
		rows = append(rows, 0)
		b.table.row = r.row
	}
	col := int32(r.col)
	stop := csvStop{record: from, row: r.row, col: r.col, fields: len(fields)}
	cell, plain := from, from
	quote := -1 // where the quote stands that the cell at hand began with
	i := from

scan:
	for i < n {
		hits := findAny(t[i:min(i+64, n)], &special)
		fields, columns = slices.Grow(fields, 64), slices.Grow(columns, 64)
	inside:
		for ; hits != 0; hits &= hits - 1 {
			p := i + bits.TrailingZeros64(hits)
			switch c := t[p]; {
			case quote >= 0:
				if c != '"' {
					continue
				}
				if p+1 == n || t[p+1] != delimiter && t[p+1] != end || p > quote+MaxQuotedCell {
					break inside
				}
				if p > quote+1 {
					fields = append(fields, text.Span{Start: int32(quote + 1), End: int32(p)})
					columns = append(columns, col)
				}
				cell, quote = p+1, -1
			case c == delimiter:
				if p > cell {
					fields = append(fields, text.Span{Start: int32(cell), End: int32(p)})
					columns = append(columns, col)
				}
				cell = p + 1
				col++
			case c == end:
				e := p
				if e > cell && t[e-1] == '\r' {
					e--
				}
				if e > cell {
					fields = append(fields, text.Span{Start: int32(cell), End: int32(e)})
					columns = append(columns, col)
				}
				if r.widths != nil {
					r.widths = append(r.widths, col+1)
				}
				cell = p + 1
				col = 0
				rows = append(rows, int32(len(fields)))
				stop.record, stop.fields = cell, len(fields)
				stop.row++
				stop.col = 0
			case p == cell:
				quote = p
			}
		}
		if i += 64; quote < 0 || hits == 0 && i < n {
			continue
		}
		// The quote is not one that simply closes the cell, or none was found.
		closing, doubled, verdict := r.quoted(t, quote)
		switch verdict {
		case quoteUnknown:
			break scan
		case quoteStray:
			plain = quote + 1
		case quoteLiteral:
			plain = closing + 1
		default:
			b.seg.Fields = fields
			b.cell(quote+1, closing, doubled)
			if fields = b.seg.Fields; closing > quote+1 {
				columns = append(columns, col)
			}
			plain = min(closing+1, n)
			cell = plain
		}
		i, quote = plain, -1
	}
	stop.quoteOpen = quote >= 0
	if r.eof && cell < n {
		e := n
		if t[e-1] == '\r' {
			e--
		}
		if e > cell {
			fields = append(fields, text.Span{Start: int32(cell), End: int32(e)})
			columns = append(columns, col)
		}
	}
	if r.eof && r.widths != nil && (cell < n || col > 0) {
		r.widths = append(r.widths, col+1)
	}
	b.seg.Fields, b.table.rows, b.table.columns = fields, rows, columns
	stop.cell, stop.cellCol, stop.plain = cell, int(col), max(plain, cell)
	return stop
}

// findAny has a bit for each byte of t (64 at most) that one of the patterns repeats.
func findAny(t []byte, patterns *[3]uint64) (hits uint64) {
	if len(t) < 64 {
		var whole [64]byte
		copy(whole[:], t)
		return findAny(whole[:], patterns) & (1<<len(t) - 1)
	}
	t = t[:64]
	a, b, c := patterns[0], patterns[1], patterns[2]
	for k := 0; k < 64; k += 8 {
		w := binary.LittleEndian.Uint64(t[k:])
		m := ^(differ(w, a)&differ(w, b)&differ(w, c) | lowBits)
		hits |= m >> 7 * gather >> 56 << k
	}
	return hits
}

// gather times a word with 0 or 1 in each byte has the eight of them in its highest byte.
const gather = 0x0102040810204080

// What a quote at the start of a cell turns out to be.
const (
	quoteCloses  = iota // the cell ends behind the closing quote
	quoteLiteral        // text follows the closing quote: the whole cell is taken as it stands
	quoteStray          // no quote closes it: a character like any other
	quoteUnknown        // more must be read to tell
)

// quoted finds the quote that closes the one at p. At the end of the input the end closes it.
func (r *csvReader) quoted(t []byte, p int) (closing int, doubled bool, verdict int) {
	limit := p + MaxQuotedCell // the last place for the closing quote
	known := t[:min(len(t), limit+1)]
	for i := p + 1; ; {
		k := -1
		if i < len(known) {
			k = bytes.IndexByte(known[i:], '"')
		}
		switch {
		case k < 0 && len(t) > limit:
			return 0, false, quoteStray
		case k < 0 && r.eof:
			return len(bytes.TrimRight(t, "\r\n")), doubled, quoteCloses
		case k < 0:
			return 0, false, quoteUnknown
		}
		k += i
		behind := t[k+1:]
		switch {
		case len(behind) == 0 && r.eof:
			return k, doubled, quoteCloses
		case len(behind) == 0:
			return 0, false, quoteUnknown
		case behind[0] == '"':
			doubled = true
			i = k + 2
			continue
		case behind[0] == r.dialect.delimiter || behind[0] == r.dialect.end:
			return k, doubled, quoteCloses
		case behind[0] == '\r' && len(behind) == 1 && !r.eof:
			return 0, false, quoteUnknown
		case behind[0] == '\r' && (len(behind) == 1 || behind[1] == r.dialect.end):
			return k, doubled, quoteCloses
		}
		return k, doubled, quoteLiteral
	}
}

// cell adds what stands between two quotes, if there is anything, as a field.
func (b *block) cell(from, to int, doubled bool) {
	if to <= from {
		return
	}
	if !doubled {
		b.field(from, to)
		return
	}
	t := b.seg.Text
	b.beginCopy(from)
	for from < to {
		k := bytes.IndexByte(t[from:to], '"')
		if k < 0 || from+k+1 >= to {
			b.decoded = append(b.decoded, t[from:to]...)
			break
		}
		b.decoded = append(b.decoded, t[from:from+k+1]...)
		from += k + 2
		b.step(from)
	}
	b.endCopy()
}

// longCell hands over a cell that is larger than a block and stands first in the block at hand, all but its last piece. It
// returns where in the block the cell ends.
func (r *csvReader) longCell(stop csvStop) (end int, err error) {
	from, plain := r.own, stop.plain
	for {
		own := max(r.own+r.size, plain)
		r.fill(own + MarginAfter)
		t := r.text()
		begin := min(max(plain, r.own), len(t))
		end, last := len(t), r.eof
		if k := bytes.IndexByte(t[begin:], r.dialect.delimiter); k >= 0 {
			end, last = begin+k, true
		}
		if k := bytes.IndexByte(t[begin:end], r.dialect.end); k >= 0 {
			end, last = begin+k, true
		}
		if last {
			e := end
			if e > from && t[e-1] == '\r' && (e == len(t) || t[e] == r.dialect.end) {
				e--
			}
			r.piece(from, e)
			return end, nil
		}
		end = runeEdge(t, end)
		r.piece(from, end)
		own = runeEdge(t, own)
		keep := runeEdge(t, max(from, own-MarginBefore))
		if err := r.cutTable(own, end, keep); err != nil {
			return 0, err
		}
		from, plain = 0, max(0, plain-keep)
	}
}

// piece adds a part of a cell as a field.
func (r *csvReader) piece(from, to int) {
	l := &r.b.table
	if len(l.rows) == 0 {
		l.rows, l.row = append(l.rows, 0), r.row
	}
	if to > from {
		r.b.field(from, to)
		l.columns = append(l.columns, int32(r.col))
	}
}
