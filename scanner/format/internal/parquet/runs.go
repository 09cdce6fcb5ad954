package parquet

import (
	"encoding/binary"
	"errors"
)

// errDamaged says that values cannot be decoded.
var errDamaged = errors.New("parquet: damaged values")

// runs decodes small numbers: levels and indexes of dictionaries, in runs of one number and groups of packed ones
// (https://github.com/apache/parquet-format/blob/master/Encodings.md#run-length-encoding--bit-packing-hybrid-rle--3).
type runs struct {
	b     []byte
	width int // bits of a number

	left   int // numbers of the run at hand
	packed bool
	same   uint32 // the number, where they are not packed
	bits   []byte // the packed numbers
	at     int    // the next bit
}

func newRuns(b []byte, width int) (runs, error) {
	if width > 32 {
		return runs{}, errDamaged
	}
	return runs{b: b, width: width}, nil
}

// run turns to the next run where the one at hand is used up.
func (r *runs) run() error {
	for r.left == 0 {
		if r.width == 0 && len(r.b) == 0 { // all numbers are 0, and some writers leave it at that
			r.left, r.packed, r.same = maxPageValues, false, 0
			return nil
		}
		head, n := binary.Uvarint(r.b)
		if n <= 0 || head>>1 > maxPageValues {
			return errDamaged
		}
		r.b = r.b[n:]
		if r.packed = head&1 != 0; r.packed {
			groups := int(head >> 1)
			r.left, r.at = 8*groups, 0
			size := groups * r.width
			if size > len(r.b) { // some writers cut off what fills up the last group
				size = len(r.b)
				if r.width > 0 {
					r.left = 8 * size / r.width
				}
				if r.left == 0 && groups > 0 {
					return errDamaged
				}
			}
			r.bits, r.b = r.b[:size], r.b[size:]
			continue
		}
		size := (r.width + 7) / 8
		if size > len(r.b) {
			return errDamaged
		}
		r.left, r.same = int(head>>1), 0
		for i := size - 1; i >= 0; i-- {
			r.same = r.same<<8 | uint32(r.b[i])
		}
		r.b = r.b[size:]
	}
	return nil
}

// fill decodes the next len(dst) numbers.
func (r *runs) fill(dst []uint32) error {
	for len(dst) > 0 {
		if r.left == 0 {
			if err := r.run(); err != nil {
				return err
			}
		}
		n := min(r.left, len(dst))
		r.left -= n
		if r.packed {
			r.unpack(dst[:n])
		} else {
			for i := range dst[:n] {
				dst[i] = r.same
			}
		}
		dst = dst[n:]
	}
	return nil
}

// unpack decodes numbers of packed groups, of which there are enough. The lowest bit is the first.
func (r *runs) unpack(dst []uint32) {
	mask := uint64(1)<<r.width - 1
	at := r.at
	for i := range dst {
		dst[i] = uint32(load(r.bits, at>>3) >> (at & 7) & mask)
		at += r.width
	}
	r.at = at
}

// load gives the eight bytes from at on as a number, with zeros behind the end.
func load(b []byte, at int) uint64 {
	if at+8 <= len(b) {
		return binary.LittleEndian.Uint64(b[at:])
	}
	var word [8]byte
	copy(word[:], b[min(at, len(b)):])
	return binary.LittleEndian.Uint64(word[:])
}

// skip goes over up to n numbers of the run at hand, if they are all the same and below limit, and says over how many.
func (r *runs) skip(n int, limit uint32) int {
	if r.left == 0 && r.run() != nil || r.packed || r.same >= limit {
		return 0
	}
	n = min(n, r.left)
	r.left -= n
	return n
}
