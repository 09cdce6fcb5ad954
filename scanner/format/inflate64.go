package format

import (
	"bufio"
	"errors"
	"io"
)

var errInflate64 = errors.New("deflate64 data is broken")

const (
	// inflate64Window is how far back a copy may reach: twice as far as with deflate.
	inflate64Window = 64 << 10
	inflate64Codes  = 15 // bits of the longest code
)

// inflate64 unpacks Deflate64, what Windows packs files over 2 GiB with. It is Deflate (RFC 1951) with a window of 64 KiB, two more
// codes of distances, and a last code of lengths that has 16 bits more, from 3 on.
type inflate64 struct {
	in     *bufio.Reader
	bits   uint64
	n      uint // of bits that are there
	last   bool // the block at hand is the last
	state  func(*inflate64) error
	stored int // bytes left of a stored block
	copy   int // bytes left of a copy
	from   int // distance of the copy

	lengths, distances huffman64
	window             [inflate64Window]byte
	at, given          int // in the window: the next byte to be written, and to be given out
	full               bool
	err                error
}

func newInflate64(in *bufio.Reader) io.Reader { return &inflate64{in: in, state: (*inflate64).begin} }

func (z *inflate64) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if z.given != z.at {
			end := z.at
			if end < z.given {
				end = inflate64Window
			}
			k := copy(p[n:], z.window[z.given:end])
			n += k
			z.given = (z.given + k) % inflate64Window
			continue
		}
		if z.err == nil {
			z.err = z.state(z)
		}
		if z.err != nil && z.given == z.at {
			return n, z.err
		}
	}
	return n, nil
}

// room is how many bytes may be written before they must be given out.
func (z *inflate64) room() int {
	return inflate64Window - 1 - (z.at-z.given+inflate64Window)%inflate64Window
}

func (z *inflate64) put(c byte) {
	z.window[z.at] = c
	if z.at++; z.at == inflate64Window {
		z.at, z.full = 0, true
	}
}

func (z *inflate64) need(n uint) error {
	for z.n < n {
		c, err := z.in.ReadByte()
		if err != nil {
			return unexpected(err)
		}
		z.bits |= uint64(c) << z.n
		z.n += 8
	}
	return nil
}

func (z *inflate64) take(n uint) (int, error) {
	if err := z.need(n); err != nil {
		return 0, err
	}
	v := int(z.bits & (1<<n - 1))
	z.bits >>= n
	z.n -= n
	return v, nil
}

// begin reads a block's header.
func (z *inflate64) begin() error {
	if z.last {
		return io.EOF
	}
	head, err := z.take(3)
	if err != nil {
		return err
	}
	z.last = head&1 != 0
	switch head >> 1 {
	case 0:
		z.bits >>= z.n % 8
		z.n -= z.n % 8
		size, err := z.take(16)
		if err != nil {
			return err
		}
		check, err := z.take(16)
		if err != nil {
			return err
		}
		if size != check^0xffff {
			return errInflate64
		}
		z.stored, z.state = size, (*inflate64).copyStored
	case 1:
		z.fixed()
		z.state = (*inflate64).symbols
	case 2:
		if err := z.dynamic(); err != nil {
			return err
		}
		z.state = (*inflate64).symbols
	default:
		return errInflate64
	}
	return nil
}

func (z *inflate64) copyStored() error {
	for room := z.room(); z.stored > 0 && room > 0; room-- {
		c, err := z.take(8)
		if err != nil {
			return err
		}
		z.put(byte(c))
		z.stored--
	}
	if z.stored == 0 {
		z.state = (*inflate64).begin
	}
	return nil
}

// symbols unpacks until the window is full or the block ends.
func (z *inflate64) symbols() error {
	for room := z.room(); room > 0; room-- {
		if z.copy > 0 {
			z.put(z.window[(z.at-z.from+inflate64Window)%inflate64Window])
			z.copy--
			continue
		}
		symbol, err := z.lengths.decode(z)
		switch {
		case err != nil:
			return err
		case symbol < 256:
			z.put(byte(symbol))
			continue
		case symbol == 256:
			z.state = (*inflate64).begin
			return nil
		}
		if z.copy, err = z.extra(symbol-257, lengths64); err != nil {
			return err
		}
		code, err := z.distances.decode(z)
		if err != nil {
			return err
		}
		if z.from, err = z.extra(code, distances64); err != nil {
			return err
		}
		if z.from > z.at && !z.full {
			return errInflate64
		}
		room++ // nothing was written yet
	}
	return nil
}

