package parquet

import "encoding/binary"

// deltas decodes numbers that are told by their differences
// (https://github.com/apache/parquet-format/blob/master/Encodings.md#delta-encoding-delta_binary_packed--5).
type deltas struct {
	b     []byte
	minis int    // miniblocks of a block
	each  int    // numbers of a miniblock
	left  uint64 // numbers to come
	first bool
	value int64

	least  int64  // the least difference in the block
	widths []byte // of the miniblocks to come
	width  int    // bits of a number of the miniblock at hand
	bits   []byte
	at     int // the next bit
	inMini int // numbers of the miniblock to come
}

// begin reads the header of b, and gives how many numbers there are.
func (d *deltas) begin(b []byte) (n uint64, err error) {
	var head [3]uint64
	for i := range head {
		v, n := binary.Uvarint(b)
		if n <= 0 {
			return 0, errDamaged
		}
		head[i], b = v, b[n:]
	}
	first, k := binary.Varint(b)
	block, minis := head[0], head[1]
	const maxBlock = 1 << 20
	if k <= 0 || minis == 0 || block > maxBlock || minis > block || block/minis%8 != 0 || head[2] > maxPageValues {
		return 0, errDamaged
	}
	*d = deltas{b: b[k:], minis: int(minis), each: int(block / minis), left: head[2], first: true, value: first}
	return d.left, nil
}

// next is the next number.
func (d *deltas) next() (int64, error) {
	if d.left == 0 {
		return 0, errDamaged
	}
	d.left--
	if d.first {
		d.first = false
		return d.value, nil
	}
	if d.inMini == 0 {
		if err := d.mini(); err != nil {
			return 0, err
		}
	}
	d.inMini--
	delta := load(d.bits, d.at>>3) >> (d.at & 7)
	if shift := d.at & 7; shift+d.width > 64 {
		delta |= load(d.bits, d.at>>3+8) << (64 - shift)
	}
	if d.width < 64 {
		delta &= 1<<d.width - 1
	}
	d.at += d.width
	d.value += d.least + int64(delta)
	return d.value, nil
}

// mini turns to the next miniblock.
func (d *deltas) mini() error {
	if len(d.widths) == 0 {
		least, n := binary.Varint(d.b)
		if n <= 0 || len(d.b) < n+d.minis {
			return errDamaged
		}
		d.least, d.widths, d.b = least, d.b[n:n+d.minis], d.b[n+d.minis:]
	}
	d.width, d.widths = int(d.widths[0]), d.widths[1:]
	if d.width > 64 {
		return errDamaged
	}
	size := d.each / 8 * d.width
	if size > len(d.b) {
		// Some writers do not fill up the last one.
		if need := (int(min(d.left+1, uint64(d.each)))*d.width + 7) / 8; need > len(d.b) {
			return errDamaged
		}
		size = len(d.b)
	}
	d.bits, d.b, d.at, d.inMini = d.b[:size], d.b[size:], 0, d.each
	return nil
}

// rest is what follows after all the numbers.
func (d deltas) rest() ([]byte, error) {
	if d.first && d.left > 0 {
		d.left--
	}
	for d.left > 0 {
		if err := d.mini(); err != nil {
			return nil, err
		}
		d.left -= min(d.left, uint64(d.each))
	}
	return d.b, nil
}

// deltaValues are whole numbers.
type deltaValues struct {
	column *Column
	deltas deltas
	raw    [8]byte
}

func (v *deltaValues) next(dst []byte) ([]byte, error) {
	n, err := v.deltas.next()
	if err != nil {
		return dst, err
	}
	binary.LittleEndian.PutUint64(v.raw[:], uint64(n))
	return v.column.write(dst, v.raw[:]), nil
}

// lengthValues are strings whose lengths come first.
type lengthValues struct {
	column  *Column
	lengths deltas
	b       []byte
}

func newLengthValues(c *Column, b []byte) (*lengthValues, error) {
	v := &lengthValues{column: c}
	if _, err := v.lengths.begin(b); err != nil {
		return nil, err
	}
	var err error
	v.b, err = v.lengths.rest()
	return v, err
}

// take is the next string.
func (v *lengthValues) take() ([]byte, error) {
	n, err := v.lengths.next()
	if err != nil || n < 0 || n > int64(len(v.b)) {
		return nil, errDamaged
	}
	raw := v.b[:n]
	v.b = v.b[n:]
	return raw, nil
}

func (v *lengthValues) next(dst []byte) ([]byte, error) {
	raw, err := v.take()
	if err != nil || v.column.width > 0 && len(raw) != v.column.width {
		return dst, errDamaged
	}
	return v.column.write(dst, raw), nil
}

// prefixValues are strings that begin as the one before does; only how long and what follows is told.
type prefixValues struct {
	prefixes deltas
	suffixes *lengthValues
	last     []byte
}

func newPrefixValues(c *Column, b []byte) (*prefixValues, error) {
	v := &prefixValues{}
	if _, err := v.prefixes.begin(b); err != nil {
		return nil, err
	}
	b, err := v.prefixes.rest()
	if err != nil {
		return nil, err
	}
	v.suffixes, err = newLengthValues(c, b)
	return v, err
}

func (v *prefixValues) next(dst []byte) ([]byte, error) {
	n, err := v.prefixes.next()
	if err != nil || n < 0 || n > int64(len(v.last)) {
		return dst, errDamaged
	}
	suffix, err := v.suffixes.take()
	c := v.suffixes.column
	if err != nil || int(n)+len(suffix) > maxPage || c.width > 0 && int(n)+len(suffix) != c.width {
		return dst, errDamaged
	}
	v.last = append(v.last[:n], suffix...)
	return c.write(dst, v.last), nil
}
