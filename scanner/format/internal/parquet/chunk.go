package parquet

import (
	"errors"

	"github.com/pii-scan/pii-scan/scanner/source"
	"github.com/pii-scan/pii-scan/text"
)

// Cells are texts of a column's values, those that are not empty.
type Cells struct {
	Text   []byte // each is followed by a line feed
	Fields []text.Span
	Rows   []int64 // of each: its row, from 0 in the group
	// Indexes are, of each, the indexes of its path's steps, outermost first: Column.Lists of them.
	Indexes []int32
}

// Clear drops all cells and keeps the memory.
func (c *Cells) Clear() {
	c.Text, c.Fields, c.Rows, c.Indexes = c.Text[:0], c.Fields[:0], c.Rows[:0], c.Indexes[:0]
}

// Chunk are the values of a column in a group of rows.
type Chunk struct {
	f      *File
	column *Column
	codec  int64
	left   int64 // values of the chunk, empty ones included
	dict   *dictionary

	inPage      int // values of the page to come, empty ones included
	values      values
	definitions levels
	repetitions levels
	ready       ready

	row     int64
	indexes []int32
}

// Chunk begins with the values of a column, which ends what was begun before. A column that is skipped has none.
func (f *File) Chunk(g *Group, column int) (*Chunk, error) {
	c := &f.Columns[column]
	info := &g.Chunks[column]
	f.pages.trim()
	if info.values <= 0 && !info.Encrypted { // such a chunk need not stand anywhere
		return &Chunk{f: f, column: c}, nil
	}
	switch {
	case info.Encrypted:
		return nil, source.Problemf(source.InvalidEncryption, "encrypted columns")
	case info.physical != c.physical:
		return nil, malformed("column is not of its type")
	case info.codec == codecLZO || info.codec < 0 || info.codec > codecLZ4:
		return nil, source.Problemf(source.UnableToParseFile, "column packed with LZO, or in an unknown way")
	}
	start := info.data
	if info.dictionary > 0 && info.dictionary < start {
		start = info.dictionary
	}
	if start < int64(len(Magic)) || info.size < 0 || start > f.end {
		return nil, malformed("column lies outside of the file")
	}
	f.pages.reader.begin(f.r, start, min(f.end, start+min(info.size, f.end)+slack))
	return &Chunk{f: f, column: c, codec: info.codec, left: info.values, row: -1, indexes: make([]int32, c.Lists)}, nil
}

// Next appends cells until their text has limit bytes, or until many values are gone through; more is false after the last. It says
// how much work it was: a byte of text and an empty value are one each. What was appended before an error holds; where there is more
// behind an error, a damaged page was left out.
func (c *Chunk) Next(out *Cells, limit int) (work int64, more bool, err error) {
	done, before := 0, len(out.Text)
	defer func() { work = int64(len(out.Text)-before) + int64(done) }()
	for len(out.Text) < limit && done < turn {
		if c.inPage == 0 {
			if c.left <= 0 {
				return 0, false, nil
			}
			if more, err := c.page(); err != nil {
				return 0, more, err
			}
			continue
		}
		n, cost, err := c.some(out, limit)
		c.inPage -= n
		done += cost
		if err != nil {
			return 0, c.leavePage(), malformedValues(err)
		}
	}
	return 0, true, nil
}

// leavePage gives up the rest of a page, if it is known how many rows it has: where no value is repeated.
func (c *Chunk) leavePage() bool {
	c.row += int64(c.inPage)
	c.inPage, c.ready.i, c.ready.n = 0, 0, 0
	return c.column.Lists == 0
}

func malformedValues(err error) error {
	if errors.Is(err, errDamaged) {
		return malformed("values of a page are damaged")
	}
	return err
}

// batch is how many levels are decoded at once.
const batch = 256

// ready are levels that are decoded.
type ready struct {
	i, n                     int
	definitions, repetitions [batch]uint32
}

// some appends the cells of some values of the page at hand. It says of how many, and how many of them were work.
func (c *Chunk) some(out *Cells, limit int) (done, cost int, err error) {
	flat, deepest, r := c.column.Lists == 0, uint32(c.column.definitions), &c.ready
	if r.i == r.n {
		if flat && deepest > 0 {
			// Rows without a value may be many, and cost nothing.
			if skipped := c.definitions.skip(c.inPage, deepest); skipped > 0 {
				c.row += int64(skipped)
				return skipped, 1, nil
			}
		}
		if err := c.readLevels(); err != nil {
			return 0, 0, err
		}
	}
	text, first := out.Text, r.i
	for r.i < r.n && len(text) < limit {
		i := r.i
		r.i++
		if flat {
			c.row++
		} else if err = c.repeat(r.repetitions[i]); err != nil {
			break
		}
		if r.definitions[i] < deepest {
			continue
		}
		start := len(text)
		if text, err = c.values.next(text); err != nil {
			text = text[:start]
			break
		}
		if len(text) == start {
			continue
		}
		out.Fields = append(out.Fields, span(start, len(text)))
		out.Rows = append(out.Rows, c.row)
		if !flat {
			out.Indexes = append(out.Indexes, c.indexes...)
		}
		text = append(text, '\n')
	}
	out.Text = text
	return r.i - first, r.i - first, err
}

