package format

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// avroFormat reads Avro's container files (https://avro.apache.org/docs/current/specification/#object-container-files): records of any
// nesting, and the names and the metadata that a file has. Booleans are left out, and bytes that are no text.
//
// The container and the values are read here, straight into text: what a file says of its sizes and counts is held against what there
// is before it is believed, schemas are taken that are not to the letter, and behind a damaged block the next one is found.
var avroFormat = Format{
	Name:       "avro",
	Title:      "Apache Avro",
	MIME:       "application/avro",
	Extensions: []string{".avro"},
	Places:     "record",
	Tables:     ByName,
	Match:      func(h *Head) bool { return bytes.HasPrefix(h.Bytes, []byte(avroMagic)) },
	Read:       readAvro,
}

const avroMagic = "Obj\x01"

// Limits, in bytes where nothing else is said.
const (
	// maxAvroBlock is the largest block, packed or unpacked. Writers make blocks of 16 KiB to a few MiB.
	maxAvroBlock = 128 << 20
	// maxAvroSchema is the largest schema. What it is parsed into is some ten times as large.
	maxAvroSchema = 8 << 20
	// maxAvroMeta is the largest other value of the metadata, and maxAvroPairs how many there may be.
	maxAvroMeta  = 8 << 20
	maxAvroPairs = 10_000
	// maxAvroSchemaDepth is how deep a schema may nest.
	maxAvroSchemaDepth = 500
	// maxAvroDepth is how deep values may nest, of types that hold themselves. Those beyond MaxJSONDepth have no path of their own.
	maxAvroDepth = 1_000
	// avroWindow is how much is read at once.
	avroWindow = 256 << 10

	avroSync = 16 // the marker behind each block
)

func readAvro(ctx context.Context, in *Input, sink Sink) error {
	r := &avroReader{ctx: ctx, in: in, sink: sink, s: avroStream{r: in.Body}}
	root, order, err := r.header()
	if err != nil {
		return err
	}
	unpack, end := avroCodec(r.codec)
	defer end()
	if unpack == nil {
		return source.Problemf(source.UnableToParseFile, "packed in an unknown way")
	}
	r.unpack, r.root = unpack, root
	r.d = avroDecoder{ctx: ctx, sink: sink, size: in.Block, order: order}
	if r.d.size <= 0 {
		r.d.size = BlockSize
	}
	r.d.fresh()
	for more := true; more && err == nil; {
		more, err = r.block()
	}
	if r.d.b != nil {
		if r.d.err == nil {
			err = errors.Join(err, r.d.cut())
		}
		if r.d.b != nil {
			r.d.b.recycle()
		}
	}
	if r.d.deep {
		sink.Problem(source.Problemf(source.JSONNestingLevelOverLimit, "more than %d levels", MaxJSONDepth))
	}
	if r.d.err != nil {
		return r.d.err
	}
	return err
}

// avroReader reads the blocks of a file.
type avroReader struct {
	ctx      context.Context
	in       *Input
	sink     Sink
	s        avroStream
	codec    string
	sync     []byte
	root     *avroType
	unpack   avroUnpack
	unpacked []byte
	d        avroDecoder
	over     bool // far more text came out than should
}

func cutShort(where string) *source.Problem {
	return source.Problemf(source.MalformedFile, "cut short in %s", where)
}

// header reads what stands before the blocks, and hands over the names and the metadata.
func (r *avroReader) header() (root *avroType, order int64, err error) {
	var p labelPacker
	var schema []byte
	if err := r.s.skip(len(avroMagic)); err != nil {
		return nil, 0, r.headerError(err)
	}
	for pairs := 0; ; {
		n, err := r.s.long()
		if err == nil && n < 0 {
			_, err = r.s.long() // the bytes that follow
			n = -n
		}
		if err != nil {
			return nil, 0, r.headerError(err)
		}
		if n == 0 {
			break
		}
		for ; n > 0; n-- {
			if pairs++; pairs > maxAvroPairs {
				return nil, 0, source.Problemf(source.MalformedOrTooLarge, "more than %d pairs of metadata", maxAvroPairs)
			}
			key, err := r.s.counted(maxAvroMeta)
			if err != nil {
				return nil, 0, r.headerError(err)
			}
			name := cutName(key)
			value, err := r.s.counted(max(maxAvroSchema, maxAvroMeta))
			if err != nil {
				return nil, 0, r.headerError(err)
			}
			switch name {
			case "avro.schema":
				schema = bytes.Clone(value)
			case "avro.codec":
				r.codec = cutName(value)
			default:
				p.pair(name, value)
			}
		}
	}
	sync, err := r.s.peek(avroSync)
	if err == nil && len(sync) < avroSync {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, 0, r.headerError(err)
	}
	r.sync = bytes.Clone(sync)
	r.s.rd += avroSync
	root, names, err := parseAvroSchema(schema)
	if err != nil {
		return nil, 0, err
	}
	for _, name := range names {
		p.name(name)
	}
	order, err = p.hand(r.sink)
	return root, order, err
}

