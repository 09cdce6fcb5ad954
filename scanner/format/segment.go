package format

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"iter"
	"math/bits"
	"sync"
	"unicode/utf8"

	"github.com/pii-scan/pii-scan/text"
)

// block is a segment in the making, with all the memory that it needs. Blocks are used again once their segment is released.
type block struct {
	seg     text.Segment
	decoded []byte // the copies, each behind a line feed, until cut appends them to the text
	copied  []copied
	steps   []text.Step // of all copies
	table   tableLayout
	nested  nestedLayout
}

// copied is a copy in the making: which field it is, where in decoded, and its first step.
type copied struct {
	field, raw, start, end, step int32
}

// maxPooled is the largest text that is kept for later blocks.
const maxPooled = 8 << 20

var blocks sync.Pool

func newBlock() *block {
	if b, ok := blocks.Get().(*block); ok {
		return b
	}
	b := new(block)
	b.seg.OnRelease(func(*text.Segment) { b.recycle() })
	return b
}

// recycle empties the block and gives it back. One that grew for an outsized value is left to the garbage collector.
func (b *block) recycle() {
	if cap(b.seg.Text) > maxPooled {
		return
	}
	b.clear()
	b.seg.Text = b.seg.Text[:0]
	blocks.Put(b)
}

// clear drops the fields and keeps the text.
func (b *block) clear() {
	s := &b.seg
	s.Fields, s.Copies, s.Layout = s.Fields[:0], s.Copies[:0], nil
	b.decoded, b.copied, b.steps = b.decoded[:0], b.copied[:0], b.steps[:0]
	b.table.clear()
	b.nested.clear()
}

// field adds a field that stands in the text as it is.
func (b *block) field(start, end int) {
	b.seg.Fields = append(b.seg.Fields, text.Span{Start: int32(start), End: int32(end)})
}

// beginCopy starts a field that is a decoded copy of what stands at raw; what is appended to decoded until endCopy is its text.
func (b *block) beginCopy(raw int) {
	b.decoded = append(b.decoded, '\n')
	b.copied = append(b.copied, copied{
		field: int32(len(b.seg.Fields)), raw: int32(raw), start: int32(len(b.decoded)), step: int32(len(b.steps)),
	})
	b.seg.Fields = append(b.seg.Fields, text.Span{})
}

// step says that the byte to be decoded next stands at raw in the text.
func (b *block) step(raw int) {
	c := &b.copied[len(b.copied)-1]
	b.steps = append(b.steps, text.Step{Decoded: int32(len(b.decoded)) - c.start, Raw: int32(raw) - c.raw})
}

func (b *block) endCopy() { b.copied[len(b.copied)-1].end = int32(len(b.decoded)) }

// blockMark remembers how much a block holds, so that what came after can be taken back.
type blockMark struct{ fields, decoded, copied, steps, leaves, boxes int }

func (b *block) mark() blockMark {
	return blockMark{
		len(b.seg.Fields), len(b.decoded), len(b.copied), len(b.steps), len(b.nested.leaves), len(b.nested.boxes),
	}
}

func (b *block) rollback(m blockMark) {
	b.seg.Fields = b.seg.Fields[:m.fields]
	b.decoded, b.copied, b.steps = b.decoded[:m.decoded], b.copied[:m.copied], b.steps[:m.steps]
	b.nested.leaves, b.nested.boxes = b.nested.leaves[:m.leaves], b.nested.boxes[:m.boxes]
}

// finish ends the text at raw and puts the copies behind it.
func (b *block) finish(raw int) {
	s := &b.seg
	if len(b.copied) == 0 {
		s.Text, s.Raw = s.Text[:raw], int32(raw)
		return
	}
	if n := len(s.Fields); s.Fields[n-1].End == int32(raw) {
		// The byte behind it counts as raw too: the end of a field that reaches to raw must not be taken for a place among
		// the copies.
		if raw == len(s.Text) {
			s.Text = append(s.Text, '\n')
		}
		raw++
	}
	s.Text, s.Raw = s.Text[:raw], int32(raw)
	s.Text = append(s.Text, b.decoded...)
	for i, c := range b.copied {
		last := len(b.steps)
		if i+1 < len(b.copied) {
			last = int(b.copied[i+1].step)
		}
		at := text.Span{Start: int32(raw) + c.start, End: int32(raw) + c.end}
		s.Copies = append(s.Copies, text.Copy{At: at, Raw: c.raw, Steps: b.steps[c.step:last:last]})
		s.Fields[c.field] = at
	}
}

// cutter moves an object's text through blocks. A reader looks at the text of the block at hand, adds fields to it and cuts it
// off; what it did not use begins the next block.
type cutter struct {
	ctx  context.Context
	in   io.Reader
	sink Sink
	size int // bytes that a segment owns

	b     *block
	own   int   // the part of b's text that no segment owns yet begins here
	order int64 // offset of b's text in the decoded text
	skew  int64 // what the offset in the file is more than that; negative: offsets mean nothing
	// line and chars are the place of own.
	line, chars int64
	eof         bool
	err         error // why the input ended; nil at its proper end
}

// newCutter starts on the input's text in UTF-8. head is its beginning, decoded.
func newCutter(ctx context.Context, in *Input, sink Sink) (c *cutter, head []byte) {
	c = &cutter{ctx: ctx, sink: sink, size: in.Block, b: newBlock(), line: 1}
	if c.size <= 0 {
		c.size = BlockSize
	}
	c.size = max(c.size, 16) // a block is never smaller than a character
	body, raw := in.Body, in.Head
	if body == nil {
		body = bytes.NewReader(nil)
	}
	if len(raw) == 0 {
		raw = make([]byte, HeadSize)
		n, err := io.ReadFull(body, raw)
		raw = raw[:n]
		rest := body
		if err != nil {
			if err == io.ErrUnexpectedEOF {
				err = io.EOF
			}
			rest = failingReader{err}
		}
		body = io.MultiReader(bytes.NewReader(raw), rest)
	}
	set := utf8Text
	if !in.plain {
		set = textCharset(raw)
	}
	if set.enc != nil {
		c.skew = -1
	} else {
		c.skew = int64(set.bom)
	}
	c.in = set.reader(body)
	return c, set.decode(raw)
}

