package format

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/zlib"
	"context"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/s2"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
	"github.com/ulikunitz/xz/lzma"

	"github.com/pii-scan/pii-scan/scanner/source"
)

const (
	// maxWindow is how many bytes of what was unpacked a decoder may look back, all of which it holds: what xz -9 and zstd -21 use.
	// A file may ask for 4 GiB.
	maxWindow = 64 << 20
	// packedBuffer is how many packed bytes are read at a time.
	packedBuffer = 64 << 10
)

// Files that are one packed content. Several streams one behind the other are one content, and zeros behind the last are padding,
// as their tools have it; anything else behind it is told as a problem.
var (
	bzip2Format = compressed(Format{
		Name: "bzip2", Title: "bzip2-compressed file", MIME: "application/x-bzip2",
		Extensions: []string{".bz2", ".tbz2", ".tbz", ".tb2", ".bz"},
		Match: func(h *Head) bool {
			// The mark of a block, or that of the end, follows the size of blocks.
			return len(h.Bytes) >= 10 && bytes.HasPrefix(h.Bytes, bzip2Magic) && h.Bytes[3] >= '1' && h.Bytes[3] <= '9' &&
				(string(h.Bytes[4:10]) == "1AY&SY" || string(h.Bytes[4:10]) == "\x17\x72\x45\x38\x50\x90")
		},
	}, bzip2Magic, func(in *bufio.Reader) (io.Reader, error) { return bzip2.NewReader(in), nil })

	xzFormat = compressed(Format{
		Name: "xz", Title: "xz-compressed file", MIME: "application/x-xz",
		Extensions: []string{".xz", ".txz"},
	}, xzMagic, newXZ)

	lzmaFormat = compressed(Format{
		Name: "lzma", Title: "LZMA-compressed file", MIME: "application/x-lzma",
		Extensions: []string{".lzma", ".tlz"},
		// There is no magic: properties, a size of the dictionary that writers use, and a length that is unknown or plausible.
		Match: func(h *Head) bool {
			return len(h.Bytes) > lzma.HeaderLen && h.Bytes[0] == 0x5d && h.Bytes[1] == 0 && h.Bytes[2] == 0 && lzma.ValidHeader(h.Bytes[:lzma.HeaderLen])
		},
	}, nil, func(in *bufio.Reader) (io.Reader, error) {
		r, err := lzma.ReaderConfig{DictCap: maxWindow}.NewReader(in)
		if _, tooLarge := errors.AsType[*lzma.ErrDictSize](err); tooLarge {
			return nil, windowTooLarge()
		}
		return r, err
	})

	zstdFormat = compressed(Format{
		Name: "zstd", Title: "Zstandard-compressed file", MIME: "application/zstd",
		Extensions: []string{".zst", ".tzst", ".zstd"},
		Match: func(h *Head) bool {
			return bytes.HasPrefix(h.Bytes, zstdMagic) || isSkippableFrame(h.Bytes) && !lz4AfterSkippable(h.Bytes)
		},
	}, nil, newZstd)

	lz4Format = compressed(Format{
		Name: "lz4", Title: "LZ4-compressed file", MIME: "application/x-lz4",
		Extensions: []string{".lz4", ".tlz4"},
		Match: func(h *Head) bool {
			return bytes.HasPrefix(h.Bytes, lz4Magic) || bytes.HasPrefix(h.Bytes, lz4LegacyMagic) || lz4AfterSkippable(h.Bytes)
		},
	}, nil, newLZ4)

	snappyFormat = compressed(Format{
		Name: "snappy", Title: "Snappy-compressed file", MIME: "application/x-snappy-framed",
		Extensions: []string{".sz", ".snappy"},
		Match: func(h *Head) bool {
			return bytes.HasPrefix(h.Bytes, snappyMagic) || bytes.HasPrefix(h.Bytes, s2Magic)
		},
	}, nil, func(in *bufio.Reader) (io.Reader, error) {
		return s2.NewReader(in, s2.ReaderMaxBlockSize(snappyMaxBlock)), nil
	})

	brotliFormat = compressed(Format{
		Name: "brotli", Title: "Brotli-compressed file", MIME: "application/x-brotli",
		Extensions: []string{".br", ".tbr"},
		// Brotli has no magic at all: what is called so is tried.
		Match: func(h *Head) bool {
			return h.named(".br", ".tbr") && unpacks(brotli.NewReader(bytes.NewReader(h.Bytes)))
		},
	}, nil, func(in *bufio.Reader) (io.Reader, error) { return brotli.NewReader(in), nil })

	zlibFormat = compressed(Format{
		Name: "zlib", Title: "zlib-compressed file", MIME: "application/zlib",
		Extensions: []string{".zz", ".zlib"},
		// Two bytes are too little of a magic to tell by.
		Match: func(h *Head) bool {
			if !h.named(".zz", ".zlib") || len(h.Bytes) < 2 {
				return false
			}
			return h.Bytes[0]&0x0f == 8 && (int(h.Bytes[0])<<8|int(h.Bytes[1]))%31 == 0
		},
	}, nil, func(in *bufio.Reader) (io.Reader, error) { return zlib.NewReader(in) })

	compressFormat = compressed(Format{
		Name: "compress", Title: "Unix compress file", MIME: "application/x-compress",
		Extensions: []string{".z"},
		Match: func(h *Head) bool {
			const unused, bits = 0x60, 0x1f
			return len(h.Bytes) > 3 && bytes.HasPrefix(h.Bytes, lzwMagic) && h.Bytes[2]&unused == 0 && h.Bytes[2]&bits >= lzwMinBits && h.Bytes[2]&bits <= lzwMaxBits
		},
	}, lzwMagic, newUncompress)
)

