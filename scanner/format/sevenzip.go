package format

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"

	"github.com/bodgit/sevenzip"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// sevenzipFormat reads 7z archives (https://www.7-zip.org/7z.html) in the order of their directory, which is checked before the
// library sees it. Encrypted members, and archives whose directory is encrypted, are told.
var sevenzipFormat = Format{
	Name:       "7z",
	Title:      "7-Zip archive",
	MIME:       "application/x-7z-compressed",
	Extensions: []string{".7z"},
	Places:     "member",
	Isolated:   true,
	Match:      func(h *Head) bool { return bytes.HasPrefix(h.Bytes, sevenzipMagic) },
	Read:       deeper(readSevenzip),
}

func readSevenzip(ctx context.Context, in *Input, sink Sink) error {
	at, size, err := in.At(ctx)
	if err != nil {
		return err
	}
	src := &countedAt{ctx: ctx, at: at}
	folders, problem := readSevenzipHeader(src, size)
	if problem != nil {
		sink.Problem(src.src.problem(problem, ""))
		return ctx.Err()
	}
	var r *sevenzip.Reader
	err = withoutPanic(func() (err error) { r, err = sevenzip.NewReader(src, size); return err })
	if err != nil {
		sink.Problem(sevenzipProblem(src, err, "directory is broken"))
		return ctx.Err()
	}
	for i, f := range r.File {
		if err := ctx.Err(); err != nil {
			return err
		}
		if over := in.Budget.Entry(); over != nil {
			sink.Problem(over)
			return nil
		}
		if mode := f.FileInfo().Mode(); mode&(fs.ModeDir|fs.ModeSymlink) != 0 {
			continue
		}
		m := Member{Path: f.Name, Size: int64(f.UncompressedSize), Modified: f.Modified}
		if f.UncompressedSize > 0 {
			if m.Problem = folders.problem(f.Stream); m.Problem != nil {
				if err := sink.Member(ctx, m); err != nil {
					return err
				}
				continue
			}
		}
		last := i+1 == len(r.File) || r.File[i+1].Stream != f.Stream
		if err := sevenzipMember(ctx, in, sink, src, f, m, last); err != nil {
			return err
		}
		if over := in.Budget.Spent(); over != nil {
			sink.Problem(over)
			return nil
		}
	}
	return ctx.Err()
}

// sevenzipMember hands over one member. Where another one follows in its stream, its content is unpacked to its end whether the
// sink wanted it or not: that, too, counts.
func sevenzipMember(ctx context.Context, in *Input, sink Sink, src *countedAt, f *sevenzip.File, m Member, last bool) error {
	var content io.ReadCloser
	err := withoutPanic(func() (err error) { content, err = f.Open(); return err })
	if err != nil {
		m.Problem = sevenzipProblem(src, err, "packed data is broken")
		return sink.Member(ctx, m)
	}
	why := func(err error) *source.Problem {
		return sevenzipProblem(src, err, "packed data is broken or ends early")
	}
	body := in.Budget.Unpacked(explainedReader{steadyReader{content}, why}, src.count)
	m.Body = body
	if err := sink.Member(ctx, m); err != nil {
		return err
	}
	if !last {
		// An error was the sink's to tell, or comes again with the next member.
		_, _ = io.Copy(io.Discard, untilDone{ctx, body})
	}
	if in.Budget.Spent() == nil {
		_ = content.Close() // tells nothing that reading did not
	}
	return ctx.Err()
}

func sevenzipProblem(src *countedAt, err error, detail string) *source.Problem {
	if src.src.err == nil {
		if e, ok := errors.AsType[*sevenzip.ReadError](err); ok && e.Encrypted {
			return source.Problemf(source.InvalidEncryption, "encrypted with a password")
		}
	}
	return src.src.problem(err, detail)
}

// countedAt is random access that counts what is read, keeps its error, and ends with the context.
type countedAt struct {
	ctx context.Context
	at  io.ReaderAt
	src sourceReader
}

func (c *countedAt) ReadAt(p []byte, off int64) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	if off < 0 {
		return 0, io.ErrUnexpectedEOF
	}
	n, err := c.at.ReadAt(p, off)
	c.src.n += int64(n)
	if err != nil && err != io.EOF {
		c.src.err = err
	}
	return n, err
}

func (c *countedAt) count() int64 { return c.src.n }