func (r *avroReader) headerError(err error) error {
	switch {
	case errors.Is(err, errAvroValue):
		return source.Problemf(source.MalformedFile, "header is damaged")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return cutShort("the header")
	}
	return err
}

// block reads the next block. What is wrong with it is told to the sink; more is false after the last.
func (r *avroReader) block() (more bool, err error) {
	if err := r.ctx.Err(); err != nil {
		return false, err
	}
	if b, err := r.s.peek(1); err != nil || len(b) == 0 {
		return false, err
	}
	count, head, size, err := r.s.blockHead()
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		r.sink.Problem(cutShort("a block"))
		return false, nil
	case errors.Is(err, errAvroValue) || err == nil && (count < 0 || size < 0):
		return r.resync()
	case err != nil:
		return false, err
	case size > maxAvroBlock:
		r.sink.Problem(source.Problemf(source.MalformedOrTooLarge, "block of more than %d bytes", maxAvroBlock))
		return r.search()
	}
	b, err := r.s.peek(head + int(size) + avroSync)
	if err != nil {
		return false, err
	}
	if len(b) < head+int(size)+avroSync {
		return r.lastBlock(b[head:], count)
	}
	if !bytes.Equal(b[head+int(size):], r.sync) {
		return r.resync()
	}
	r.s.rd += len(b)
	return r.values(b[head:head+int(size)], count)
}

// lastBlock reads what there is of a block that is cut short, or goes on behind a marker in it: its size may be what is damaged.
func (r *avroReader) lastBlock(b []byte, count int64) (more bool, err error) {
	if bytes.Contains(b, r.sync) {
		return r.resync()
	}
	r.sink.Problem(cutShort("a block"))
	r.s.rd = len(r.s.buf)
	if r.codec == "" || r.codec == "null" {
		if err := r.records(b, count); err != nil && r.d.err != nil {
			return false, r.d.err
		}
	}
	return false, nil
}

// resync goes on behind the next marker, as the block at hand is none.
func (r *avroReader) resync() (more bool, err error) {
	r.sink.Problem(source.Problemf(source.MalformedFile, "block is damaged"))
	return r.search()
}

func (r *avroReader) search() (more bool, err error) {
	for {
		if err := r.ctx.Err(); err != nil {
			return false, err
		}
		b, err := r.s.peek(avroWindow)
		if err != nil {
			return false, err
		}
		if i := bytes.Index(b, r.sync); i >= 0 {
			r.s.rd += i + avroSync
			return true, nil
		}
		if len(b) < avroWindow {
			return false, nil
		}
		r.s.rd += len(b) - avroSync + 1
	}
}

// values reads the values of a block.
func (r *avroReader) values(b []byte, count int64) (more bool, err error) {
	b, packed := r.unpack(r.unpacked[:0], b)
	if r.codec != "" && r.codec != "null" && cap(b) <= maxPooled {
		r.unpacked = b
	}
	err = r.records(b, count)
	switch {
	case r.d.err != nil:
		return false, r.d.err
	case packed != nil:
		r.note(packed, "block cannot be unpacked")
	case err != nil:
		r.note(err, "values are damaged")
	}
	return !r.overLimit(), nil
}

func (r *avroReader) note(err error, detail string) {
	p, ok := errors.AsType[*source.Problem](err)
	if !ok {
		p = &source.Problem{Reason: source.MalformedFile, Detail: detail, Err: err}
	}
	r.sink.Problem(p)
}

