package format

import (
	"bytes"
	"context"
	"io"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/pii-scan/pii-scan/scanner/internal/spool"
	"github.com/pii-scan/pii-scan/scanner/source"
)

// xlsxFormat reads workbooks of Office Open XML (ECMA-376): the cells of all sheets, hidden ones too, the sheets' names, comments, and
// embedded files as members.
//
// Sheets are streamed; memory goes to the table of shared strings, up to about twice its unpacked size. What is larger than the
// limits below is on disk meanwhile, in a private folder.
var xlsxFormat = Format{
	Name:       "xlsx",
	Title:      "Excel workbook",
	MIME:       "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	Extensions: xlsxExtensions,
	Places:     "cell",
	Match:      matchXLSX,
	Read:       readXLSX,
}

var xlsxExtensions = []string{".xlsx", ".xlsm", ".xltx", ".xltm"}

var (
	oleMagic = []byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}
	// oleEncrypted is the stream that an encrypted workbook stands in (MS-OFFCRYPTO 2.3.4.4), in UTF-16.
	oleEncrypted = []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")
)

// matchXLSX says that a ZIP archive or an OLE2 file with a workbook's extension is one, and also an archive that begins with
// parts of a workbook.
func matchXLSX(head []byte, name string) bool {
	ext := strings.ToLower(path.Ext(name))
	zipped := bytes.HasPrefix(head, zipLocalMagic)
	if slices.Contains(xlsxExtensions, ext) {
		return zipped || bytes.HasPrefix(head, oleMagic)
	}
	if !zipped || ext == ".xlsb" { // binary sheets
		return false
	}
	for first := true; ; first = false {
		if len(head) < zipLocalLen {
			return false
		}
		entry := head[zipLocalLen:]
		entry = entry[:min(len(entry), int(le16(head[26:])))]
		if bytes.HasPrefix(entry, []byte("xl/")) {
			return true
		}
		// Writers begin with one of these; an archive that happens to hold a folder xl does not.
		if first && !bytes.HasPrefix(entry, []byte("[Content_Types].xml")) && !bytes.HasPrefix(entry, []byte("_rels/")) &&
			!bytes.HasPrefix(entry, []byte("docProps/")) {
			return false
		}
		next := bytes.Index(head[4:], zipLocalMagic)
		if next < 0 {
			return false
		}
		head = head[4+next:]
	}
}

func readXLSX(ctx context.Context, in *Input, sink Sink) error {
	leave, over := in.Budget.Enter()
	defer leave()
	if over != nil {
		sink.Problem(over)
		return nil
	}
	at, size, err := in.At(ctx)
	if err != nil {
		return err
	}
	magic := make([]byte, len(oleMagic))
	if n, _ := at.ReadAt(magic, 0); n == len(magic) && bytes.Equal(magic, oleMagic) {
		return explainOLE(ctx, at, size, sink)
	}
	if size > maxXLSX {
		sink.Problem(source.Problemf(source.FileExceedsSizeLimit, "workbook of more than %d bytes", int64(maxXLSX)))
		return nil
	}
	folder, err := spool.Folder("")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	x := &workbook{in: in, sink: sink, folder: folder, unzip: &unzipper{at: at, size: size, budget: in.Budget, sink: sink}}
	return x.read(ctx)
}

// explainOLE says why a workbook is no ZIP archive: it is encrypted, or of an older format under a new name.
func explainOLE(ctx context.Context, at io.ReaderAt, size int64, sink Sink) error {
	u := &unzipper{at: at, size: size, sink: sink}
	pos, err := u.search(ctx, 0, oleEncrypted)
	if err != nil {
		return err
	}
	if pos < size {
		sink.Problem(source.Problemf(source.InvalidEncryption, "encrypted with a password"))
	} else {
		sink.Problem(source.Problemf(source.UnsupportedFileType, "workbook of an older format"))
	}
	return nil
}

// workbook reads one file.
type workbook struct {
	in      *Input
	sink    Sink
	folder  string
	unzip   *unzipper
	parts   xlsxParts
	mac     bool // days count from 1904
	special bool // a style says more than raw numbers do
}

