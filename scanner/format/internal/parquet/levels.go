package parquet

import (
	"encoding/binary"
	"math/bits"
)

// levels say of each value of a page in how many of the groups around it there is something, or at which of its lists it goes on.
type levels struct {
	runs runs
	old  bool // they are packed in the oldest encoding: BIT_PACKED, of which the highest bit is the first
}

// bitsOf is how many bits a level takes, given the highest.
func bitsOf(highest int) int { return bits.Len(uint(highest)) }

// begin reads the levels of n values that b begins with, and gives what follows. There are none where the highest would be 0.
func (l *levels) begin(b []byte, encoding int64, highest, n int) (rest []byte, err error) {
	*l = levels{}
	switch {
	case highest == 0:
		return b, nil
	case encoding == encodingBitPacked:
		width := bitsOf(highest)
		size := (n*width + 7) / 8
		if size > len(b) {
			return nil, errDamaged
		}
		l.old, l.runs = true, runs{width: width, bits: b[:size]}
		return b[size:], nil
	case encoding != encodingRLE || len(b) < 4:
		return nil, errDamaged
	}
	size := binary.LittleEndian.Uint32(b)
	if uint64(size) > uint64(len(b)-4) {
		return nil, errDamaged
	}
	l.runs, err = newRuns(b[4:4+size], bitsOf(highest))
	return b[4+size:], err
}

func (l *levels) fill(dst []uint32) error {
	if !l.old {
		return l.runs.fill(dst)
	}
	r := &l.runs
	if r.at+len(dst)*r.width > 8*len(r.bits) {
		return errDamaged
	}
	for i := range dst {
		dst[i] = 0
		for range r.width {
			dst[i] = dst[i]<<1 | uint32(r.bits[r.at/8]>>(7-r.at%8)&1)
			r.at++
		}
	}
	return nil
}

// skip goes over up to n levels below limit, if it is easy, and says over how many.
func (l *levels) skip(n int, limit uint32) int {
	if l.old {
		return 0
	}
	return l.runs.skip(n, limit)
}
