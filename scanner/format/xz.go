package format

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"hash/crc32"
	"hash/crc64"
	"io"

	"github.com/ulikunitz/xz/lzma"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// xzStream reads one stream of an xz file (https://tukaani.org/xz/xz-file-format.txt): its blocks, their checks, the index. The
// container is read here because every block says anew how large a dictionary it wants, and the library's own reader grants it.
type xzStream struct {
	in    *xzInput
	check hash.Hash // of the block at hand; nil where the stream has none that is known
	sum   int       // bytes of a block's check
	block *lzma.Reader2
	begin int64 // where the block's header begins
	err   error
}

const (
	xzHeaderLen = 12
	xzFooterLen = 12
	// xzFilterLZMA2 is the only filter that is read; the others are for programs.
	xzFilterLZMA2 = 0x21
	// xzMaxIndex is how many blocks an index may count: at one for each of the smallest blocks this is more than can be unpacked.
	xzMaxIndex = 1 << 32
)

var errXZ = errors.New("xz stream is broken")

func newXZ(in *bufio.Reader) (io.Reader, error) {
	head := make([]byte, xzHeaderLen)
	if _, err := io.ReadFull(in, head); err != nil {
		return nil, err
	}
	if !bytes.HasPrefix(head, xzMagic) || crc32.ChecksumIEEE(head[6:8]) != le32(head[8:]) || head[6] != 0 || head[7] > 15 {
		return nil, errXZ
	}
	x := &xzStream{in: &xzInput{in: in}, sum: []int{0, 4, 8, 16, 32, 64}[(int(head[7])+2)/3]}
	switch head[7] {
	case 1:
		x.check = crc32.NewIEEE()
	case 4:
		x.check = crc64.New(crc64.MakeTable(crc64.ECMA))
	case 10:
		x.check = sha256.New()
	}
	return x, nil
}

func (x *xzStream) Read(p []byte) (int, error) {
	for x.err == nil {
		if x.block == nil {
			x.err = x.next()
			continue
		}
		n, err := x.block.Read(p)
		if x.check != nil {
			x.check.Write(p[:n])
		}
		switch {
		case err == io.EOF:
			x.err = x.endBlock()
		case err != nil:
			x.err = err
		}
		if n > 0 || len(p) == 0 {
			return n, nil
		}
	}
	return 0, x.err
}

// next begins a block; io.EOF behind the last one.
func (x *xzStream) next() error {
	x.begin = x.in.n
	size, err := x.in.ReadByte()
	if err != nil {
		return unexpected(err)
	}
	if size == 0 {
		return x.index()
	}
	head := make([]byte, (int(size)+1)*4)
	head[0] = size
	if _, err := io.ReadFull(x.in, head[1:]); err != nil {
		return unexpected(err)
	}
	body := head[:len(head)-4]
	if crc32.ChecksumIEEE(body) != le32(head[len(body):]) {
		return errXZ
	}
	r := bytes.NewReader(body[2:])
	flags := body[1]
	for _, sized := range []byte{0x40, 0x80} { // packed, unpacked
		if flags&sized != 0 {
			if _, err := binary.ReadUvarint(r); err != nil {
				return errXZ
			}
		}
	}
	filter, _ := binary.ReadUvarint(r)
	props, err := binary.ReadUvarint(r)
	dict, _ := r.ReadByte()
	switch {
	case err != nil:
		return errXZ
	case flags&3 != 0 || filter != xzFilterLZMA2:
		return source.Problemf(source.UnableToParseFile, "packed with a filter for programs")
	case props != 1 || dict > 40:
		return errXZ
	}
	// Sizes are 2 or 3 times a power of two, from 4 KiB on.
	capacity := int64(2|dict&1) << (dict/2 + 11)
	if capacity > maxWindow {
		return windowTooLarge()
	}
	if x.check != nil {
		x.check.Reset()
	}
	x.block, err = lzma.Reader2Config{DictCap: int(capacity)}.NewReader2(x.in)
	return err
}

// endBlock reads what follows a block's data: zeros up to a multiple of four bytes, and its check.
func (x *xzStream) endBlock() error {
	x.block = nil
	tail := make([]byte, int(-(x.in.n-x.begin)&3)+x.sum)
	if _, err := io.ReadFull(x.in, tail); err != nil {
		return unexpected(err)
	}
	if x.check == nil {
		return nil
	}
	sum := x.check.Sum(nil)
	stored := tail[len(tail)-x.sum:]
	if x.sum < sha256.Size { // those of 32 and 64 bits are little-endian
		for i, j := 0, len(sum)-1; i < j; i, j = i+1, j-1 {
			sum[i], sum[j] = sum[j], sum[i]
		}
	}
	if !bytes.Equal(sum, stored) {
		return source.Problemf(source.MalformedFile, "checksum does not match")
	}
	return nil
}

// index reads the index and the footer, which only those need who do not read from the start.
func (x *xzStream) index() error {
	records, err := binary.ReadUvarint(x.in)
	if err != nil || records > xzMaxIndex {
		return errXZ
	}
	for range 2 * records {
		if _, err := binary.ReadUvarint(x.in); err != nil {
			return unexpected(err)
		}
	}
	tail := make([]byte, int(-(x.in.n-x.begin)&3)+4+xzFooterLen)
	if _, err := io.ReadFull(x.in, tail); err != nil {
		return unexpected(err)
	}
	if !bytes.HasSuffix(tail, []byte("YZ")) {
		return errXZ
	}
	return io.EOF
}

func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// xzInput counts.
type xzInput struct {
	in *bufio.Reader
	n  int64
}

func (x *xzInput) Read(p []byte) (int, error) {
	n, err := x.in.Read(p)
	x.n += int64(n)
	return n, err
}

func (x *xzInput) ReadByte() (byte, error) {
	b, err := x.in.ReadByte()
	if err == nil {
		x.n++
	}
	return b, err
}