func (x *workbook) read(ctx context.Context) error {
	file, err := x.repack(ctx)
	if err != nil {
		return x.giveUp(ctx, err)
	}
	f, err := excelize.OpenFile(file, excelize.Options{
		UnzipSizeLimit:    maxXLSXUnpacked,
		UnzipXMLSizeLimit: x.parts.inMemory(),
		TmpDir:            x.folder,
	})
	if f != nil {
		defer f.Close()
	}
	if err != nil {
		return x.giveUp(ctx, malformedXLSX("workbook cannot be opened", err))
	}
	if len(f.GetSheetList()) == 0 {
		return x.giveUp(ctx, malformedXLSX("workbook has no sheets", nil))
	}
	for _, p := range x.parts.problems {
		x.sink.Problem(p)
	}
	if props, err := f.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		x.mac = *props.Date1904
	}
	x.special = simplifyStyles(f)
	cells := &cellPacker{sink: x.sink, block: x.in.Block}
	for _, sheet := range f.GetSheetList() {
		if err := x.sheet(ctx, f, sheet, cells); err != nil {
			return err
		}
	}
	for _, e := range x.parts.members {
		if err := x.unzip.member(ctx, e); err != nil || x.unzip.stopped {
			return err
		}
	}
	return nil
}

// giveUp tells a problem. Where the package is malformed, its parts are scanned as those of any archive.
func (x *workbook) giveUp(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	p := source.AsProblem(err, source.ReadError)
	if p.Reason == source.MalformedFile {
		return x.unzip.all(ctx, source.MalformedOrTooLarge)
	}
	x.sink.Problem(p)
	if p.Reason == source.MalformedOrTooLarge {
		return x.unzip.all(ctx, source.MalformedOrTooLarge)
	}
	return nil
}

func malformedXLSX(detail string, err error) *source.Problem {
	return &source.Problem{Reason: source.MalformedOrTooLarge, Detail: detail, Err: err}
}

// sheet reads the name, the cells and the comments of one sheet. What cannot be read is told to the sink.
func (x *workbook) sheet(ctx context.Context, f *excelize.File, sheet string, cells *cellPacker) error {
	cells.start(sheet)
	if err := cells.name(sheet); err != nil {
		return err
	}
	if err := x.rows(ctx, f, sheet, cells); err != nil {
		return err
	}
	comments, err := f.GetComments(sheet)
	if err != nil {
		x.sink.Problem(malformedXLSX("comments of a sheet cannot be read", err))
	}
	for _, c := range comments {
		if err := cells.comment(c); err != nil {
			return err
		}
	}
	return cells.flush()
}

// rows reads the cells of one sheet: raw, and where a style of the workbook says more than the raw number, as shown too.
func (x *workbook) rows(ctx context.Context, f *excelize.File, sheet string, cells *cellPacker) error {
	raw, err := f.Rows(sheet)
	if err != nil {
		x.sink.Problem(malformedXLSX("sheet cannot be read", err))
		return nil
	}
	defer raw.Close()
	var shown *excelize.Rows
	if x.special {
		if shown, err = f.Rows(sheet); err != nil {
			x.sink.Problem(malformedXLSX("sheet cannot be read", err))
			return nil
		}
		defer shown.Close()
	}
	table := &sheetTable{cells: cells}
	for row := int64(1); raw.Next(); row++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		values, err := raw.Columns(excelize.Options{RawCellValue: true})
		var styled []string
		if shown != nil && shown.Next() {
			styled, _ = shown.Columns()
		}
		for i, v := range values {
			show := v
			if i < len(styled) {
				show = styled[i]
			}
			values[i] = cellText(v, show, x.mac)
		}
		if e := table.add(row, values); e != nil {
			return e
		}
		if err != nil {
			x.sink.Problem(malformedXLSX("sheet cannot be read to its end", err))
			break
		}
	}
	if err := raw.Error(); err != nil {
		x.sink.Problem(malformedXLSX("sheet cannot be read to its end", err))
	}
	return table.end()
}
