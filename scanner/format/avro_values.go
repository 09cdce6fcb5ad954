package format

import (
	"context"
	"encoding/binary"
	"errors"
	"math"

	"github.com/pii-scan/pii-scan/scanner/format/internal/plain"
	"github.com/pii-scan/pii-scan/scanner/source"
	"github.com/pii-scan/pii-scan/text"
)

var (
	errAvroValue = errors.New("avro: damaged values")
	errAvroDeep  = source.Problemf(source.JSONNestingLevelOverLimit, "values nested more than %d deep", maxAvroDepth)
)

// avroDecoder turns the values of blocks into segments. Names and places are as in JSON.
type avroDecoder struct {
	ctx    context.Context
	sink   Sink
	size   int // bytes of text that a segment owns
	names  nameTable
	levels []nestedLevel // records, maps and arrays that are open; those that have a path
	depth  int           // all that are open
	deep   bool          // something stood beyond MaxJSONDepth
	record int64
	steps  int64
	work   int64 // bytes of text so far

	data  []byte // of the block at hand, from the next value on
	b     *block
	order int64
	made  []byte // scratch for values that are written
	err   error  // of the sink or the context: it ends the reading
}

// fresh begins a segment: what is open stands in it too.
func (d *avroDecoder) fresh() {
	d.b = newBlock()
	d.b.nested.begin(d.levels, d.record)
}

// next goes on to the next record.
func (d *avroDecoder) next() {
	d.record++
	d.b.nested.next(len(d.b.seg.Fields), d.record)
}

// cut hands over what was gathered.
func (d *avroDecoder) cut() error {
	if len(d.b.seg.Fields) == 0 {
		d.b.recycle()
	} else if err := d.hand(0, len(d.b.seg.Text)); err != nil {
		return err
	}
	d.fresh()
	return nil
}

// hand hands over the segment at hand, which owns its text from start to end.
func (d *avroDecoder) hand(start, end int) error {
	if d.err = d.ctx.Err(); d.err != nil {
		return d.err
	}
	s := &d.b.seg
	s.Layout = &d.b.nested
	s.Own = text.Span{Start: int32(start), End: int32(end)}
	s.Raw = int32(len(s.Text))
	s.Base, s.Order, s.Line, s.Chars = -1, d.order, 0, 0
	d.order += int64(len(s.Text))
	d.b = nil
	d.err = d.sink.Segment(s)
	return d.err
}

// here is where the value at hand stands; key says that it is the name of what comes.
func (d *avroDecoder) here(key bool) leaf {
	if len(d.levels) == 0 {
		return leaf{box: noBox, role: isInside}
	}
	at := d.levels[len(d.levels)-1].at()
	switch inside := d.depth > len(d.levels); {
	case inside && key:
		at.role = isKeyInside
	case inside:
		at.role = isInside
	case key:
		at.role = isKey
	}
	return at
}

// add adds a text.
func (d *avroDecoder) add(b []byte, key bool) error {
	if len(b) == 0 {
		return nil
	}
	d.work += int64(len(b)) + 1
	if len(d.b.seg.Text) > 0 && len(d.b.seg.Text)+len(b) > d.size {
		if err := d.cut(); err != nil {
			return err
		}
	}
	if len(b) > maxValuePiece {
		return d.pieces(b, key)
	}
	d.append(b, key)
	d.b.seg.Text = append(d.b.seg.Text, '\n')
	return nil
}

func (d *avroDecoder) append(b []byte, key bool) {
	start := len(d.b.seg.Text)
	d.b.seg.Text = append(d.b.seg.Text, b...)
	d.b.field(start, start+len(b))
	d.b.nested.leaves = append(d.b.nested.leaves, d.here(key))
}

// pieces hands over a text that is too large for one segment, with the text around each piece.
func (d *avroDecoder) pieces(b []byte, key bool) error {
	if err := d.cut(); err != nil {
		return err
	}
	order := d.order
	for v := range valuePieces(b) {
		d.order = order + int64(v.left)
		d.append(b[v.left:v.right], key)
		if err := d.hand(v.from-v.left, v.to-v.left); err != nil {
			return err
		}
		d.fresh()
	}
	d.order = order + int64(len(b)) + 1
	return nil
}

// long reads a number.
func (d *avroDecoder) long() (int64, error) {
	n, size := binary.Varint(d.data)
	if size <= 0 {
		return 0, errAvroValue
	}
	d.data = d.data[size:]
	return n, nil
}

// take reads n bytes.
func (d *avroDecoder) take(n int64) ([]byte, error) {
	if n < 0 || n > int64(len(d.data)) {
		return nil, errAvroValue
	}
	b := d.data[:n:n]
	d.data = d.data[n:]
	return b, nil
}

// counted reads bytes that have their number before them.
func (d *avroDecoder) counted() ([]byte, error) {
	n, err := d.long()
	if err != nil {
		return nil, err
	}
	return d.take(n)
}

