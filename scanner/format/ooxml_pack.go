package format

import (
	"bytes"

	"github.com/pii-scan/pii-scan/text"
)

// packer packs the paragraphs and cells of a document into segments, one after the other with a line feed between them.
type packer struct {
	sink  Sink
	block int   // bytes of a segment; BlockSize where zero
	line  int64 // the line that the next field begins, where lines mean something; else 0
	// nested says that all fields are values of one record.
	nested bool

	sheet  string
	page   int
	b      *block
	places []place // of b's fields
	order  int64   // of b's text
	tabs   heldLines
}

// place is what a field's place is made of; a sheet has many, so they are small.
type place struct {
	row    int64
	column int32
	isName bool
	name   *text.Name
	path   *text.Path // in the record
}

// packedLayout is the layout of a segment of one sheet or page.
type packedLayout struct {
	sheet  string
	page   int
	nested bool
	places []place
}

func (l *packedLayout) Field(i int) text.Field {
	p := l.places[i]
	f := text.Field{Name: p.name, IsName: p.isName, Row: p.row, Column: int(p.column), Page: l.page, Nested: l.nested, Path: p.path}
	if p.row > 0 {
		f.Sheet = l.sheet
	}
	return f
}

func (l *packedLayout) Name(i int) *text.Name { return l.places[i].name }

// turn goes on to another sheet or page.
func (c *packer) turn(sheet string, page int) error {
	if sheet == c.sheet && page == c.page {
		return nil
	}
	err := c.flush()
	c.sheet, c.page = sheet, page
	return err
}

// add adds a field.
func (c *packer) add(value []byte, p place) error {
	if err := c.settle(false); err != nil {
		return err
	}
	return c.addNow(value, p)
}

func (c *packer) addNow(value []byte, p place) error {
	if len(value) == 0 {
		return nil
	}
	if err := c.room(len(value)); err != nil {
		return err
	}
	if len(value) > maxValuePiece {
		return c.pieces(value, p)
	}
	c.put(value, textPart{text.Span{End: int32(len(value))}, p})
	return nil
}

// addParts adds a text of which only those parts are fields.
func (c *packer) addParts(value []byte, parts []textPart) error {
	if err := c.settle(false); err != nil {
		return err
	}
	return c.partsNow(value, parts)
}

func (c *packer) partsNow(value []byte, parts []textPart) error {
	if err := c.room(len(value)); err != nil {
		return err
	}
	c.put(value, parts...)
	return nil
}

// room sees to it that a text of n bytes fits into the block at hand.
func (c *packer) room(n int) error {
	limit := c.block
	if limit <= 0 {
		limit = BlockSize
	}
	if c.b != nil && len(c.b.seg.Text)+n > limit {
		return c.flushNow()
	}
	return nil
}

func (c *packer) put(value []byte, parts ...textPart) {
	if c.b == nil {
		c.b = newBlock()
	}
	start := len(c.b.seg.Text)
	c.b.seg.Text = append(c.b.seg.Text, value...)
	for _, p := range parts {
		c.b.field(start+int(p.Start), start+int(p.End))
		c.places = append(c.places, p.place)
	}
	c.b.seg.Text = append(c.b.seg.Text, '\n')
}

// blank adds an empty line.
func (c *packer) blank() error {
	err := c.settle(false)
	if c.b != nil {
		c.b.seg.Text = append(c.b.seg.Text, '\n')
	} else if c.line > 0 {
		c.line++
	}
	return err
}

// pieces hands over a field that is too large for one segment.
func (c *packer) pieces(value []byte, p place) error {
	if err := c.flushNow(); err != nil {
		return err
	}
	order, line, chars := c.order, c.line, int64(0)
	for v := range valuePieces(value) {
		c.b, c.places, c.order = newBlock(), []place{p}, order+int64(v.left)
		c.b.seg.Text = append(c.b.seg.Text, value[v.left:v.right]...)
		c.b.field(0, v.right-v.left)
		c.line = line
		if err := c.cut(v.from-v.left, v.to-v.left, chars); err != nil {
			return err
		}
		if line > 0 {
			line, chars = advance(value[v.from:v.to], line, chars)
		}
	}
	c.order = order + int64(len(value)) + 1
	if c.line = line; line > 0 {
		c.line++
	}
	return nil
}

// flush hands over what was packed.
func (c *packer) flush() error {
	if err := c.settle(false); err != nil {
		return err
	}
	return c.flushNow()
}

func (c *packer) flushNow() error {
	if c.b == nil {
		return nil
	}
	n := len(c.b.seg.Text)
	err := c.cut(0, n, 0)
	c.order += int64(n)
	return err
}

// cut hands over the block, whose segment owns the text from start to end and begins chars characters into its line.
func (c *packer) cut(start, end int, chars int64) error {
	s := &c.b.seg
	s.Layout = &packedLayout{c.sheet, c.page, c.nested, c.places}
	s.Own = text.Span{Start: int32(start), End: int32(end)}
	s.Raw = int32(len(s.Text))
	s.Base, s.Order, s.Line, s.Chars = -1, c.order, c.line, chars
	if c.line > 0 {
		c.line += int64(bytes.Count(s.Text[start:end], newline))
	}
	c.b, c.places = nil, nil
	return c.sink.Segment(s)
}
