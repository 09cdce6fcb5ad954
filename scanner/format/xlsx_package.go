package format

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/pii-scan/pii-scan/scanner/source"
)

const (
	// maxXLSX is the largest workbook in bytes that is opened: Macie's quota for Excel files.
	maxXLSX = 512 << 20
	// maxXLSXUnpacked is how many bytes its parts may unpack to; sheets are 6 to 12 times as large as packed.
	maxXLSXUnpacked = 4 << 30
	// maxXLSXStrings is the largest table of shared strings in bytes: its index is held in memory.
	maxXLSXStrings = 512 << 20
	// maxXLSXSmall is how many bytes the parts may have that are no sheets (styles, relations, comments): they are held in memory.
	maxXLSXSmall = 128 << 20
	// xlsxMemory is how many bytes of sheets are held in memory, together; each is read from disk where its share is too small.
	xlsxMemory = 128 << 20
	// xlsxPartMemory is the largest sheet in bytes that is held in memory.
	xlsxPartMemory = 16 << 20
)

// xlsxParts is what a package was found to hold.
type xlsxParts struct {
	total, small int64 // unpacked bytes, of all parts and of those that are held in memory
	sheets       int64
	members      []*zipEntry       // embedded files, and parts that are broken
	problems     []*source.Problem // of broken parts
}

// inMemory is how large a sheet may be to be held in memory.
func (p *xlsxParts) inMemory() int64 { return min(xlsxPartMemory, xlsxMemory/max(p.sheets, 1)) }

// repack copies the parts that make up the sheets into a package of their own, still packed, and returns its path. Every
// part is unpacked once to see that it is whole and within the limits, for excelize believes what the directory says, ignores
// checksums, and holds in memory every picture there is. Errors are *source.Problem.
func (x *workbook) repack(ctx context.Context) (name string, err error) {
	dir, problem := openZipDirectory(x.unzip.at, x.unzip.size)
	if problem != nil {
		return "", problem
	}
	name = filepath.Join(x.folder, "parts")
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", err
	}
	out := zip.NewWriter(f)
	defer func() { err = errors.Join(err, out.Close(), f.Close()) }()
	for {
		e, problem := dir.next()
		if problem != nil {
			return "", problem
		}
		if e == nil {
			return name, nil
		}
		if err := x.part(ctx, e, out); err != nil {
			return "", err
		}
	}
}

// part copies one part, if it belongs to the sheets, or notes it.
func (x *workbook) part(ctx context.Context, e *zipEntry, out *zip.Writer) error {
	kind := xlsxPart(e.name)
	if kind == xlsxEmbedded {
		x.parts.members = append(x.parts.members, e)
	}
	if kind == xlsxEmbedded || kind == xlsxOther {
		return nil
	}
	if over := x.in.Budget.Entry(); over != nil {
		return over
	}
	if p := e.unreadable(); p != nil {
		return p
	}
	tail, err := x.verify(ctx, e)
	if err != nil {
		p := source.AsProblem(err, source.MalformedFile)
		switch p.Reason {
		case source.MalformedFile:
			x.parts.broken(e, "a part is broken")
			return nil
		case source.RatioOverLimit:
			return &source.Problem{Reason: source.OOXMLRatioExceedsLimit, Detail: p.Detail}
		}
		return p
	}
	if kind == xlsxSheet && !bytes.HasSuffix(bytes.TrimRight(tail, " \t\r\n\x00"), []byte(">")) {
		x.parts.problems = append(x.parts.problems, malformedXLSX("a sheet ends early", nil))
	}
	if err := x.parts.count(kind, e.size); err != nil {
		return err
	}
	w, err := out.CreateRaw(&zip.FileHeader{
		Name: e.name, Method: e.method, CRC32: e.crc, CompressedSize64: uint64(e.packed), UncompressedSize64: uint64(e.size),
	})
	if err != nil {
		return err
	}
	_, err = io.Copy(w, untilDone{ctx, io.NewSectionReader(x.unzip.at, e.data, e.packed)})
	return err
}

// verify unpacks a part and returns its last bytes.
func (x *workbook) verify(ctx context.Context, e *zipEntry) ([]byte, error) {
	if e.size > maxXLSXUnpacked {
		return nil, oversizeXLSX(maxXLSXUnpacked)
	}
	if _, problem := e.locate(x.unzip.at, x.unzip.size); problem != nil {
		return nil, problem
	}
	tail := &lastBytes{}
	content := x.unzip.unpack(e, io.NewSectionReader(x.unzip.at, e.data, e.packed))
	n, err := io.Copy(tail, io.LimitReader(untilDone{ctx, content}, e.size+1))
	if err == nil && n > e.size {
		err = source.Problemf(source.MalformedFile, "part is larger than it says")
	}
	return tail.b, err
}

func (p *xlsxParts) broken(e *zipEntry, detail string) {
	p.members = append(p.members, e)
	p.problems = append(p.problems, malformedXLSX(detail, nil))
}

// count adds a part of size bytes; over a limit it returns the problem.
func (p *xlsxParts) count(kind xlsxKind, size int64) error {
	p.total += size
	switch kind {
	case xlsxSheet:
		p.sheets++
	case xlsxStrings:
		if size > maxXLSXStrings {
			return oversizeXLSX(maxXLSXStrings)
		}
	default:
		p.small += size
	}
	switch {
	case p.total > maxXLSXUnpacked:
		return oversizeXLSX(maxXLSXUnpacked)
	case p.small > maxXLSXSmall:
		return oversizeXLSX(maxXLSXSmall)
	}
	return nil
}

func oversizeXLSX(limit int64) *source.Problem {
	return source.Problemf(source.OOXMLSizeExceedsLimit, "parts unpack to more than %d bytes", limit)
}

// xlsxKind says what a part of a package is for.
type xlsxKind int

const (
	xlsxOther    xlsxKind = iota // pictures, drawings, caches: not read
	xlsxSmall                    // the workbook itself, styles, relations, comments
	xlsxSheet                    // what excelize keeps on disk where it is large
	xlsxStrings                  // the table of shared strings
	xlsxEmbedded                 // a file in the workbook
)

// xlsxUnread are folders whose parts hold no cells.
var xlsxUnread = []string{
	"customxml/", "docprops/", "xl/activex/", "xl/charts/", "xl/ctrlprops/", "xl/diagrams/", "xl/drawings/", "xl/externallinks/",
	"xl/media/", "xl/model/", "xl/pivotcache/", "xl/pivottables/", "xl/printersettings/", "xl/querytables/", "xl/slicercaches/", "xl/slicers/",
	"xl/calcchain.xml",
}

func xlsxPart(name string) xlsxKind {
	name = strings.TrimPrefix(strings.ToLower(strings.ReplaceAll(name, `\`, "/")), "/")
	switch {
	case strings.HasPrefix(name, "xl/embeddings/"):
		return xlsxEmbedded
	case name == "xl/sharedstrings.xml":
		return xlsxStrings
	case strings.HasPrefix(name, "xl/worksheets/sheet"):
		return xlsxSheet
	case path.Ext(name) != ".xml" && path.Ext(name) != ".rels":
		return xlsxOther
	}
	for _, folder := range xlsxUnread {
		if strings.HasPrefix(name, folder) {
			return xlsxOther
		}
	}
	return xlsxSmall
}

// lastBytes keeps the end of what is written to it.
type lastBytes struct{ b []byte }

func (l *lastBytes) Write(p []byte) (int, error) {
	const keep = 64
	l.b = append(l.b, p[max(0, len(p)-keep):]...)
	l.b = l.b[max(0, len(l.b)-keep):]
	return len(p), nil
}
