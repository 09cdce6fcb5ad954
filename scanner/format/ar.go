package format

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// arFormat reads ar archives, those of Debian packages and of static libraries, with the long names of GNU and BSD
// (https://man.freebsd.org/cgi/man.cgi?query=ar&sektion=5). Indexes of symbols are left out: they repeat what the members hold.
var arFormat = Format{
	Name:       "ar",
	Title:      "ar archive",
	MIME:       "application/x-archive",
	Extensions: []string{".a", ".deb", ".udeb"},
	Places:     "member",
	Match:      func(h *Head) bool { return bytes.HasPrefix(h.Bytes, arMagic) },
	Read:       deeper(readAr),
}

var arMagic = []byte("!<arch>\n")

const (
	arHeaderLen = 60
	// arMaxNames is how large the table of long names may be: more than a library of 100,000 members has.
	arMaxNames = 16 << 20
	// maxPathName is the longest path of a member that is read; file systems end at 4 KiB.
	maxPathName = 64 << 10
)

func readAr(ctx context.Context, in *Input, sink Sink) error {
	return readMembers(ctx, in, sink, func(s *memberStream) error {
		if magic, err := s.take(len(arMagic)); err != nil || !bytes.Equal(magic, arMagic) {
			return errMembers(err)
		}
		var names []byte
		for {
			h, err := s.take(arHeaderLen)
			if err == io.EOF {
				return nil
			}
			size, bad := strconv.ParseInt(arField(h, 48, 58), 10, 64)
			if err != nil || bad != nil || size < 0 || string(h[58:]) != "`\n" {
				return errMembers(err)
			}
			m := Member{Path: arField(h, 0, 16), Size: size}
			if at, err := strconv.ParseInt(arField(h, 16, 28), 10, 64); err == nil && at > 0 {
				m.Modified = time.Unix(at, 0).UTC()
			}
			pad := size & 1
			switch {
			case m.Path == "//":
				if size > arMaxNames {
					return errMembers(nil)
				}
				table, err := s.take(int(size + pad))
				if err != nil {
					return errMembers(err)
				}
				names = bytes.Clone(table)
				continue
			case m.Path == "/" || m.Path == "/SYM64/" || strings.HasPrefix(m.Path, "__.SYMDEF"):
				if err := s.skip(size + pad); err != nil {
					return err
				}
				continue
			case strings.HasPrefix(m.Path, "#1/"):
				n, bad := strconv.ParseInt(m.Path[3:], 10, 64)
				if bad != nil || n < 0 || n > min(size, maxPathName) {
					return errMembers(nil)
				}
				name, err := s.take(int(n))
				if err != nil {
					return errMembers(err)
				}
				m.Path, m.Size = string(bytes.TrimRight(name, "\x00")), size-n
			case strings.HasPrefix(m.Path, "/"):
				if at, bad := strconv.Atoi(m.Path[1:]); bad == nil && at >= 0 && at < len(names) {
					name, _, _ := bytes.Cut(names[at:], []byte("\n"))
					m.Path = string(bytes.TrimSuffix(name, []byte("/")))
				}
			default:
				m.Path = strings.TrimSuffix(m.Path, "/")
			}
			if err := s.member(m, pad); err != nil {
				return err
			}
		}
	})
}

func arField(h []byte, from, to int) string {
	if len(h) < to {
		return ""
	}
	return strings.TrimRight(string(h[from:to]), " ")
}

// errMembers is err, or that the archive is malformed where there is none.
func errMembers(err error) error {
	if err == nil {
		return source.Problemf(source.MalformedFile, "archive is broken")
	}
	return unexpected(err)
}

// memberStream reads an archive whose members stand unpacked one behind the other.
type memberStream struct {
	ctx    context.Context
	budget *Budget
	sink   Sink
	src    *sourceReader
	in     *bufio.Reader
	buf    []byte
	n      int64 // bytes read
}

// readMembers has read walk through an archive. Its error is told to the sink, unless it is the sink's own or that of the context.
func readMembers(ctx context.Context, in *Input, sink Sink, read func(*memberStream) error) error {
	src := &sourceReader{r: untilDone{ctx, in.Body}}
	s := &memberStream{ctx: ctx, budget: in.Budget, sink: sink, src: src, in: bufio.NewReaderSize(src, packedBuffer)}
	err := read(s)
	if refused, ok := err.(sinkError); ok {
		return refused.error
	}
	if err != nil && ctx.Err() == nil {
		sink.Problem(src.problem(err, "archive is broken or ends early"))
	}
	return ctx.Err()
}

// sinkError is an error of the sink, which ends the reader.
type sinkError struct{ error }

// take reads n bytes, good until the next call; io.EOF where there is not one.
func (s *memberStream) take(n int) ([]byte, error) {
	var got int
	var err error
	s.buf = s.buf[:0]
	for got < n && err == nil {
		// A length is believed as far as there are bytes.
		step := min(n-got, packedBuffer)
		s.buf = append(s.buf, make([]byte, step)...)
		var k int
		k, err = io.ReadFull(s.in, s.buf[got:])
		got += k
	}
	s.n += int64(got)
	if err != nil && got > 0 {
		err = unexpected(err)
	}
	return s.buf[:got], err
}

func (s *memberStream) skip(n int64) error {
	k, err := io.CopyN(io.Discard, s.in, n)
	s.n += k
	if err != nil {
		return unexpected(err)
	}
	return nil
}

// member hands over the member that begins here, and goes on behind it and its padding.
func (s *memberStream) member(m Member, pad int64) error {
	if over := s.budget.Entry(); over != nil {
		return over
	}
	body := &sizedBody{r: s.in, src: s.src, left: m.Size}
	m.Body = body
	if err := s.sink.Member(s.ctx, m); err != nil {
		return sinkError{err}
	}
	s.n += m.Size - body.left
	if over := s.budget.Spent(); over != nil {
		return over
	}
	return s.skip(body.left + pad)
}

// sizedBody is a part of a stream that must be there to its end.
type sizedBody struct {
	r    io.Reader
	src  *sourceReader
	left int64
}

func (b *sizedBody) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, io.EOF
	}
	n, err := b.r.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	switch {
	case err == io.EOF && b.left == 0:
	case err != nil:
		err = b.src.problem(unexpected(err), "archive is broken or ends early")
	}
	return n, err
}
