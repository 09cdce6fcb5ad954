package orc

import (
	"context"
	"encoding/binary"
	"math"
	"strconv"
	"time"

	"github.com/pii-scan/pii-scan/scanner/format/internal/plain"
	"github.com/pii-scan/pii-scan/scanner/source"
)

// column is a type of the schema.
type column struct {
	id       int
	kind     kind
	name     string // in the struct around it
	children []*column
	readable bool // there are values in it that can be read
}

// decoder is what the columns of a pass share.
type decoder struct {
	ctx     context.Context
	stripe  *stripe
	visitor Visitor
	text    []byte
	epoch   int64          // of timestamps: 2015-01-01 in the writer's zone, in seconds since 1970
	zone    *time.Location // the writer's
}

// reader decodes the values of one column.
type reader struct {
	column   *column
	present  *bitRuns
	numbers  *intRuns  // numbers, indices into the dictionary, lengths
	second   *intRuns  // scales, nanoseconds
	bytes    *byteRuns // bytes, tags of a union
	bits     *bitRuns
	data     *stream
	words    *dictionary
	children []reader
	scratch  []byte
	key      []byte
}

// dictionary are the values that a column has in a stripe.
type dictionary struct {
	loaded bool
	count  uint64
	length *intRuns
	data   *stream
	ends   []uint32
	text   []byte
}

// open starts the streams of a column and of those in it.
func (d *decoder) open(c *column) (reader, error) {
	s := d.stripe
	r := reader{column: c}
	encoding := s.encodings[c.id]
	if encoding.kind >= encodings {
		return r, malformed("column of an unknown encoding")
	}
	second := encoding.kind == encodingDirectV2 || encoding.kind == encodingDictionaryV2
	of := func(kind int) *stream { return s.open(s.streams[c.id][kind]) }
	ints := func(kind int, signed bool) *intRuns { return &intRuns{s: of(kind), second: second, signed: signed} }
	if s.streams[c.id][streamPresent].n > 0 {
		r.present = &bitRuns{bytes: byteRuns{s: of(streamPresent)}}
	}
	switch c.kind {
	case boolean:
		r.bits = &bitRuns{bytes: byteRuns{s: of(streamData)}}
	case tinyint, union:
		r.bytes = &byteRuns{s: of(streamData)}
	case short, integer, long, date:
		r.numbers = ints(streamData, true)
	case float, double:
		r.data = of(streamData)
	case str, varchar, char, binaryKind:
		if encoding.kind == encodingDictionary || encoding.kind == encodingDictionaryV2 {
			r.numbers = ints(streamData, false)
			r.words = &dictionary{count: encoding.words, length: ints(streamLength, false), data: of(streamDictionary)}
			break
		}
		r.numbers, r.data = ints(streamLength, false), of(streamData)
	case decimal:
		r.data, r.second = of(streamData), ints(streamSecondary, true)
	case timestamp, instant:
		r.numbers, r.second = ints(streamData, true), ints(streamSecondary, false)
		d.setEpoch()
	case list, mapping:
		r.numbers = ints(streamLength, false)
	}
	for _, child := range c.children {
		under, err := d.open(child)
		if err != nil {
			return r, err
		}
		r.children = append(r.children, under)
	}
	return r, nil
}

// next hands over the next value, which stands at p.
func (r *reader) next(d *decoder, p Place) error {
	there, err := r.isThere(d)
	if err != nil || !there {
		return err
	}
	c := r.column
	switch c.kind {
	case list, mapping, structure, union:
		return r.nested(d, p)
	}
	text, err := r.value(d, p)
	if err != nil || len(text) == 0 {
		return err
	}
	return d.visitor.Value(p, text)
}

// count counts a value, and says when there were too many, or time is up.
func (d *decoder) count() error {
	const often = 4096
	f := d.stripe.f
	if f.values++; f.values%often != 0 {
		return nil
	}
	if f.values > f.limit {
		return source.Problemf(source.RatioOverLimit, "more than %d values for each byte", int64(valuesPerByte))
	}
	return d.ctx.Err()
}

// isThere says whether the next value is other than null. It is asked once for each value.
func (r *reader) isThere(d *decoder) (bool, error) {
	if err := d.count(); err != nil {
		return false, err
	}
	if r.present == nil {
		return true, nil
	}
	return r.present.next()
}

// nested hands over what a list, map, struct or union holds.
func (r *reader) nested(d *decoder, p Place) error {
	switch r.column.kind {
	case union:
		tag, err := r.bytes.next()
		if err != nil {
			return err
		}
		if int(tag) >= len(r.children) {
			return malformed("value of a type that its union does not have")
		}
		return r.children[tag].next(d, p)
	case structure:
		if !r.column.readable {
			return nil
		}
		if err := d.visitor.Enter(p); err != nil {
			return err
		}
		defer d.visitor.Leave()
		for i := range r.children {
			member := r.children[i].column
			if err := r.children[i].next(d, Place{Role: Member, Name: member.name, Column: member.id}); err != nil {
				return err
			}
		}
		return nil
	}
	n, err := r.numbers.next()
	if err != nil {
		return err
	}
	if n < 0 {
		return malformed("list of a negative length")
	}
	if n == 0 || !r.column.readable {
		return nil
	}
	if err := d.visitor.Enter(p); err != nil {
		return err
	}
	defer d.visitor.Leave()
	for i := range n {
		at := Place{Role: Element, Index: int(i)}
		if r.column.kind == mapping {
			if at, err = r.entry(d, at); err != nil {
				return err
			}
			if err := r.children[1].next(d, at); err != nil {
				return err
			}
		} else if err := r.children[0].next(d, at); err != nil {
			return err
		}
	}
	return nil
}

