// Package orc reads the records of Apache ORC files, version 1 of the format (https://orc.apache.org/specification/ORCv1/): all types,
// both versions of the run-length encodings, dictionaries, and the codecs none, zlib, snappy, lz4 and zstd.
//
// It is made to take text out of files that may be damaged or hostile: what a file declares is checked against its size and the limits
// below before anything is allocated, a damaged column or stripe costs itself alone, and records are handed over as they are decoded, so
// that memory goes to one chunk for each stream of a stripe, the compressed bytes read ahead, and the dictionaries. It does not write,
// skip rows by statistics, or decrypt: of an encrypted column it reads the masked copy that every such file has.
package orc

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// Limits, in bytes where nothing else is said.
const (
	// maxTail is how much the footer of a file, or of a stripe, may unpack to. Statistics of thousands of columns and stripes are most
	// of it; real ones stay under 16 MiB.
	maxTail = 64 << 20
	// maxPostscript is what its length, one byte, allows.
	maxPostscript = 255
	// maxTypes is how many types a schema may have: Hive's metastore and Spark end far below.
	maxTypes = 64 << 10
	// maxDepth is how deep types may stand in one another: each level is one of our stack.
	maxDepth = 100
	// maxStripes and maxStreams bound what a few bytes of a footer each cost us in memory.
	maxStripes = 256 << 10
	maxStreams = 1 << 20
	// maxChunk is how much a compressed chunk may unpack to. Its compressed length has 23 bits; writers use 64 to 256 KiB.
	maxChunk = 8 << 20
	// maxDictionary is how large the dictionary of a column in one stripe may be, and maxWords how many values it may have.
	maxDictionary = 64 << 20
	maxWords      = 16 << 20
	// maxHeld is what all unpacked chunks and dictionaries of a stripe may take together.
	maxHeld = 256 << 20
	// passMemory is what the streams that are read side by side are expected to take; the columns of a wider table are read in several
	// passes over the stripe.
	passMemory = 96 << 20
	// readAhead is how much is read ahead for all streams together. Most stripes are not larger, and then each byte is read once.
	readAhead = 48 << 20
	// minAhead is how much is read ahead for one stream at least.
	minAhead = 64 << 10
	// MaxValue is the longest text that is handed over in one piece.
	MaxValue = 16 << 20
	// valuesPerByte is how many values, nulls counted, a byte of the file may stand for; freeValues come on top. A column of nulls has
	// about 500 for each byte before it is compressed.
	valuesPerByte = 10_000
	freeValues    = 1 << 22
)

// Visitor takes the values of a file, record by record. Its errors end the reading and are returned as they are.
type Visitor interface {
	// Record begins record n, counted from 0 in the file. Where a table is too wide to be read in one pass, a record comes again with
	// its further columns, after those behind it.
	Record(n int64) error
	// Enter goes into the struct, list or map that stands at p: what follows stands in it, until Leave. The root struct is not entered.
	Enter(p Place) error
	Leave()
	// Value is a value as text, valid until Value returns. Nulls and what is no text do not come. A value longer than MaxValue comes
	// in pieces.
	Value(p Place, text []byte) error
	// Problem tells what could not be read while the reading goes on.
	Problem(*source.Problem)
}

// Place says where a value stands in what is around it.
type Place struct {
	Role   Role
	Name   string // of a struct's member
	Column int    // the number of a struct's member in the schema, from 0
	// Index is that of a list's element, of a map's entry, from 0.
	Index int
	// Key is that of a map's value, valid as long as the value is; nil where keys are no plain values.
	Key []byte
}

// Role is what a value is to what is around it.
type Role uint8

// A value is a member of a struct, an element of a list, the key or the value of an entry of a map, or the whole record.
const (
	Root Role = iota
	Member
	Element
	MapKey
	MapValue
)

// File is an open file. It belongs to one goroutine.
type File struct {
	r       io.ReaderAt
	size    int64
	tail    tail
	root    *column // of the schema
	inflate *inflater
	values  int64 // handed over or skipped, nulls counted
	limit   int64 // of values
}

// Open reads the tail of a file of size bytes. What is wrong with a file is a *source.Problem; errors of r are returned as they are.
func Open(ctx context.Context, r io.ReaderAt, size int64) (*File, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	f := &File{r: r, size: size, limit: valuesPerByte*size + freeValues}
	if err := f.readTail(); err != nil {
		return nil, err
	}
	return f, nil
}

// Encrypted says that some columns are encrypted, of which only masked copies are read.
func (f *File) Encrypted() bool { return f.tail.encrypted }

// Metadata are the names and values that the writer added to the file, in order.
func (f *File) Metadata() []Metadata { return f.tail.metadata }

// Metadata is what a writer added to a file.
type Metadata struct {
	Name  string
	Value []byte
}

// Read hands all records over to v. What is damaged is told to v as a problem, and the rest is read.
func (f *File) Read(ctx context.Context, v Visitor) error {
	first := int64(0)
	for i := range f.tail.stripes {
		if err := ctx.Err(); err != nil {
			return err
		}
		s := &f.tail.stripes[i]
		if err := f.readStripe(ctx, s, first, v); err != nil {
			if !isDamage(err) {
				return err
			}
			v.Problem(source.AsProblem(err, source.MalformedFile))
		}
		first += s.rows
	}
	return nil
}

// damage is what is wrong with a part of the file, so that the rest may be read. Errors of the reader beneath and of the visitor are
// none.
type damage struct{ problem *source.Problem }

func (d *damage) Error() string { return d.problem.Error() }
func (d *damage) Unwrap() error { return d.problem }

func isDamage(err error) bool {
	_, is := errors.AsType[*damage](err)
	return is
}

func malformed(format string, args ...any) error {
	return &damage{source.Problemf(source.MalformedFile, format, args...)}
}

func overLimit(format string, args ...any) error {
	return &damage{source.Problemf(source.MalformedOrTooLarge, format, args...)}
}

// readAt reads n bytes, which lie in the file.
func (f *File) readAt(off int64, n int) ([]byte, error) {
	b := make([]byte, n)
	if err := f.readInto(b, off); err != nil {
		return nil, err
	}
	return b, nil
}

func (f *File) readInto(b []byte, off int64) error {
	n, err := f.r.ReadAt(b, off)
	switch {
	case n == len(b):
		return nil
	case err == nil || errors.Is(err, io.EOF):
		return malformed("file ends early")
	}
	return fmt.Errorf("orc: %w", err)
}
