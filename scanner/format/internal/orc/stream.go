package orc

import (
	"encoding/binary"
)

// chunkHeader is the length of the header of a chunk: its compressed length, and in the lowest bit whether it is not compressed.
const chunkHeader = 3

// stream is the unpacked content of one stream of a stripe, in chunks.
type stream struct {
	f       *File
	at, end int64  // what is still to be read from the file
	ahead   int    // bytes to read at once
	in      []byte // was read, is not unpacked
	window  []byte // the memory of in
	buf     []byte // the chunk at hand
	pos     int    // in buf
	own     []byte // the memory of buf, unless that is a part of in
	held    *int   // memory of all streams of the stripe; nil where it is not counted
}

// chunk goes on to the next chunk, which may be empty; false at the end.
func (s *stream) chunk() (more bool, err error) {
	s.buf, s.pos = nil, 0
	if s.f.tail.codec == none {
		if more, err = s.need(1); !more {
			return false, err
		}
		s.buf, s.in = s.in, nil
		return true, nil
	}
	if more, err = s.need(1); !more {
		return false, err
	}
	if more, err = s.need(chunkHeader); !more {
		return false, orEnds(err)
	}
	header := uint32(s.in[0]) | uint32(s.in[1])<<8 | uint32(s.in[2])<<16
	n := int(header >> 1)
	s.in = s.in[chunkHeader:]
	if more, err = s.need(n); !more {
		return false, orEnds(err)
	}
	packed := s.in[:n]
	s.in = s.in[n:]
	if header&1 != 0 {
		s.buf = packed
		return true, nil
	}
	was := cap(s.own)
	s.own, err = s.f.inflate.unpack(s.own[:0], packed)
	if err != nil {
		return false, malformed("chunk does not unpack")
	}
	s.buf = s.own
	return true, s.hold(cap(s.own) - was)
}

func orEnds(err error) error {
	if err == nil {
		return malformed("stream ends within a chunk")
	}
	return err
}

// hold counts memory that stays as long as the stripe is read.
func (s *stream) hold(n int) error {
	if s.held == nil {
		return nil
	}
	return hold(s.held, n)
}

func hold(held *int, n int) error {
	if *held += n; *held > maxHeld {
		return overLimit("stripe needs more than %d bytes of memory", int64(maxHeld))
	}
	return nil
}

// need reads until n bytes are in; false where the stream does not have them.
func (s *stream) need(n int) (bool, error) {
	if len(s.in) >= n {
		return true, nil
	}
	left := s.end - s.at
	if int64(n-len(s.in)) > left {
		return false, nil
	}
	more := int(min(left, int64(max(s.ahead, n))-int64(len(s.in))))
	window := s.window
	if cap(window) < len(s.in)+more {
		window = make([]byte, len(s.in)+more)
		if err := s.hold(cap(window) - cap(s.window)); err != nil {
			return false, err
		}
	}
	window = window[:len(s.in)+more]
	kept := copy(window, s.in)
	if err := s.f.readInto(window[kept:], s.at); err != nil {
		return false, err
	}
	s.at += int64(more)
	s.in, s.window = window, window
	return true, nil
}

// fill makes sure that a byte is at hand. At the end of the stream it is an error: nobody reads without a reason.
func (s *stream) fill() error {
	for s.pos == len(s.buf) {
		more, err := s.chunk()
		if err != nil {
			return err
		}
		if !more {
			return malformed("stream ends early")
		}
	}
	return nil
}

// byte reads one byte.
func (s *stream) byte() (byte, error) {
	if s.pos == len(s.buf) {
		if err := s.fill(); err != nil {
			return 0, err
		}
	}
	b := s.buf[s.pos]
	s.pos++
	return b, nil
}

// read gives the next n bytes, valid until the next read. Those that lie in several chunks are put together in scratch, which it
// returns.
func (s *stream) read(n int, scratch []byte) (b, kept []byte, err error) {
	if len(s.buf)-s.pos >= n {
		b = s.buf[s.pos : s.pos+n : s.pos+n]
		s.pos += n
		return b, scratch, nil
	}
	scratch = scratch[:0]
	for len(scratch) < n {
		if err := s.fill(); err != nil {
			return nil, scratch, err
		}
		part := s.buf[s.pos:min(len(s.buf), s.pos+n-len(scratch))]
		scratch = append(scratch, part...)
		s.pos += len(part)
	}
	return scratch, scratch, nil
}

// varint reads an unsigned number in groups of seven bits, the lowest first.
func (s *stream) varint() (uint64, error) {
	if v, n := binary.Uvarint(s.buf[s.pos:]); n > 0 {
		s.pos += n
		return v, nil
	}
	var v uint64
	for shift := 0; shift < 64; shift += 7 {
		b, err := s.byte()
		if err != nil {
			return 0, err
		}
		v |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return v, nil
		}
	}
	return 0, malformed("number is too long")
}

// zigzag is a signed number out of an unsigned one.
func zigzag(v uint64) int64 { return int64(v>>1) ^ -int64(v&1) }