// readLevels decodes the next levels of the page. Those that a column does not have stay 0.
func (c *Chunk) readLevels() error {
	r := &c.ready
	r.i, r.n = 0, min(batch, c.inPage)
	if c.column.definitions > 0 {
		if err := c.definitions.fill(r.definitions[:r.n]); err != nil {
			return err
		}
	}
	if c.column.Lists > 0 {
		return c.repetitions.fill(r.repetitions[:r.n])
	}
	return nil
}

func span(start, end int) text.Span { return text.Span{Start: int32(start), End: int32(end)} }

// repeat moves to the value at which the list of that level goes on; 0 begins a row.
func (c *Chunk) repeat(level uint32) error {
	if int(level) > len(c.indexes) || level > 0 && c.row < 0 {
		return errDamaged
	}
	if level == 0 {
		c.row++
	} else {
		c.indexes[level-1]++
	}
	clear(c.indexes[level:])
	return nil
}

// page turns to the next page. more says that behind an error there are others.
func (c *Chunk) page() (more bool, err error) {
	p := &c.f.pages
	if p.reader.pos() >= p.reader.end {
		return false, malformed("column has fewer values than it says")
	}
	h, err := p.reader.header()
	if err != nil {
		return false, err
	}
	if h.kind != pageData && h.kind != pageDataV2 && h.kind != pageDictionary {
		p.reader.skip(h.packed)
		return true, nil
	}
	if h.packed > maxPage || h.size > maxPage {
		p.reader.skip(h.packed)
		err = source.Problemf(source.MalformedOrTooLarge, "page of more than %d bytes", maxPage)
	}
	if h.kind == pageDictionary {
		if err == nil {
			err = c.dictionary(&h)
		}
		return true, err
	}
	c.left -= h.values
	c.inPage = int(h.values)
	if err == nil && h.values > 0 {
		err = c.dataPage(&h)
	}
	if err != nil {
		return c.leavePage(), malformedValues(err)
	}
	return true, nil
}

// body reads a page.
func (c *Chunk) body(h *pageHeader) ([]byte, error) {
	b, err := c.f.pages.reader.peek(int(h.packed))
	c.f.pages.reader.skip(h.packed)
	return b, err
}

// unpack gives b unpacked, in memory that the next page uses again.
func (c *Chunk) unpack(b []byte, size int64) ([]byte, error) {
	if c.codec == codecNone {
		return b, nil
	}
	p := &c.f.pages
	if int64(cap(p.unpacked)) < size {
		p.unpacked = make([]byte, size)
	}
	p.unpacked = p.unpacked[:size]
	if size == 0 {
		return nil, nil
	}
	if err := p.unpacker.unpack(c.codec, p.unpacked, b); err != nil {
		return nil, &source.Problem{Reason: source.MalformedFile, Detail: "page cannot be unpacked", Err: err}
	}
	return p.unpacked, nil
}

func (c *Chunk) dictionary(h *pageHeader) error {
	c.dict = nil
	b, err := c.body(h)
	if err != nil {
		return err
	}
	if b, err = c.unpack(b, h.size); err != nil {
		return err
	}
	if err := c.f.pages.dict.fill(c.column, b, int(h.values)); err != nil {
		return malformed("dictionary is damaged")
	}
	c.dict = &c.f.pages.dict
	return nil
}

// dataPage begins a page with values.
func (c *Chunk) dataPage(h *pageHeader) error {
	b, err := c.body(h)
	if err != nil {
		return err
	}
	if h.kind == pageDataV2 {
		return c.dataPageV2(h, b)
	}
	return c.dataPageV1(h, b)
}

// dataPageV1 begins a page that is packed as a whole, levels and values.
func (c *Chunk) dataPageV1(h *pageHeader, b []byte) (err error) {
	if b, err = c.unpack(b, h.size); err != nil {
		return err
	}
	if b, err = c.repetitions.begin(b, h.repetitionEncoding, c.column.Lists, int(h.values)); err != nil {
		return err
	}
	if b, err = c.definitions.begin(b, h.definitionEncoding, c.column.definitions, int(h.values)); err != nil {
		return err
	}
	return c.decode(h, b)
}

// dataPageV2 begins a page whose levels stand before what is packed.
func (c *Chunk) dataPageV2(h *pageHeader, b []byte) error {
	all := h.repetitions + h.definitions
	if all > int64(len(b)) || all > h.size {
		return errDamaged
	}
	var err error
	c.repetitions, c.definitions = levels{}, levels{}
	if c.repetitions.runs, err = newRuns(b[:h.repetitions], bitsOf(c.column.Lists)); err != nil {
		return err
	}
	if c.definitions.runs, err = newRuns(b[h.repetitions:all], bitsOf(c.column.definitions)); err != nil {
		return err
	}
	b = b[all:]
	if !h.plain && len(b) > 0 {
		if b, err = c.unpack(b, h.size-all); err != nil {
			return err
		}
	}
	return c.decode(h, b)
}

func (c *Chunk) decode(h *pageHeader, b []byte) error {
	v, ok, err := newValues(c.column, h.encoding, b, c.dict)
	if !ok {
		return source.Problemf(source.UnableToParseFile, "values in an unknown encoding")
	}
	c.values = v
	return err
}

// Close lets go of what the file holds; not of what it reads from.
func (f *File) Close() { f.pages.unpacker.close() }
