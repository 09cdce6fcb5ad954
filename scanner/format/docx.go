package format

import (
	"context"
)

// docxFormat reads text documents of Office Open XML (ECMA-376-1 17): body, headers, footers, notes, comments, text boxes, deleted text,
// addresses of links, properties. A paragraph is a field, and so is a cell of a table; files in the document are members.
//
// A match is located by line: the lines are the paragraphs of the body, one after the other, and those of the other parts behind them. In
// a table its cell is told, and of what is on no line, such as an author, the name.
var docxFormat = Format{
	Name:       "docx",
	Title:      "Word document",
	MIME:       "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	Extensions: docxExtensions,
	Places:     "line, cell, record",
	Match:      matchPackage("docx", docxExtensions),
	Read:       deeper(readDOCX),
}

var docxExtensions = []string{".docx", ".docm", ".dotx", ".dotm"}

func readDOCX(ctx context.Context, in *Input, sink Sink) error {
	return readPackage(ctx, in, sink, func(p *officePackage) error {
		o := &officeText{officePackage: p, docText: newDocText(p.in, p.sink), folder: "word/"}
		o.out.line = 1
		body, err := p.mainPart("word/document.xml")
		if err != nil {
			return err
		}
		if _, err := o.text(body); err != nil {
			return err
		}
		return o.rest()
	})
}
