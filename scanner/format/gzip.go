package format

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"path"
	"strings"
	"unicode"

	"github.com/klauspost/compress/gzip"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// gzipFormat reads gzip files (RFC 1952), also of several members, which are one content. Zeros behind the last one are padding,
// anything else is told as a problem.
var gzipFormat = Format{
	Name:       "gzip",
	Title:      "gzip-compressed file",
	MIME:       "application/gzip",
	Extensions: []string{".gz", ".tgz", ".taz"},
	Places:     "member",
	Match: func(head []byte, _ string) bool {
		return bytes.HasPrefix(head, gzipMagic)
	},
	Read: readGzip,
}

var gzipMagic = []byte{0x1f, 0x8b, 8}

const (
	// gzipBuffer is how many packed bytes are read at a time.
	gzipBuffer = 64 << 10
	// gzipMaxName is the longest name in a header that is believed; file systems end at 255 bytes.
	gzipMaxName = 255
)

func readGzip(ctx context.Context, in *Input, sink Sink) error {
	leave, over := in.Budget.Enter()
	defer leave()
	if over == nil {
		over = in.Budget.Entry()
	}
	if over != nil {
		sink.Problem(over)
		return nil
	}
	src := &sourceReader{r: in.Body}
	g := &gzipContent{ctx: ctx, src: src, in: bufio.NewReaderSize(src, gzipBuffer)}
	z, err := gzip.NewReader(g.in)
	if err != nil {
		sink.Problem(src.problem(err, "header is broken"))
		return ctx.Err()
	}
	z.Multistream(false)
	g.z = z
	if err := sink.Member(ctx, Member{
		Path:     gzipName(z.Name, in.Name),
		Size:     -1,
		Modified: z.ModTime,
		Body:     in.Budget.Unpacked(g, src.count),
	}); err != nil {
		return err
	}
	return ctx.Err()
}

// gzipContent is what all members of a file unpack to.
type gzipContent struct {
	ctx context.Context
	src *sourceReader
	in  *bufio.Reader
	z   *gzip.Reader
	err error
}

func (g *gzipContent) Read(p []byte) (int, error) {
	for g.err == nil {
		n, err := g.z.Read(p)
		switch {
		case err == io.EOF:
			g.err = g.next()
		case err != nil:
			g.err = g.src.problem(err, "packed data is broken or ends early")
		}
		if n > 0 || len(p) == 0 {
			return n, nil
		}
	}
	return 0, g.err
}

// next goes to the next member; io.EOF behind the last one.
func (g *gzipContent) next() error {
	// A file of nothing but empty members yields no byte at which anybody else could look.
	if err := g.ctx.Err(); err != nil {
		return err
	}
	padded := false
	for {
		b, err := g.in.Peek(1)
		if len(b) == 0 {
			if err != io.EOF {
				return g.src.problem(err, "")
			}
			return io.EOF
		}
		if b[0] != 0 {
			break
		}
		padded = true
		if _, err := g.in.Discard(1); err != nil {
			return g.src.problem(err, "")
		}
	}
	if magic, _ := g.in.Peek(2); padded || !bytes.HasPrefix(gzipMagic, magic) {
		if g.src.err != nil {
			return g.src.problem(g.src.err, "")
		}
		return source.Problemf(source.MalformedFile, "something else follows the packed data")
	}
	if err := g.z.Reset(g.in); err != nil {
		return g.src.problem(err, "packed data is broken or ends early")
	}
	g.z.Multistream(false)
	return nil
}

// gzipName is the name in the header, if it is one, or the file's without its last extension.
func gzipName(header, file string) string {
	odd := func(r rune) bool { return r == unicode.ReplacementChar || unicode.IsControl(r) }
	name := path.Base(strings.ReplaceAll(header, `\`, "/"))
	if header != "" && len(name) <= gzipMaxName && strings.IndexFunc(name, odd) < 0 && strings.Trim(name, "./ ") != "" {
		return name
	}
	switch ext := path.Ext(file); strings.ToLower(ext) {
	case ".gz":
		return strings.TrimSuffix(file, ext)
	case ".tgz", ".taz":
		return strings.TrimSuffix(file, ext) + ".tar"
	}
	return file
}
