package parquet

import (
	"io"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// Types of pages.
const (
	pageData       = 0
	pageDictionary = 2
	pageDataV2     = 3
)

// pageHeader stands before each page.
type pageHeader struct {
	kind     int64
	size     int64 // unpacked
	packed   int64
	values   int64
	encoding int64

	definitionEncoding, repetitionEncoding int64 // of pageData
	definitions, repetitions               int64 // of pageDataV2: bytes of the levels
	plain                                  bool  // of pageDataV2: not packed
}

func parsePageHeader(b []byte) (h pageHeader, n int, short, ok bool) {
	c := compact{b: b}
	h.kind = -1
	c.fields(func(id int) bool {
		switch id {
		case 1<<fieldNumber | fieldI32:
			h.kind = c.int()
		case 2<<fieldNumber | fieldI32:
			h.size = c.int()
		case 3<<fieldNumber | fieldI32:
			h.packed = c.int()
		case 5<<fieldNumber | fieldStruct:
			h.parse(&c, map[int]*int64{1: &h.values, 2: &h.encoding, 3: &h.definitionEncoding, 4: &h.repetitionEncoding})
		case 7<<fieldNumber | fieldStruct:
			h.parse(&c, map[int]*int64{1: &h.values, 2: &h.encoding})
		case 8<<fieldNumber | fieldStruct:
			h.parse(&c, map[int]*int64{1: &h.values, 4: &h.encoding, 5: &h.definitions, 6: &h.repetitions})
		default:
			return false
		}
		return true
	})
	ok = !c.failed && h.size >= 0 && h.packed >= 0 && h.values >= 0 && h.definitions >= 0 && h.repetitions >= 0
	return h, c.at, c.failed && c.short, ok
}

func (h *pageHeader) parse(c *compact, numbers map[int]*int64) {
	c.fields(func(id int) bool {
		if n := numbers[id>>fieldNumber]; n != nil && id&(1<<fieldNumber-1) == kindI32 {
			*n = c.int()
			return true
		}
		if id == 7<<fieldNumber|kindFalse {
			h.plain = true
		}
		return false
	})
}

// pageBuffers are the memory that chunks are read with, one after the other.
type pageBuffers struct {
	reader   chunkReader
	unpacker unpacker
	unpacked []byte
	dict     dictionary
}

// trim lets go of what an outsized page took.
func (p *pageBuffers) trim() {
	if cap(p.unpacked) > keepPage {
		p.unpacked = nil
	}
	if cap(p.reader.buf) > keepPage {
		p.reader.buf = nil
	}
	if cap(p.dict.text)+4*cap(p.dict.ends) > keepPage {
		p.dict = dictionary{}
	}
}

// chunkReader reads a stretch of a file from front to back.
type chunkReader struct {
	r   io.ReaderAt
	at  int64 // of what is not in buf
	end int64
	buf []byte
	rd  int // buf[rd:] was not taken yet
}

func (c *chunkReader) begin(r io.ReaderAt, at, end int64) {
	c.r, c.at, c.end, c.buf, c.rd = r, at, end, c.buf[:0], 0
}

// pos is the offset of what comes next.
func (c *chunkReader) pos() int64 { return c.at - int64(len(c.buf)-c.rd) }

// peek gives the next n bytes, or as many as are left. They are valid until the next call.
func (c *chunkReader) peek(n int) ([]byte, error) {
	if have := len(c.buf) - c.rd; n > have && c.at < c.end {
		more := int(min(int64(max(n, window)-have), c.end-c.at))
		if cap(c.buf) < have+more {
			buf := make([]byte, have, max(have+more, window))
			copy(buf, c.buf[c.rd:])
			c.buf = buf
		} else {
			copy(c.buf[:have], c.buf[c.rd:])
			c.buf = c.buf[:have]
		}
		c.rd = 0
		if err := readFull(c.r, c.buf[have:have+more], c.at); err != nil {
			return nil, err
		}
		c.buf = c.buf[:have+more]
		c.at += int64(more)
	}
	return c.buf[c.rd : c.rd+min(n, len(c.buf)-c.rd)], nil
}

// skip goes over n bytes, without reading what is not read yet.
func (c *chunkReader) skip(n int64) {
	have := int64(len(c.buf) - c.rd)
	c.rd += int(min(n, have))
	c.at += max(n-have, 0)
}

// header reads the next page's header.
func (c *chunkReader) header() (pageHeader, error) {
	for n := 1 << 10; ; n *= 4 {
		b, err := c.peek(n)
		if err != nil {
			return pageHeader{}, err
		}
		h, size, short, ok := parsePageHeader(b)
		if short && len(b) == n && n <= maxPageHeader {
			continue
		}
		if !ok {
			return h, malformed("header of a page is damaged")
		}
		c.skip(int64(size))
		switch {
		case h.packed > c.end-c.pos():
			return h, malformed("page is cut short")
		case h.values > maxPageValues:
			return h, source.Problemf(source.MalformedOrTooLarge, "page of more than %d values", maxPageValues)
		}
		return h, nil
	}
}
