package format

import (
	"bytes"
	"context"
	"math"
	"unicode/utf8"

	"github.com/pii-scan/pii-scan/scanner/format/internal/orc"
	"github.com/pii-scan/pii-scan/scanner/source"
	"github.com/pii-scan/pii-scan/text"
)

// orcFormat reads Apache ORC files (https://orc.apache.org/specification/ORCv1/): each row is a record, each column a member of it. The
// limits are those of package orc.
var orcFormat = Format{
	Name:       "orc",
	Title:      "Apache ORC",
	MIME:       "application/vnd.apache.orc",
	Extensions: []string{".orc"},
	Places:     "record",
	Tables:     ByName,
	Match:      func(h *Head) bool { return bytes.HasPrefix(h.Bytes, []byte(orc.Magic)) && h.binary() },
	Read:       readORC,
}

func readORC(ctx context.Context, in *Input, sink Sink) error {
	at, size, err := in.At(ctx)
	if err != nil {
		return err
	}
	file, err := orc.Open(ctx, at, size)
	if err != nil {
		return err
	}
	if file.Encrypted() {
		sink.Problem(source.Problemf(source.InvalidEncryption, "encrypted columns: only their masked copies can be read"))
	}
	var labels labelPacker
	for _, m := range file.Metadata() {
		if utf8.Valid(m.Value) {
			labels.pair(cutName([]byte(m.Name)), m.Value)
		}
	}
	order, err := labels.hand(sink)
	if err != nil {
		return err
	}
	p := &recordPacker{ctx: ctx, sink: sink, block: in.Block, budget: in.Budget, size: size, order: order}
	err = file.Read(ctx, p)
	if flushed := p.flush(); err == nil {
		err = flushed
	}
	return err
}

// recordPacker packs the values of records into segments, one after the other with a line feed between them.
type recordPacker struct {
	ctx    context.Context
	sink   Sink
	block  int // bytes of a segment; BlockSize where zero
	budget *Budget
	size   int64 // of the file
	made   int64 // bytes of text

	b       *block
	names   nameTable
	columns []*nameNode // what each was called last
	order   int64       // of b's text
	record  int64
	open    []openBox
}

// openBox is a struct, list or map that what comes stands in.
type openBox struct {
	leaf leaf
	box  int32     // in the layout of the block at hand; noBox where nothing of it stands there yet
	name *nameNode // of what stands in it
}

// begin starts a block where there is none.
func (p *recordPacker) begin() {
	if p.b != nil {
		return
	}
	p.b = newBlock()
	for i := range p.open {
		p.open[i].box = noBox
	}
	p.b.nested.boxes = append(p.b.nested.boxes, box{leaf: leaf{box: noBox, role: isInside}})
	p.b.nested.records = append(p.b.nested.records, recordStart{record: p.record})
}

// Record implements orc.Visitor.
func (p *recordPacker) Record(n int64) error {
	p.record = n
	if p.b != nil {
		p.b.nested.records = append(p.b.nested.records, recordStart{int32(len(p.b.seg.Fields)), n})
	}
	return nil
}

// Enter implements orc.Visitor.
func (p *recordPacker) Enter(at orc.Place) error {
	l, name := p.leaf(at)
	p.open = append(p.open, openBox{leaf: l, box: noBox, name: name})
	return nil
}

// Leave implements orc.Visitor.
func (p *recordPacker) Leave() { p.open = p.open[:len(p.open)-1] }

// Problem implements orc.Visitor.
func (p *recordPacker) Problem(problem *source.Problem) { p.sink.Problem(problem) }