type failingReader struct{ err error }

func (r failingReader) Read([]byte) (int, error) { return 0, r.err }

// text is what the block holds.
func (c *cutter) text() []byte { return c.b.seg.Text }

// fill reads until the block holds n bytes or the input ends.
func (c *cutter) fill(n int) {
	t := c.b.seg.Text
	if n > cap(t) && !c.eof {
		t = make([]byte, len(t), n+n/4)
		copy(t, c.b.seg.Text)
	}
	for idle := 0; len(t) < n && !c.eof; {
		m, err := c.in.Read(t[len(t):n])
		if m < 0 || m > n-len(t) {
			m, err = 0, io.ErrShortBuffer
		}
		t = t[:len(t)+m]
		if idle++; m > 0 {
			idle = 0
		}
		if idle > 100 {
			err = io.ErrNoProgress
		}
		if err != nil {
			c.eof = true
			if err != io.EOF {
				c.err = err
			}
		}
	}
	c.b.seg.Text = t
}

// cut hands over what the block holds: its segment owns the text from own to end and has the text up to raw (end or more) as a
// margin. The next block begins with the text from keep (end or less) on.
func (c *cutter) cut(layout text.Layout, end, raw, keep int) error {
	if err := c.ctx.Err(); err != nil {
		return err
	}
	b := c.b
	t := b.seg.Text
	line, chars := advance(t[c.own:end], c.line, c.chars)
	var err error
	if len(b.seg.Fields) == 0 {
		b.seg.Text = t[:copy(t, t[keep:])]
		b.clear()
	} else {
		next := newBlock()
		next.seg.Text = append(next.seg.Text, t[keep:]...)
		b.finish(raw)
		s := &b.seg
		s.Layout = layout
		s.Own = text.Span{Start: int32(c.own), End: int32(end)}
		s.Base, s.Order, s.Line, s.Chars = -1, c.order, c.line, c.chars
		if c.skew >= 0 {
			s.Base = c.order + c.skew
		}
		c.b = next
		err = c.sink.Segment(s)
	}
	c.order += int64(keep)
	c.own = end - keep
	c.line, c.chars = line, chars
	return err
}

// close gives the last block back and says how the input ended, unless err says more.
func (c *cutter) close(err error) error {
	c.b.recycle()
	c.b = nil
	if err != nil {
		return err
	}
	return c.err
}

// advance is text.Advance, a word at a time.
func advance(b []byte, line, chars int64) (int64, int64) {
	if n := bytes.Count(b, newline); n > 0 {
		line, chars = line+int64(n), 0
		b = b[bytes.LastIndexByte(b, '\n')+1:]
	}
	chars += int64(len(b))
	for ; len(b) >= 8; b = b[8:] {
		w := binary.LittleEndian.Uint64(b)
		chars -= int64(bits.OnesCount64(w & ^(w << 1) & highBits))
	}
	for _, c := range b {
		if !utf8.RuneStart(c) {
			chars--
		}
	}
	return line, chars
}

var newline = []byte{'\n'}

// Words of eight bytes: ones has 1 in each, lowBits all but the highest, highBits the highest.
const (
	ones     = 0x0101010101010101
	lowBits  = 0x7f7f7f7f7f7f7f7f
	highBits = 0x8080808080808080
)

// differ has the highest bit set in each byte of w that is not the byte that pattern repeats; other bits mean nothing.
func differ(w, pattern uint64) uint64 {
	w ^= pattern
	return (w&lowBits + lowBits) | w
}

// repeat is a word of c.
func repeat(c byte) uint64 { return ones * uint64(c) }

// runeEdge is p, or where the character begins that p cuts. A byte that is no part of a character is one itself.
func runeEdge(b []byte, p int) int {
	for k := 1; k < utf8.UTFMax && k <= p; k++ {
		if c := b[p-k]; utf8.RuneStart(c) {
			if c >= 0xc0 && !utf8.FullRune(b[p-k:p]) {
				return p - k
			}
			break
		}
	}
	return p
}

// ownEdge is where what a segment owns of a long text ends: it begins at from and may reach to to. That is behind its last line, or
// else its last whole character.
func ownEdge(b []byte, from, to int) int {
	if i := bytes.LastIndexByte(b[from:to], '\n'); i >= 0 {
		return from + i + 1
	}
	if i := runeEdge(b, to); i > from {
		return i
	}
	return to
}

// maxValuePiece is how many bytes of one value a segment may own. Excel's cells end at 32,767 characters, but not all writers'.
const maxValuePiece = 1 << 20

// valuePiece is a piece of a value that is too large for one segment. It is what stands from from to to; left to right is the text
// that stands around it, and it.
type valuePiece struct{ left, from, to, right int }

// valuePieces are the pieces of a value, in order.
func valuePieces(value []byte) iter.Seq[valuePiece] {
	return func(yield func(valuePiece) bool) {
		for from := 0; from < len(value); {
			to := len(value)
			if to-from > maxValuePiece {
				to = runeEdge(value, from+maxValuePiece)
			}
			if !yield(valuePiece{runeEdge(value, max(from-MarginBefore, 0)), from, to, min(to+MarginAfter, len(value))}) {
				return
			}
			from = to
		}
	}
}
