package format

import (
	"bytes"
	"hash/crc32"
	"io"

	"github.com/ulikunitz/xz/lzma"

	"github.com/pii-scan/pii-scan/scanner/source"
)

var sevenzipMagic = []byte("7z\xbc\xaf\x27\x1c")

const (
	sevenzipStartLen = 32
	// sevenzipMaxHeader is how large a directory may be, packed or unpacked: about 100 bytes for each of some 600,000 members.
	sevenzipMaxHeader = 64 << 20
	// sevenzipMaxCoders is how many coders may stand one behind the other; 7-Zip itself takes 32.
	sevenzipMaxCoders = 32
	// sevenzipMaxStreams is how many packed streams there may be: the library holds some hundred bytes for each. Solid archives have
	// few.
	sevenzipMaxStreams = 1 << 17
	// sevenzipMaxSearch is how many streams may be looked through in all to find those of the members: the library does so from the
	// first on for each one, which takes about a second then.
	sevenzipMaxSearch = 1 << 30
	// sevenzipMaxWindow is how far back a coder may look: 7-Zip -mx=9 uses 64 MiB, newer ones 256 MiB.
	sevenzipMaxWindow = 256 << 20
)

// Parts of a directory: 7zFormat.txt, "Property IDs".
const (
	sevenzipEnd           = 0x00
	sevenzipHeader        = 0x01
	sevenzipMainStreams   = 0x04
	sevenzipFilesInfo     = 0x05
	sevenzipPackInfo      = 0x06
	sevenzipUnpackInfo    = 0x07
	sevenzipSubStreams    = 0x08
	sevenzipSize          = 0x09
	sevenzipCRC           = 0x0a
	sevenzipFolder        = 0x0b
	sevenzipUnpackSize    = 0x0c
	sevenzipNumStreams    = 0x0d
	sevenzipEncodedHeader = 0x17
)

// Methods of packing whose properties matter here.
const (
	sevenzipLZMA  = "\x03\x01\x01"
	sevenzipLZMA2 = "\x21"
	sevenzipPPMd  = "\x03\x04\x01"
	sevenzipAES   = "\x06\xf1\x07\x01"
)

// sevenzipFolders are the packed streams of an archive.
type sevenzipFolders []sevenzipStream

// sevenzipStream is one: the coders it went through.
type sevenzipStream struct {
	methods   []string
	props     [][]byte
	unpacked  []int64 // size behind each coder
	encrypted bool
	window    int64 // the largest
}

// problem says why stream i cannot be read; nil when it can.
func (f sevenzipFolders) problem(i int) *source.Problem {
	switch {
	case i < 0 || i >= len(f):
		return source.Problemf(source.MalformedFile, "directory is broken")
	case f[i].encrypted:
		return source.Problemf(source.InvalidEncryption, "encrypted with a password")
	case f[i].window > sevenzipMaxWindow:
		return source.Problemf(source.UnableToParseFile, "packed with a dictionary of more than %d bytes", sevenzipMaxWindow)
	}
	return nil
}

// readSevenzipHeader walks through the directory and sees that no number in it asks for more than there is. Everything a directory
// counts takes at least a byte of it.
func readSevenzipHeader(at io.ReaderAt, size int64) (sevenzipFolders, *source.Problem) {
	broken := source.Problemf(source.MalformedFile, "archive has no directory")
	start := make([]byte, sevenzipStartLen)
	if n, _ := at.ReadAt(start, 0); n < len(start) || crc32.ChecksumIEEE(start[12:]) != le32(start[8:]) {
		return nil, broken
	}
	offset, length := int64(le64(start[12:])), int64(le64(start[20:]))
	if length == 0 && offset == 0 {
		return nil, nil // an empty archive
	}
	if offset < 0 || length <= 0 || offset > size-sevenzipStartLen || length > size-sevenzipStartLen-offset {
		return nil, broken
	}
	if length > sevenzipMaxHeader {
		return nil, sevenzipHeaderTooLarge()
	}
	header := make([]byte, length)
	if n, _ := at.ReadAt(header, sevenzipStartLen+offset); n < len(header) || crc32.ChecksumIEEE(header) != le32(start[28:]) {
		return nil, broken
	}
	if header[0] == sevenzipEncodedHeader {
		var problem *source.Problem
		if header, problem = unpackSevenzipHeader(at, size, header); problem != nil {
			return nil, problem
		}
	}
	w := &sevenzipWalk{b: header}
	if w.byte() != sevenzipHeader {
		return nil, broken
	}
	id := w.byte()
	if id == sevenzipMainStreams {
		w.streams()
		id = w.byte()
	}
	files := 0
	if id == sevenzipFilesInfo {
		files = w.count()
	}
	switch {
	case w.broken:
		return nil, broken
	case files > MaxEntries || len(w.folders) > sevenzipMaxStreams || int64(files)*int64(len(w.folders)) > sevenzipMaxSearch:
		return nil, source.Problemf(source.ArchiveTotalFilesOverLimit, "%d members in %d streams", files, len(w.folders))
	}
	return w.folders, nil
}

