package format

import (
	"context"
	"io"
	"math"
)

// xlsbFormat reads binary workbooks (MS-XLSB, https://learn.microsoft.com/openspecs/office_file_formats/ms-xlsb): the cells of all sheets,
// hidden ones too, the values that formulas had, names of sheets, comments, addresses of links, properties. Embedded files are members.
var xlsbFormat = Format{
	Name:       "xlsb",
	Title:      "Excel binary workbook",
	MIME:       "application/vnd.ms-excel.sheet.binary.macroenabled.12",
	Extensions: xlsbExtensions,
	Places:     "cell, record",
	Tables:     ByRow,
	Match:      matchPackage("xlsb", xlsbExtensions),
	Read:       deeper(readXLSB),
}

var xlsbExtensions = []string{".xlsb"}

func readXLSB(ctx context.Context, in *Input, sink Sink) error {
	return readPackage(ctx, in, sink, func(p *officePackage) error {
		main, err := p.mainPart("xl/workbook.bin")
		if err != nil {
			return err
		}
		return newWorkbook(p).read(main, (*workbook).readBinary)
	})
}

// Records that are read (MS-XLSB 2.3.2). Those of a cell come without a column, too: it is the next one.
const (
	biffRow          = 0
	biffCellNumber   = 2 // RkNumber
	biffCellBool     = 4
	biffCellReal     = 5
	biffCellString   = 6
	biffCellShared   = 7
	biffFormulaText  = 8
	biffFormulaReal  = 9
	biffFormulaBool  = 10
	biffShort        = 13 - biffCellNumber // what the numbers of the short records are more by
	biffShortShared  = 18
	biffStringItem   = 19
	biffNumberFormat = 44
	biffStyle        = 47
	biffCellRich     = 62
	biffBook         = 153
	biffSheet        = 156
	biffHeaders      = 479
	biffLink         = 494
	biffStyles       = 617
	biffStylesEnd    = 618
	biffAuthor       = 632
	biffComment      = 635
	biffCommentText  = 637
)

// readBinary reads a part that is made of records.
func (w *workbook) readBinary(e *zipEntry, what bookPart, r *sheetReader) error {
	return w.open(e, func(in io.Reader) error {
		b := newBIFF(in)
		read := map[bookPart]func(*biff) error{bookMain: w.readBinaryMain, bookStyles: w.readBinaryStyles, bookStrings: w.strings.readBinary}[what]
		switch what {
		case bookCells:
			read = r.readBinaryCells
		case bookComments:
			read = r.readBinaryComments
		}
		err := read(b)
		if err == io.EOF {
			return nil
		}
		return err
	})
}

func (w *workbook) readBinaryMain(b *biff) error {
	for {
		kind, err := b.next()
		if err != nil {
			return err
		}
		switch kind {
		case biffBook:
			w.mac = b.uint32()&1 != 0
		case biffSheet:
			b.skip(8) // whether it is hidden, and its number
			link := string(b.text(nil))
			if name := string(b.text(nil)); len(w.sheets) < maxParts {
				w.sheets = append(w.sheets, bookSheet{name, link})
			}
		}
	}
}

func (w *workbook) readBinaryStyles(b *biff) error {
	r := newStyleReader()
	defer func() { w.formats = r.styles }()
	cells := false
	for {
		kind, err := b.next()
		if err != nil {
			return err
		}
		switch kind {
		case biffStyles, biffStylesEnd:
			cells = kind == biffStyles
		case biffNumberFormat:
			id := int(b.uint16())
			r.code(id, string(b.text(nil)))
		case biffStyle:
			b.skip(2) // the style that it comes from
			if cells {
				r.style(int(b.uint16()))
			}
		}
	}
}

// readBinary reads the part with the table.
func (t *sharedStrings) readBinary(b *biff) error {
	var value []byte
	for {
		kind, err := b.next()
		if err != nil {
			return err
		}
		if kind != biffStringItem {
			continue
		}
		b.skip(1) // whether it has runs
		value = b.text(value[:0])
		if err := t.add(value); err != nil {
			return err
		}
	}
}

func (r *sheetReader) readBinaryCells(b *biff) error {
	for {
		kind, err := b.next()
		if err != nil {
			if e := r.endRow(); e != nil {
				return e
			}
			return err
		}
		switch {
		case kind == biffRow:
			err = r.nextRow(int64(b.uint32()&(maxSpan-1)) + 1)
		case kind >= biffCellNumber && kind <= biffFormulaBool || kind == biffCellRich:
			r.column = int(b.uint32()&(maxSpan-1)) + 1
			err = r.binaryCell(kind, b)
		case kind > biffFormulaBool+1 && kind <= biffShortShared:
			r.column = min(r.column+1, maxSpan)
			err = r.binaryCell(kind-biffShort, b)
		case kind == biffLink:
			row, column := int64(b.uint32())+1, 0
			b.skip(4)
			column = int(b.uint32()&(maxSpan-1)) + 1
			b.skip(4)
			l := r.links.byID[string(b.text(nil))]
			if l.external && !r.links.used[l.target] && isAddress(l.target) {
				r.links.used[l.target] = true
				err = r.note(row, column, []byte(l.target))
			}
		case kind == biffHeaders:
			for b.skip(2); len(b.data) > 0 && err == nil; {
				r.raw = b.text(r.raw[:0])
				err = r.aside()
			}
		}
		if err != nil {
			return err
		}
	}
}

// binaryCell adds the cell that a record holds, from its style on.
func (r *sheetReader) binaryCell(kind int, b *biff) error {
	start, err := r.begin()
	style := int(b.uint32() & 0xffffff)
	number := 0.0
	switch kind {
	case biffCellNumber:
		number = rkNumber(b.uint32())
	case biffCellReal, biffFormulaReal:
		number = b.float64()
	case biffCellBool, biffFormulaBool:
		r.row.text = appendBool(r.row.text, len(b.data) > 0 && b.data[0] != 0)
	case biffCellRich:
		b.skip(1)
		r.row.text = b.text(r.row.text)
	case biffCellString, biffFormulaText:
		r.row.text = b.text(r.row.text)
	case biffCellShared:
		r.row.text = r.strings.append(r.row.text, int(b.uint32()&math.MaxInt32))
	}
	switch kind {
	case biffCellNumber, biffCellReal, biffFormulaReal:
		r.row.text = r.appendNumber(r.row.text, style, number)
	}
	r.end(start)
	return err
}

func (r *sheetReader) readBinaryComments(b *biff) error {
	var row int64
	column := 0
	for {
		kind, err := b.next()
		if err != nil {
			return err
		}
		switch kind {
		case biffAuthor:
			err = r.person(b.text(nil))
		case biffComment:
			b.skip(4) // the author
			row = int64(b.uint32()&(maxSpan-1)) + 1
			b.skip(4)
			column = int(b.uint32()&(maxSpan-1)) + 1
		case biffCommentText:
			b.skip(1)
			err = r.note(row, column, b.text(nil))
		}
		if err != nil {
			return err
		}
	}
}
