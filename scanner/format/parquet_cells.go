package format

import (
	"sync"

	"github.com/pii-scan/pii-scan/scanner/format/internal/parquet"
	"github.com/pii-scan/pii-scan/text"
)

// columnBlock is a segment of cells of one column, with all the memory that it needs. It is used again once it is released.
type columnBlock struct {
	seg    text.Segment
	cells  parquet.Cells
	column *parquetColumn
	row    int64 // that the cells' rows count from
	lists  int   // indexes of each cell
}

var columnBlocks sync.Pool

func newColumnBlock(c *parquetColumn, row int64, lists int) *columnBlock {
	b, ok := columnBlocks.Get().(*columnBlock)
	if !ok {
		b = new(columnBlock)
		b.seg.OnRelease(func(*text.Segment) { b.recycle() })
	}
	b.cells.Clear()
	b.column, b.row, b.lists = c, row, lists
	return b
}

func (b *columnBlock) recycle() {
	if cap(b.cells.Text) <= maxPooled {
		columnBlocks.Put(b)
	}
}

// Field implements text.Layout.
func (b *columnBlock) Field(i int) text.Field {
	c := b.column
	f := text.Field{Name: c.name, Column: c.number, Nested: true, Record: b.row + b.cells.Rows[i], Path: c.path}
	f.Row = f.Record + 2
	if b.lists > 0 {
		f.Path = c.way(b.cells.Indexes[i*b.lists : (i+1)*b.lists])
	}
	return f
}

// Name implements text.Layout.
func (b *columnBlock) Name(int) *text.Name { return b.column.name }

// hand hands over the cells of a block, if there are any.
func (r *parquetReader) hand(b *columnBlock) error {
	n := len(b.cells.Fields)
	if n == 0 {
		b.recycle()
		return nil
	}
	if last := b.cells.Fields[n-1]; last.Len() > maxValuePiece {
		return r.handLarge(b, last)
	}
	return r.cut(b, 0, len(b.cells.Text))
}

// handLarge hands over a block whose last cell is too large for one segment: that one in pieces, with the text around each.
func (r *parquetReader) handLarge(b *columnBlock, last text.Span) error {
	n := len(b.cells.Fields) - 1
	value := append([]byte(nil), b.cells.Text[last.Start:last.End]...)
	row := b.cells.Rows[n]
	indexes := append([]int32(nil), b.cells.Indexes[n*b.lists:]...)
	column, base, lists := b.column, b.row, b.lists
	b.cells.Text, b.cells.Fields = b.cells.Text[:last.Start], b.cells.Fields[:n]
	if n > 0 {
		if err := r.cut(b, 0, len(b.cells.Text)); err != nil {
			return err
		}
	}
	order := r.order
	for v := range valuePieces(value) {
		b := newColumnBlock(column, base, lists)
		c := &b.cells
		c.Text = append(c.Text, value[v.left:v.right]...)
		c.Fields = append(c.Fields, text.Span{End: int32(v.right - v.left)})
		c.Rows = append(c.Rows, row)
		c.Indexes = append(c.Indexes, indexes...)
		r.order = order + int64(v.left)
		if err := r.cut(b, v.from-v.left, v.to-v.left); err != nil {
			return err
		}
	}
	r.order = order + int64(len(value)) + 1
	return nil
}

// cut hands over a block whose segment owns the text from start to end.
func (r *parquetReader) cut(b *columnBlock, start, end int) error {
	s := &b.seg
	s.Text, s.Fields, s.Layout = b.cells.Text, b.cells.Fields, b
	s.Own = text.Span{Start: int32(start), End: int32(end)}
	s.Raw = int32(len(s.Text))
	s.Copies = nil
	s.Base, s.Order, s.Line, s.Chars = -1, r.order, 0, 0
	r.order += int64(len(s.Text))
	return r.sink.Segment(s)
}