func sevenzipHeaderTooLarge() *source.Problem {
	return source.Problemf(source.ArchiveExceedsSizeLimit, "directory of more than %d bytes", sevenzipMaxHeader)
}

// unpackSevenzipHeader unpacks a directory that is packed itself: 7-Zip does so with LZMA.
func unpackSevenzipHeader(at io.ReaderAt, size int64, packed []byte) ([]byte, *source.Problem) {
	broken := source.Problemf(source.MalformedFile, "archive has no directory")
	w := &sevenzipWalk{b: packed[1:]}
	w.streams()
	if w.broken || len(w.folders) != 1 || len(w.packed) == 0 {
		return nil, broken
	}
	f := w.folders[0]
	n := w.packed[0]
	switch {
	case f.encrypted:
		return nil, source.Problemf(source.InvalidEncryption, "directory encrypted with a password")
	case len(f.methods) != 1 || f.methods[0] != sevenzipLZMA || len(f.props[0]) != 5:
		return nil, source.Problemf(source.UnableToParseFile, "directory packed in an unusual way")
	case f.unpacked[0] > sevenzipMaxHeader || f.window > sevenzipMaxWindow:
		return nil, sevenzipHeaderTooLarge()
	case w.position < 0 || n < 0 || w.position > size-sevenzipStartLen || n > size-sevenzipStartLen-w.position:
		return nil, broken
	}
	head := append(bytes.Clone(f.props[0]), bytes.Repeat([]byte{0xff}, 8)...)
	for i := range 8 {
		head[5+i] = byte(f.unpacked[0] >> (8 * i))
	}
	r, err := lzma.ReaderConfig{DictCap: sevenzipMaxWindow}.NewReader(
		io.MultiReader(bytes.NewReader(head), io.NewSectionReader(at, sevenzipStartLen+w.position, n)))
	if err != nil {
		return nil, broken
	}
	header, err := io.ReadAll(io.LimitReader(r, sevenzipMaxHeader))
	if err != nil || int64(len(header)) != f.unpacked[0] || len(header) == 0 {
		return nil, broken
	}
	return header, nil
}

// sevenzipWalk walks through a directory. Once broken, it yields zeros.
type sevenzipWalk struct {
	b        []byte
	broken   bool
	position int64   // of the first packed stream, behind the start
	packed   []int64 // sizes of packed streams
	folders  sevenzipFolders
}

func (w *sevenzipWalk) skip(n int) []byte {
	if n < 0 || n > len(w.b) {
		w.broken, w.b = true, nil
		return nil
	}
	b := w.b[:n]
	w.b = w.b[n:]
	return b
}

func (w *sevenzipWalk) byte() byte {
	if b := w.skip(1); len(b) == 1 {
		return b[0]
	}
	return 0
}

// number reads a number of one to nine bytes: the leading ones of the first say how many follow.
func (w *sevenzipWalk) number() int64 {
	first := w.byte()
	var v uint64
	for i := range 8 {
		mask := byte(0x80) >> i
		if first&mask == 0 {
			return int64(v | uint64(first&(mask-1))<<(8*i))
		}
		v |= uint64(w.byte()) << (8 * i)
	}
	return int64(v)
}

// count reads how many there are of something.
func (w *sevenzipWalk) count() int {
	n := w.number()
	if n < 0 || n > int64(len(w.b)) {
		w.broken, w.b = true, nil
		return 0
	}
	return int(n)
}