var (
	bzip2Magic     = []byte("BZh")
	xzMagic        = []byte("\xfd7zXZ\x00")
	zstdMagic      = []byte{0x28, 0xb5, 0x2f, 0xfd}
	lz4Magic       = []byte{0x04, 0x22, 0x4d, 0x18}
	lz4LegacyMagic = []byte{0x02, 0x21, 0x4c, 0x18}
	snappyMagic    = []byte("\xff\x06\x00\x00sNaPpY")
	s2Magic        = []byte("\xff\x06\x00\x00S2sTwO")
)

// snappyMaxBlock is the largest block that is read: S2, which frames its blocks as Snappy does, ends there; those of Snappy are 64 KiB.
const snappyMaxBlock = 4 << 20

// compressed is a format of which open unpacks one stream. It is told by magic where it has no Match of its own.
func compressed(f Format, magic []byte, open func(*bufio.Reader) (io.Reader, error)) Format {
	f.Places = "member"
	if f.Match == nil {
		f.Match = func(h *Head) bool { return bytes.HasPrefix(h.Bytes, magic) }
	}
	f.Read = func(ctx context.Context, in *Input, sink Sink) error {
		return readPacked(ctx, in, sink, func(packed *bufio.Reader) (io.Reader, packedMember, error) {
			if start, _ := packed.Peek(len(magic)); !bytes.HasPrefix(magic, start) {
				return nil, packedMember{}, errOtherStream
			}
			r, err := open(packed)
			return r, packedMember{}, err
		})
	}
	return f
}

// packedMember is what a stream says about its content.
type packedMember struct {
	name     string
	modified time.Time
}

// readPacked hands over what a packed file unpacks to, as its one member. open begins a stream; it must not read past the end of it
// where another one may follow.
func readPacked(ctx context.Context, in *Input, sink Sink, open func(*bufio.Reader) (io.Reader, packedMember, error)) error {
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
	c := &packedContent{ctx: ctx, src: src, in: bufio.NewReaderSize(src, packedBuffer)}
	c.open = func() (member packedMember, err error) {
		c.close()
		c.stream, member, err = open(c.in)
		if err != nil {
			c.stream = nil
		}
		return member, err
	}
	member, err := c.open()
	if err != nil {
		sink.Problem(src.problem(err, "header is broken"))
		return ctx.Err()
	}
	defer c.close()
	if err := sink.Member(ctx, Member{
		Path:     packedName(member.name, in.Name),
		Size:     -1,
		Modified: member.modified,
		Body:     in.Budget.Unpacked(c, src.count),
	}); err != nil {
		return err
	}
	return ctx.Err()
}

// packedContent is what all streams of a file unpack to.
type packedContent struct {
	ctx    context.Context
	src    *sourceReader
	in     *bufio.Reader
	open   func() (packedMember, error)
	stream io.Reader
	err    error
}

func (c *packedContent) Read(p []byte) (int, error) {
	for c.err == nil {
		n, err := c.stream.Read(p)
		switch {
		case err == io.EOF:
			c.err = c.next()
		case err != nil:
			c.err = c.broken(err)
		}
		if n > 0 || len(p) == 0 {
			return n, nil
		}
	}
	return 0, c.err
}

