package orc

import "encoding/binary"

// byteRuns reads run-length encoded bytes.
type byteRuns struct {
	s       *stream
	left    int // bytes left of the run or of the literals
	repeats bool
	value   byte
}

// minRun is what the length of a run counts from.
const minRun = 3

func (r *byteRuns) next() (byte, error) {
	if r.left == 0 {
		control, err := r.s.byte()
		if err != nil {
			return 0, err
		}
		if r.repeats = control < 0x80; r.repeats {
			r.left = int(control) + minRun
			if r.value, err = r.s.byte(); err != nil {
				return 0, err
			}
		} else {
			r.left = 256 - int(control)
		}
	}
	r.left--
	if r.repeats {
		return r.value, nil
	}
	return r.s.byte()
}

// bitRuns reads run-length encoded bits, the highest of a byte first.
type bitRuns struct {
	bytes byteRuns
	bits  byte
	left  int
}

func (r *bitRuns) next() (bool, error) {
	if r.left == 0 {
		b, err := r.bytes.next()
		if err != nil {
			return false, err
		}
		r.bits, r.left = b, 8
	}
	r.left--
	return r.bits>>r.left&1 != 0, nil
}

// maxRun is how many numbers one run has at most.
const maxRun = 512

// intRuns reads run-length encoded numbers of either version.
type intRuns struct {
	s       *stream
	second  bool // version 2
	signed  bool
	values  []int64 // of the run at hand
	at      int
	memory  []int64
	scratch []byte
}

func (r *intRuns) next() (int64, error) {
	if r.at == len(r.values) {
		if r.memory == nil {
			r.memory = make([]int64, maxRun)
		}
		n, err := r.run()
		if err != nil {
			return 0, err
		}
		r.values, r.at = r.memory[:n], 0
	}
	v := r.values[r.at]
	r.at++
	return v, nil
}

// run reads the next run into memory; it has at least one number.
func (r *intRuns) run() (int, error) {
	first, err := r.s.byte()
	if err != nil {
		return 0, err
	}
	if !r.second {
		return r.first(first)
	}
	switch first >> 6 {
	case 0:
		return r.short(first)
	case 1:
		return r.direct(first)
	case 2:
		return r.patched(first)
	}
	return r.delta(first)
}

// varint reads a number as it is in runs of this column.
func (r *intRuns) varint() (int64, error) {
	v, err := r.s.varint()
	return r.number(v), err
}

func (r *intRuns) number(v uint64) int64 {
	if r.signed {
		return zigzag(v)
	}
	return int64(v)
}

// first reads a run of version 1: numbers that follow each other in equal steps, or literals.
func (r *intRuns) first(control byte) (int, error) {
	if control >= 0x80 {
		n := 256 - int(control)
		for i := range n {
			v, err := r.varint()
			if err != nil {
				return 0, err
			}
			r.memory[i] = v
		}
		return n, nil
	}
	step, err := r.s.byte()
	if err != nil {
		return 0, err
	}
	v, err := r.varint()
	if err != nil {
		return 0, err
	}
	n := int(control) + minRun
	for i := range n {
		r.memory[i] = v
		v += int64(int8(step))
	}
	return n, nil
}

// short reads a number that repeats 3 to 10 times.
func (r *intRuns) short(first byte) (int, error) {
	v, err := r.bigEndian(int(first>>3&7) + 1)
	if err != nil {
		return 0, err
	}
	n := int(first&7) + minRun
	for i := range n {
		r.memory[i] = r.number(v)
	}
	return n, nil
}

// header reads the rest of the first two bytes that most runs begin with: the code of a width and the number of values.
func (r *intRuns) header(first byte) (code byte, n int, err error) {
	second, err := r.s.byte()
	return first >> 1 & 31, int(first&1)<<8 + int(second) + 1, err
}

// direct reads numbers of one width.
func (r *intRuns) direct(first byte) (int, error) {
	code, n, err := r.header(first)
	if err != nil {
		return 0, err
	}
	if err := r.packed(r.memory[:n], widths[code]); err != nil {
		return 0, err
	}
	for i, v := range r.memory[:n] {
		r.memory[i] = r.number(uint64(v))
	}
	return n, nil
}