// entry hands over the key of an entry of a map and says where its value stands.
func (r *reader) entry(d *decoder, at Place) (Place, error) {
	keys := &r.children[0]
	switch keys.column.kind {
	case list, mapping, structure, union:
		return at, keys.next(d, at)
	}
	there, err := keys.isThere(d)
	if err != nil || !there {
		return at, err
	}
	key, err := keys.value(d, at)
	if err != nil || len(key) == 0 {
		return at, err
	}
	at.Role = MapKey
	if err := d.visitor.Value(at, key); err != nil {
		return at, err
	}
	const longest = 1 << 10 // what a name needs
	r.key = append(r.key[:0], key[:min(len(key), longest)]...)
	at.Role, at.Key = MapValue, r.key
	return at, nil
}

// value decodes a value that is there to text, valid until the next one is decoded. Empty is what has none. Of a value that is too
// long, all but the last piece is handed over at once.
func (r *reader) value(d *decoder, p Place) ([]byte, error) {
	out := d.text[:0]
	switch r.column.kind {
	case boolean:
		v, err := r.bits.next()
		return strconv.AppendBool(out, v), err
	case tinyint:
		v, err := r.bytes.next()
		return strconv.AppendInt(out, int64(int8(v)), 10), err
	case short, integer, long:
		v, err := r.numbers.next()
		return strconv.AppendInt(out, v, 10), err
	case float:
		b, _, err := r.data.read(4, r.scratch4())
		if err != nil {
			return nil, err
		}
		return plain.Float(out, float64(math.Float32frombits(binary.LittleEndian.Uint32(b))), 32), nil
	case double:
		b, _, err := r.data.read(8, r.scratch4())
		if err != nil {
			return nil, err
		}
		return plain.Float(out, math.Float64frombits(binary.LittleEndian.Uint64(b)), 64), nil
	case str, varchar, char, binaryKind:
		return r.string(d, p)
	case decimal:
		return r.decimal(out)
	case date:
		v, err := r.numbers.next()
		if err != nil {
			return nil, err
		}
		return plain.Date(out, v), nil
	case timestamp, instant:
		return r.timestamp(d, out)
	}
	return nil, malformed("column of an unknown type")
}

func (r *reader) scratch4() []byte {
	if r.scratch == nil {
		r.scratch = make([]byte, 0, 16)
	}
	return r.scratch
}

// string decodes a string, or the bytes of a binary value if they are text.
func (r *reader) string(d *decoder, p Place) ([]byte, error) {
	n, err := r.numbers.next()
	if err != nil {
		return nil, err
	}
	if r.words != nil {
		if err := r.words.load(d); err != nil {
			return nil, err
		}
		b, err := r.words.at(n)
		if r.column.kind == binaryKind {
			d.text = plain.IfText(d.text[:0], b)
			b = d.text
		}
		return b, err
	}
	if n < 0 {
		return nil, malformed("value of a negative length")
	}
	for {
		var b []byte
		b, r.scratch, err = r.data.read(int(min(n, MaxValue)), r.scratch)
		if err != nil {
			return nil, err
		}
		n -= int64(len(b))
		if r.column.kind == binaryKind {
			d.text = plain.IfText(d.text[:0], b)
			b = d.text
		}
		if n == 0 {
			return b, nil
		}
		if len(b) > 0 {
			if err := d.visitor.Value(p, b); err != nil {
				return nil, err
			}
		}
		if err := d.ctx.Err(); err != nil {
			return nil, err
		}
	}
}

// load reads the dictionary before its first use.
func (w *dictionary) load(d *decoder) error {
	if w.loaded {
		return nil
	}
	w.loaded = true
	if w.count > maxWords {
		return overLimit("dictionary of more than %d values", maxWords)
	}
	total := int64(0)
	for i := range w.count {
		n, err := w.length.next()
		if err != nil {
			return err
		}
		if n < 0 || n > maxDictionary-total {
			return overLimit("dictionary of more than %d bytes", int64(maxDictionary))
		}
		total += n
		w.ends = append(w.ends, uint32(total))
		if i%4096 == 0 && d.ctx.Err() != nil {
			return d.ctx.Err()
		}
	}
	b, _, err := w.data.read(int(total), nil)
	if err != nil {
		return err
	}
	w.text, w.length, w.data = b, nil, nil
	return hold(&d.stripe.held, 4*cap(w.ends)+len(w.text))
}

func (w *dictionary) at(i int64) ([]byte, error) {
	if i < 0 || i >= int64(len(w.ends)) {
		return nil, malformed("value that its dictionary does not have")
	}
	from := uint32(0)
	if i > 0 {
		from = w.ends[i-1]
	}
	return w.text[from:w.ends[i]], nil
}
