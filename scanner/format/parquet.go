package format

import (
	"bytes"
	"context"
	"errors"
	"strings"

	"github.com/pii-scan/pii-scan/scanner/format/internal/parquet"
	"github.com/pii-scan/pii-scan/scanner/source"
	"github.com/pii-scan/pii-scan/text"
)

// parquetFormat reads Parquet (https://parquet.apache.org): the values of all columns, also nested ones, as text; the columns' names
// and the file's own metadata. Booleans are left out, and bytes that are no text.
//
// A table comes group of rows by group of rows, and there column by column, as it stands in the file: each byte is read once, and
// one page of a column is unpacked at a time. Rows count from 2, as if the columns' names stood in the first, and records from 0.
var parquetFormat = Format{
	Name:       "parquet",
	Title:      "Apache Parquet",
	MIME:       "application/vnd.apache.parquet",
	Extensions: parquetExtensions,
	Places:     "record",
	Tables:     ByColumn,
	Match:      matchParquet,
	Read:       readParquet,
}

var parquetExtensions = []string{".parquet", ".parq", ".pq"}

func matchParquet(h *Head) bool {
	if !bytes.HasPrefix(h.Bytes, []byte(parquet.Magic)) && !bytes.HasPrefix(h.Bytes, []byte(parquet.MagicEncrypted)) {
		return false
	}
	return h.binary() || h.named(parquetExtensions...)
}

func readParquet(ctx context.Context, in *Input, sink Sink) error {
	at, size, err := in.At(ctx)
	if err != nil {
		return err
	}
	f, err := parquet.Open(at, size)
	if err != nil {
		return source.AsProblem(err, source.ReadError)
	}
	defer f.Close()
	r := &parquetReader{ctx: ctx, in: in, sink: sink, file: f, size: size, columns: parquetColumns(f)}
	if err := r.names(); err != nil {
		return err
	}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		g, err := f.NextGroup()
		if err != nil {
			return source.AsProblem(err, source.ReadError)
		}
		if g == nil {
			return nil
		}
		for i := range g.Chunks {
			if f.Columns[i].Skipped || g.Chunks[i].Elsewhere {
				continue
			}
			if more, err := r.chunk(g, i); err != nil || !more {
				return err
			}
		}
	}
}

// parquetReader reads one file.
type parquetReader struct {
	ctx     context.Context
	in      *Input
	sink    Sink
	file    *parquet.File
	size    int64
	columns []parquetColumn
	order   int64 // of the next segment
	work    int64 // bytes of text and empty values so far
}

// parquetColumn is what the places in a column are made of.
type parquetColumn struct {
	number int
	name   *text.Name // all names of the path, with dots between them
	steps  []*text.Name
	path   *text.Path // where there are no lists on the way
}

func parquetColumns(f *parquet.File) []parquetColumn {
	columns := make([]parquetColumn, len(f.Columns))
	for i := range columns {
		c := &columns[i]
		c.number = i + 1
		var names []string
		for _, step := range f.Columns[i].Path {
			var name *text.Name
			if !step.Index {
				name = &text.Name{Text: cutName([]byte(step.Name))}
				names = append(names, name.Text)
			}
			c.steps = append(c.steps, name)
		}
		c.name = &text.Name{Text: cutName([]byte(strings.Join(names, ".")))}
		if f.Columns[i].Lists == 0 {
			c.path = c.way(nil)
		}
	}
	return columns
}

// way makes the path of a value with those indexes.
func (c *parquetColumn) way(indexes []int32) (p *text.Path) {
	for _, name := range c.steps {
		p = &text.Path{Parent: p, Name: name}
		if name == nil {
			p.Index = int(indexes[0])
			indexes = indexes[1:]
		}
	}
	return p
}

// named is the path of the column, with no element of its lists in particular.
func (c *parquetColumn) named() (p *text.Path) {
	for _, name := range c.steps {
		if name != nil {
			p = &text.Path{Parent: p, Name: name}
		}
	}
	return p
}

// arrowSchema is the key of a copy of the schema that is no text.
const arrowSchema = "ARROW:schema"

// names hands over the names of the columns, and the file's own metadata.
func (r *parquetReader) names() error {
	var p labelPacker
	for i := range r.columns {
		c := &r.columns[i]
		p.add([]byte(c.name.Text), text.Field{IsName: true, Row: 1, Column: c.number, Nested: true, Path: c.named()})
	}
	for _, pair := range r.file.Pairs {
		if string(pair.Key) == arrowSchema {
			continue
		}
		p.pair(cutName(pair.Key), pair.Value)
	}
	order, err := p.hand(r.sink)
	r.order = order
	return err
}

// chunk hands over the values of a column in a group of rows. What it cannot read is told to the sink; more is false where nothing
// more is to be read at all.
func (r *parquetReader) chunk(g *parquet.Group, i int) (more bool, err error) {
	chunk, err := r.file.Chunk(g, i)
	if err != nil {
		return true, r.note(err)
	}
	limit := r.in.Block
	if limit <= 0 {
		limit = BlockSize
	}
	for more := true; more; {
		if err := r.ctx.Err(); err != nil {
			return false, err
		}
		b := newColumnBlock(&r.columns[i], g.Row, r.file.Columns[i].Lists)
		var work int64
		work, more, err = chunk.Next(&b.cells, limit)
		if e := r.hand(b); e != nil {
			return false, e
		}
		if err != nil {
			if err := r.note(err); err != nil {
				return false, err
			}
		}
		if r.work += work; r.overLimit() {
			return false, nil
		}
	}
	return true, nil
}

// note tells the sink of a column's problem; other errors end the reading.
func (r *parquetReader) note(err error) error {
	if p, ok := errors.AsType[*source.Problem](err); ok {
		r.sink.Problem(p)
		return nil
	}
	return source.AsProblem(err, source.ReadError)
}

// overLimit says, once, that far more text comes out than a file of this size should have: a few bytes can stand for billions of rows.
func (r *parquetReader) overLimit() bool {
	b := r.in.Budget
	if b == nil || r.work <= orDefault(b.RatioAfter, RatioAfter) {
		return false
	}
	ratio := orDefault(b.Ratio, MaxRatio)
	if r.work/ratio <= r.size {
		return false
	}
	r.sink.Problem(source.Problemf(source.RatioOverLimit, "has more than %d times its size of text", ratio))
	return true
}