func (r *avroReader) records(b []byte, count int64) error {
	r.d.data = b
	if r.root.isVoid() {
		return nil
	}
	for ; count > 0; count-- {
		if err := r.d.value(r.root); err != nil {
			return err
		}
		if r.d.next(); r.overLimit() {
			return nil
		}
	}
	if len(r.d.data) > 0 {
		return errAvroValue
	}
	return nil
}

// overLimit says, and notes once, that far more text comes out than a file of this size should have.
func (r *avroReader) overLimit() bool {
	b := r.in.Budget
	if r.over || b == nil || r.d.work <= orDefault(b.RatioAfter, RatioAfter) {
		return r.over
	}
	ratio := orDefault(b.Ratio, MaxRatio)
	if r.d.work/ratio <= r.s.read {
		return false
	}
	r.over = true
	r.sink.Problem(source.Problemf(source.RatioOverLimit, "has more than %d times its size of text", ratio))
	return true
}

// avroStream reads a stream, and lets look ahead.
type avroStream struct {
	r    io.Reader
	buf  []byte
	rd   int   // buf[rd:] was not taken yet
	read int64 // bytes in all
	eof  bool
}

// peek gives the next n bytes, or as many as there are. They are valid until the next call.
func (s *avroStream) peek(n int) ([]byte, error) {
	if len(s.buf)-s.rd < n && !s.eof {
		s.buf = s.buf[:copy(s.buf, s.buf[s.rd:])]
		s.rd = 0
	}
	for idle := 0; len(s.buf) < s.rd+n && !s.eof; {
		if len(s.buf) == cap(s.buf) { // grows with what there is, not with what a size says
			grown := make([]byte, len(s.buf), max(avroWindow, 2*len(s.buf)))
			copy(grown, s.buf)
			s.buf = grown
		}
		k, err := s.r.Read(s.buf[len(s.buf):cap(s.buf)])
		s.buf = s.buf[:len(s.buf)+k]
		s.read += int64(k)
		if idle++; k > 0 {
			idle = 0
		}
		switch {
		case err == io.EOF:
			s.eof = true
		case err != nil:
			return nil, err
		case idle > 100:
			return nil, io.ErrNoProgress
		}
	}
	return s.buf[s.rd : s.rd+min(n, len(s.buf)-s.rd)], nil
}

func (s *avroStream) skip(n int) error {
	b, err := s.peek(n)
	if err == nil && len(b) < n {
		err = io.ErrUnexpectedEOF
	}
	s.rd += len(b)
	return err
}

// longAt reads a number that begins at bytes further on, and gives where it ends.
func (s *avroStream) longAt(at int) (n int64, end int, err error) {
	b, err := s.peek(at + binary.MaxVarintLen64)
	if err != nil {
		return 0, 0, err
	}
	n, size := binary.Varint(b[min(at, len(b)):])
	switch {
	case size == 0 && len(b)-at < binary.MaxVarintLen64:
		return 0, 0, io.ErrUnexpectedEOF
	case size <= 0:
		return 0, 0, errAvroValue
	}
	return n, at + size, nil
}

func (s *avroStream) long() (int64, error) {
	n, end, err := s.longAt(0)
	s.rd += end
	return n, err
}

// counted reads bytes that have their number before them.
func (s *avroStream) counted(most int64) ([]byte, error) {
	n, err := s.long()
	switch {
	case err != nil:
		return nil, err
	case n < 0:
		return nil, errAvroValue
	case n > most:
		return nil, source.Problemf(source.MalformedOrTooLarge, "metadata of more than %d bytes", most)
	}
	b, err := s.peek(int(n))
	if err == nil && int64(len(b)) < n {
		err = io.ErrUnexpectedEOF
	}
	s.rd += len(b)
	return b, err
}

// blockHead looks at how many values the next block has, in how many bytes, and where they begin.
func (s *avroStream) blockHead() (count int64, head int, size int64, err error) {
	count, head, err = s.longAt(0)
	if err != nil {
		return 0, 0, 0, err
	}
	size, head, err = s.longAt(head)
	return count, head, size, err
}