// base64Code is what a code stands for, and how many bits are added.
type base64Code struct{ base, bits int }

var (
	lengths64   = append(codes64(28, 3, 4), base64Code{3, 16})
	distances64 = codes64(32, 1, 2)
	codeOrder64 = [19]int{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}
)

// codes64 are n codes that stand for base and all behind it, in groups of so many with the same number of bits: those of the first two
// groups have none, those of each further group one more.
func codes64(n, base, group int) (codes []base64Code) {
	for i := range n {
		bits := max(0, i/group-1)
		codes = append(codes, base64Code{base, bits})
		base += 1 << bits
	}
	return codes
}

func (z *inflate64) extra(code int, codes []base64Code) (int, error) {
	if code >= len(codes) {
		return 0, errInflate64
	}
	more, err := z.take(uint(codes[code].bits))
	return codes[code].base + more, err
}

func (z *inflate64) fixed() {
	var lengths [288]byte
	for i := range lengths {
		switch {
		case i < 144:
			lengths[i] = 8
		case i < 256:
			lengths[i] = 9
		case i < 280:
			lengths[i] = 7
		default:
			lengths[i] = 8
		}
	}
	var distances [32]byte
	for i := range distances {
		distances[i] = 5
	}
	_ = z.lengths.init(lengths[:])
	_ = z.distances.init(distances[:])
}

// dynamic reads the codes of a block.
func (z *inflate64) dynamic() error {
	head, err := z.take(14)
	if err != nil {
		return err
	}
	literals, distances, codes := head&31+257, head>>5&31+1, head>>10+4
	var lengths [288 + 32]byte
	var order [19]byte
	for i := range codes {
		n, err := z.take(3)
		if err != nil {
			return err
		}
		order[codeOrder64[i]] = byte(n)
	}
	if err := z.lengths.init(order[:]); err != nil {
		return err
	}
	for i := 0; i < literals+distances; {
		symbol, err := z.lengths.decode(z)
		if err != nil {
			return err
		}
		if symbol < 16 {
			lengths[i] = byte(symbol)
			i++
			continue
		}
		bits, least, last := uint(7), 11, byte(0)
		switch symbol {
		case 16:
			if i == 0 {
				return errInflate64
			}
			bits, least, last = 2, 3, lengths[i-1]
		case 17:
			bits, least = 3, 3
		}
		more, err := z.take(bits)
		if err != nil {
			return err
		}
		for more += least; more > 0; more-- {
			if i == literals+distances {
				return errInflate64
			}
			lengths[i] = last
			i++
		}
	}
	if err := z.lengths.init(lengths[:literals]); err != nil {
		return err
	}
	return z.distances.init(lengths[literals : literals+distances])
}

// huffman64 is a canonical code: how many codes there are of each length, and their symbols in order.
type huffman64 struct {
	count   [inflate64Codes + 1]int
	symbols [288]uint16
}

func (h *huffman64) init(lengths []byte) error {
	h.count = [inflate64Codes + 1]int{}
	for _, n := range lengths {
		h.count[n]++
	}
	h.count[0] = 0
	var next [inflate64Codes + 2]int
	left := 1
	for n := 1; n <= inflate64Codes; n++ {
		if left = left<<1 - h.count[n]; left < 0 {
			return errInflate64
		}
		next[n+1] = next[n] + h.count[n]
	}
	for symbol, n := range lengths {
		if n > 0 {
			h.symbols[next[n]] = uint16(symbol)
			next[n]++
		}
	}
	return nil
}

func (h *huffman64) decode(z *inflate64) (int, error) {
	code, first, index := 0, 0, 0
	for n := 1; n <= inflate64Codes; n++ {
		bit, err := z.take(1)
		if err != nil {
			return 0, err
		}
		code |= bit
		count := h.count[n]
		if code-first < count {
			return int(h.symbols[index+code-first]), nil
		}
		index += count
		first = (first + count) << 1
		code <<= 1
	}
	return 0, errInflate64
}
