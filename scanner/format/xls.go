package format

import (
	"bytes"
	"io"
	"math"
	"strconv"

	"github.com/pii-scan/pii-scan/scanner/format/internal/ole"
	"github.com/pii-scan/pii-scan/scanner/source"
)

// xlsFormat reads workbooks of Excel 5 to 2003 (MS-XLS, https://learn.microsoft.com/openspecs/office_file_formats/ms-xls): the cells of
// all sheets, hidden ones too, the values that formulas had, names of sheets, comments, text boxes, headers, addresses of links, titles of
// charts, properties. Embedded documents are read, embedded files are members.
//
// Records are streamed. The table of shared strings is held in memory up to maxStringBytes.
var xlsFormat = Format{
	Name:       "xls",
	Title:      "Excel 97-2003 workbook",
	MIME:       "application/vnd.ms-excel",
	Extensions: xlsExtensions,
	Places:     "cell, record",
	Tables:     ByRow,
	Isolated:   true,
	Match:      matchOLE("xls", xlsExtensions),
	Read:       deeper(readOLE),
}

var xlsExtensions = []string{".xls", ".xlt", ".xla"}

// Records that are read (MS-XLS 2.3).
const (
	xlsFormula    = 0x06
	xlsEnd        = 0x0a
	xlsHeader     = 0x14
	xlsFooter     = 0x15
	xlsNote       = 0x1c
	xlsDates      = 0x22
	xlsPassword   = 0x2f
	xlsCodePage   = 0x42
	xlsUser       = 0x5c
	xlsObject     = 0x5d
	xlsSheet      = 0x85
	xlsNumbers    = 0xbd
	xlsRichLabel  = 0xd6
	xlsStyle      = 0xe0
	xlsStrings    = 0xfc
	xlsShared     = 0xfd
	xlsLink       = 0x1b8
	xlsBox        = 0x1b6
	xlsNumber     = 0x203
	xlsLabel      = 0x204
	xlsBool       = 0x205
	xlsString     = 0x207
	xlsRK         = 0x27e
	xlsCode       = 0x41e
	xlsBegin      = 0x809
	xlsChartTitle = 0x100d
)

const (
	xlsExcel97 = 0x600
	xlsExcel5  = 0x500
	// xlsCommentBox is the kind of an object that holds a comment.
	xlsCommentBox = 0x19
	// maxXLSNotes is how many bytes of comments of one sheet wait for their cells.
	maxXLSNotes = 16 << 20
)

// xlsBook reads a workbook of that kind.
type xlsBook struct {
	*sheetReader
	*xlsRecords
	styles *styleReader
	sheets map[int64]string // names, by where their records begin
	depth  int              // of what is in a sheet: a chart
	object [2]int           // kind and number of the object at hand
	notes  map[int][]byte   // texts of comments, by their objects
	noted  int              // bytes of them
	result [2]int64         // row and column of the formula whose result is a string
}

func (r *oleReader) workbook(e *ole.Entry) error {
	name := "Workbook"
	if s := e.Find(name); s == nil || s.Storage {
		name = "Book"
	}
	s, err := r.file.Open(e.Find(name))
	if err != nil {
		return err
	}
	w := &workbook{officeText: officeText{docText: r.docText}}
	w.strings.over = r.docText.paragraph
	x := &xlsBook{
		sheetReader: &sheetReader{workbook: w, links: &officeLinks{used: map[string]bool{}}, rows: tableRows{out: r.out}},
		xlsRecords:  newXLSRecords(io.NewSectionReader(s, 0, s.Size())), styles: newStyleReader(), sheets: map[int64]string{},
	}
	if err := r.out.flush(); err != nil {
		return err
	}
	line := r.out.line
	r.out.line = 0
	problem, err := x.read(r)
	if e := x.endSheet(); err == nil {
		err = e
	}
	if e := r.out.flush(); err == nil {
		err = e
	}
	r.out.sheet, r.out.line = "", line
	if problem == nil && s.Cut {
		problem = malformedOffice("workbook is cut off", nil)
	}
	if problem != nil {
		r.sink.Problem(problem)
	}
	return err
}

