package format

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"encoding/binary"
	"errors"
	"io"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz/lzma"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// Methods of packing (APPNOTE.TXT 4.4.5).
const (
	zipStored    = 0
	zipDeflated  = 8
	zipDeflate64 = 9
	zipBzip2     = 12
	zipLZMA      = 14
	zipZstdOld   = 20
	zipZstd      = 93
	zipXZ        = 95
)

// zipReads says whether a method is read. The others are of before 1993 (1 to 6, 10), for sound and pictures (94, 96, 97), or PPMd (98).
func zipReads(method uint16) bool {
	switch method {
	case zipStored, zipDeflated, zipDeflate64, zipBzip2, zipLZMA, zipZstdOld, zipZstd, zipXZ:
		return true
	}
	return false
}

// unpacked gives the content of e, of which in gives the packed bytes. Reading gives the errors of a method's header, too.
func (u *unzipper) unpacked(e *zipEntry, in io.Reader) io.Reader {
	switch e.method {
	case zipDeflated:
		if u.inflate == nil {
			u.inflate = flate.NewReader(in)
		} else if u.inflate.(flate.Resetter).Reset(in, nil) != nil {
			u.inflate = flate.NewReader(in)
		}
		return u.inflate
	case zipDeflate64:
		return newInflate64(asBuffered(in))
	case zipBzip2:
		return bzip2.NewReader(in)
	case zipLZMA:
		return &zipLazy{open: func() (io.Reader, error) { return newZipLZMA(e, asBuffered(in)) }}
	case zipZstd, zipZstdOld:
		return &zipLazy{open: func() (io.Reader, error) { return newZstd(asBuffered(in)) }}
	case zipXZ:
		return &zipLazy{open: func() (io.Reader, error) { return newXZ(asBuffered(in)) }}
	}
	return in
}

func asBuffered(in io.Reader) *bufio.Reader { return bufio.NewReaderSize(in, zipReadAhead) }

// newZipLZMA reads LZMA with the header that ZIP gives it (5.8.8): a version, the length of the properties, the properties.
func newZipLZMA(e *zipEntry, in io.Reader) (io.Reader, error) {
	const flagEndMarker = 1 << 1
	var head [9]byte
	if _, err := io.ReadFull(in, head[:]); err != nil {
		return nil, unexpected(err)
	}
	if le16(head[2:]) != 5 {
		return nil, errors.New("properties of another length")
	}
	size := uint64(e.size)
	if e.flags&flagEndMarker != 0 || !e.checked {
		size = 1<<64 - 1
	}
	alone := binary.LittleEndian.AppendUint64(bytes.Clone(head[4:]), size)
	r, err := lzma.ReaderConfig{DictCap: maxWindow}.NewReader(io.MultiReader(bytes.NewReader(alone), in))
	if _, tooLarge := errors.AsType[*lzma.ErrDictSize](err); tooLarge {
		return nil, windowTooLarge()
	}
	return r, err
}

// zipLazy opens a decoder when it is first read, and closes it at its end.
type zipLazy struct {
	open func() (io.Reader, error)
	r    io.Reader
	err  error
}

func (z *zipLazy) Read(p []byte) (int, error) {
	if z.err != nil {
		return 0, z.err
	}
	if z.r == nil {
		if z.r, z.err = z.open(); z.err != nil {
			return 0, z.err
		}
	}
	n, err := z.r.Read(p)
	if err != nil {
		z.err = err
		if errors.Is(err, zstd.ErrWindowSizeExceeded) {
			z.err = windowTooLarge()
		}
		if d, ok := z.r.(*zstd.Decoder); ok {
			d.Close()
		}
	}
	return n, z.err
}

// unreadable says why the content cannot be read; nil when it can.
func (e *zipEntry) unreadable() *source.Problem {
	if e.flags&(zipFlagEncrypted|zipFlagMasked) != 0 {
		return source.Problemf(source.InvalidEncryption, "encrypted with a password")
	}
	if !zipReads(e.method) {
		return source.Problemf(source.UnableToParseFile, "compression method %d", e.method)
	}
	return nil
}