// patched reads numbers over a base, of one width but for a few, whose high bits stand behind in a list.
func (r *intRuns) patched(first byte) (int, error) {
	code, n, err := r.header(first)
	if err != nil {
		return 0, err
	}
	third, err := r.s.byte()
	if err != nil {
		return 0, err
	}
	fourth, err := r.s.byte()
	if err != nil {
		return 0, err
	}
	width, baseBytes := widths[code], int(third>>5)+1
	patchWidth, gapWidth, patches := widths[third&31], uint(fourth>>5)+1, int(fourth&31)
	magnitude, err := r.bigEndian(baseBytes)
	if err != nil {
		return 0, err
	}
	base := int64(magnitude)
	if sign := uint64(1) << (8*baseBytes - 1); magnitude&sign != 0 { // the highest bit is the sign, the rest its magnitude
		base = -int64(magnitude &^ sign)
	}
	if err := r.packed(r.memory[:n], width); err != nil {
		return 0, err
	}
	if patchWidth+gapWidth > 64 {
		return 0, malformed("patch is too wide")
	}
	var list [32]int64
	if err := r.packed(list[:patches], nearestWidth(patchWidth+gapWidth)); err != nil {
		return 0, err
	}
	at := 0
	for _, p := range list[:patches] {
		at += int(uint64(p) >> patchWidth)
		if at >= n {
			return 0, malformed("patch lies outside its run")
		}
		// A gap of 255 without a patch says that the next one is farther; it changes nothing here.
		r.memory[at] |= int64(uint64(p) & (1<<patchWidth - 1) << width)
	}
	for i := range r.memory[:n] {
		r.memory[i] += base
	}
	return n, nil
}

// delta reads a number, the step to the second one, and then the sizes of steps in the same direction; or equal steps.
func (r *intRuns) delta(first byte) (int, error) {
	code, n, err := r.header(first)
	if err != nil {
		return 0, err
	}
	v, err := r.varint()
	if err != nil {
		return 0, err
	}
	u, err := r.s.varint()
	if err != nil {
		return 0, err
	}
	step := zigzag(u)
	r.memory[0] = v
	if code == 0 {
		for i := 1; i < n; i++ {
			v += step
			r.memory[i] = v
		}
		return n, nil
	}
	if n < 2 {
		return n, nil
	}
	v += step
	r.memory[1] = v
	if err := r.packed(r.memory[2:n], widths[code]); err != nil {
		return 0, err
	}
	for i := 2; i < n; i++ {
		if step < 0 {
			v -= r.memory[i]
		} else {
			v += r.memory[i]
		}
		r.memory[i] = v
	}
	return n, nil
}

// bigEndian reads a number of up to eight bytes.
func (r *intRuns) bigEndian(n int) (v uint64, err error) {
	for range n {
		b, err := r.s.byte()
		if err != nil {
			return 0, err
		}
		v = v<<8 | uint64(b)
	}
	return v, nil
}

// packed reads numbers of width bits each, the highest bit first; the last byte is padded.
func (r *intRuns) packed(out []int64, width uint) error {
	b, scratch, err := r.s.read((len(out)*int(width)+7)/8, r.scratch)
	if r.scratch = scratch; err != nil {
		return err
	}
	switch width {
	case 64:
		for i := range out {
			out[i] = int64(binary.BigEndian.Uint64(b[8*i:]))
		}
		return nil
	case 8:
		for i := range out {
			out[i] = int64(b[i])
		}
		return nil
	}
	var bits uint64 // at least have of them count; width is at most 56 here
	have, mask := uint(0), uint64(1)<<width-1
	for i := range out {
		for have < width {
			bits = bits<<8 | uint64(b[0])
			b = b[1:]
			have += 8
		}
		have -= width
		out[i] = int64(bits >> have & mask)
	}
	return nil
}

// widths gives the bits for each code of a width.
var widths = [32]uint{
	1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 26, 28, 30, 32, 40, 48, 56, 64,
}

// nearestWidth is the least width with a code that holds n bits.
func nearestWidth(n uint) uint {
	for _, w := range widths {
		if w >= n {
			return w
		}
	}
	return 64
}
