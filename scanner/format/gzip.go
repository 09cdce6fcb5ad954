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
)

// gzipFormat reads gzip files (RFC 1952), also of several members, which are one content. Zeros behind the last one are padding,
// anything else is told as a problem.
var gzipFormat = Format{
	Name:       "gzip",
	Title:      "gzip-compressed file",
	MIME:       "application/gzip",
	Extensions: []string{".gz", ".tgz", ".taz", ".svgz"},
	Places:     "member",
	Match: func(h *Head) bool {
		return bytes.HasPrefix(h.Bytes, gzipMagic)
	},
	Read: readGzip,
}

var gzipMagic = []byte{0x1f, 0x8b, 8}

// gzipMaxName is the longest name in a header that is believed; file systems end at 255 bytes.
const gzipMaxName = 255

func readGzip(ctx context.Context, in *Input, sink Sink) error {
	var z *gzip.Reader
	return readPacked(ctx, in, sink, func(packed *bufio.Reader) (io.Reader, packedMember, error) {
		if z == nil {
			first, err := gzip.NewReader(packed)
			if err != nil {
				return nil, packedMember{}, err
			}
			z = first
		} else {
			if magic, _ := packed.Peek(2); !bytes.HasPrefix(gzipMagic, magic) {
				return nil, packedMember{}, errOtherStream
			}
			if err := z.Reset(packed); err != nil {
				return nil, packedMember{}, err
			}
		}
		z.Multistream(false)
		return z, packedMember{name: z.Name, modified: z.ModTime}, nil
	})
}

// isFileName says whether a name in a header can be a file's.
func isFileName(header string) bool {
	odd := func(r rune) bool { return r == unicode.ReplacementChar || unicode.IsControl(r) }
	name := path.Base(strings.ReplaceAll(header, `\`, "/"))
	return header != "" && len(name) <= gzipMaxName && strings.IndexFunc(name, odd) < 0 && strings.Trim(name, "./ ") != ""
}
