package format

import (
	"bufio"
	"errors"
	"io"
)

var lzwMagic = []byte{0x1f, 0x9d}

const (
	lzwMinBits = 9
	lzwMaxBits = 16
	lzwClear   = 256
)

var errLZW = errors.New("codes are broken")

// lzwReader unpacks what compress(1) packs (https://pubs.opengroup.org/onlinepubs/9799919799/utilities/compress.html; the format is
// the program's own): LZW with codes of 9 to 16 bits, lowest bit first. Codes stand in groups of eight; where their width changes,
// the rest of a group is filling.
type lzwReader struct {
	in      *bufio.Reader
	maxBits int
	block   bool // code 256 empties the table

	bits     int
	group    [lzwMaxBits + 2]byte
	at, size int // bits of the group: read, and there
	cleared  bool

	free   int // the next entry of the table
	last   int // the code before; -1 at the start
	first  byte
	prefix [1 << lzwMaxBits]uint16
	suffix [1 << lzwMaxBits]byte

	out []byte // what the last code stands for, back to front
	err error
}

func newUncompress(in *bufio.Reader) (io.Reader, error) {
	var head [3]byte
	if _, err := io.ReadFull(in, head[:]); err != nil {
		return nil, err
	}
	z := &lzwReader{in: in, maxBits: int(head[2] & 0x1f), block: head[2]&0x80 != 0, bits: lzwMinBits, last: -1, free: lzwClear}
	if z.maxBits < lzwMinBits || z.maxBits > lzwMaxBits {
		return nil, errLZW
	}
	if z.block {
		z.free++
	}
	for i := range 256 {
		z.suffix[i] = byte(i)
	}
	return z, nil
}

func (z *lzwReader) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if len(z.out) == 0 {
			if z.err == nil {
				z.err = z.next()
			}
			if z.err != nil {
				return n, z.err
			}
		}
		for ; n < len(p) && len(z.out) > 0; n++ {
			p[n] = z.out[len(z.out)-1]
			z.out = z.out[:len(z.out)-1]
		}
	}
	return n, nil
}

// next unpacks one code.
func (z *lzwReader) next() error {
	code, err := z.code()
	if err != nil {
		return err
	}
	if z.block && code == lzwClear {
		// The code behind takes an entry that nobody asks for.
		z.cleared, z.free = true, lzwClear
		if code, err = z.code(); err != nil {
			return err
		}
	}
	if z.last < 0 {
		if code >= lzwClear {
			return errLZW
		}
		z.last, z.first = code, byte(code)
		z.out = append(z.out, z.first)
		return nil
	}
	whole := code
	switch {
	case code > z.free:
		return errLZW
	case code == z.free: // the entry that is about to be made
		z.out = append(z.out, z.first)
		code = z.last
	}
	for code >= lzwClear {
		if len(z.out) > len(z.suffix) {
			return errLZW
		}
		z.out = append(z.out, z.suffix[code])
		code = int(z.prefix[code])
	}
	z.first = z.suffix[code]
	z.out = append(z.out, z.first)
	if z.free < 1<<z.maxBits {
		z.prefix[z.free], z.suffix[z.free] = uint16(z.last), z.first
		z.free++
	}
	z.last = whole
	return nil
}

// code reads the next code.
func (z *lzwReader) code() (int, error) {
	full := 1<<z.bits - 1
	if z.bits == z.maxBits {
		full++
	}
	if z.cleared || z.at >= z.size || z.free > full {
		if z.free > full {
			z.bits++
		}
		if z.cleared {
			z.bits, z.cleared = lzwMinBits, false
		}
		n, err := io.ReadFull(z.in, z.group[:z.bits])
		if n == 0 {
			return 0, err
		}
		if err != nil && err != io.ErrUnexpectedEOF {
			return 0, err
		}
		clear(z.group[n:])
		z.at, z.size = 0, n*8-(z.bits-1)
		if z.size <= 0 {
			return 0, io.EOF
		}
	}
	b := z.group[z.at/8:]
	code := (int(b[0]) | int(b[1])<<8 | int(b[2])<<16) >> (z.at % 8) & (1<<z.bits - 1)
	z.at += z.bits
	return code, nil
}
