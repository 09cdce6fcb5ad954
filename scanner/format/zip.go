package format

import (
	"bytes"
	"context"
	"errors"
	"hash"
	"hash/crc32"
	"io"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// zipFormat reads ZIP archives (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT) in the order of their directory.
// Where the directory is missing or broken, it goes from header to header and reads what is there.
//
// The directory is walked, not held: an archive may declare more members than memory takes.
var zipFormat = Format{
	Name:       "zip",
	Title:      "ZIP archive",
	MIME:       "application/zip",
	Extensions: []string{".zip", ".jar", ".war", ".ear", ".apk", ".ipa", ".aar", ".whl", ".nupkg", ".xpi", ".vsix", ".cbz", ".kmz"},
	Places:     "member",
	Match: func(h *Head) bool {
		return bytes.HasPrefix(h.Bytes, zipLocalMagic) || bytes.HasPrefix(h.Bytes, zipEndMagic)
	},
	Read: deeper(readZip),
}

func readZip(ctx context.Context, in *Input, sink Sink) error {
	at, size, err := in.At(ctx)
	if err != nil {
		return err
	}
	u := &unzipper{at: at, size: size, budget: in.Budget, sink: sink}
	return u.all(ctx, source.MalformedFile)
}

// unzipper hands over members. One flate reader serves all, one after the other.
type unzipper struct {
	at      io.ReaderAt
	size    int64
	budget  *Budget
	sink    Sink
	inflate io.ReadCloser
	buf     []byte // for search
	end     int64  // behind the last member that was read
	taken   int64  // packed bytes of all members that were read so far
	stopped bool   // the budget is spent
}

// all hands over every member. What is wrong with the directory is told as malformed.
func (u *unzipper) all(ctx context.Context, malformed source.Reason) error {
	at, size, sink := u.at, u.size, u.sink
	dir, problem := openZipDirectory(at, size)
	for problem == nil {
		var e *zipEntry
		if e, problem = dir.next(); e == nil {
			break
		}
		if err := u.member(ctx, e); err != nil || u.stopped {
			return err
		}
	}
	if problem == nil {
		return nil
	}
	if problem.Reason != source.MalformedFile {
		sink.Problem(problem)
		return nil
	}
	sink.Problem(source.Problemf(malformed, "%s", problem.Detail))
	return u.salvage(ctx)
}

// member hands over a member of the directory.
func (u *unzipper) member(ctx context.Context, e *zipEntry) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if u.over(u.budget.Entry()) {
		return nil
	}
	if e.folder() || e.link {
		return nil
	}
	m := e.member()
	if m.Problem = e.unreadable(); m.Problem == nil {
		if _, m.Problem = e.locate(u.at, u.size); m.Problem == nil {
			u.end = max(u.end, min(e.data+e.packed, u.size))
			m.Body = u.unpack(e, io.NewSectionReader(u.at, e.data, e.packed))
		}
	}
	return u.hand(ctx, m)
}

func (u *unzipper) hand(ctx context.Context, m Member) error {
	if err := u.sink.Member(ctx, m); err != nil {
		return err
	}
	u.over(u.budget.Spent())
	return ctx.Err()
}

func (u *unzipper) over(problem *source.Problem) bool {
	if problem != nil {
		u.sink.Problem(problem)
		u.stopped = true
	}
	return u.stopped
}

// unpack reads a member's content out of packed.
func (u *unzipper) unpack(e *zipEntry, packed io.Reader) io.Reader {
	counted := &sourceReader{r: packed}
	var in io.Reader = counted
	if br, ok := packed.(io.ByteReader); ok {
		in = byteSource{counted, br}
	}
	return &zipContent{e: e, src: counted, r: u.budget.Unpacked(u.unpacked(e, in), u.packed(counted)), sum: crc32.NewIEEE()}
}

// packed counts what src takes in behind what was taken before. Members may lie over one another, but an archive has no more bytes
// than its own.
func (u *unzipper) packed(src *sourceReader) func() int64 {
	before := u.taken
	return func() int64 {
		u.taken = before + src.n
		return min(u.taken, u.size)
	}
}

// zipContent checks a member's length and sum where its content ends.
type zipContent struct {
	e   *zipEntry
	src *sourceReader
	r   io.Reader
	sum hash.Hash32
	n   int64
	err error
}

func (c *zipContent) Read(p []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	n, err := c.r.Read(p)
	c.sum.Write(p[:n])
	c.n += int64(n)
	if err == nil {
		return n, nil
	}
	switch {
	case !errors.Is(err, io.EOF):
		c.err = c.src.problem(err, "packed data is broken or ends early")
	case c.e.checked && c.n != c.e.size:
		c.err = source.Problemf(source.MalformedFile, "member has %d bytes instead of %d", c.n, c.e.size)
	case c.e.checked && c.sum.Sum32() != c.e.crc:
		c.err = source.Problemf(source.MalformedFile, "checksum does not match")
	default:
		c.err = io.EOF
	}
	return n, c.err
}

// sourceReader counts what is read from r and keeps its error, so that a failing disk is not taken for a broken archive.
type sourceReader struct {
	r   io.Reader
	n   int64
	err error
}

func (s *sourceReader) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	s.n += int64(n)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

func (s *sourceReader) count() int64 { return s.n }

// problem says why unpacking failed with err: what the source reported, else the budget's problem, else that the file is malformed.
func (s *sourceReader) problem(err error, detail string) *source.Problem {
	if s.err != nil {
		return source.AsProblem(s.err, source.ReadError)
	}
	if err == nil {
		return source.Problemf(source.MalformedFile, "%s", detail)
	}
	p := source.AsProblem(err, source.MalformedFile)
	if p.Detail == "" && p.Reason == source.MalformedFile {
		p.Detail = detail
	}
	return p
}

// explainedReader gives the errors of reading their reason.
type explainedReader struct {
	r   io.Reader
	why func(error) *source.Problem
}

func (e explainedReader) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	if err != nil && err != io.EOF {
		err = e.why(err)
	}
	return n, err
}

// byteSource keeps flate from reading past the end of its data.
type byteSource struct {
	*sourceReader
	br io.ByteReader
}

func (b byteSource) ReadByte() (byte, error) {
	c, err := b.br.ReadByte()
	if err == nil {
		b.n++
	} else if err != io.EOF {
		b.err = err
	}
	return c, err
}
