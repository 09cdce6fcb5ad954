package format

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// Records of a ZIP archive: APPNOTE.TXT 4.3.7 (local header), 4.3.9 (descriptor), 4.3.12 (directory), 4.3.14 to 4.3.16 (its end).
var (
	zipLocalMagic      = []byte("PK\x03\x04")
	zipDescriptorMagic = []byte("PK\x07\x08")
	zipCentralMagic    = []byte("PK\x01\x02")
	zipEndMagic        = []byte("PK\x05\x06")
	zipEnd64Magic      = []byte("PK\x06\x06")
	zipLocator64Magic  = []byte("PK\x06\x07")
)

const (
	zipLocalLen     = 30
	zipCentralLen   = 46
	zipEndLen       = 22
	zipEnd64Len     = 56
	zipLocator64Len = 20
	// zipMaxComment is the longest comment that may follow the end record.
	zipMaxComment = 1<<16 - 1
)

// Flags of a member (4.4.4).
const (
	zipFlagEncrypted  = 1 << 0
	zipFlagDescriptor = 1 << 3 // sizes and sum follow the data
	zipFlagUTF8       = 1 << 11
	zipFlagMasked     = 1 << 13 // the directory is encrypted
)

// zipEntry is a member as its header tells.
type zipEntry struct {
	name         string
	flags        uint16
	method       uint16
	crc          uint32
	packed, size int64
	modified     time.Time
	header       int64 // offset of the local header
	data         int64 // offset of the data; set by locate
	link         bool  // a symbolic link: its content is a path
	checked      bool  // size and crc are known
}

