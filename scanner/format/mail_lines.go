package format

import (
	"bufio"
	"bytes"
	"context"
	"io"
)

// mailLines reads the lines of a message, and tells where its parts end.
type mailLines struct {
	ctx context.Context
	r   *bufio.Reader
	// boundaries are those of the parts around what is being read, the innermost last.
	boundaries [][]byte
	mbox       bool  // a line that begins another message ends this one
	blank      bool  // the last line was empty, or there was none
	inLine     bool  // what is read next goes on with a line
	number     int64 // of lines that were read

	// What stood at the end of the part: nothing is read before it is taken.
	stopped bool
	level   int  // the boundary, by its place in boundaries; negative where the message ends
	last    bool // the boundary says that no part follows
	from    []byte
	err     error // why the input ended; nil at its proper end
}

// mailBuffer is how many bytes of a line are looked at at a time. Boundaries are shorter by far (RFC 2046 5.1.1: 70 characters).
const mailBuffer = 64 << 10

func newMailLines(ctx context.Context, r io.Reader) *mailLines {
	return &mailLines{ctx: ctx, r: bufio.NewReaderSize(r, mailBuffer), blank: true}
}

// next gives the next line with its end, or a piece of a long one; not ok where the part ends. The line is good until the next call.
func (m *mailLines) next() (line []byte, ok bool) {
	if m.stopped {
		return nil, false
	}
	if m.err = m.ctx.Err(); m.err != nil {
		m.stop(-1, true)
		return nil, false
	}
	line, err := m.r.ReadSlice('\n')
	begins := !m.inLine
	m.inLine = err == bufio.ErrBufferFull
	if err != nil && err != bufio.ErrBufferFull {
		if err != io.EOF {
			m.err = err
		}
		if len(line) == 0 {
			m.stop(-1, true)
			return nil, false
		}
	}
	if !begins {
		return line, true
	}
	m.number++
	if m.boundary(line) {
		return nil, false
	}
	if m.mbox {
		if m.blank && isFromLine(line) {
			m.from = append(m.from[:0], line...)
			m.stop(-1, false)
			return nil, false
		}
		if quoted := bytes.TrimLeft(line, ">"); len(quoted) < len(line) && bytes.HasPrefix(quoted, mboxFrom) {
			line = line[1:]
		}
	}
	m.blank = len(bytes.TrimRight(line, "\r\n")) == 0
	return line, true
}

// boundary says whether a line is one.
func (m *mailLines) boundary(line []byte) bool {
	rest, found := bytes.CutPrefix(line, []byte("--"))
	if !found {
		return false
	}
	rest = bytes.TrimRight(rest, " \t\r\n")
	for i := len(m.boundaries) - 1; i >= 0; i-- {
		if after, found := bytes.CutPrefix(rest, m.boundaries[i]); found && (len(after) == 0 || string(after) == "--") {
			m.stop(i, len(after) > 0)
			return true
		}
	}
	return false
}

func (m *mailLines) stop(level int, last bool) { m.stopped, m.level, m.last = true, level, last }

// resume goes on behind a boundary, or behind the line that begins a message.
func (m *mailLines) resume() { m.stopped, m.blank = false, true }

// skip reads to the end of the part.
func (m *mailLines) skip() {
	for ok := true; ok; {
		_, ok = m.next()
	}
}

// mailBody is the content of a part as it stands there.
type mailBody struct {
	lines *mailLines
	rest  []byte
}

func (b *mailBody) Read(p []byte) (int, error) {
	if len(b.rest) == 0 {
		line, ok := b.lines.next()
		if !ok {
			if b.lines.err != nil {
				return 0, b.lines.err
			}
			return 0, io.EOF
		}
		b.rest = line
	}
	n := copy(p, b.rest)
	b.rest = b.rest[n:]
	return n, nil
}

// mailDecoder undoes an encoding of RFC 2045 6, and takes what is damaged as well as it can be taken. decode appends what a byte
// completes; end what is left.
type mailDecoder struct {
	in   io.Reader
	code mailCode
	raw  [4 << 10]byte
	out  []byte
	rest []byte // of out
	err  error
}

type mailCode interface {
	decode(dst []byte, c byte) []byte
	end(dst []byte) []byte
}

func (d *mailDecoder) Read(p []byte) (int, error) {
	for len(d.rest) == 0 {
		if d.err != nil {
			return 0, d.err
		}
		var n int
		n, d.err = d.in.Read(d.raw[:])
		d.out = d.out[:0]
		for _, c := range d.raw[:n] {
			d.out = d.code.decode(d.out, c)
		}
		if d.err != nil {
			d.out = d.code.end(d.out)
		}
		d.rest = d.out
	}
	n := copy(p, d.rest)
	d.rest = d.rest[n:]
	return n, nil
}

// mailBase64 is base64 (RFC 2045 6.8) in any lines; what is not of its alphabet is passed over.
type mailBase64 struct {
	word, bits uint32
	foreign    int // characters that have no place there
}

func (b *mailBase64) decode(dst []byte, c byte) []byte {
	var v byte
	switch {
	case c >= 'A' && c <= 'Z':
		v = c - 'A'
	case c >= 'a' && c <= 'z':
		v = c - 'a' + 26
	case c >= '0' && c <= '9':
		v = c - '0' + 52
	case c == '+' || c == '-':
		v = 62
	case c == '/' || c == '_':
		v = 63
	case c == '=':
		b.word, b.bits = 0, 0
		return dst
	default:
		if c > ' ' {
			b.foreign++
		}
		return dst
	}
	b.word, b.bits = b.word<<6|uint32(v), b.bits+6
	if b.bits >= 8 {
		b.bits -= 8
		dst = append(dst, byte(b.word>>b.bits))
	}
	return dst
}

func (b *mailBase64) end(dst []byte) []byte { return dst }

// mailQuoted is quoted-printable (RFC 2045 6.7). What is no escape stands for itself.
type mailQuoted struct {
	state byte // 0, or what was read of an escape: '=', its first digit, or a line feed where a soft line break is open
}

func (q *mailQuoted) decode(dst []byte, c byte) []byte {
	switch state := q.state; {
	case state == 0:
		if c == '=' {
			q.state = c
			return dst
		}
	case state == '=':
		switch {
		case c == '\n':
			q.state = 0
			return dst
		case c == ' ' || c == '\t' || c == '\r':
			q.state = '\n'
			return dst
		case hexDigit(c) >= 0:
			q.state = c
			return dst
		}
		q.state = 0
		dst = append(dst, '=')
	case state == '\n':
		if c == '\n' {
			q.state = 0
			return dst
		}
		if c == ' ' || c == '\t' || c == '\r' {
			return dst
		}
		q.state = 0
	default:
		q.state = 0
		if hexDigit(c) >= 0 {
			return append(dst, byte(hexDigit(state)<<4|hexDigit(c)))
		}
		dst = append(dst, '=', state)
	}
	return append(dst, c)
}

func (q *mailQuoted) end(dst []byte) []byte {
	switch q.state {
	case 0, '\n':
		return dst
	case '=':
		return append(dst, '=')
	}
	return append(dst, '=', q.state)
}

func hexDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}