// value reads a value of the type. Errors are those of the sink and the context, or say that the rest of the block cannot be read.
func (d *avroDecoder) value(t *avroType) error {
	if d.steps++; d.steps%4096 == 0 {
		if d.err = d.ctx.Err(); d.err != nil {
			return d.err
		}
	}
	var b []byte
	var err error
	switch t.kind {
	case avroBoolean:
		_, err = d.take(1)
		return err
	case avroInt:
		return d.number(t)
	case avroFloat:
		if b, err = d.take(4); err == nil {
			d.made = plain.Float(d.made[:0], float64(math.Float32frombits(binary.LittleEndian.Uint32(b))), 32)
		}
	case avroDouble:
		if b, err = d.take(8); err == nil {
			d.made = plain.Float(d.made[:0], math.Float64frombits(binary.LittleEndian.Uint64(b)), 64)
		}
	case avroString:
		if b, err = d.counted(); err == nil {
			return d.add(b, false)
		}
	case avroBytes:
		if b, err = d.counted(); err == nil {
			return d.bytes(t, b)
		}
	case avroFixed:
		if b, err = d.take(t.size); err == nil {
			return d.bytes(t, b)
		}
	case avroEnum:
		n, err := d.long()
		if err != nil || n < 0 || n >= int64(len(t.symbols)) {
			return errAvroValue
		}
		return d.add([]byte(t.symbols[n]), false)
	case avroUnion:
		n, err := d.long()
		if err != nil || n < 0 || n >= int64(len(t.branch)) {
			return errAvroValue
		}
		return d.value(t.branch[n])
	case avroRecord, avroMap, avroArray:
		return d.inside(t)
	default:
		return nil
	}
	if err != nil {
		return err
	}
	return d.add(d.made, false)
}

// number reads a whole number, and what is stored as one.
func (d *avroDecoder) number(t *avroType) error {
	n, err := d.long()
	if err != nil {
		return err
	}
	switch b := d.made[:0]; t.meaning {
	case avroDate:
		d.made = plain.Date(b, n)
	case avroClock:
		if d.made = b; n >= 0 && n < plain.Day/int64(t.unit) {
			d.made = plain.Clock(b, n*int64(t.unit))
		}
	case avroTimestamp:
		d.made = plain.Timestamp(b, n, t.unit)
	default:
		d.made = plain.Int(b, n)
	}
	return d.add(d.made, false)
}

// bytes adds what bytes stand for.
func (d *avroDecoder) bytes(t *avroType, b []byte) error {
	switch made := d.made[:0]; t.meaning {
	case avroNothing:
		return nil
	case avroDecimal:
		d.made = plain.DecimalBytes(made, b, t.scale)
	case avroUUID:
		d.made = plain.UUID(made, b)
	default:
		d.made = plain.IfText(made, b)
	}
	return d.add(d.made, false)
}

// inside reads a record, map or array.
func (d *avroDecoder) inside(t *avroType) error {
	if t.isVoid() {
		return nil
	}
	d.depth++
	defer func() { d.depth-- }()
	if d.depth > maxAvroDepth {
		return errAvroDeep
	}
	if d.depth <= MaxJSONDepth {
		d.levels = d.b.nested.open(d.levels, &d.names, t.kind != avroArray)
		defer func() { d.levels = d.levels[:len(d.levels)-1] }()
	} else {
		d.deep = true
	}
	if t.kind == avroRecord {
		for i := range t.fields {
			d.name([]byte(t.fields[i].name))
			if err := d.value(t.fields[i].typ); err != nil {
				return err
			}
		}
		return nil
	}
	return d.items(t)
}

// name says what the next value is called. Beyond MaxJSONDepth values are called as what stands there.
func (d *avroDecoder) name(key []byte) {
	if d.depth == len(d.levels) {
		v := &d.levels[len(d.levels)-1]
		v.key = d.names.under(v.name, v.key, key)
	}
}

// items reads the elements of an array or map. They come in blocks, of which each may say how long it is.
func (d *avroDecoder) items(t *avroType) error {
	for {
		n, err := d.long()
		if err != nil {
			return err
		}
		if n < 0 {
			if _, err := d.long(); err != nil {
				return err
			}
			if n = -n; n < 0 {
				return errAvroValue
			}
		}
		if n == 0 {
			return nil
		}
		if t.kind == avroArray && t.inner.isVoid() {
			continue
		}
		for ; n > 0; n-- {
			if t.kind == avroMap {
				key, err := d.counted()
				if err != nil {
					return err
				}
				d.name(key)
				if err := d.add(key, true); err != nil {
					return err
				}
			}
			if err := d.value(t.inner); err != nil {
				return err
			}
			if t.kind == avroArray && d.depth == len(d.levels) {
				d.levels[len(d.levels)-1].index++
			}
		}
	}
}