func (w *sevenzipWalk) expect(id byte) {
	if w.byte() != id {
		w.broken, w.b = true, nil
	}
}

// streams reads all about the packed streams.
func (w *sevenzipWalk) streams() {
	id := w.byte()
	if id == sevenzipPackInfo {
		w.position = w.number()
		n := w.count()
		if id = w.byte(); id == sevenzipSize {
			for range n {
				w.packed = append(w.packed, w.number())
			}
			id = w.byte()
		}
		w.endDigests(id, n)
		id = w.byte()
	}
	if id == sevenzipUnpackInfo {
		w.expect(sevenzipFolder)
		n := w.count()
		if w.byte() != 0 { // the folders stand elsewhere
			w.broken = true
			return
		}
		for i := 0; i < n && !w.broken && i <= sevenzipMaxStreams; i++ {
			w.folders = append(w.folders, w.folder())
		}
		w.expect(sevenzipUnpackSize)
		for i := range w.folders {
			f := &w.folders[i]
			for range f.methods {
				f.unpacked = append(f.unpacked, w.number())
			}
		}
		w.endDigests(w.byte(), n)
		id = w.byte()
	}
	if id == sevenzipSubStreams {
		w.subStreams()
		id = w.byte()
	}
	if id != sevenzipEnd {
		w.broken = true
	}
}

// folder reads the coders of one stream and how they are bound together.
func (w *sevenzipWalk) folder() sevenzipStream {
	var f sevenzipStream
	ins, outs := 0, 0
	coders := w.count()
	if coders == 0 || coders > sevenzipMaxCoders {
		w.broken = true
		return f
	}
	for range coders {
		flags := w.byte()
		method := string(w.skip(int(flags & 0x0f)))
		in, out := 1, 1
		if flags&0x10 != 0 {
			in, out = w.count(), w.count()
		}
		var props []byte
		if flags&0x20 != 0 {
			props = w.skip(w.count())
		}
		if in < 1 || in > sevenzipMaxCoders || out != 1 {
			w.broken = true
			return f
		}
		ins, outs = ins+in, outs+out
		f.methods, f.props = append(f.methods, method), append(f.props, props)
		f.encrypted = f.encrypted || method == sevenzipAES
		f.window = max(f.window, sevenzipWindow(method, props))
	}
	for range outs - 1 {
		w.number()
		w.number()
	}
	if packed := ins - (outs - 1); packed > 1 {
		for range packed {
			w.number()
		}
	}
	return f
}

// sevenzipWindow is how much a coder holds in memory.
func sevenzipWindow(method string, props []byte) int64 {
	switch {
	case (method == sevenzipLZMA || method == sevenzipPPMd) && len(props) == 5:
		return int64(le32(props[1:]))
	case method == sevenzipLZMA2 && len(props) == 1 && props[0] <= 40:
		return int64(2|props[0]&1) << (props[0]/2 + 11)
	}
	return 0
}

// subStreams reads how the streams are divided among members.
func (w *sevenzipWalk) subStreams() {
	total, known := 0, 0
	id := w.byte()
	counts := make([]int, len(w.folders))
	for i := range counts {
		counts[i] = 1
	}
	if id == sevenzipNumStreams {
		for i := range counts {
			counts[i] = w.count()
		}
		id = w.byte()
	}
	for _, n := range counts {
		total += n
		known += max(n-1, 0) // the last takes what is left
	}
	if total > len(w.b)+len(counts) {
		w.broken, w.b = true, nil
		return
	}
	if id == sevenzipSize {
		for range known {
			w.number()
		}
		id = w.byte()
	}
	w.endDigests(id, total)
}

// endDigests reads the checksums of n streams, if id says that they are there, and the end of the part. Their number may be less
// than n where some are known from elsewhere.
func (w *sevenzipWalk) endDigests(id byte, n int) {
	if id == sevenzipCRC {
		defined := n
		if w.byte() == 0 {
			defined = 0
			for i, b := range w.skip((n + 7) / 8) {
				for bit := range min(8, n-8*i) {
					if b&(0x80>>bit) != 0 {
						defined++
					}
				}
			}
		}
		w.skip(4 * defined)
		id = w.byte()
	}
	if id != sevenzipEnd {
		w.broken = true
	}
}
