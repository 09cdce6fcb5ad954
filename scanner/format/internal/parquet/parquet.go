// Package parquet reads the columns of Parquet files (https://github.com/apache/parquet-format) as text: numbers, dates and decimals
// as people write them, strings as they are. It knows all encodings, nested columns, and all codecs but LZO.
//
// Files may be hostile. All that is read at once is bounded by constants before it is read or unpacked, whatever a file says of
// itself, and a value takes no more memory than the page that it stands in: runs, deltas and dictionaries are decoded value by value.
// Bit patterns that are no text are left out, as are booleans. Encrypted files and columns are told by their problem's reason.
//
// Open reads the footer, NextGroup steps through the groups of rows, and Cells are taken from a group's chunks one after the other:
// in the order in which they stand in a file, so that nearly every byte is read once, and once only.
package parquet

import (
	"encoding/binary"
	"io"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// Limits. Sizes are in bytes.
const (
	// maxFooter is the largest footer: one of 1,000 columns and 1,000 groups of rows has some 100 bytes for each.
	maxFooter = 128 << 20
	// maxPage is the largest page, packed or unpacked. Writers make pages of 1 MiB; a few put the column of a whole group in one.
	maxPage = 128 << 20
	// maxPageHeader is the largest header of a page: it may hold the smallest and the largest value.
	maxPageHeader = 4 << 20
	// maxPageValues is how many values a page may say that it has, empty ones included.
	maxPageValues = 1 << 30
	// maxElements is how many elements a schema may have.
	maxElements = 200_000
	// maxDepth is how deep a schema may nest; levels are counted in a byte.
	maxDepth = 100
	// maxSteps is how many steps the paths of all columns may have together.
	maxSteps = 1_000_000
	// maxThriftDepth is how deep structures of the metadata may nest. Those that there are end at eight.
	maxThriftDepth = 32
	// maxFixed is the longest value of fixed length.
	maxFixed = 1 << 20
	// maxScale is how many digits of a decimal may stand behind the point.
	maxScale = 76
	// window is how much is read at once, where no page is larger.
	window = 256 << 10
	// turn is how many values, empty ones included, are gone through before Next returns, even with nothing.
	turn = 1 << 20
	// slack is how far behind its declared end a chunk may go on: some writers forgot the dictionary's header
	// (https://issues.apache.org/jira/browse/PARQUET-816).
	slack = 128
	// keepPage is the largest buffer that is kept from chunk to chunk.
	keepPage = 8 << 20
)

// Magic numbers, at both ends of a file.
const (
	Magic          = "PAR1"
	MagicEncrypted = "PARE"
)

const tail = 8 // the footer's length and the magic number

// File is an open file. It belongs to one goroutine.
type File struct {
	Columns []Column
	// Pairs are the file's own metadata. They refer to the footer.
	Pairs []Pair

	r      io.ReaderAt
	end    int64 // of the data
	groups compact
	left   uint64 // groups that were not read yet
	group  Group
	row    int64 // rows in the groups before

	pages pageBuffers
}

// Pair is a key and its value.
type Pair struct{ Key, Value []byte }

// Open reads the footer of a file. Errors are problems (see package source), or come from r.
func Open(r io.ReaderAt, size int64) (*File, error) {
	if size < int64(len(Magic))+tail {
		return nil, malformed("too short to have a footer")
	}
	var end [tail]byte
	if err := readFull(r, end[:], size-tail); err != nil {
		return nil, err
	}
	switch string(end[4:]) {
	case Magic:
	case MagicEncrypted:
		return nil, source.Problemf(source.InvalidEncryption, "encrypted, footer and all")
	default:
		return nil, malformed("no footer at the end: cut short or damaged")
	}
	n := int64(binary.LittleEndian.Uint32(end[:]))
	if n > size-tail-int64(len(Magic)) {
		return nil, malformed("footer is longer than the file")
	}
	if n > maxFooter {
		return nil, source.Problemf(source.MalformedOrTooLarge, "footer of more than %d bytes", maxFooter)
	}
	footer := make([]byte, n)
	if err := readFull(r, footer, size-tail-n); err != nil {
		return nil, err
	}
	f := &File{r: r, end: size - tail - n}
	return f, f.parse(footer)
}

func readFull(r io.ReaderAt, b []byte, at int64) error {
	n, err := r.ReadAt(b, at)
	if n == len(b) {
		return nil
	}
	if err == nil || err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return err
}

func malformed(detail string) error { return source.Problemf(source.MalformedFile, "%s", detail) }
