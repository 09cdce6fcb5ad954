package format

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// avroUnpack unpacks a block into dst's memory, or into more of it. It gives what came out before an error, too.
type avroUnpack func(dst, block []byte) ([]byte, error)

var (
	errAvroBlock = errors.New("avro: block cannot be unpacked")
	errAvroLarge = source.Problemf(source.MalformedOrTooLarge, "block unpacks to more than %d bytes", maxAvroBlock)
)

// avroCodec gives what unpacks the blocks of a codec (https://avro.apache.org/docs/current/specification/#required-codecs), and what
// is to be called at the end; nil where the codec is not known.
func avroCodec(name string) (unpack avroUnpack, end func()) {
	end = func() {}
	switch name {
	case "", "null":
		return func(_, block []byte) ([]byte, error) { return block, nil }, end
	case "deflate":
		var r io.ReadCloser
		return func(dst, block []byte) ([]byte, error) {
			in := bytes.NewReader(block)
			if r == nil {
				r = flate.NewReader(in)
			} else if err := r.(flate.Resetter).Reset(in, nil); err != nil {
				return nil, err
			}
			return avroReadAll(dst, r)
		}, end
	case "snappy":
		return unpackAvroSnappy, end
	case "zstandard":
		r, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxAvroBlock))
		if err != nil {
			return nil, end
		}
		return func(dst, block []byte) ([]byte, error) {
			out, err := r.DecodeAll(block, dst[:0])
			if errors.Is(err, zstd.ErrDecoderSizeExceeded) || errors.Is(err, zstd.ErrWindowSizeExceeded) {
				err = errAvroLarge
			}
			return out, err
		}, r.Close
	case "bzip2":
		return func(dst, block []byte) ([]byte, error) {
			return avroReadAll(dst, bzip2.NewReader(bytes.NewReader(block)))
		}, end
	case "xz":
		return func(dst, block []byte) ([]byte, error) {
			r, err := newXZ(bufio.NewReader(bytes.NewReader(block)))
			if err != nil {
				return nil, err
			}
			return avroReadAll(dst, r)
		}, end
	}
	return nil, end
}

// unpackAvroSnappy unpacks a block with its checksum behind it.
func unpackAvroSnappy(dst, block []byte) ([]byte, error) {
	const sum = 4
	if len(block) < sum {
		return nil, errAvroBlock
	}
	block, want := block[:len(block)-sum], binary.BigEndian.Uint32(block[len(block)-sum:])
	n, err := snappy.DecodedLen(block)
	switch {
	case err != nil:
		return nil, err
	case n > maxAvroBlock:
		return nil, errAvroLarge
	}
	out, err := snappy.Decode(dst[:cap(dst)], block)
	if err == nil && crc32.ChecksumIEEE(out) != want {
		err = errAvroBlock
	}
	return out, err
}

// avroReadAll reads r into dst, as long as it is no more than a block may hold.
func avroReadAll(dst []byte, r io.Reader) ([]byte, error) {
	buf := bytes.NewBuffer(dst[:0])
	n, err := buf.ReadFrom(io.LimitReader(r, maxAvroBlock+1))
	if n > maxAvroBlock {
		err = errAvroLarge
	}
	return buf.Bytes(), err
}
