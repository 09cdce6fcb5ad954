// Package format reads files: one file of this package for each file format. A reader turns an object's bytes into segments of
// text with fields and places, or, for an archive, into members.
//
// A Format is a row of the table All. Identify picks one by content first, then by extension. Readers stream; what needs
// random access asks the Input for it. Bad input is the normal case: a reader says with Problem what it could not read and
// why, goes on where it can, and holds no more than a few blocks in memory. Nothing of a reader's errors quotes the input.
package format

import (
	"context"
	"io"
	"time"

	"github.com/pii-scan/pii-scan/scanner/source"
	"github.com/pii-scan/pii-scan/text"
)

// Format is one kind of file.
type Format struct {
	Name       string   // csv, json, xlsx: lower case, one word
	Title      string   // for people: "Comma-separated values"
	MIME       string   // as in a finding's mimeType
	Extensions []string // with the dot, lower case; the first is the usual one
	// Places are the kinds of places of matches, the usual one first: "line", "page", "cell" (of a sheet or a table), "record" (its number,
	// and the path in it, or the name of what is said of the file), "member" (what it is in, and there as the reader of that has it).
	Places string
	// Tables says how the cells come that are judged by their column.
	Tables Tables
	// Match looks at the first bytes and the name; it says whether the content is of this format. nil: never
	// by content.
	Match func(h *Head) bool
	// Isolated says that the reader is better run in a process of its own: what it rests on is large or old and written for files
	// that mean well.
	Isolated bool
	// Outside says that the reader may look at more than its input (a file beside it, a program that it starts), and so runs in this
	// process always.
	Outside bool
	// Read cuts the input into segments. nil: the format is known and not read (UNSUPPORTED_FILE_TYPE_EXCEPTION).
	Read func(context.Context, *Input, Sink) error
}

// Tables says how cells come that are judged by their column.
type Tables uint8

const (
	NoTables Tables = iota // there are none
	ByRow                  // row by row: fields with a Row and a Column
	ByColumn               // column by column: each segment holds cells of one column, or names
	ByName                 // record by record: what has the same names is a column
)

// Input is what a reader reads.
type Input struct {
	Name     string // the last element of the path, for its extension
	Size     int64  // bytes; -1 where unknown
	Modified time.Time
	// Head is a copy of the first bytes, up to HeadSize, which Body yields again.
	Head  []byte
	plain bool // Head is ASCII; false where that is not known
	// Body is the whole content, read once.
	Body io.Reader
	// At gives random access to the whole content and its size: the file itself, ranges of an S3 object, or a spool. Body must not
	// be read before or after. What it opened is closed by whoever made the Input.
	At func(context.Context) (io.ReaderAt, int64, error)
	// Block is the size in bytes of the blocks to make, BlockSize where zero. Results do not depend on it.
	Block int
	// Budget is shared by all that comes out of one object.
	Budget *Budget
	// OCR reads the text in images; nil: pixels are not read.
	OCR *OCR
	// Watched says that this process is ended from outside when the reader takes too long: a reader that has to pay for being
	// stoppable need not be.
	Watched bool
}

// Sink takes what a reader makes. Its errors end the reader and must be returned as they are.
type Sink interface {
	// Segment takes over a segment of text.
	Segment(*text.Segment) error
	// Member scans a file inside this one, before it returns. The member's problems are reported by the sink.
	Member(context.Context, Member) error
	// Problem notes something that could not be read while the reader goes on. The object is partly scanned.
	Problem(*source.Problem)
}

// Member is a file inside an archive.
type Member struct {
	Path     string // inside its archive, as it stands there
	Size     int64  // -1 where unknown
	Modified time.Time
	Body     io.Reader
	// Problem is set for what cannot be opened (encrypted, unknown method); Body is nil then.
	Problem *source.Problem
}