// read reads all records.
func (x *xlsBook) read(r *oleReader) (*source.Problem, error) {
	for n := 0; ; n++ {
		if n%1024 == 0 && r.ctx.Err() != nil {
			return nil, r.ctx.Err()
		}
		kind, err := x.next()
		switch {
		case err == io.EOF || err == nil && n > 0 && kind == 0 && len(x.data) == 0 && x.depth == 0: // zeros fill up the stream
			return nil, nil
		case err == io.ErrUnexpectedEOF:
			return malformedOffice("workbook ends in the middle of a record", nil), nil
		case err != nil:
			return nil, err
		case kind == xlsPassword:
			return source.Problemf(source.InvalidEncryption, "encrypted with a password"), nil
		case n == 0 && kind != xlsBegin:
			return malformedOffice("workbook does not begin with a workbook", nil), nil
		}
		if err := x.record(kind); err != nil {
			return nil, err
		}
	}
}

// record reads the record at hand.
func (x *xlsBook) record(kind uint16) error {
	switch kind {
	case xlsBegin:
		return x.begins()
	case xlsEnd:
		x.depth = max(x.depth-1, 0)
	case xlsCodePage:
		x.page = ole.CodePage(x.uint16())
	case xlsDates:
		x.mac = x.uint16() == 1
	case xlsSheet:
		at := int64(x.uint32())
		x.skip(2)
		if name := x.text(nil, 1); len(x.sheets) < maxParts {
			x.sheets[at] = cutName(name)
		}
	case xlsCode:
		id := x.uint16()
		size := 1
		if x.wide {
			size = 2
		}
		x.styles.code(id, string(x.text(nil, size)))
	case xlsStyle:
		x.skip(2) // the font
		x.styles.style(x.uint16())
		x.formats = x.styles.styles
	case xlsStrings:
		return x.table()
	case xlsUser:
		size := 1
		if x.wide {
			size = 2
		}
		return x.person(bytes.TrimSpace(x.text(nil, size)))
	case xlsHeader, xlsFooter:
		size := 1
		if x.wide {
			size = 2
		}
		x.raw = x.text(x.raw[:0], size)
		return x.aside()
	case xlsChartTitle:
		x.skip(2)
		x.raw = x.text(x.raw[:0], 1)
		return x.aside()
	case xlsObject:
		x.skip(4)
		x.object = [2]int{x.uint16(), x.uint16()}
	case xlsBox:
		return x.box()
	case xlsNote:
		return x.comment()
	case xlsLink:
		return x.address()
	default:
		return x.cells(kind)
	}
	return nil
}

// begins begins the workbook, a sheet, or something in a sheet.
func (x *xlsBook) begins() error {
	at, version := x.pos, x.uint16()
	x.depth++
	if at == 0 {
		x.wide = version >= xlsExcel97
		return nil
	}
	name, known := x.sheets[at]
	if x.depth > 1 && !known {
		return nil
	}
	if err := x.endSheet(); err != nil {
		return err
	}
	x.depth = 1
	if !known {
		name = "Sheet " + strconv.Itoa(x.tables+1)
	}
	x.tables++
	x.rows = tableRows{out: x.out, sheet: name}
	x.row.reset(0)
	x.notes, x.noted = map[int][]byte{}, 0
	if err := x.out.turn(name, 0); err != nil {
		return err
	}
	return x.out.add([]byte(name), place{isName: true})
}

func (x *xlsBook) endSheet() error {
	if err := x.endRow(); err != nil {
		return err
	}
	return x.rows.end()
}

// table reads the table of shared strings (2.4.265).
func (x *xlsBook) table() error {
	x.skip(4)
	for n := x.uint32(); n > 0; n-- {
		if len(x.data) == 0 && !x.more() {
			return nil
		}
		x.raw = x.rich(x.raw[:0], x.uint16())
		if err := x.strings.add(x.raw); err != nil {
			return err
		}
	}
	return nil
}

