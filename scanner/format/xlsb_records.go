package format

import (
	"bufio"
	"errors"
	"io"
	"math"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	// maxBIFF is the longest record in bytes that is read: no string is longer than 32,767 characters.
	maxBIFF = 1 << 20
	// biffWindow is how many bytes are read at once.
	biffWindow = 64 << 10
)

// biff reads the records of a part of a binary workbook (MS-XLSB 2.1.4). The methods that take values off the record at hand give zero
// where it has ended.
type biff struct {
	r    *bufio.Reader
	buf  []byte
	data []byte // what is left of the record
}

func newBIFF(r io.Reader) *biff { return &biff{r: bufio.NewReaderSize(r, biffWindow)} }

// next reads the next record and says of which kind it is. The data of those that are too long is passed over.
func (b *biff) next() (kind int, err error) {
	for {
		kind, err := b.varint(2)
		if err != nil {
			return 0, err
		}
		size, err := b.varint(4)
		if err != nil {
			return 0, brokenRecord(err)
		}
		if size > maxBIFF {
			if _, err := b.r.Discard(size); err != nil {
				return 0, brokenRecord(err)
			}
			continue
		}
		if cap(b.buf) < size {
			b.buf = make([]byte, size)
		}
		b.data = b.buf[:size]
		if _, err := io.ReadFull(b.r, b.data); err != nil {
			return 0, brokenRecord(err)
		}
		return kind, nil
	}
}

// brokenRecord is an end that comes inside a record.
func brokenRecord(err error) error {
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return brokenPart{err}
}

// varint reads a number of up to n bytes, of which each but the last has its highest bit set. A kind keeps those bits.
func (b *biff) varint(n int) (v int, err error) {
	for i := range n {
		c, err := b.r.ReadByte()
		if err != nil {
			if i > 0 {
				err = brokenRecord(err)
			}
			return 0, err
		}
		v |= int(c&0x7f) << (7 * i)
		if c < 0x80 {
			break
		}
	}
	return v, nil
}

// take takes n bytes off; nil where there are not as many.
func (b *biff) take(n int) []byte {
	if n > len(b.data) {
		b.data = nil
		return nil
	}
	out := b.data[:n]
	b.data = b.data[n:]
	return out
}

func (b *biff) skip(n int) { b.take(n) }

func (b *biff) uint16() uint16 {
	if p := b.take(2); p != nil {
		return le16(p)
	}
	return 0
}

func (b *biff) uint32() uint32 {
	if p := b.take(4); p != nil {
		return le32(p)
	}
	return 0
}

func (b *biff) float64() float64 {
	if p := b.take(8); p != nil {
		return math.Float64frombits(le64(p))
	}
	return 0
}

// text appends a string (2.5.168): its length in units of UTF-16, and these. One that is longer than the record is none.
func (b *biff) text(dst []byte) []byte {
	n := b.uint32()
	if n == math.MaxUint32 || int64(n)*2 > int64(len(b.data)) { // there is none
		return dst
	}
	return appendUTF16(dst, b.take(int(n)*2))
}

// appendUTF16 appends what stands in little-endian UTF-16.
func appendUTF16(dst, b []byte) []byte {
	for len(b) >= 2 {
		r := rune(le16(b))
		b = b[2:]
		if r < utf8.RuneSelf {
			dst = append(dst, byte(r))
			continue
		}
		if utf16.IsSurrogate(r) {
			second := rune(0)
			if len(b) >= 2 {
				second = rune(le16(b))
			}
			if r = utf16.DecodeRune(r, second); r != utf8.RuneError {
				b = b[2:]
			}
		}
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}

// rkNumber unpacks a number of 32 bits (2.5.122): a float's upper bits, or a whole number, perhaps to be divided by 100.
func rkNumber(rk uint32) float64 {
	var n float64
	if rk&2 != 0 {
		n = float64(int32(rk) >> 2)
	} else {
		n = math.Float64frombits(uint64(rk&^3) << 32)
	}
	if rk&1 != 0 {
		n /= 100
	}
	return n
}