// leaf says where at is, but for the box around it, and what the names of what stands in it are under.
func (p *recordPacker) leaf(at orc.Place) (leaf, *nameNode) {
	under := &p.names.root
	if n := len(p.open); n > 0 {
		under = p.open[n-1].name
	}
	switch at.Role {
	case orc.Root:
		return leaf{role: isInside}, under
	case orc.MapKey:
		return leaf{role: isKey}, under
	case orc.Element:
		return leaf{name: p.names.of(under), role: int32(min(at.Index, math.MaxInt32))}, under
	}
	if at.Role == orc.MapValue {
		n := p.names.under(under, nil, at.Key)
		return leaf{name: &n.name, role: isMember}, n
	}
	for at.Column >= len(p.columns) {
		p.columns = append(p.columns, nil)
	}
	n := p.columns[at.Column]
	if n == nil || n.parent != under { // the struct stands under another key of a map
		n = p.names.under(under, nil, []byte(at.Name))
		p.columns[at.Column] = n
	}
	return leaf{name: &n.name, role: isMember}, n
}

// boxOf is the box that depth open boxes end with; it is made where it is not in the block.
func (p *recordPacker) boxOf(depth int) int32 {
	if depth == 0 {
		return 0
	}
	o := &p.open[depth-1]
	if o.box == noBox {
		l := o.leaf
		l.box = p.boxOf(depth - 1)
		o.box = int32(len(p.b.nested.boxes))
		p.b.nested.boxes = append(p.b.nested.boxes, box{leaf: l})
	}
	return o.box
}

// Value implements orc.Visitor.
func (p *recordPacker) Value(at orc.Place, value []byte) error {
	l, _ := p.leaf(at)
	return p.add(l, value)
}

// add adds a value as a field.
func (p *recordPacker) add(l leaf, value []byte) error {
	if p.made += int64(len(value)); p.overLimit() {
		return source.Problemf(source.RatioOverLimit, "more text than a file of this size should have")
	}
	limit := p.block
	if limit <= 0 {
		limit = BlockSize
	}
	if p.b != nil && len(p.b.seg.Text)+len(value) > limit {
		if err := p.flush(); err != nil {
			return err
		}
	}
	if len(value) > maxValuePiece {
		return p.pieces(l, value)
	}
	start := p.field(l)
	p.b.seg.Text = append(p.b.seg.Text, value...)
	p.b.field(start, len(p.b.seg.Text))
	p.b.seg.Text = append(p.b.seg.Text, '\n')
	return nil
}

// overLimit says that far more text comes out than should be in a file of this size: a few bytes can stand for billions of values.
func (p *recordPacker) overLimit() bool {
	b := p.budget
	return b != nil && p.made > orDefault(b.RatioAfter, RatioAfter) && p.made/orDefault(b.Ratio, MaxRatio) > p.size
}

// field notes where the next field stands, and gives the place of its text.
func (p *recordPacker) field(l leaf) int {
	p.begin()
	l.box = p.boxOf(len(p.open))
	p.b.nested.leaves = append(p.b.nested.leaves, l)
	return len(p.b.seg.Text)
}

// pieces hands over a value that is too large for one segment.
func (p *recordPacker) pieces(l leaf, value []byte) error {
	if err := p.flush(); err != nil {
		return err
	}
	order := p.order
	for v := range valuePieces(value) {
		p.order = order + int64(v.left)
		p.field(l)
		p.b.seg.Text = append(p.b.seg.Text, value[v.left:v.right]...)
		p.b.field(0, v.right-v.left)
		if err := p.cut(v.from-v.left, v.to-v.left); err != nil {
			return err
		}
	}
	p.order = order + int64(len(value)) + 1
	return nil
}

// flush hands over what was packed.
func (p *recordPacker) flush() error {
	if p.b == nil {
		return nil
	}
	n := len(p.b.seg.Text)
	err := p.cut(0, n)
	p.order += int64(n)
	return err
}

// cut hands over the block, whose segment owns the text from start to end.
func (p *recordPacker) cut(start, end int) error {
	if err := p.ctx.Err(); err != nil {
		return err
	}
	s := &p.b.seg
	s.Layout = &p.b.nested
	s.Own = text.Span{Start: int32(start), End: int32(end)}
	s.Raw = int32(len(s.Text))
	s.Base, s.Order, s.Line, s.Chars = -1, p.order, 0, 0
	p.b = nil
	return p.sink.Segment(s)
}
