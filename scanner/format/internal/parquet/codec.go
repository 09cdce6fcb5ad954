package parquet

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
)

// Codecs (https://github.com/apache/parquet-format/blob/master/Compression.md).
const (
	codecNone   = 0
	codecSnappy = 1
	codecGzip   = 2
	codecLZO    = 3
	codecBrotli = 4
	codecHadoop = 5 // LZ4 in the frames of Hadoop, or bare
	codecZstd   = 6
	codecLZ4    = 7
)

var (
	errCodec  = errors.New("parquet: unknown codec")
	errUnpack = errors.New("parquet: page cannot be unpacked")
)

// unpacker unpacks pages. Its zero value is ready; it keeps what it unpacked with.
type unpacker struct {
	zstd   *zstd.Decoder
	gzip   *gzip.Reader
	brotli *brotli.Reader
}

func (u *unpacker) close() {
	if u.zstd != nil {
		u.zstd.Close()
	}
}

// unpack fills dst with what src unpacks to, which is no more and no less.
func (u *unpacker) unpack(codec int64, dst, src []byte) error {
	switch codec {
	case codecSnappy:
		if n, err := snappy.DecodedLen(src); err != nil || n != len(dst) {
			return errUnpack
		}
		_, err := snappy.Decode(dst, src)
		return err
	case codecGzip:
		return u.gunzip(dst, src)
	case codecBrotli:
		if u.brotli == nil {
			u.brotli = brotli.NewReader(nil)
		}
		if err := u.brotli.Reset(bytes.NewReader(src)); err != nil {
			return err
		}
		_, err := io.ReadFull(u.brotli, dst)
		return err
	case codecZstd:
		return u.unzstd(dst, src)
	case codecLZ4:
		return unpackLZ4(dst, src)
	case codecHadoop:
		if unpackHadoop(dst, src) == nil {
			return nil
		}
		return unpackLZ4(dst, src)
	}
	return errCodec
}

func (u *unpacker) gunzip(dst, src []byte) (err error) {
	if u.gzip == nil {
		u.gzip, err = gzip.NewReader(bytes.NewReader(src))
	} else {
		err = u.gzip.Reset(bytes.NewReader(src))
	}
	if err != nil {
		u.gzip = nil
		return err
	}
	_, err = io.ReadFull(u.gzip, dst)
	return err
}

func (u *unpacker) unzstd(dst, src []byte) (err error) {
	if u.zstd == nil {
		// One goroutine, and no more memory than dst has.
		u.zstd, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecodeAllCapLimit(true), zstd.WithDecoderMaxMemory(maxPage))
		if err != nil {
			return err
		}
	}
	out, err := u.zstd.DecodeAll(src, dst[:0:len(dst)])
	if err == nil && len(out) != len(dst) {
		err = errUnpack
	}
	return err
}

func unpackLZ4(dst, src []byte) error {
	if n, err := lz4.UncompressBlock(src, dst); err != nil || n != len(dst) {
		return errUnpack
	}
	return nil
}

// unpackHadoop unpacks blocks that have both their sizes before them.
func unpackHadoop(dst, src []byte) error {
	for len(dst) > 0 {
		if len(src) < 8 {
			return errUnpack
		}
		out, in := binary.BigEndian.Uint32(src), binary.BigEndian.Uint32(src[4:])
		src = src[8:]
		if uint64(out) > uint64(len(dst)) || uint64(in) > uint64(len(src)) || out == 0 {
			return errUnpack
		}
		if err := unpackLZ4(dst[:out], src[:in]); err != nil {
			return err
		}
		dst, src = dst[out:], src[in:]
	}
	return nil
}
