package format

import (
	"bytes"

	"github.com/pii-scan/pii-scan/scanner/format/internal/xmltext"
	"github.com/pii-scan/pii-scan/text"
)

// docRole is what an element is to the text of a document.
type docRole uint8

const (
	noRole       docRole = iota
	asParagraph          // a field
	asText               // what stands in it is text
	asDeleted            // what stands in it was deleted, and is kept with the changes: a field of its own
	asCode               // what stands in it is an instruction, with an address perhaps
	asPerson             // what stands in it is somebody's name
	asTable              //
	asRow                // count: how often it stands there
	asHeaderRows         // the rows in it are headers
	asHeaderRow          // the row around it is a header
	asCell               // count: how many columns it covers
	asHeaderCell         // a cell of the header
	asSpan               // count: how many columns the cell around it covers
	asLineBreak          //
	asTab                //
	asHyphen             //
	asSpace              // count: how many
	asNothing            // nothing in it is text
	asNote               // a comment on the cell around it
	asPage               // a page begins
)

// docElement is what a tag is to the text of a document. The names of its attributes are as for xmltext.Scanner.Attr.
type docElement struct {
	role   docRole
	count  string   // an attribute that holds a number, 1 where there is none
	texts  []string // attributes that hold text
	person string   // an attribute that holds somebody's name
	link   string   // an attribute that holds an address, an instruction, or the identifier of a relation
}

// docMarkup says what the elements of a kind of document are, by their local names: no two that matter are the same.
type docMarkup struct {
	elements map[string]docElement
	// bare says that text stands in paragraphs themselves, and that white space in it is one space.
	bare bool
	// blocks says that a paragraph ends where another begins in it, and that text elsewhere is a paragraph too.
	blocks bool
	// sheets says that a table is a sheet of a workbook.
	sheets bool
}

// docText takes the text of a document's parts, one after the other.
type docText struct {
	out      *packer
	tables   int // seen so far
	repeated int // cells that were written out for others
	people   map[string]bool
	names    nameSet
	label    *text.Name // what the last paragraph called the next one
}

func newDocText(in *Input, sink Sink) *docText {
	return &docText{out: &packer{sink: sink, block: in.Block}, people: map[string]bool{}}
}

// maxLabelled is the longest paragraph in bytes that the one before it names.
const maxLabelled = 200

// paragraph hands over a paragraph that stands in no table.
func (d *docText) paragraph(value []byte) error {
	if err := d.out.turn("", d.out.page); err != nil {
		return err
	}
	cells := bytes.Trim(value, " \r\n")
	if value = bytes.TrimSpace(value); len(value) == 0 {
		return d.out.blank()
	}
	p := place{}
	if len(value) <= maxLabelled {
		p.name = d.label
	}
	d.label = nil
	if isLabel(value) {
		d.label = d.names.of(string(value))
	}
	return d.out.paragraph(cells, p)
}

// aside hands over a text that stands beside the paragraphs.
func (d *docText) aside(value []byte) error {
	if err := d.out.turn("", d.out.page); err != nil {
		return err
	}
	return d.out.add(bytes.TrimSpace(value), place{})
}

// property hands over a text that has a name, and stands nowhere in particular: on no line.
func (d *docText) property(name string, value []byte) error {
	if err := d.out.turn("", d.out.page); err != nil {
		return err
	}
	p := place{name: d.names.of(name)}
	if d.out.line == 0 {
		return d.out.add(bytes.TrimSpace(value), p)
	}
	if err := d.out.flush(); err != nil {
		return err
	}
	line := d.out.line
	d.out.line = 0
	err := d.out.add(bytes.TrimSpace(value), p)
	if e := d.out.flush(); err == nil {
		err = e
	}
	d.out.line = line
	return err
}

// person hands over somebody's name, once.
func (d *docText) person(name []byte) error {
	if d.people[string(name)] {
		return nil
	}
	if len(d.people) < MaxNames {
		d.people[string(name)] = true
	}
	return d.property("author", name)
}

// read hands over the text of a part. links are the part's relations.
func (d *docText) read(s *xmltext.Scanner, m *docMarkup, links *officeLinks) error {
	f := &docFlow{docText: d, docMarkup: m, s: s, links: links}
	err := f.run()
	if e := f.close(-1); e != nil {
		return e
	}
	d.label = nil
	return err
}