// cells reads a record of cells; all others are left out.
func (x *xlsBook) cells(kind uint16) error {
	switch kind {
	case xlsFormula, xlsRichLabel, xlsShared, xlsNumber, xlsLabel, xlsBool, xlsRK, xlsNumbers:
	case xlsString:
		if x.result[1] == 0 {
			return nil
		}
		size := 2
		row, column := x.result[0], x.result[1]
		x.result = [2]int64{}
		return x.cell(row, int(column), func(dst []byte) []byte { return x.text(dst, size) })
	default:
		return nil
	}
	if len(x.data) < 6 {
		return nil
	}
	row, column := int64(x.uint16())+1, x.uint16()+1
	if kind == xlsNumbers {
		for len(x.data) >= 6 {
			style := x.uint16()
			number := rkNumber(x.uint32())
			if err := x.cell(row, column, func(dst []byte) []byte { return x.appendNumber(dst, style, number) }); err != nil {
				return err
			}
			column++
		}
		return nil
	}
	style := x.uint16()
	return x.cell(row, column, func(dst []byte) []byte {
		switch kind {
		case xlsShared:
			return x.strings.append(dst, int(x.uint32()&math.MaxInt32))
		case xlsLabel, xlsRichLabel:
			return x.text(dst, 2)
		case xlsNumber:
			return x.appendNumber(dst, style, x.float64())
		case xlsRK:
			return x.appendNumber(dst, style, rkNumber(x.uint32()))
		case xlsBool:
			if value := x.uint8(); x.uint8() == 0 {
				return appendBool(dst, value != 0)
			}
			return dst
		}
		result := x.number(8) // of a formula
		if result>>48 != 0xffff {
			return x.appendNumber(dst, style, math.Float64frombits(result))
		}
		switch result & 0xff {
		case 0:
			x.result = [2]int64{row, int64(column)}
		case 1:
			return appendBool(dst, result>>16&0xff != 0)
		}
		return dst
	})
}

// cell adds a cell, whose text add appends.
func (x *xlsBook) cell(row int64, column int, add func([]byte) []byte) error {
	if row != x.row.number {
		if err := x.nextRow(row); err != nil {
			return err
		}
	}
	start, err := x.sheetReader.begin()
	x.column = column
	x.row.text = add(x.row.text)
	x.sheetReader.end(start)
	return err
}

// box reads the text of a shape (2.4.329), which stands in the records that go on with it.
func (x *xlsBook) box() error {
	x.skip(10)
	n := x.uint16()
	x.data = nil
	if n == 0 || !x.wide || !x.more() || len(x.data) == 0 {
		return nil
	}
	value := x.chars(nil, n, x.uint8())
	if x.object[0] == xlsCommentBox && x.notes != nil && x.noted+len(value) <= maxXLSNotes {
		x.noted += len(value) + 64
		x.notes[x.object[1]] = value
		return nil
	}
	x.raw = append(x.raw[:0], value...)
	return x.aside()
}

// comment reads where a comment stands, and who wrote it (2.4.179).
func (x *xlsBook) comment() error {
	row, column := int64(x.uint16())+1, x.uint16()+1
	if !x.wide {
		n := x.uint16()
		return x.note(row, column, x.bytes(nil, min(n, len(x.data))))
	}
	x.skip(2)
	object := x.uint16()
	if err := x.person(bytes.TrimSpace(x.text(nil, 2))); err != nil {
		return err
	}
	value := x.notes[object]
	delete(x.notes, object)
	return x.note(row, column, value)
}

// address reads where a link leads (2.4.140, MS-OSHARED 2.3.7.1).
func (x *xlsBook) address() error {
	row := int64(x.uint16()) + 1
	x.skip(2)
	column := x.uint16() + 1
	x.skip(2 + 16 + 4)
	flags := x.uint32()
	wide := func(n int64) []byte {
		n = min(n, int64(len(x.data)))
		b := x.data[:n]
		x.data = x.data[n:]
		return bytes.TrimRight(ole.AppendUTF16(nil, b), "\x00")
	}
	for _, flag := range []uint32{0x10, 0x80} { // what is shown, the frame
		if flags&flag != 0 {
			wide(int64(x.uint32()) * 2)
		}
	}
	var target []byte
	switch {
	case flags&0x100 != 0:
		target = wide(int64(x.uint32()) * 2)
	case flags&1 != 0 && len(x.data) >= 20 && x.data[0] == 0xe0: // an address, not a file
		x.skip(16)
		target = wide(int64(x.uint32()))
		target, _, _ = bytes.Cut(target, []byte{0})
	}
	if t := string(target); isAddress(t) && !x.links.used[t] {
		if len(x.links.used) < maxLinks {
			x.links.used[t] = true
		}
		return x.note(row, column, target)
	}
	return nil
}
