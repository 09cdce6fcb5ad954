package parquet

import "encoding/binary"

// Kinds of values in Thrift's compact protocol
// (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md). Of a boolean field the kind is the value.
const (
	kindTrue   = 1
	kindFalse  = 2
	kindByte   = 3
	kindI16    = 4
	kindI32    = 5
	kindI64    = 6
	kindDouble = 7
	kindBinary = 8
	kindList   = 9
	kindSet    = 10
	kindMap    = 11
	kindStruct = 12
	kindUUID   = 13
)

// Fields are told apart by number and kind together, so that one of a kind that nobody expects is skipped.
const (
	fieldI32    = kindI32
	fieldI64    = kindI64
	fieldBinary = kindBinary
	fieldList   = kindList
	fieldStruct = kindStruct

	fieldNumber = 4 // the number stands this many bits higher
)

// compact reads values in the compact protocol. The first error sticks: from then on everything is zero and empty, and failed is
// set; short says that the bytes ended, so that more of them might help. What it gives refers to b.
type compact struct {
	b      []byte
	at     int
	depth  int
	failed bool
	short  bool
}

func (c *compact) fail() { c.failed = true }

// take is the next n bytes.
func (c *compact) take(n uint64) []byte {
	if c.failed {
		return nil
	}
	if n > uint64(len(c.b)-c.at) {
		c.failed, c.short = true, true
		return nil
	}
	c.at += int(n)
	return c.b[c.at-int(n) : c.at : c.at]
}

func (c *compact) byte() byte {
	if b := c.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (c *compact) uvarint() uint64 {
	if c.failed {
		return 0
	}
	v, n := binary.Uvarint(c.b[c.at:])
	if n <= 0 {
		c.failed, c.short = true, n == 0
		return 0
	}
	c.at += n
	return v
}

func (c *compact) int() int64 {
	u := c.uvarint()
	return int64(u>>1) ^ -int64(u&1)
}

func (c *compact) bytes() []byte { return c.take(c.uvarint()) }

// fields reads a structure. field is called for each of its fields, with its number and kind as one, and reads its value; a field
// for which it returns false is skipped.
func (c *compact) fields(field func(id int) bool) {
	if c.depth++; c.depth > maxThriftDepth {
		c.fail()
	}
	for id := int64(0); !c.failed; {
		head := c.byte()
		if head == 0 {
			break
		}
		if delta := int64(head >> 4); delta != 0 {
			id += delta
		} else {
			id = c.int()
		}
		kind := head & 0xf
		if id < 0 || id > 1<<15 || !field(int(id)<<fieldNumber|int(kind)) {
			c.skip(kind)
		}
	}
	c.depth--
}

// list reads a list. each is called for each of its elements if they are of that kind, and reads it; else they are skipped.
func (c *compact) list(kind byte, each func()) {
	n, found := c.listHead()
	for ; n > 0 && !c.failed; n-- {
		if found == kind {
			each()
		} else {
			c.skipElement(found)
		}
	}
}

// listHead reads how many elements of which kind follow. Each takes a byte at least.
func (c *compact) listHead() (n uint64, kind byte) {
	head := c.byte()
	if n = uint64(head >> 4); n == 15 {
		n = c.uvarint()
	}
	if !c.failed && n > uint64(len(c.b)-c.at) {
		c.failed, c.short = true, true
	}
	return n, head & 0xf
}

// skip reads over the value of a field.
func (c *compact) skip(kind byte) {
	if kind != kindTrue && kind != kindFalse {
		c.skipElement(kind)
	}
}

func (c *compact) skipElement(kind byte) {
	if c.depth++; c.depth > maxThriftDepth {
		c.fail()
	}
	switch kind {
	case kindTrue, kindFalse, kindByte:
		c.byte()
	case kindI16, kindI32, kindI64:
		c.uvarint()
	case kindDouble:
		c.take(8)
	case kindUUID:
		c.take(16)
	case kindBinary:
		c.bytes()
	case kindList, kindSet:
		n, of := c.listHead()
		for ; n > 0 && !c.failed; n-- {
			c.skipElement(of)
		}
	case kindMap:
		n := c.uvarint()
		if n == 0 {
			break
		}
		kinds := c.byte()
		for ; n > 0 && !c.failed; n-- {
			c.skipElement(kinds >> 4)
			c.skipElement(kinds & 0xf)
		}
	case kindStruct:
		c.fields(func(int) bool { return false })
	default:
		c.fail()
	}
	c.depth--
}