// next goes to the next stream; io.EOF behind the last one.
func (c *packedContent) next() error {
	// A file of nothing but empty streams yields no byte at which anybody else could look.
	if err := c.ctx.Err(); err != nil {
		return err
	}
	for {
		b, err := c.in.Peek(1)
		if len(b) == 0 {
			if err != io.EOF {
				return c.src.problem(err, "")
			}
			return io.EOF
		}
		if b[0] != 0 {
			break
		}
		if _, err := c.in.Discard(1); err != nil {
			return c.src.problem(err, "")
		}
	}
	switch _, err := c.open(); {
	case err == nil:
		return nil
	case err == errOtherStream && c.src.err == nil:
		return source.Problemf(source.MalformedFile, "something else follows the packed data")
	default:
		return c.broken(err)
	}
}

func (c *packedContent) broken(err error) *source.Problem {
	if errors.Is(err, zstd.ErrWindowSizeExceeded) || errors.Is(err, zstd.ErrDecoderSizeExceeded) {
		err = windowTooLarge()
	}
	return c.src.problem(err, "packed data is broken or ends early")
}

// close gives back what the stream holds.
func (c *packedContent) close() {
	if z, ok := c.stream.(*zstd.Decoder); ok {
		z.Close()
	}
}

// errOtherStream is what open says of something that is no stream of its kind.
var errOtherStream = errors.New("something else follows")

func windowTooLarge() *source.Problem {
	return source.Problemf(source.UnableToParseFile, "packed with a dictionary of more than %d bytes", maxWindow)
}

func newZstd(in *bufio.Reader) (io.Reader, error) {
	// Frames that follow, skippable ones too, are the decoder's business. One goroutine: the packed bytes are counted as it goes.
	return zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderLowmem(true))
}

func newLZ4(in *bufio.Reader) (io.Reader, error) {
	for {
		head, err := in.Peek(8)
		if len(head) < 4 {
			return nil, err
		}
		if !isSkippableFrame(head) {
			break
		}
		if _, err := in.Discard(8); err != nil {
			return nil, err
		}
		if _, err := io.CopyN(io.Discard, in, int64(le32(head[4:]))); err != nil {
			return nil, err
		}
	}
	return lz4.NewReader(in), nil
}

// isSkippableFrame says that head begins with a frame that LZ4 and Zstandard share, which decoders skip.
func isSkippableFrame(head []byte) bool {
	return len(head) >= 8 && head[0]&0xf0 == 0x50 && head[1] == 0x2a && head[2] == 0x4d && head[3] == 0x18
}

// lz4AfterSkippable says that skippable frames stand before one of LZ4.
func lz4AfterSkippable(head []byte) bool {
	if !isSkippableFrame(head) {
		return false
	}
	for isSkippableFrame(head) {
		n := int64(le32(head[4:])) + 8
		if n > int64(len(head)) {
			return false
		}
		head = head[n:]
	}
	return bytes.HasPrefix(head, lz4Magic) || bytes.HasPrefix(head, lz4LegacyMagic)
}

// unpacks says that r has something to give, whatever comes later.
func unpacks(r io.Reader) bool {
	n, err := io.ReadFull(r, make([]byte, 1<<10))
	return n > 0 && (err == nil || err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF))
}

// packedExtensions are those that a packed file's name loses, and what stands in their place.
var packedExtensions = []struct {
	extensions []string
	instead    string
}{
	{[]string{".gz", ".bz2", ".bz", ".xz", ".lzma", ".zst", ".zstd", ".lz4", ".sz", ".snappy", ".br", ".zz", ".zlib", ".z"}, ""},
	{[]string{".tgz", ".taz", ".tbz2", ".tbz", ".tb2", ".txz", ".tlz", ".tzst", ".tlz4", ".tbr"}, ".tar"},
	{[]string{".svgz"}, ".svg"},
}

// packedName is the name in the header, if it is one, or the file's without its last extension.
func packedName(header, file string) string {
	if isFileName(header) {
		return path.Base(strings.ReplaceAll(header, `\`, "/"))
	}
	ext := path.Ext(file)
	for _, p := range packedExtensions {
		if slices.Contains(p.extensions, strings.ToLower(ext)) && len(ext) < len(file) {
			return strings.TrimSuffix(file, ext) + p.instead
		}
	}
	return file
}