// folder says that the member is nothing but a folder.
func (e *zipEntry) folder() bool {
	return (strings.HasSuffix(e.name, "/") || strings.HasSuffix(e.name, `\`)) && e.size == 0
}

func (e *zipEntry) member() Member {
	m := Member{Path: e.name, Size: e.size, Modified: e.modified}
	if !e.checked {
		m.Size = -1
	}
	return m
}

// locate finds the data behind the local header, and gives the header as it stands there.
func (e *zipEntry) locate(at io.ReaderAt, size int64) (*zipEntry, *source.Problem) {
	local, problem := readZipLocal(at, e.header)
	if problem != nil {
		return nil, problem
	}
	if local.data > size {
		return nil, source.Problemf(source.MalformedFile, "member lies behind the end of the archive")
	}
	e.data = local.data
	return local, nil
}

// zipDirectory walks the central directory.
type zipDirectory struct {
	r     *bufio.Reader
	base  int64  // bytes before the archive: a self-extracting program
	count uint64 // members there should be
	seen  uint64
}

// openZipDirectory finds the end record and the directory it points to. The problem is a MalformedFile where there is none.
func openZipDirectory(at io.ReaderAt, size int64) (*zipDirectory, *source.Problem) {
	n := min(size, zipEndLen+zipMaxComment)
	tail := make([]byte, n)
	if err := readZipAt(at, tail, size-n); err != nil {
		return nil, err
	}
	missing := source.Problemf(source.MalformedFile, "archive has no directory of all members")
	end := -1
	for i := len(tail) - zipEndLen; i >= 0; i-- {
		if bytes.HasPrefix(tail[i:], zipEndMagic) && i+zipEndLen+int(le16(tail[i+20:])) <= len(tail) {
			end = i
			break
		}
	}
	if end < 0 {
		return nil, missing
	}
	rec := tail[end:]
	endAt := size - n + int64(end)
	count, length, offset := uint64(le16(rec[10:])), int64(le32(rec[12:])), int64(le32(rec[16:]))
	if count == 0xffff || length == 0xffffffff || offset == 0xffffffff {
		at64, rec64, problem := readZipEnd64(at, endAt)
		if problem != nil {
			return nil, problem
		}
		if rec64 != nil {
			endAt = at64
			count, length, offset = le64(rec64[32:]), int64(le64(rec64[40:])), int64(le64(rec64[48:]))
		}
	}
	if length < 0 || offset < 0 || length > endAt || offset > endAt-length {
		return nil, missing
	}
	// What stands before the archive shifts every offset in it, unless it stands behind the directory.
	base := endAt - length - offset
	if base > 0 && !zipMagicAt(at, base+offset, zipCentralMagic) && zipMagicAt(at, offset, zipCentralMagic) {
		base = 0
	}
	// Another archive stands before this one, or this one is a member of an archive that was cut: the directory knows only a part.
	if base > 0 && zipMagicAt(at, 0, zipLocalMagic) {
		return nil, missing
	}
	r := io.NewSectionReader(at, base+offset, endAt-base-offset)
	return &zipDirectory{r: bufio.NewReaderSize(r, 64<<10), base: base, count: count}, nil
}

// readZipEnd64 reads the end record of a ZIP64 archive, whose locator stands before the end record at endAt. There may be none.
func readZipEnd64(at io.ReaderAt, endAt int64) (int64, []byte, *source.Problem) {
	var loc [zipLocator64Len]byte
	if endAt < zipLocator64Len {
		return 0, nil, nil
	}
	if err := readZipAt(at, loc[:], endAt-zipLocator64Len); err != nil {
		return 0, nil, err
	}
	if !bytes.HasPrefix(loc[:], zipLocator64Magic) {
		return 0, nil, nil
	}
	rec := make([]byte, zipEnd64Len)
	// The second guess is right where something stands before the archive.
	for _, off := range []int64{int64(le64(loc[8:])), endAt - zipLocator64Len - zipEnd64Len} {
		if off < 0 || off > endAt-zipLocator64Len-zipEnd64Len {
			continue
		}
		if err := readZipAt(at, rec, off); err != nil {
			return 0, nil, err
		}
		if bytes.HasPrefix(rec, zipEnd64Magic) {
			return off, rec, nil
		}
	}
	return 0, nil, source.Problemf(source.MalformedFile, "archive has no directory")
}

// next gives the next member, nil behind the last one.
func (d *zipDirectory) next() (*zipEntry, *source.Problem) {
	// The records count, not the number in the end record: it is wrong where there are more than it can say.
	magic, err := d.r.Peek(len(zipCentralMagic))
	if err != nil && err != io.EOF {
		return nil, source.AsProblem(err, source.ReadError)
	}
	if !bytes.Equal(magic, zipCentralMagic) {
		if d.seen < d.count {
			return nil, source.Problemf(source.MalformedFile, "directory is broken")
		}
		return nil, nil
	}
	d.seen++
	var h [zipCentralLen]byte
	if problem := d.read(h[:]); problem != nil {
		return nil, problem
	}
	nameLen, extraLen := int(le16(h[28:])), int(le16(h[30:]))
	rest := make([]byte, nameLen+extraLen)
	if problem := d.read(rest); problem != nil {
		return nil, problem
	}
	if _, err := d.r.Discard(int(le16(h[32:]))); err != nil {
		return nil, zipReadProblem(err, "directory ends early")
	}
	const unix, typeMask, symlink = 3, 0o170000, 0o120000
	e := &zipEntry{
		flags:   le16(h[8:]),
		method:  le16(h[10:]),
		crc:     le32(h[16:]),
		packed:  int64(le32(h[20:])),
		size:    int64(le32(h[24:])),
		header:  int64(le32(h[42:])),
		link:    h[5] == unix && le32(h[38:])>>16&typeMask == symlink,
		checked: true,
	}
	e.name = zipName(rest[:nameLen], e.flags)
	e.modified = dosTime(le16(h[14:]), le16(h[12:]))
	e.extra(rest[nameLen:])
	e.header += d.base
	if e.packed < 0 || e.size < 0 || e.header < 0 {
		return nil, source.Problemf(source.MalformedFile, "directory is broken")
	}
	return e, nil
}

func (d *zipDirectory) read(p []byte) *source.Problem {
	if _, err := io.ReadFull(d.r, p); err != nil {
		return zipReadProblem(err, "directory ends early")
	}
	return nil
}

// readZipLocal reads the local header at offset.
func readZipLocal(at io.ReaderAt, offset int64) (*zipEntry, *source.Problem) {
	var h [zipLocalLen]byte
	if err := readZipAt(at, h[:], offset); err != nil {
		return nil, err
	}
	if !bytes.HasPrefix(h[:], zipLocalMagic) {
		return nil, source.Problemf(source.MalformedFile, "member has no header")
	}
	nameLen, extraLen := int(le16(h[26:])), int(le16(h[28:]))
	rest := make([]byte, nameLen+extraLen)
	if err := readZipAt(at, rest, offset+zipLocalLen); err != nil {
		return nil, err
	}
	e := &zipEntry{
		flags:  le16(h[6:]),
		method: le16(h[8:]),
		crc:    le32(h[14:]),
		packed: int64(le32(h[18:])),
		size:   int64(le32(h[22:])),
		header: offset,
		data:   offset + zipLocalLen + int64(len(rest)),
	}
	e.checked = e.flags&zipFlagDescriptor == 0
	e.name = zipName(rest[:nameLen], e.flags)
	e.modified = dosTime(le16(h[12:]), le16(h[10:]))
	e.extra(rest[nameLen:])
	if e.packed < 0 || e.size < 0 {
		return nil, source.Problemf(source.MalformedFile, "member has no header")
	}
	return e, nil
}

// extra takes from the extra fields (4.5) the 64-bit sizes and offset, and the time with its zone.
func (e *zipEntry) extra(b []byte) {
	const zip64, extTime = 0x0001, 0x5455
	for len(b) >= 4 {
		id, n := le16(b), int(le16(b[2:]))
		b = b[4:]
		if n > len(b) {
			return
		}
		field := b[:n]
		b = b[n:]
		switch id {
		case zip64:
			for _, v := range []*int64{&e.size, &e.packed, &e.header} {
				if *v == 0xffffffff && len(field) >= 8 {
					*v = int64(le64(field))
					field = field[8:]
				}
			}
		case extTime:
			if len(field) >= 5 && field[0]&1 != 0 {
				e.modified = time.Unix(int64(int32(le32(field[1:]))), 0).UTC()
			}
		}
	}
}

// zipName gives a name in UTF-8. Without the flag it is in code page 437, but many tools write UTF-8 all the same.
func zipName(b []byte, flags uint16) string {
	if flags&zipFlagUTF8 != 0 || utf8.Valid(b) {
		return string(b)
	}
	name, err := charmap.CodePage437.NewDecoder().Bytes(b)
	if err != nil {
		return string(b)
	}
	return string(name)
}

// dosTime is a time of MS-DOS, which has no zone: UTC is assumed. Zero where there is none.
func dosTime(date, clock uint16) time.Time {
	if date == 0 {
		return time.Time{}
	}
	return time.Date(int(date>>9)+1980, time.Month(date>>5&15), int(date&31),
		int(clock>>11), int(clock>>5&63), int(clock&31)*2, 0, time.UTC)
}

func zipMagicAt(at io.ReaderAt, offset int64, magic []byte) bool {
	b := make([]byte, len(magic))
	return readZipAt(at, b, offset) == nil && bytes.Equal(b, magic)
}

func readZipAt(at io.ReaderAt, p []byte, offset int64) *source.Problem {
	if offset < 0 {
		return source.Problemf(source.MalformedFile, "offset lies outside the archive")
	}
	n, err := at.ReadAt(p, offset)
	if n == len(p) {
		return nil
	}
	if err == nil {
		err = io.ErrUnexpectedEOF
	}
	return zipReadProblem(err, "archive ends early")
}

// zipReadProblem tells an end that comes too soon from a source that failed.
func zipReadProblem(err error, detail string) *source.Problem {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return source.Problemf(source.MalformedFile, "%s", detail)
	}
	return source.AsProblem(err, source.ReadError)
}

func le16(b []byte) uint16 { return binary.LittleEndian.Uint16(b) }
func le32(b []byte) uint32 { return binary.LittleEndian.Uint32(b) }
func le64(b []byte) uint64 { return binary.LittleEndian.Uint64(b) }
