package format

import (
	"bufio"
	"io"
	"math"

	"golang.org/x/text/encoding"

	"github.com/pii-scan/pii-scan/scanner/format/internal/ole"
)

// xlsRecords reads the records of a workbook: a kind, a length, and data, which goes on in records of their own kind where it is long.
type xlsRecords struct {
	in   *bufio.Reader
	kind uint16
	pos  int64  // of the record at hand
	end  int64  // of what was read
	data []byte // of the record at hand: what is not read yet
	buf  []byte
	wide bool // strings are of Excel 97 or later
	page encoding.Encoding
}

const xlsContinue = 0x3c

func newXLSRecords(r io.Reader) *xlsRecords {
	return &xlsRecords{in: bufio.NewReaderSize(r, 64<<10), buf: make([]byte, 1<<16), page: ole.CodePage(1252)}
}

// next goes on to the next record; io.EOF at the end of the stream, io.ErrUnexpectedEOF inside of a record, whose data is what there is.
func (b *xlsRecords) next() (kind uint16, err error) {
	var head [4]byte
	if _, err := io.ReadFull(b.in, head[:]); err != nil {
		return 0, err
	}
	b.kind, b.pos = le16(head[:]), b.end
	n, err := io.ReadFull(b.in, b.buf[:le16(head[2:])])
	b.data = b.buf[:n]
	b.end += int64(4 + n)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return b.kind, err
}

// more goes on with the data of the record at hand, if there is more.
func (b *xlsRecords) more() bool {
	if head, err := b.in.Peek(2); err != nil || le16(head) != xlsContinue {
		return false
	}
	kind := b.kind
	_, err := b.next()
	b.kind = kind
	return err == nil
}

// skip leaves out n bytes.
func (b *xlsRecords) skip(n int64) {
	for {
		k := min(n, int64(len(b.data)))
		b.data = b.data[k:]
		if n -= k; n == 0 || !b.more() {
			return
		}
	}
}

// number reads an unsigned number of n bytes; bytes that are missing are 0.
func (b *xlsRecords) number(n int) (v uint64) {
	for i := range n {
		if len(b.data) == 0 && !b.more() {
			return v
		}
		if len(b.data) > 0 {
			v |= uint64(b.data[0]) << (8 * i)
			b.data = b.data[1:]
		}
	}
	return v
}

func (b *xlsRecords) uint8() int     { return int(b.number(1)) }
func (b *xlsRecords) uint16() int    { return int(b.number(2)) }
func (b *xlsRecords) uint32() uint32 { return uint32(b.number(4)) }

func (b *xlsRecords) float64() float64 { return math.Float64frombits(b.number(8)) }

// text appends a string (MS-XLS 2.5.294, 2.5.293) whose length stands in size bytes.
func (b *xlsRecords) text(dst []byte, size int) []byte {
	n := int(b.number(size))
	if !b.wide {
		return b.bytes(dst, n)
	}
	return b.rich(dst, n)
}

// bytes appends a string of n bytes.
func (b *xlsRecords) bytes(dst []byte, n int) []byte {
	raw := make([]byte, 0, min(n, 1<<16))
	for n > len(b.data) {
		raw = append(raw, b.data...)
		n -= len(b.data)
		if b.data = nil; !b.more() {
			n = 0
		}
	}
	raw = append(raw, b.data[:n]...)
	b.data = b.data[n:]
	return append(dst, ole.Decode(b.page, raw)...)
}

// rich appends a string of n characters and leaves out what is said of how it looks and is spoken.
func (b *xlsRecords) rich(dst []byte, n int) []byte {
	flags := b.uint8()
	after := int64(0)
	if flags&8 != 0 {
		after += 4 * int64(b.uint16())
	}
	if flags&4 != 0 {
		after += int64(b.uint32())
	}
	dst = b.chars(dst, n, flags)
	b.skip(after)
	return dst
}

// chars appends n characters, of two bytes or, where the first of the flags is not set, of their lower byte alone. Where the string goes
// on in another record, that begins with other flags.
func (b *xlsRecords) chars(dst []byte, n, flags int) []byte {
	raw := make([]byte, 0, 2*min(n, 1<<12))
	for n > 0 {
		if len(b.data) == 0 {
			if !b.more() || len(b.data) == 0 {
				break
			}
			flags = b.uint8()
			continue
		}
		if flags&1 == 0 {
			k := min(n, len(b.data))
			for _, c := range b.data[:k] {
				raw = append(raw, c, 0)
			}
			b.data, n = b.data[k:], n-k
			continue
		}
		k := min(n, len(b.data)/2)
		raw = append(raw, b.data[:2*k]...)
		b.data, n = b.data[2*k:], n-k
		if k == 0 {
			b.data = nil
		}
	}
	return ole.AppendUTF16(dst, raw)
}
