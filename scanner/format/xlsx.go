package format

import (
	"context"

	"github.com/pii-scan/pii-scan/scanner/format/internal/xmltext"
)

// xlsxFormat reads workbooks of Office Open XML (ECMA-376-1 18): the cells of all sheets, hidden ones too, their names, comments, headers,
// the addresses of links, text boxes, the caches of pivot tables and of other workbooks, connections, properties. Embedded files are members.
//
// Sheets are streamed from the archive. The table of shared strings is held in memory up to maxStringBytes.
var xlsxFormat = Format{
	Name:       "xlsx",
	Title:      "Excel workbook",
	MIME:       "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	Extensions: xlsxExtensions,
	Places:     "cell, record",
	Tables:     ByRow,
	Match:      matchPackage("xlsx", xlsxExtensions),
	Read:       deeper(readXLSX),
}

var xlsxExtensions = []string{".xlsx", ".xlsm", ".xltx", ".xltm", ".xlam"}

func readXLSX(ctx context.Context, in *Input, sink Sink) error {
	return readPackage(ctx, in, sink, func(p *officePackage) error {
		main, err := p.mainPart("xl/workbook.xml")
		if err != nil {
			return err
		}
		w := newWorkbook(p)
		return w.read(main, (*workbook).readXML)
	})
}

// workbook reads a workbook, of XML parts or of binary ones.
type workbook struct {
	officeText
	sheets  []bookSheet
	strings sharedStrings
	formats []numberFormat // by a cell's style
	mac     bool           // days count from 1904
}

type bookSheet struct{ name, link string }

func newWorkbook(p *officePackage) *workbook {
	w := &workbook{officeText: officeText{officePackage: p, docText: newDocText(p.in, p.sink), folder: "xl/"}}
	w.strings.over = w.docText.paragraph
	return w
}

// bookPart says what a part of a workbook is.
type bookPart uint8

const (
	bookMain bookPart = iota
	bookStyles
	bookStrings
	bookCells
	bookComments
)

// read hands over all of a workbook. part reads a part of it; t is nil but for cells and comments.
func (w *workbook) read(main *zipEntry, part func(*workbook, *zipEntry, bookPart, *sheetReader) error) error {
	links, err := w.links(main.name)
	if err != nil {
		return err
	}
	if err := part(w, main, bookMain, nil); err != nil {
		return err
	}
	for _, p := range []struct {
		kind string
		what bookPart
	}{{"styles", bookStyles}, {"sharedStrings", bookStrings}} {
		if e := links.first(w.officePackage, p.kind); e != nil {
			if err := part(w, e, p.what, nil); err != nil {
				return err
			}
		}
	}
	if len(w.sheets) == 0 {
		w.sink.Problem(malformedOffice("workbook has no sheets", nil))
	}
	for _, sheet := range w.sheets {
		if err := w.sheet(sheet, w.part(links.byID[sheet.link].target), part); err != nil {
			return err
		}
	}
	if err := w.out.turn("", 0); err != nil {
		return err
	}
	if err := links.rest(w.paragraph); err != nil {
		return err
	}
	return w.rest()
}

// sheet hands over the name of a sheet, its cells, and what belongs to it.
func (w *workbook) sheet(sheet bookSheet, e *zipEntry, part func(*workbook, *zipEntry, bookPart, *sheetReader) error) error {
	if err := w.out.turn(sheet.name, 0); err != nil {
		return err
	}
	if err := w.out.add([]byte(cutName([]byte(sheet.name))), place{isName: true}); err != nil {
		return err
	}
	if e == nil {
		w.sink.Problem(malformedOffice("a sheet is missing", nil))
		return nil
	}
	links, err := w.links(e.name)
	if err != nil {
		return err
	}
	r := &sheetReader{workbook: w, links: links, rows: tableRows{out: w.out, sheet: sheet.name}}
	r.noteLinks()
	if err := part(w, e, bookCells, r); err != nil {
		return err
	}
	if err := r.rows.end(); err != nil {
		return err
	}
	for _, l := range links.all {
		r.threaded = r.threaded || l.kind == "threadedComment"
	}
	for _, l := range links.all {
		e := w.part(l.target)
		if e == nil || l.external || l.kind != "comments" && l.kind != "threadedComment" {
			continue
		}
		if err := part(w, e, bookComments, r); err != nil {
			return err
		}
	}
	return links.rest(w.aside)
}

// readXML reads a part that is XML.
func (w *workbook) readXML(e *zipEntry, what bookPart, r *sheetReader) error {
	return w.xml(e, func(s *xmltext.Scanner) error {
		switch what {
		case bookMain:
			return w.readMain(s)
		case bookStyles:
			return w.readStyles(s)
		case bookStrings:
			return w.strings.read(s)
		case bookCells:
			return r.readCells(s)
		}
		return r.readComments(s)
	})
}

func (w *workbook) readMain(s *xmltext.Scanner) error {
	return eachStart(s, func(tag []byte) error {
		switch string(tag) {
		case "workbookPr":
			v, _ := s.Attr("date1904")
			w.mac = string(v) == "1" || string(v) == "true"
		case "sheet":
			name, _ := s.Attr("name")
			link, _ := s.Attr(":id")
			if len(w.sheets) < maxParts {
				w.sheets = append(w.sheets, bookSheet{string(name), string(link)})
			}
		}
		return nil
	})
}
