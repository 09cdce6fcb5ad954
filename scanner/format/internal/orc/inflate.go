package orc

import (
	"bytes"
	"errors"
	"io"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
)

// codec is how the chunks of a file are compressed (enum CompressionKind).
type codec uint64

const (
	none codec = iota
	deflate
	snap
	lzo
	lz4Block
	zstandard
)

// defaultChunk is the size of chunks where the postscript does not say it.
const defaultChunk = 256 << 10

// inflater unpacks chunks. It serves all streams of a file, one after the other.
type inflater struct {
	codec   codec
	limit   int // bytes that a chunk may unpack to
	in      bytes.Reader
	flate   io.ReadCloser
	zstd    *zstd.Decoder
	scratch []byte
}

func newInflater(c codec, limit int) *inflater { return &inflater{codec: c, limit: limit} }

var errChunk = errors.New("chunk does not unpack")

// unpack appends what chunk unpacks to to dst. It allocates no more than the limit, and little where the chunk is small.
func (f *inflater) unpack(dst, chunk []byte) ([]byte, error) {
	switch f.codec {
	case deflate:
		return f.unflate(dst, chunk)
	case snap:
		n, err := snappy.DecodedLen(chunk)
		if err != nil || n > f.limit || n > maxSnappyRatio*len(chunk) {
			return dst, errChunk
		}
		f.scratch = grown(f.scratch, n)
		out, err := snappy.Decode(f.scratch[:n], chunk)
		if err != nil {
			return dst, errChunk
		}
		return append(dst, out...), nil
	case lz4Block:
		f.scratch = grown(f.scratch, min(f.limit, maxLZ4Ratio*len(chunk)))
		n, err := lz4.UncompressBlock(chunk, f.scratch)
		if err != nil || n < 0 {
			return dst, errChunk
		}
		return append(dst, f.scratch[:n]...), nil
	case zstandard:
		return f.unzstd(dst, chunk)
	}
	return dst, errChunk
}

// How much a byte unpacks to at most: a snappy copy of 64 bytes takes two, a byte of an LZ4 length stands for 255.
const (
	maxSnappyRatio = 64
	maxLZ4Ratio    = 256
)

func grown(b []byte, n int) []byte {
	if cap(b) < n {
		return make([]byte, n)
	}
	return b[:n]
}

func (f *inflater) unflate(dst, chunk []byte) ([]byte, error) {
	f.in.Reset(chunk)
	if f.flate == nil {
		f.flate = flate.NewReader(&f.in)
	} else if err := f.flate.(flate.Resetter).Reset(&f.in, nil); err != nil {
		return dst, errChunk
	}
	for start := len(dst); ; {
		if len(dst) == cap(dst) {
			dst = append(dst, 0)[:len(dst)]
		}
		n, err := f.flate.Read(dst[len(dst):cap(dst)])
		dst = dst[:len(dst)+n]
		switch {
		case len(dst)-start > f.limit:
			return dst, errChunk
		case err == io.EOF:
			return dst, nil
		case err != nil:
			return dst, errChunk
		}
	}
}

func (f *inflater) unzstd(dst, chunk []byte) ([]byte, error) {
	if f.zstd == nil {
		d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(uint64(f.limit)),
			zstd.WithDecoderMaxWindow(maxChunk), zstd.WithDecoderLowmem(true))
		if err != nil {
			return dst, errChunk
		}
		f.zstd = d
	}
	out, err := f.zstd.DecodeAll(chunk, f.scratch[:0])
	if err != nil {
		return dst, errChunk
	}
	f.scratch = out
	return append(dst, out...), nil
}
